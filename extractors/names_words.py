"""What the tagger of names knows of single words and of phrases."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

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
SHAPES = 9 + 14
SPACE = -1
FULL_STOP, OPEN, CLOSE = _MARKS["."], _MARKS["("], _MARKS[")"]
BREAKS = frozenset({LINE, FULL_STOP, *(_MARKS[mark] for mark in ";:?!…")})
"""Where a name cannot go on: ends of lines and sentences, semicolons, colons."""

CLASSES = ("body", "firm", "firmword", "field", "title", "unit", "prep", "known")
PLACES = ("province", "district", "commune", "country")
_LINKS = frozenset({",", "-", "–", "&", "và"})
"""Words that part the fields of a body, now these, now those: phrases match without them."""


def normal(word: str) -> str:
    """Small letters, tone mark in its older place: ``Hoà`` and ``hòa`` are both ``hòa``."""
    word = word.lower()
    return _TONE.sub(lambda match: _OLD_TONE[match[0]], word)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file that lies beside this one."""
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def shape_of(spelling: str) -> int:
    """The shape of a word or a mark; ``SPACE`` for white space within a line."""
    first = spelling[0]
    if first.isalpha():
        return _shape_of_letters(spelling)
    if first.isdigit():
        return DIGITS if spelling.isdigit() else NUMBER
    if first.isspace():
        return LINE if first == "\n" else SPACE
    return _MARKS.get(first, OTHER)


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


class _Node(NamedTuple):
    """Words behind the same beginning; ``kind`` is the class of the phrase that ends here."""

    next: dict[int, _Node]
    kind: list[int]


class Phrases:
    """Phrases with their classes, found in the numbers of an article's words.

    Attributes:
        single: for each word of the vocabulary the tag that it has alone, 0 for none.
        begins: which words begin a phrase of several words.
    """

    _PAIRS = (1 << 18) - 1  # a table of the pairs of words that begin phrases, by a hash

    def __init__(self, listed: list[tuple[int, str]]) -> None:
        """Takes classes and phrases; the words of a phrase must all be in the vocabulary."""
        words = vocabulary()
        self.links = {words[link] for link in _LINKS}
        self.single = np.zeros(len(words) + 1, np.int64)
        self.begins = np.zeros(len(words) + 1, bool)
        self._pairs = np.zeros(self._PAIRS + 1, bool)
        self._root = _Node({}, [])
        for kind, phrase in listed:
            numbers = [words.get(normal(token), 0) for token in TOKEN.findall(phrase)]
            numbers = [number for number in numbers if number not in self.links]
            if not all(numbers):
                continue
            if len(numbers) == 1:
                self.single[numbers[0]] = self.single[numbers[0]] or 2 * kind + 1
            else:
                self._add(numbers, kind)

    def _add(self, numbers: list[int], kind: int) -> None:
        first = numbers[0]
        self.begins[first] = True
        for second in (numbers[1], *self.links):
            self._pairs[(first * 31 + second * 1009) & self._PAIRS] = True
        node = self._root
        for number in numbers:
            node = node.next.setdefault(number, _Node({}, []))
        if not node.kind:
            node.kind.append(kind)

    def tag(self, words: Array, tags: Array, begins: Mask) -> None:
        """Marks the longest phrases: ``2 * class + 1`` on the first word, one more behind.

        Args:
            words: number of each word.
            tags: what the words are by themselves; changed in place.
            begins: the words with which a phrase of several words may begin.
        """
        pairs = self._pairs[(words[:-1] * 31 + words[1:] * 1009) & self._PAIRS]
        starts = np.flatnonzero(begins[:-1] & pairs).tolist()
        listed = words.tolist()
        free = 0
        for start in starts:
            if start >= free:
                end, kind = self._longest(listed, start)
                if end:
                    tags[start] = 2 * kind + 1
                    tags[start + 1 : end] = 2 * kind + 2
                    free = end

    def _longest(self, words: list[int], start: int) -> tuple[int, int]:
        """End and class of the longest phrase that begins here; 0 for none."""
        node = self._root.next[words[start]]
        end = kind = 0
        position, links = start + 1, 0
        while position < len(words):
            word = words[position]
            position += 1
            further = node.next.get(word)
            if further is not None:
                node, links = further, 0
                if node.kind:
                    end, kind = position, node.kind[0]
            elif word in self.links and links < 2:
                links += 1
            else:
                break
        return end, kind


@cache
def phrases() -> Phrases:
    """The phrases of ``name_phrases.csv`` but for places."""
    return Phrases(
        [
            (CLASSES.index(row["class"]), row["phrase"])
            for row in rows("name_phrases.csv")
            if row["class"] in CLASSES
        ]
    )


@cache
def places() -> Phrases:
    """Names of provinces, districts, communes (without their kind) and countries."""
    listed = [
        (PLACES.index(row["class"]), row["phrase"])
        for row in rows("name_phrases.csv")
        if row["class"] in PLACES
    ]
    return Phrases(listed + [(PLACES.index(kind), name) for kind, name in unit_names()])
