"""Words of an article as numbers: what the tagger of names sees of each of them.

Every distinct spelling is looked at once and remembered; an article is then a handful of integer
arrays, so that the features and their weights are sums over arrays.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.int64]

TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*|\n|\S")
_PIECE = re.compile(r"[^\W\d_]+|[^\S\n]+|\d+(?:[.,]\d+)*|\n|\S")  # words and what parts them
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


def normal(word: str) -> str:
    """Small letters, tone mark in its older place: ``Hoà`` and ``hòa`` are both ``hòa``."""
    word = word.lower()
    return _TONE.sub(lambda match: _OLD_TONE[match[0]], word)


@dataclass(frozen=True, slots=True)
class Words:
    """An article's words as parallel arrays.

    Attributes:
        text: the article.
        starts: offset of each word.
        ends: offset behind each word.
        spelling: number of the exact spelling (within this process).
        word: number in the vocabulary, 0 for a word outside it.
        shape: one of the shapes above.
        name: how the word is used in names of persons (surname, middle name), see ``_name_use``.
        phrase: class and place in the longest phrase of ``name_phrases.csv`` here, 0 for none.
        place: the same for names of administrative units and countries.
    """

    text: str
    starts: Array
    ends: Array
    spelling: Array
    word: Array
    shape: Array
    name: Array
    phrase: Array
    place: Array

    def __len__(self) -> int:
        return len(self.starts)


@cache
def vocabulary() -> dict[str, int]:
    """Number of each known word; 0 is kept for all others."""
    source = resources.files(__package__).joinpath("name_words.json").read_text("utf-8")
    return {word: number for number, word in enumerate(json.loads(source), 1)}


class _Spellings:
    """Numbers of the spellings met so far, with what is known of each."""

    LIMIT = 200_000  # spellings kept: a run over millions of articles must not grow for ever

    def __init__(self) -> None:
        self.words = vocabulary()
        self.surnames = {normal(row["surname"]) for row in rows("surnames.csv")}
        self.forget()

    def forget(self) -> None:
        """Starts anew; a row of ``facts`` is word, shape, use in names, length."""
        self.number: dict[str, int] = {}
        self.facts: Array = np.zeros((4096, 4), np.int64)

    def learn(self, spelling: str) -> None:
        """Gives a number to a spelling that has none."""
        known = normal(spelling)
        number = self.number[spelling] = len(self.number)
        if number == len(self.facts):
            self.facts = np.concatenate([self.facts, np.zeros_like(self.facts)])
        use = self._name_use(known)
        self.facts[number] = self.words.get(known, 0), _shape(spelling), use, len(spelling)

    def _name_use(self, known: str) -> int:
        """1 a surname, 2 a middle name, 0 anything else."""
        return 1 if known in self.surnames else 2 if known in {"văn", "thị", "hữu", "đức"} else 0


def _shape(spelling: str) -> int:
    first = spelling[0]
    if first.isalpha():
        return _letters(spelling)
    if first.isdigit():
        return DIGITS if spelling.isdigit() else NUMBER
    if first.isspace():
        return LINE if first == "\n" else SPACE
    return _MARKS.get(first, OTHER)


def _letters(spelling: str) -> int:
    if spelling.islower():
        return SMALL
    if len(spelling) == 1:
        return INITIAL
    if spelling.isupper():
        return UPPER
    return CAPITAL if spelling[1:].islower() and spelling[0].isupper() else MIXED


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file that lies beside this one."""
    with resources.files(__package__).joinpath(name).open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


Trie = dict[int, Any]
_END = -1  # key of a node under which the class of the phrase that ends there stands


def _grow(trie: Trie, phrase: str, kind: int) -> None:
    """Adds a phrase; its words must be in the vocabulary, which is built that way."""
    words = vocabulary()
    node = trie
    for token in TOKEN.findall(phrase):
        number = words.get(normal(token), 0)
        if not number:
            return
        node = node.setdefault(number, {})
    node.setdefault(_END, kind)


@cache
def phrases() -> Trie:
    """The phrases of ``name_phrases.csv`` but for places."""
    trie: Trie = {}
    for row in rows("name_phrases.csv"):
        if row["class"] in CLASSES:
            _grow(trie, row["phrase"], CLASSES.index(row["class"]))
    return trie


@cache
def places() -> Trie:
    """Names of provinces, districts, communes (without their kind) and countries."""
    trie: Trie = {}
    for row in rows("name_phrases.csv"):
        if row["class"] in PLACES:
            _grow(trie, row["phrase"], PLACES.index(row["class"]))
    for kind, name in unit_names():
        _grow(trie, name, PLACES.index(kind))
    return trie


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


def _tag(words: list[int], starts: list[int], trie: Trie, size: int) -> Array:
    """Marks the longest phrases: ``2 * class + 1`` on the first word, one more on the others."""
    tags = np.zeros(size, np.int64)
    free = 0
    for start in starts:
        if start < free:
            continue
        node: Trie | None = trie.get(words[start])
        position, end, kind = start + 1, 0, 0
        while node is not None:
            found = node.get(_END)
            if found is not None:
                end, kind = position, found
            if position == size:
                break
            node = node.get(words[position])
            position += 1
        if end:
            tags[start] = 2 * kind + 1
            tags[start + 1 : end] = 2 * kind + 2
            free = end
    return tags


@cache
def _spellings() -> _Spellings:
    return _Spellings()


def read(text: str) -> Words:
    """Reads an article into arrays."""
    table = _spellings()
    if len(table.number) > table.LIMIT:
        table.forget()
    numbers = table.number
    pieces = _PIECE.findall(text)
    for spelled in set(pieces).difference(numbers):
        table.learn(spelled)
    spelling = np.fromiter(map(numbers.__getitem__, pieces), np.int64, len(pieces))
    word, shape, name, length = table.facts.take(spelling, axis=0).T
    words = np.flatnonzero(shape != SPACE)
    ends = np.cumsum(length)[words]
    starts = ends - length[words]
    spelling, word, shape, name = (known[words] for known in (spelling, word, shape, name))
    size = len(words)
    listed = word.tolist()
    begins = np.flatnonzero(_first(phrases)[word]).tolist()
    capital = (shape >= CAPITAL) & (shape <= MIXED)
    place_begins = np.flatnonzero(_first(places)[word] & capital).tolist()
    return Words(
        text,
        starts,
        ends,
        spelling,
        word,
        shape,
        name,
        _tag(listed, begins, phrases(), size),
        _tag(listed, place_begins, places(), size),
    )


@cache
def _first(trie: Any) -> npt.NDArray[np.bool_]:
    """Which words begin a phrase."""
    mask = np.zeros(len(vocabulary()) + 1, bool)
    mask[list(trie())] = True
    return mask
