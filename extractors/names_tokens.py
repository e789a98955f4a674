"""Words of an article as numbers: what the tagger of names sees of each of them.

Every distinct spelling is looked at once and remembered; an article is then a handful of integer
arrays, so that the features and their weights are sums over arrays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from .names_words import (
    CAPITAL,
    MIXED,
    SPACE,
    Array,
    Mask,
    normal,
    phrases,
    places,
    rows,
    shape_of,
    vocabulary,
)

# A word with the blank before it: most words have one, and half as many pieces take half the time.
_PIECE = re.compile(r" ?(?:[^\W\d_]+|\d+(?:[.,]\d+)*|\S)|\n|[^\S\n]+")
_MIDDLE_NAMES = frozenset({"văn", "thị", "hữu", "đức"})


@dataclass(frozen=True, slots=True)
class Words:
    """An article's words as parallel arrays.

    Attributes:
        starts: offset of each word.
        ends: offset behind each word.
        spelling: number of the exact spelling (within this process).
        word: number in the vocabulary, 0 for a word outside it.
        shape: one of the shapes of ``names_words``.
        name: how the word is used in names of persons: 1 surname, 2 middle name, 0 neither.
        phrase: class and place in the longest phrase here, 0 for none (``Phrases.tag``).
        place: the same for names of administrative units and countries.
    """

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


class _Spellings:
    """Numbers of the pieces met so far, with what is known of each."""

    LIMIT = 200_000  # pieces kept: a run over millions of articles must not grow for ever

    def __init__(self) -> None:
        self.words = vocabulary()
        self.surnames = {normal(row["surname"]) for row in rows("surnames.csv")}
        self.forget()

    def forget(self) -> None:
        """Starts anew; a row of ``facts`` is bare piece, its lengths, word, shape, use in names."""
        self.number: dict[str, int] = {}
        self.facts: Array = np.zeros((4096, 6), np.int64)

    def learn(self, piece: str) -> None:
        """Gives a number to a piece, and before to the word in it, if they have none."""
        if piece in self.number:
            return
        bare = piece.removeprefix(" ") or piece
        if bare != piece:
            self.learn(bare)
        number = self.number[piece] = len(self.number)
        if number == len(self.facts):
            self.facts = np.concatenate([self.facts, np.zeros_like(self.facts)])
        known = normal(bare)
        use = 1 if known in self.surnames else 2 if known in _MIDDLE_NAMES else 0
        word, shape = self.words.get(known, 0), shape_of(bare)
        self.facts[number] = self.number[bare], len(piece), len(bare), word, shape, use


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
    for piece in set(pieces).difference(numbers):
        table.learn(piece)
    listed = np.fromiter(map(numbers.__getitem__, pieces), np.int64, len(pieces))
    facts = table.facts.take(listed, axis=0)
    ends = np.cumsum(facts[:, 1])
    words = np.flatnonzero(facts[:, 4] != SPACE)
    if len(words) < len(facts):
        facts, ends = facts.take(words, axis=0), ends.take(words)
    spelling, _, length, word, shape, name = np.ascontiguousarray(facts.T)
    capital = is_capital(shape)
    phrase = phrases().single.take(word)
    phrases().tag(word, phrase, phrases().begins.take(word))
    place = np.where(capital, places().single.take(word), 0)
    places().tag(word, place, places().begins.take(word) & capital)
    return Words(ends - length, ends, spelling, word, shape, name, phrase, place)


def is_capital(shape: Array) -> Mask:
    """Which words have a capital letter."""
    capital: Mask = (shape >= CAPITAL) & (shape <= MIXED)
    return capital
