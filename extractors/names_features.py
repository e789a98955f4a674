"""What the tagger of names knows about each word: numbers of features, as arrays.

Each template mixes a few properties of the words around into one number below ``SPACE``; the
weights of all templates lie in one table over these numbers (feature hashing). A property is a row
of one matrix, read off so many words away; everything is done for all words of interest at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from .names_pairs import pair_kinds
from .names_tokens import Words, is_capital
from .names_words import (
    BREAKS,
    CAPITAL,
    CLASSES,
    CLOSE,
    GAP,
    GAPS,
    LINE,
    OPEN,
    SHAPES,
    SMALL,
    Array,
    Mask,
)

SPACE = 1 << 19
_PIECE = 2048  # words worked on at once: their features fit into a processor's cache
_REACH = 15  # words after which the head of a name is forgotten

Hashes = npt.NDArray[np.uint32]

# w word, s shape, k phrase, g place, n use in names of persons; head: the word that last began a
# body, firm, unit or title, kind: its class, near and far: how many words ago; opening: begins a
# sentence; small: also written small; bracket: inside brackets; one, two: what stands before the
# same word, and the same pair of words, anywhere in the article; c kind of the word with the one
# behind (names_pairs). Numbers count words from here.
_FEW = """
w-1; w0; w1; w-1 w0; w0 w1; w0 s0; w-1 s0; w1 s0; s-1 s0 s1; s0 s1 s2; k-1 k0 k1; k0 w-1; g0 s0
n-1 n0 n1; kind0 far0 s0; small0 s0 opening0; one0 s0
"""
_ALL = """
w-3; w-2; w-1; w0; w1; w2; w3
w-2 w-1; w-1 w0; w0 w1; w1 w2; w-1 w0 w1; w0 s0; w-1 s0; w1 s0
s0 opening0; s-1 s0 s1; s-2 s-1 s0; s0 s1 s2; s-2 s-1 s0 s1 s2
k0 s0; k-1 s0; k1 s0; k-1 k0 k1; k-2 k-1 s0; k0 w-1
g0 s0; g0 k-1; g0 w-1; g-1 g0 g1; g1 g2 s0
n-1 n0 n1; n0 n1 n2
head0 near0 s0; kind0 far0 s0; kind0 w0; kind0 k0 s0; kind0 g0 s0 s-1
small0 s0 opening0; small0 s-1 s0 s1
bracket0 s-1 s0 s1
one0 s0; two0 s0; two-1 s0; one-1 one0 s1; one0 one1 s-1
c0 s0; c-1 s0; c-2 s0; c1 s0; c-1 c0; c-2 c0; c-1 c1; c0 w-1; c-1 w1; c0 head0
"""
_PROPERTIES = "w s k g n head kind near far opening small bracket one two c".split()


def _property(item: str) -> tuple[str, int]:
    """``w-1`` as ``("w", -1)``."""
    name = item.rstrip("-0123456789")
    return name, int(item[len(name) :])


class Templates:
    """The templates, laid out for work on whole arrays."""

    def __init__(self, listed: str) -> None:
        split = [part.split() for part in listed.replace("\n", ";").split(";") if part.strip()]
        split.sort(key=len, reverse=True)
        parts = [[_property(item) for item in one] for one in split]
        shifted = sorted({item for one in parts for item in one})
        self.rows = np.array([[_PROPERTIES.index(name)] for name, _ in shifted])
        self.shifts = np.array([[by + GAPS] for _, by in shifted])
        # For the j-th part of each template that has so many: which shifted row it is.
        self.parts = [
            np.array([shifted.index(one[j]) for one in parts if len(one) > j])
            for j in range(len(parts[0]))
        ]
        salts = np.arange(1, 1 + len(parts), dtype=np.uint32)
        self.salts = (salts * np.uint32(0x9E3779B1))[:, None]

    def hashes(self, table: Hashes, at: Array) -> Hashes:
        """Numbers of the features of the words ``at``: an array of templates times words."""
        shifted = table.ravel().take(self.rows * table.shape[1] + self.shifts + at)
        mixed: Hashes = shifted.take(self.parts[0], axis=0)
        mixed += self.salts
        for part in self.parts[1:]:
            some = mixed[: len(part)]
            some ^= some >> np.uint32(15)
            some *= np.uint32(0x9E3779B1)
            some += shifted.take(part, axis=0)
        mixed ^= mixed >> np.uint32(16)
        mixed *= np.uint32(0x7FEB352D)
        mixed ^= mixed >> np.uint32(15)
        mixed &= np.uint32(SPACE - 1)
        return mixed


FEW, ALL = Templates(_FEW), Templates(_ALL)
"""What tells whether a word may be part of a name at all, and what tells of which."""


def _of_class(*names: str) -> Mask:
    """Which tags of phrases belong to the classes."""
    mask = np.zeros(2 * len(CLASSES) + 1, bool)
    for name in names:
        mask[2 * CLASSES.index(name) + 1 : 2 * CLASSES.index(name) + 3] = True
    return mask


_HEADS = _of_class("body", "firm", "unit", "title")
_HEADS[2::2] = False  # only the first word of a phrase
_BODIES = _of_class("body", "firm", "known")
_PARTS = _of_class("firmword", "field", "unit")
_BEFORE = np.zeros(2 * len(CLASSES) + 1, np.int64)  # what stands before a word, as a bit
for _bit, _names in enumerate((["title"], ["unit"], ["body", "field"], ["firm", "firmword"])):
    _BEFORE[_of_class(*_names)] = 1 << _bit
_BITS = 4
_BREAKS = np.zeros(SHAPES + 1, bool)  # the last one is the gap
_BREAKS[[*BREAKS, GAP]] = True


def _opening(words: Words) -> Mask:
    """Which words begin a sentence."""
    opening = np.ones(len(words), bool)
    opening[1:] = _BREAKS[words.shape[:-1]]
    return opening


def _spread(seed: Mask, by: int) -> Mask:
    """The words and so many on either side."""
    near = seed.copy()
    for step in range(1, by + 1):
        near[:-step] |= seed[step:]
        near[step:] |= seed[:-step]
    return near


def near_names(words: Words) -> Array:
    """Indices of the words that may be part of a name; all others surely are outside.

    These are the words near capitals, places and words that begin a body's name, and the phrases
    that names of bodies are made of near these. A common word is no name for opening a sentence.
    """
    shape, phrase = words.shape, words.phrase
    capital = is_capital(shape)
    common = _opening(words) & (shape == CAPITAL) & (words.word > 0) & (phrase == 0)
    common[:-1] &= ~capital[1:]
    seed = (capital & ~common) | (words.place > 0) | _BODIES[phrase]
    near = _spread(seed, 2)
    near |= _spread(_PARTS[phrase] & _spread(near, 2), 2)
    near &= (shape != LINE) & (shape != GAP)
    return np.flatnonzero(near)


def mixed(words: Words) -> Hashes:
    """The properties of all words, each value mixed well: an array of properties times words.

    On either side stand as many words that are none as between two articles.
    """
    known = _properties(words)
    table = np.zeros((len(_PROPERTIES), len(words) + 2 * GAPS), np.uint32)
    for row, name in enumerate(_PROPERTIES):
        table[row, GAPS:-GAPS] = known[name]
    table += np.uint32(1)
    table *= np.uint32(0x85EBCA77)
    table ^= table >> np.uint32(15)
    table *= np.uint32(0xC2B2AE3D)
    return table


def features(table: Hashes, at: Array, templates: Templates) -> Iterator[Hashes]:
    """Numbers of the features of some words, in pieces.

    Args:
        table: what ``mixed`` gives.
        at: indices of the words.
        templates: what to make features of.

    Yields:
        Arrays of templates times words.
    """
    for start in range(0, len(at), _PIECE):
        yield templates.hashes(table, at[start : start + _PIECE])


def _properties(words: Words) -> dict[str, npt.NDArray[Any]]:
    """The properties that the templates mix, by their letters."""
    shape = words.shape
    here = np.arange(len(words), dtype=np.int32)
    wall = np.maximum.accumulate(np.where(_BREAKS[shape], here, -1))
    last = np.maximum.accumulate(np.where(_HEADS[words.phrase], here, -1))
    distance = here - last
    reached = (last > wall) & (distance <= _REACH)
    far = np.where(reached, distance + 1, 0)
    opened = np.maximum.accumulate(np.where(shape == OPEN, here, -1))
    closes = (shape == CLOSE) | (shape == LINE) | (shape == GAP)
    closed = np.maximum.accumulate(np.where(closes, here, -1))
    one, two = _evidence(words)
    return {
        "w": words.word,
        "s": shape + 1,
        "k": words.phrase,
        "g": words.place,
        "n": words.name * 32 + shape + 1,
        "head": np.where(reached, words.word[last], 0),
        "kind": np.where(reached, words.phrase[last], 0),
        "near": np.minimum(far, 5),
        "far": far,
        "opening": _opening(words).astype(np.int64),
        "small": _small_elsewhere(words),
        "bracket": (opened > closed).astype(np.int64),
        "one": one,
        "two": two,
        "c": pair_kinds(words.hash),
    }


def _small_elsewhere(words: Words) -> npt.NDArray[np.uint8]:
    """1 where the article also writes the word in small letters, 2 where it is unknown, else 0."""
    size = int(words.word.max(initial=0)) + 1
    key = words.article * size + words.word
    seen = np.zeros(size * (int(words.article[-1]) + 1), np.uint8)
    seen[key[words.shape == SMALL]] = 1
    seen[::size] = 2
    return seen.take(key)


def _evidence(words: Words) -> tuple[Array, Array]:
    """What stands before each capitalised word, and each pair of words, anywhere in the article.

    Returns:
        For each word the sum of bits (title, unit, body, firm) of all places where the same
        spelling stands, and where it stands with the same word behind.
    """
    one, two = np.zeros(len(words), np.int64), np.zeros(len(words), np.int64)
    at = np.flatnonzero(is_capital(words.shape))
    if not len(at):
        return one, two
    before = _BEFORE[words.phrase[at - 1]]
    spelling = words.spelling[at] + (words.article[at] << 40)
    following = words.spelling[at + 1]
    one[at] = _together(spelling, before)
    two[at] = _together(spelling * 1_000_003 + following, before)
    return one, two


def _together(keys: Array, bits: Array) -> Array:
    """The bits of all words of the same key, at each of them."""
    order = keys.argsort(kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    sums = np.bitwise_or.reduceat(bits[order], begins)
    found = np.empty_like(bits)
    found[order] = sums.repeat(np.diff(np.append(begins, len(keys))))
    return found
