"""Words of articles as numbers: what the tagger of names sees of each of them.

The letters of a batch of articles are one array; where a word begins and a hash of its spelling are
sums over that array. Every distinct spelling is looked at once and remembered, so a batch becomes a
handful of integer arrays, and the features and their weights are sums over these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from .beginnings import kinds_begun, places_of
from .names_pairs import Codes
from .names_phrases import phrases, places
from .names_words import (
    CAPITAL,
    FULL_STOP,
    GAP,
    GAPS,
    MIXED,
    POINT,
    SMALL,
    Array,
    Mask,
    normal,
    rows,
    shape_of,
    vocabulary,
)

_MIDDLE_NAMES = frozenset({"văn", "thị", "hữu", "đức"})
_SHORT = 2  # letters of a capitalised word before a full stop that abbreviates it
_MARK, _LETTER, _DIGIT, _LINE, _BLANK = range(5)
_RAISED = 8
_LAST_CODE = 0xFFFF  # code points beyond are marks
_BASE = 0x9E3779B97F4A7C15  # of the polynomial that hashes a spelling: odd, so it has an inverse


@dataclass(frozen=True, slots=True)
class Words:
    """The words of some articles as parallel arrays.

    Articles stand apart by ``GAPS`` words that are none (shape ``GAP``), so that nothing read off
    the neighbours of a word depends on the other articles of its batch.

    Attributes:
        article: which article each word is of.
        starts: offset of each word in its article.
        ends: offset behind each word.
        spelling: number of the exact spelling (within this process).
        word: number in the vocabulary, 0 for a word outside it.
        shape: one of the shapes of ``names_words``.
        begins: the kinds of mentions that it may begin (``beginnings``), as bits.
        name: how the word is used in names of persons: 1 surname, 2 middle name, 0 neither.
        phrase: class and place in the longest phrase here, 0 for none (``Phrases.tag``).
        place: the same for names of administrative units and countries.
        hash: of the exact spelling, the same in every process.
    """

    article: Array
    starts: Array
    ends: Array
    spelling: Array
    word: Array
    shape: Array
    name: Array
    begins: Array
    phrase: Array
    place: Array
    hash: Codes

    def __len__(self) -> int:
        return len(self.starts)


class Spellings:
    """Numbers of the spellings met so far, with what is known of each.

    A table of slots by the hash of the spelling (open addressing) gives the numbers of a whole
    array of spellings at once.
    """

    LIMIT = 200_000  # spellings kept: a run over millions of articles must not grow for ever
    _BITS = 19

    def __init__(self) -> None:
        self.words = vocabulary()
        self.surnames = {normal(row["surname"]) for row in rows("surnames.csv")}
        self.forget()

    def forget(self, room: int = 0) -> None:
        """Starts anew, with room for so many spellings; number 0 is the gap between articles.

        The facts are word, shape, use in names, and three of its place in beginnings of mentions.
        """
        self.slots = np.zeros(1 << max(self._BITS, room.bit_length()), np.int32)
        self.hashes: Codes = np.zeros(4096, np.uint64)
        self.facts: Array = np.zeros((6, 4096), np.int64)
        self.facts[1, 0] = GAP
        self.known = 1

    def numbers(self, hashes: Codes, starts: Array, ends: Array, text: str) -> Array:
        """Number of each spelling, new ones learned.

        Args:
            hashes: of the spellings.
            starts: where each stands in ``text``.
            ends: offset behind each.
            text: where new spellings are read off.
        """
        slots, found, pending = self._look_up(hashes)
        if self.known + len(pending) > self.LIMIT:
            self.forget(room=2 * len(hashes))
            slots, found, pending = self._look_up(hashes)
        mask = len(self.slots) - 1
        for at in pending.tolist():
            key, slot = hashes[at], int(slots[at])
            while self.slots[slot] and self.hashes[self.slots[slot]] != key:
                slot = (slot + 1) & mask
            if not self.slots[slot]:
                self.slots[slot] = self._learn(key, text[starts[at] : ends[at]])
            found[at] = self.slots[slot]
        return found

    def _look_up(self, hashes: Codes) -> tuple[Array, Array, Array]:
        """The slot of each spelling, the number there, and where that is another's or none."""
        bits = len(self.slots).bit_length() - 1
        slots = (hashes >> np.uint64(64 - bits)).astype(np.int64)
        found = self.slots.take(slots).astype(np.int64)
        return slots, found, np.flatnonzero((self.hashes.take(found) != hashes) | (found == 0))

    def _learn(self, key: np.uint64, spelling: str) -> int:
        number = self.known
        if number == len(self.hashes):
            self.hashes = np.concatenate([self.hashes, np.zeros_like(self.hashes)])
            self.facts = np.concatenate([self.facts, np.zeros_like(self.facts)], axis=1)
        known = normal(spelling)
        use = 1 if known in self.surnames else 2 if known in _MIDDLE_NAMES else 0
        facts = self.words.get(known, 0), shape_of(spelling), use, *places_of(spelling)
        self.facts[:, number] = facts
        self.hashes[number] = key
        self.known += 1
        return number


@cache
def spellings() -> Spellings:
    """The spellings that this process has met."""
    return Spellings()


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """Letter, digit, line end, blank or mark: the class of each code point, as ``re`` has it.

    Signs such as "¹" are letters to it; they have ``_RAISED`` beside.
    """
    every = "".join(map(chr, range(_LAST_CODE)))
    classes = np.full(_LAST_CODE + 1, _MARK, np.uint8)
    for pattern, kind in ((r"[^\W\d_]+", _LETTER), (r"\d+", _DIGIT), (r"\s+", _BLANK)):
        for run in re.finditer(pattern, every):
            classes[run.start() : run.end()] = kind
    classes[ord("\n")] = _LINE
    for run in re.finditer(r"[^\W\d_]+", every):
        if not run.group().isalpha():
            classes[[at for at in range(*run.span()) if not every[at].isalpha()]] |= _RAISED
    return classes


_POWERS: list[Codes] = []


def _powers(size: int) -> tuple[Codes, Codes]:
    """The powers of the base and of its inverse, modulo 2⁶⁴, at least so many."""
    if not _POWERS or len(_POWERS[0]) < size:
        length = 1 << max(16, size.bit_length())
        _POWERS.clear()
        for base in (_BASE, pow(_BASE, -1, 1 << 64)):
            factors: Codes = np.full(length, base, np.uint64)
            factors[0] = 1
            powers: Codes = np.multiply.accumulate(factors)
            _POWERS.insert(0, powers)
    return _POWERS[1], _POWERS[0]


def _segments(text: str, gaps: Array) -> tuple[Array, Array, Codes]:
    """Start and end of each word or mark, with a hash of its spelling (0 for a gap).

    Args:
        text: some articles in one string.
        gaps: the places that are none of theirs.
    """
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    classes = _classes().take(np.minimum(codes, _LAST_CODE))
    raised = classes >= _RAISED
    classes &= _RAISED - 1
    classes[gaps] = _MARK
    points = np.flatnonzero((codes == ord(".")) | (codes == ord(",")))
    inner = (classes[points - 1] == _DIGIT) & (classes[points + 1] == _DIGIT)
    classes[points[inner]] = _DIGIT  # "1.234,5" is one word
    begins = (classes == _MARK) | (classes == _LINE)
    begins[1:] |= classes[1:] != classes[:-1]
    begins[1:] |= raised[:-1] & ~raised[1:]  # a word begins behind the sign of a note: "¹Nghị"
    edges = np.flatnonzero(begins)
    ends = np.append(edges[1:], len(codes))
    solid = classes[edges] != _BLANK
    starts, ends = edges[solid], ends[solid]
    powers, inverses = _powers(len(codes) + 1)
    sums = np.zeros(len(codes) + 1, np.uint64)
    np.cumsum(powers[: len(codes)] * codes, out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * inverses[starts]
    hashes *= np.uint64(_BASE)
    return starts, ends, hashes


def read(texts: Sequence[str]) -> Words:
    """Reads some articles into arrays."""
    apart = "\0" * GAPS
    text = apart + "".join(one + apart for one in texts)
    bases = np.cumsum([GAPS, *(len(one) + GAPS for one in texts)])  # where each article begins
    gaps = (bases[:, None] - np.arange(GAPS, 0, -1)).ravel()
    starts, ends, hashes = _segments(text, gaps)
    known = spellings()
    number = known.numbers(hashes, starts, ends, text)
    number[np.searchsorted(starts, gaps)] = 0
    word, shape, name, *places_begun = (fact.take(number) for fact in known.facts)
    shape[_points(starts, ends, shape)] = POINT
    article = np.searchsorted(bases[1:], starts, side="right")
    base = bases.take(article)
    capital = is_capital(shape)
    phrase = phrases().single.take(word)
    phrases().tag(word, phrase, phrases().begins.take(word))
    place = np.where(capital, places().single.take(word), 0)
    places().tag(word, place, places().begins.take(word) & capital)
    hashed = known.hashes.take(number)
    return Words(
        article,
        starts - base,
        ends - base,
        number,
        word,
        shape,
        name,
        kinds_begun(*places_begun),
        phrase,
        place,
        hashed,
    )


def _points(starts: Array, ends: Array, shape: Array) -> Array:
    """The full stops within names and abbreviations: "Co.op", "TP.Huế", "P. Bến Nghé"."""
    stops = np.flatnonzero(shape == FULL_STOP)
    before, behind = shape[stops - 1], shape[stops + 1]
    glued = ends[stops - 1] == starts[stops]
    short = is_capital(before) & (starts[stops] - starts[stops - 1] <= _SHORT)
    inside = (ends[stops] == starts[stops + 1]) & (before >= SMALL) & (before <= MIXED)
    inside &= (behind >= SMALL) & (behind <= MIXED)
    found: Array = stops[glued & (inside | short)]
    return found


def is_capital(shape: Array) -> Mask:
    """Which words have a capital letter."""
    capital: Mask = (shape >= CAPITAL) & (shape <= MIXED)
    return capital
