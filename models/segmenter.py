"""Word segmentation by underthesea's model, several times as fast as underthesea.

``underthesea.word_tokenize`` writes 43 features of each token as strings and looks up the weight of
each. All of them are of one, two or three neighbouring tokens: here their weights are summed by
neighbours when the model is loaded, and those met lately are kept. The words are the same.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from operator import add
from pathlib import Path

import numpy as np

Weights = dict[str, dict[str, float]]
Scores = tuple[float, ...]
"""What neighbouring tokens add to the scores of those around: of the one that stands two behind the
first of them, of the one before that, and so on to the one two before the last of them."""
KEPT = 1 << 14
"""How many tokens, and how many pairs, have their scores kept: some 10 MB."""
_BEGIN, _END = " BOS", " EOS"  # With a space, for no token has one.
_FEATURE = re.compile(r"T\[(-?\d)(?:,(-?\d))?\](?:\.(\w+))?")
_STANDARD = str.maketrans("ðÐ", "đĐ")


class Segmenter:
    """Finds the words of a sentence. Importing underthesea takes a second."""

    def __init__(self) -> None:
        import joblib
        from underthesea.pipeline.word_tokenize import regex_tokenize

        folder = Path(regex_tokenize.__file__).parent / "models" / "ws_crf_vlsp2013_20230727"
        self._tokens = regex_tokenize.patterns
        self._dictionary: set[str] = joblib.load(folder / "dictionary.bin")
        weights, self._steps = _read((folder / "models.bin").read_bytes())
        self._neighbours = [_Neighbours(size, weights) for size in (1, 2, 3)]
        self._one = lru_cache(KEPT)(self._add)
        self._two = lru_cache(KEPT)(self._add)

    def words(self, sentence: str) -> Iterator[tuple[int, int]]:
        """Yields start and end of each word of a sentence (in NFC, as articles are)."""
        matches = list(self._tokens.finditer(sentence.translate(_STANDARD)))
        bounds = [match.span() for match in matches]
        if not bounds:
            return
        start, end = bounds[0]
        inside = self._inside([match[0] for match in matches])
        for (first, last), goes_on in zip(bounds[1:], inside[1:], strict=True):
            if not goes_on:
                yield start, end
                start = first
            end = last
        yield start, end

    def _inside(self, tokens: Sequence[str]) -> list[bool]:
        """Whether each token goes on with a word: the likeliest way through the sentence."""
        (outer, enter), (leave, stay) = self._steps
        scores = self._scores(tokens)
        lead = scores[0]  # How much likelier the best way ends inside a word than outside.
        ways = []
        for score in scores[1:]:
            left, stayed = lead + leave > outer, lead + stay > enter
            ways.append((left, stayed))
            lead = (lead + stay if stayed else enter) - (lead + leave if left else outer) + score
        found = [lead > 0]
        for way in reversed(ways):
            found.append(way[found[-1]])
        return found[::-1]

    def _scores(self, tokens: Sequence[str]) -> list[float]:
        """How much each token speaks for going on with a word."""
        around = [_BEGIN, _BEGIN, *tokens, _END, _END]
        one = list(map(self._one, around))
        two = list(map(self._two, around, around[1:]))
        three = list(map(self._add, around, around[1:], around[2:]))
        columns = [
            run[n:] for run, places in ((one, 5), (two, 4), (three, 3)) for n in range(places)
        ]
        return [
            a[0] + b[1] + c[2] + d[3] + e[4] + f[0] + g[1] + h[2] + i[3] + j[0] + k[1] + m[2]
            for a, b, c, d, e, f, g, h, i, j, k, m in zip(*columns, strict=False)
        ]

    def _add(self, *tokens: str) -> Scores:
        """What these neighbours add."""
        known = self._neighbours[len(tokens) - 1]
        if tokens[0] == _BEGIN:
            return known.begin
        if tokens[-1] == _END:
            return known.end
        text = " ".join(tokens)
        lower = text.lower()
        title = all(token[0] == token[0].upper() for token in tokens)
        number = len(tokens) == 1 and _is_number(text)
        scores = known.shapes[number, title, lower in self._dictionary]
        for more in (known.exact.get(text), known.lower.get(lower)):
            if more:
                scores = tuple(map(add, scores, more))
        return scores


def _is_number(text: str) -> bool:
    """Whether it is a number to the model: digits, no more than 32 bits."""
    digits = text.lstrip("0")
    return text.isascii() and text.isdigit() and len(digits) <= 10 and int(digits or 0) < 2**31


class _Neighbours:
    """The scores of so many neighbouring tokens.

    Attributes:
        exact: by their text.
        lower: by their text in lower case.
        shapes: by whether they are a number, all begin with a capital, are in the dictionary.
        begin: where the first is before the sentence.
        end: where the last is behind the sentence.
    """

    def __init__(self, size: int, weights: Weights) -> None:
        places = 6 - size
        values: dict[str | None, dict[str, list[float]]]
        values = defaultdict(lambda: defaultdict(lambda: [0.0] * places))
        for feature, by_value in weights.items():
            found = _FEATURE.fullmatch(feature)
            assert found is not None, feature
            first, last = int(found[1]), int(found[2] or found[1])
            if last - first + 1 == size:
                for value, weight in by_value.items():
                    values[found[3]][value][first + 2] = weight

        def total(chosen: Iterable[list[float]]) -> Scores:
            return tuple(map(sum, zip(*chosen, strict=True)))

        self.begin = total([by_value["BOS"] for by_value in values.values()])
        self.end = total([by_value["EOS"] for by_value in values.values()])
        self.exact, self.lower = values.pop(None), values.pop("lower", {})
        tests = [values[name] for name in ("isdigit", "istitle", "is_in_dict")]
        self.shapes = {
            passed: total([test[str(has)] for test, has in zip(tests, passed, strict=True)])
            for passed in product((False, True), repeat=3)
        }


def _read(model: bytes) -> tuple[Weights, list[list[float]]]:
    """Reads a model of two labels, outside and inside a word, in the format of CRFsuite.

    Returns:
        By feature and value, how much more it speaks for the second label than for the first; and
        the weights of the steps from label to label.
    """
    header = struct.unpack_from("<4sI4s9I", model)
    attributes, features, names = header[6], header[7], header[9]
    kind = np.dtype([("step", "<u4"), ("source", "<u4"), ("label", "<u4"), ("weight", "<f8")])
    (count,) = struct.unpack_from("<I", model, features + 8)
    table = np.frombuffer(model, kind, count, features + 12)
    leads, steps = np.zeros((attributes, 2)), np.zeros((2, 2))
    for into, chosen in ((leads, table[table["step"] == 0]), (steps, table[table["step"] == 1])):
        into[chosen["source"], chosen["label"]] = chosen["weight"]
    # The names of the features are in a table of hashes, whose end leads from numbers to names.
    (index,) = struct.unpack_from("<I", model, names + 20)
    places = np.frombuffer(model, "<u4", attributes, names + index) + names
    weights: Weights = defaultdict(dict)
    for lead, place in zip((leads[:, 1] - leads[:, 0]).tolist(), places.tolist(), strict=True):
        (size,) = struct.unpack_from("<I", model, place + 4)
        feature, _, value = model[place + 8 : place + 7 + size].decode().partition("=")
        weights[feature][value] = lead
    return weights, steps.tolist()
