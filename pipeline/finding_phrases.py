"""The words and phrases that findings are read by, found among the words of a text.

Words are compared by the hash that spaCy keeps of each token in lower case, and phrases by a hash
of those, so that NumPy finds those of a whole batch of articles at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

import numpy as np
import regex
from spacy.strings import hash_string  # type: ignore[attr-defined]

_MIX = np.uint64(0x9E3779B97F4A7C15)
_HIGH, _LOW = np.uint64(31), np.uint64(29)
_SYLLABLE = regex.compile(r"\p{L}+|\d+|[^\w\s]")
_SIZES = (1, 2, 3)


def read_words(name: str) -> Any:
    """The content of a JSON file beside this module."""
    return json.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


def mix(one: np.ndarray, other: np.ndarray | np.uint64) -> np.ndarray:
    """A hash of pairs, in the shape of the first; the order matters."""
    mixed: np.ndarray = one >> _HIGH
    mixed ^= one
    mixed *= _MIX
    mixed += other
    mixed ^= mixed >> _LOW
    return mixed


def slots(
    columns: Sequence[np.ndarray], salts: Iterable[np.uint64 | np.ndarray], bits: int
) -> np.ndarray:
    """Which slot of a table of weights each value of some templates has.

    Args:
        columns: uint64 (n,) the values of each template.
        salts: what makes each template's values its own.
        bits: the table has so many slots as they count.

    Returns:
        int64 (n_templates, n): the first bits of ``mix(column, salt)``.
    """
    made = np.empty((len(columns), len(columns[0])), dtype=np.uint64)
    shift = np.uint64(64 - bits)
    for number, (column, salt) in enumerate(zip(columns, salts, strict=True)):
        # One template at a time stays in the processor's cache. The last step of ``mix`` changes
        # no bit that is left here.
        row = np.right_shift(column, _HIGH, out=made[number])
        row ^= column
        row *= _MIX
        row += salt
        row >>= shift
    return made.view(np.int64)


class _Table:
    """Finds the places of hashes in a list: by their first bits, for they are spread evenly."""

    def __init__(self, hashes: Sequence[int]) -> None:
        """``hashes`` in rising order."""
        # So many first bits that few hashes share them.
        bits = len(hashes).bit_length() + 3
        self._shift = np.uint64(64 - bits)
        # The last is no hash of a word, and ends every search.
        self._known = np.array([*hashes, 2**64 - 1], dtype=np.uint64)
        begins = np.arange(1 << bits, dtype=np.uint64) << self._shift
        self._begins = np.searchsorted(self._known, begins)
        self._steps = int(np.diff(self._begins, append=len(hashes)).max())

    def rows(self, hashes: np.ndarray) -> np.ndarray:
        """int64 in the shape of ``hashes``: the place of each in the list from 1 on; 0: none."""
        place = self._begins.take((hashes >> self._shift).view(np.int64), mode="clip")
        for _ in range(self._steps):
            place += self._known.take(place, mode="clip") < hashes
        found = self._known.take(place, mode="clip") == hashes
        place += 1
        place *= found
        return place


class Phrases:
    """Lists of words and phrases, of up to three words.

    Args:
        lists: by name, what each phrase stands for, a number above 0.
    """

    def __init__(self, lists: Mapping[str, Mapping[str, int]]) -> None:
        parts = {p: _SYLLABLE.findall(p.lower()) for codes in lists.values() for p in codes}
        self._tables = []
        for size in _SIZES:
            own = sorted((int(_hash(words)), p) for p, words in parts.items() if len(words) == size)
            codes = {
                name: np.array([0, *(codes.get(p, 0) for _, p in own), 0], dtype=np.uint64)
                for name, codes in lists.items()
            }
            self._tables.append((_Table([key for key, _ in own]), codes))

    def find(self, forms: np.ndarray) -> Found:
        """Finds all phrases among words, given by their hashes."""
        found, keys = [], forms
        for size, (table, codes) in zip(_SIZES, self._tables, strict=True):
            if size > 1:
                keys = mix(keys[:-1], forms[size - 1 :])
            rows = np.zeros(len(forms), dtype=np.int64)
            rows[: len(keys)] = table.rows(keys)
            found.append((rows, codes))
        return Found(found)


class Found:
    """The phrases among some words."""

    def __init__(self, found: Sequence[tuple[np.ndarray, Mapping[str, np.ndarray]]]) -> None:
        self._found = found

    def codes(self, name: str, size: int) -> np.ndarray:
        """uint64 (n_words,): what the phrase of a list stands for that begins at each word, or 0.

        Args:
            name: of the list.
            size: how many words the phrase has.
        """
        rows, codes = self._found[size - 1]
        return codes[name].take(rows, mode="clip")


def _hash(words: Sequence[str]) -> np.uint64:
    key = np.array([hash_string(words[0])], dtype=np.uint64)
    for word in words[1:]:
        key = mix(key, np.uint64(hash_string(word)))
    return np.uint64(key[0])


CLUSTERS: list[list[list[str]]] = read_words("finding_clusters.json")
"""Words, and words of two syllables, that stand in like places: groups of clusters."""
WORDS: dict[str, Any] = read_words("finding_words.json")
"""``joins``: words between clauses; ``leads``: words that introduce one, by what they do."""
MARK, SPACED, OPEN, CLOSE, LEFT, RIGHT, QUOTE = range(1, 8)
_FLAT = [(group, words) for group, clusters in enumerate(CLUSTERS, 1) for words in clusters]
GROUP_OF = np.array([0, *(group for group, _ in _FLAT)], dtype=np.uint64)
"""The group of each cluster."""
VOCABULARY = Phrases(
    {
        "clusters": {word: code for code, (_, words) in enumerate(_FLAT, 1) for word in words},
        "joins": dict.fromkeys(WORDS["joins"], 1),
        "leads": {
            word: code for code, words in enumerate(WORDS["leads"].values(), 1) for word in words
        },
        "signs": dict.fromkeys(",;:…", MARK)
        | dict.fromkeys(".-–—", SPACED)
        | dict.fromkeys("“«‘", OPEN)
        | dict.fromkeys("”»’", CLOSE)
        | dict.fromkeys("([", LEFT)
        | dict.fromkeys(")]", RIGHT)
        | {'"': QUOTE},
    }
)
"""All the words: clusters, ``joins`` and ``leads`` of ``WORDS``, and the signs that cut."""
