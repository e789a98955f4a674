"""What the tagger of names knows of single words and of phrases."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|\n|\S")
_TONE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$")
_OLD_TONE = dict(
    zip(
        "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ".split(),
        "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy".split(),
        strict=True,
    )
)

# Shapes of a word; punctuation that matters to names has shapes of its own.
OTHER, SMALL, CAPITAL, INITIAL, UPPER, MIXED, DIGITS, NUMBER, LINE = range(9)
_MARKS = {mark: 9 + number for number, mark in enumerate(".,;:()-/&'\"?!…")}
_MARKS |= {"–": _MARKS["-"], "—": _MARKS["-"], "“": _MARKS['"'], "”": _MARKS['"']}
_MARKS |= {"‘": _MARKS["'"], "’": _MARKS["'"], "[": _MARKS["("], "]": _MARKS[")"]}
POINT = 9 + 14  # a full stop within a name
SHAPES = POINT + 1
GAP, GAPS = -1, 3
"""Shape of what stands between two articles of a batch, and how many of these stand there."""
FULL_STOP, OPEN, CLOSE = _MARKS["."], _MARKS["("], _MARKS[")"]
BREAKS = frozenset({LINE, FULL_STOP, *(_MARKS[mark] for mark in ";:?!…")})
"""Where a name cannot go on: ends of lines and sentences, semicolons, colons."""

CLASSES = ("body", "firm", "firmword", "field", "title", "unit", "prep", "known")
PLACES = ("province", "district", "commune", "country")


@lru_cache(maxsize=1 << 14)
def normal(word: str) -> str:
    """Small letters, tone mark in its older place: ``Hoà`` and ``hòa`` are both ``hòa``."""
    word = word.lower()
    return _TONE.sub(lambda match: _OLD_TONE[match[0]], word)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file that lies beside this one."""
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def shape_of(spelling: str) -> int:
    """The shape of a word or a mark."""
    first = spelling[0]
    if first.isalpha():
        return _shape_of_letters(spelling)
    if first.isdigit():
        return DIGITS if spelling.isdigit() else NUMBER
    return LINE if first == "\n" else _MARKS.get(first, OTHER)


def _shape_of_letters(spelling: str) -> int:
    if spelling.islower():
        return SMALL
    if len(spelling) == 1:
        return INITIAL
    if spelling.isupper():
        return UPPER
    return CAPITAL if spelling[1:].islower() and spelling[0].isupper() else MIXED


@cache
def vocabulary() -> dict[str, int]:
    """Number of each known word; 0 is kept for all others."""
    source = resources.files(__package__).joinpath("name_words.json").read_text("utf-8")
    return {word: number for number, word in enumerate(json.loads(source), 1)}


@cache
def unit_names() -> list[tuple[str, str]]:
    """Class and bare name of every administrative unit whose name is not a number."""
    source = resources.files(__package__).joinpath("admin_units.json").read_text("utf-8")
    units = json.loads(source)
    found = []
    for table, kind in (("provinces", 0), ("districts", 1), ("communes", 2), ("new", 2)):
        for row in units[table]:
            bare = re.sub(r"^(?:thành phố|thị xã|thị trấn|đặc khu|\w+) ", "", row[1])
            if not bare[0].isdigit():
                found.append((PLACES[kind], bare))
    return found
