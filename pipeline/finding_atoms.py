"""Cuts sentences into atoms: the pieces that a finding is made of.

A finding is a run of whole atoms (``finding_tagger`` says which). A cut may stand behind
punctuation, round the words that join clauses ("nhưng", "và"), behind the words that introduce one
("đề nghị", "cho biết") and behind the name of a body or person, which may be the subject that is
left out. There is none inside brackets, inside an entity, a number, or a word of two syllables.

Words are compared by the hash that spaCy keeps of each token in lower case, and phrases by a hash
of those, so that NumPy does the whole article at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import regex
from spacy.attrs import IDX, IS_ALPHA, IS_DIGIT, IS_SPACE, LENGTH, LOWER
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc

Spans = Sequence[tuple[int, int, str]]
"""Start, end and label of each span, as character offsets."""

NUMBER = np.uint64(hash_string("0"))
"""Stands for every number."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
_SYLLABLE = regex.compile(r"\p{L}+|\d+|[^\w\s]")
_BULLET = regex.compile(r"(?:[-–—•*+]+|\(?\d{1,2}[.)]|\(?\p{Ll}[.)])\s+")


def read_words(name: str) -> Any:
    """The content of a JSON file beside this module."""
    return json.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


def mix(one: np.ndarray, other: np.ndarray | np.uint64) -> np.ndarray:
    """A hash of pairs; the order matters."""
    mixed = (one ^ (one >> np.uint64(31))) * _MIX + other
    return np.asarray(mixed ^ (mixed >> np.uint64(29)))


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of an article without the white space.

    Attributes:
        text: the article.
        forms: uint64 (n_words,) hash of each word in lower case; all numbers have the same.
        starts: int64 (n_words,) offset of its first character.
        ends: int64 (n_words,) offset behind its last.
        signs: bool (n_words,) whether it is neither letters nor digits.
    """

    text: str
    forms: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    signs: np.ndarray

    @classmethod
    def of(cls, doc: Doc, text: str) -> Words:
        """The words of an article."""
        table = doc.to_array([LOWER, IDX, LENGTH, IS_DIGIT, IS_ALPHA, IS_SPACE])
        table = table[table[:, 5] == 0]
        digits = table[:, 3] == 1
        starts = table[:, 1].astype(np.int64)
        return cls(
            text,
            np.where(digits, NUMBER, table[:, 0]),
            starts,
            starts + table[:, 2].astype(np.int64),
            ~digits & (table[:, 4] == 0),
        )

    @classmethod
    def joined(cls, parts: Sequence[Words]) -> Words:
        """The words of several articles, as those of one text."""
        shifts = np.cumsum([0, *(len(part.text) for part in parts)])
        return cls(
            "".join(part.text for part in parts),
            np.concatenate([part.forms for part in parts]),
            np.concatenate([p.starts + s for p, s in zip(parts, shifts, strict=False)]),
            np.concatenate([p.ends + s for p, s in zip(parts, shifts, strict=False)]),
            np.concatenate([part.signs for part in parts]),
        )

    def ranges(self, spans: Iterable[tuple[int, int]]) -> np.ndarray:
        """int64 (n_spans, 2): the first word of each span and the one behind it."""
        bounds = np.array([*spans], dtype=np.int64).reshape(-1, 2)
        return np.searchsorted(self.starts, bounds)


class Phrases:
    """Finds the words and phrases of a list, of up to three words.

    Args:
        codes: what each phrase stands for, a number above 0.
    """

    def __init__(self, codes: dict[str, int]) -> None:
        parts = {phrase: _SYLLABLE.findall(phrase.lower()) for phrase in codes}
        self._tables = []
        for size in (1, 2, 3):
            rows = sorted(
                (int(_phrase(parts[p])), code) for p, code in codes.items() if len(parts[p]) == size
            )
            keys = np.array([key for key, _ in rows], dtype=np.uint64)
            self._tables.append((keys, np.array([0, *(code for _, code in rows)])))

    def at(self, forms: np.ndarray) -> list[np.ndarray]:
        """For one, two and three words: the code of the phrase that begins at each word, or 0."""
        found, keys = [], forms
        for size, (known, codes) in enumerate(self._tables, 1):
            if size > 1:
                keys = mix(keys[:-1], forms[size - 1 :]) if len(keys) else keys
            made = np.zeros(len(forms), dtype=np.int64)
            if len(known) and len(keys):
                place = np.searchsorted(known, keys)
                place[place == len(known)] = 0
                made[: len(keys)] = np.where(known[place] == keys, codes[place + 1], 0)
            found.append(made)
        return found


def _phrase(words: Sequence[str]) -> np.uint64:
    key = np.array([hash_string(words[0])], dtype=np.uint64)
    for word in words[1:]:
        key = mix(key, np.uint64(hash_string(word)))
    return np.uint64(key[0])


CLUSTERS: list[list[list[str]]] = read_words("finding_clusters.json")
"""Words, and words of two syllables, that stand in like places: groups of clusters."""
_COMPOUNDS = Phrases(
    {word: 1 for group in CLUSTERS for words in group for word in words if " " in word}
)
WORDS: dict[str, Any] = read_words("finding_words.json")
"""``joins``: words between clauses; ``leads``: words that introduce one, by what they do."""
_LEADS = Phrases(
    {word: code for code, words in enumerate(WORDS["leads"].values(), 1) for word in words}
)
_JOINS = Phrases(dict.fromkeys(WORDS["joins"], 1))
_MARK, _SPACED, _OPEN, _CLOSE, _LEFT, _RIGHT, _QUOTE = range(1, 8)
_SIGNS = Phrases(
    dict.fromkeys(",;:…", _MARK)
    | dict.fromkeys(".-–—", _SPACED)
    | dict.fromkeys("“«‘", _OPEN)
    | dict.fromkeys("”»’", _CLOSE)
    | dict.fromkeys("([", _LEFT)
    | dict.fromkeys(")]", _RIGHT)
    | {'"': _QUOTE}
)


def leads_of(forms: np.ndarray) -> np.ndarray:
    """What kind of introducing phrase ends at each word: 1 asks, 2 promises, 3 says; 0: none."""
    size = len(forms)
    leads = np.zeros(size + 2, dtype=np.int64)
    for length, codes in enumerate(_LEADS.at(forms), 1):
        at = np.flatnonzero(codes)
        leads[at + length - 1] = codes[at]
    return leads[:size]


_NAMED = frozenset({"AGENCY", "LOCATION", "PERSON"})


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of some sentences of an article, in order.

    Attributes:
        sentence: int64 (n_atoms,) index of the sentence that each lies in.
        first: int64 (n_atoms,) its first word.
        behind: int64 (n_atoms,) the word behind its last.
        low: int64 (n_atoms,) the first word of its sentence.
        high: int64 (n_atoms,) the word behind its sentence.
        leads: int64 (n_words,) what kind of introducing phrase ends at each word; 0: none.
    """

    sentence: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    low: np.ndarray
    high: np.ndarray
    leads: np.ndarray


def cut(words: Words, sentences: Sequence[tuple[int, int]], entities: Spans) -> Atoms:
    """Cuts sentences into atoms.

    Args:
        words: of the article.
        sentences: start and end of each, in order; only these are cut.
        entities: those of the article, in order.
    """
    size = len(words.forms)
    bounds = words.ranges(sentences)
    places = words.ranges((start, end) for start, end, _ in entities)
    cuts, leads, opening = _cuts(words, bounds)
    named = [type_ in _NAMED for _, _, type_ in entities]
    cuts[places[named, 1]] = True
    barred = _inside(size, places) | _bracketed(words, opening, bounds)
    barred[1:] |= _COMPOUNDS.at(words.forms)[1][:-1] > 0
    for (start, end), (first, _) in zip(sentences, bounds.tolist(), strict=True):
        bullet = _BULLET.match(words.text, start, end)
        if bullet:
            cuts[first : np.searchsorted(words.starts, bullet.end()) + 1] = True
    # A cut moves behind the signs that close something, so that every atom holds a word.
    stays = ~words.signs | opening
    ahead = np.where(stays, np.arange(size), size)
    ahead = np.append(np.minimum.accumulate(ahead[::-1])[::-1], size)
    made = np.zeros(size + 1, dtype=bool)
    made[ahead[np.flatnonzero(cuts)]] = True
    made[:-1] &= ~barred
    last_word = np.append(np.maximum.accumulate(np.where(words.signs, -1, np.arange(size))), -1)
    made[bounds[:, 0]] = True
    rows = np.flatnonzero(made[:-1])
    sentence = np.searchsorted(bounds[:, 0], rows, side="right") - 1
    high = bounds[sentence, 1]
    begins = rows == bounds[sentence, 0]
    kept = (sentence >= 0) & (begins | (rows <= last_word[high - 1])) & (rows < high)
    rows, sentence, high = rows[kept], sentence[kept], high[kept]
    behind = np.minimum(np.append(rows[1:], size), high)
    return Atoms(sentence, rows, behind, bounds[sentence, 0], high, leads)


def _cuts(words: Words, bounds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where signs, joins and leads cut, which leads end where, and which signs open something."""
    size = len(words.forms)
    kind = _SIGNS.at(words.forms)[0]
    gap = np.append(words.starts[1:] > words.ends[:-1], True)
    before = np.append(True, gap[:-1])
    digits = words.forms == NUMBER
    number = np.append(False, digits[:-1]) & np.append(digits[1:], False) & ~before & ~gap
    opens = (kind == _OPEN) | (kind == _LEFT) | ((kind == _QUOTE) & before & ~gap)
    marks = ((kind == _MARK) & ~number) | ((kind == _SPACED) & gap)
    marks |= (kind == _CLOSE) | (kind == _RIGHT) | ((kind == _QUOTE) & ~opens)
    cuts = np.zeros(size + 1, dtype=bool)
    cuts[1:] = marks
    cuts[:-1] |= opens & (kind != _LEFT)
    leads = np.zeros(size, dtype=np.int64)
    taken = np.zeros(size + 3, dtype=bool)
    joins = _JOINS.at(words.forms)
    for length, codes in reversed([*enumerate(_LEADS.at(words.forms), 1)]):
        for found, lead in ((codes, True), (joins[length - 1], False)):
            at = np.flatnonzero((found > 0) & ~taken[:size])
            for step in range(length):
                taken[at + step] = True
            cuts[at + length] = True
            if lead:
                leads[at + length - 1] = found[at]
            else:
                cuts[at] = True
    return cuts, leads, opens


def _inside(size: int, places: np.ndarray) -> np.ndarray:
    """Which words stand inside an entity, behind its first word."""
    steps = np.zeros(size + 2, dtype=np.int64)
    long = places[places[:, 1] > places[:, 0]]
    np.add.at(steps, long[:, 0] + 1, 1)
    np.add.at(steps, long[:, 1], -1)
    return np.asarray(np.cumsum(steps)[:size] > 0)


def _bracketed(words: Words, opening: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Which words stand inside brackets that are opened and closed in one sentence."""
    barred = np.zeros(len(words.forms), dtype=bool)
    kind = _SIGNS.at(words.forms)[0]
    brackets = np.flatnonzero((kind == _LEFT) | (kind == _RIGHT))
    if not len(brackets):
        return barred
    owner = np.searchsorted(bounds[:, 0], brackets, side="right")
    opened: list[tuple[int, int]] = []
    for place, sentence, left in zip(
        brackets.tolist(), owner.tolist(), (kind[brackets] == _LEFT).tolist(), strict=True
    ):
        opened = [item for item in opened if item[1] == sentence]
        if left:
            opened.append((place, sentence))
        elif opened:
            barred[opened.pop()[0] + 1 : place + 1] = True
    return barred
