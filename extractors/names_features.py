"""What the tagger of names knows about each word: numbers of features, as arrays.

Each template mixes a few properties of the words around into one number below ``SPACE``; the
weights of all templates lie in one table over these numbers (feature hashing). A property is read
off a row of one matrix, shifted by so many words; everything is done for all words at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .names_tokens import BREAKS as BREAKING_SHAPES
from .names_tokens import CAPITAL, CLASSES, CLOSE, LINE, MIXED, OPEN, SHAPES, SMALL, Array, Words

SPACE = 1 << 19
_REACH = 15  # words after which the head of a name is forgotten
_EDGE = 3  # the furthest neighbour that a template looks at

_NEAR = 2  # words beside a capital or a phrase that may still belong to a name
_LAST_OF_NAMES = 2 * CLASSES.index("unit") + 2  # phrases behind it in CLASSES begin no name

Hashes = npt.NDArray[np.uint32]
Template = tuple[tuple[str, int], ...]

_HEADS = np.zeros(2 * len(CLASSES) + 1, bool)
_HEADS[[2 * CLASSES.index(name) + 1 for name in ("body", "firm", "unit", "title")]] = True
_BREAKS = np.zeros(SHAPES, bool)
_BREAKS[sorted(BREAKING_SHAPES)] = True

# w word, s shape, k phrase, g place, n use in names of persons; head: the word that last began a
# body, firm, unit or title, kind: its class, near and far: how many words ago; opening: begins a
# sentence; small: also written small; bracket: inside brackets. Numbers count words from here.
_TEMPLATES = """
w-3; w-2; w-1; w0; w1; w2; w3
w-1 w0; w0 w1; w0 s0; w-1 s0; w1 s0
s0 opening0; s-1 s0 s1; s-2 s-1 s0; s0 s1 s2; s-2 s-1 s0 s1 s2
k0 s0; k-1 s0; k1 s0; k-1 k0 k1; k-2 k-1 s0; k0 w-1
g0 s0; g0 k-1; g0 w-1; g-1 g0 g1; g1 g2 s0
n-1 n0 n1; n0 n1 n2
head0 near0 s0; kind0 far0 s0; kind0 w0; kind0 k0 s0; kind0 g0 s0 s-1
small0 s0 opening0; small0 s-1 s0 s1
bracket0 s-1 s0 s1
"""
# one, two, back: labels of the same word and of the same pairs of words elsewhere in the article;
# first: the label of the first look.
_MEMORIES = """
one0 s0; two0 s0; back0 s0; one0 one-1 s0; one0 one1 s0; one0 first-1 s0
first0 capital0; first-1 first0 first1; first-2 first-1 s0; first1 first2 s0
"""


class _Templates:
    """A set of templates, laid out for work on whole arrays."""

    def __init__(self, listed: str, salt: int) -> None:
        split = [part.split() for part in listed.replace("\n", ";").split(";") if part.strip()]
        split.sort(key=len, reverse=True)
        parts: list[list[tuple[str, int]]] = [[_property(item) for item in one] for one in split]
        self.properties = sorted({name for one in parts for name, _ in one})
        shifted = sorted({item for one in parts for item in one})
        self.rows = [self.properties.index(name) for name, _ in shifted]
        self.shifts = [by for _, by in shifted]
        # For the j-th part of each template that has so many: which shifted row it is.
        self.parts = [
            np.array([shifted.index(one[j]) for one in parts if len(one) > j])
            for j in range(len(parts[0]))
        ]
        salts = np.arange(salt + 1, salt + 1 + len(parts), dtype=np.uint32)
        self.salts = (salts * np.uint32(0x9E3779B1))[:, None]

    def hashes(self, known: dict[str, Array], size: int) -> Hashes:
        """Numbers of the features of each word: an array of templates times words."""
        table = np.zeros((len(self.properties), size + 2 * _EDGE), np.uint32)
        for row, name in enumerate(self.properties):
            table[row, _EDGE : _EDGE + size] = known[name]
        table += np.uint32(1)
        table *= np.uint32(0x85EBCA77)
        table ^= table >> np.uint32(15)
        table *= np.uint32(0xC2B2AE3D)
        shifted = np.stack(
            [
                table[row, _EDGE + by : _EDGE + by + size]
                for row, by in zip(self.rows, self.shifts, strict=True)
            ]
        )
        mixed: Hashes = shifted[self.parts[0]]
        mixed += self.salts
        for part in self.parts[1:]:
            some = mixed[: len(part)]
            some ^= some >> np.uint32(15)
            some *= np.uint32(0x9E3779B1)
            some += shifted[part]
        mixed ^= mixed >> np.uint32(16)
        mixed *= np.uint32(0x7FEB352D)
        mixed ^= mixed >> np.uint32(15)
        mixed &= np.uint32(SPACE - 1)
        return mixed


def _property(item: str) -> tuple[str, int]:
    """``w-1`` as ``("w", -1)``."""
    name = item.rstrip("-0123456789")
    return name, int(item[len(name) :])


_LOOK, _MEMORY = _Templates(_TEMPLATES, 0), _Templates(_MEMORIES, 1000)


def features(words: Words) -> Hashes:
    """Numbers of the features that one look at the article gives.

    Args:
        words: the article.

    Returns:
        An array of templates times words.
    """
    size = len(words)
    shape = words.shape
    at = np.arange(size)
    wall = np.maximum.accumulate(np.where(_BREAKS[shape], at, -1))
    last = np.maximum.accumulate(np.where(_HEADS[words.phrase], at, -1))
    distance = at - last
    reached = (last > wall) & (distance <= _REACH)
    far = np.where(reached, distance + 1, 0)
    opening = np.ones(size, np.int64)
    opening[1:] = _BREAKS[shape[:-1]]
    opened = np.maximum.accumulate(np.where(shape == OPEN, at, -1))
    closed = np.maximum.accumulate(np.where((shape == CLOSE) | (shape == LINE), at, -1))
    known = {
        "w": words.word,
        "s": shape + 1,
        "k": words.phrase,
        "g": words.place,
        "n": words.name * 32 + shape + 1,
        "head": np.where(reached, words.word[last], 0),
        "kind": np.where(reached, words.phrase[last], 0),
        "near": np.minimum(far, 5),
        "far": far,
        "opening": opening,
        "small": _small_elsewhere(words),
        "bracket": (opened > closed).astype(np.int64),
    }
    return _LOOK.hashes(known, size)


def _small_elsewhere(words: Words) -> Array:
    """1 where the article also writes the word in small letters, 2 where it is unknown, else 0."""
    seen = np.zeros(int(words.word.max(initial=0)) + 1, np.int64)
    seen[words.word[words.shape == SMALL]] = 1
    seen[0] = 2
    return seen[words.word]


def memory(words: Words, first: Array, labels: int) -> Hashes:
    """Features of a second look: what the same words were taken for elsewhere in the article.

    Args:
        words: the article.
        first: the label of each word at the first look, 0 for none.
        labels: how many labels there are.

    Returns:
        An array of templates times words.
    """
    size = len(words)
    shape = words.shape
    following = np.zeros(size, np.int64)
    following[:-1] = words.spelling[1:] + 1
    after = np.zeros(size, np.int64)
    after[:-1] = first[1:]
    one = _numbered(words.spelling)
    pair = _numbered(words.spelling * 1_000_003 + following)
    back = np.zeros(size, np.int64)
    back[1:] = _elsewhere(pair, after, labels)[:-1]
    known = {
        "one": _elsewhere(one, first, labels),
        "two": _elsewhere(pair, first, labels),
        "back": back,
        "first": first + 1,
        "s": shape + 1,
        "capital": ((shape >= CAPITAL) & (shape <= MIXED)).astype(np.int64),
    }
    return _MEMORY.hashes(known, size)


def _numbered(keys: Array) -> Array:
    """The keys numbered from 0 without gaps."""
    order = keys.argsort()
    ordered = keys[order]
    rank = np.zeros(len(keys), np.int64)
    rank[1:] = np.cumsum(ordered[1:] != ordered[:-1])
    numbers = np.empty_like(rank)
    numbers[order] = rank
    return numbers


def _elsewhere(keys: Array, first: Array, labels: int) -> Array:
    """Which labels the other words of the same key got: most frequent one, and if others too.

    Returns:
        0 where the key occurs once; else 1 + 2 * label (+ 1 when other labels occur as well).
    """
    here = keys * labels + first
    counts = np.bincount(here, minlength=(int(keys.max()) + 1) * labels)
    others = counts.reshape(-1, labels).take(keys, axis=0)
    at = np.arange(len(keys))
    others[at, first] -= 1
    best = others.argmax(1)
    total = np.bincount(keys).take(keys) - 1
    mixed = others[at, best] < total
    return np.where(total == 0, 0, 1 + 2 * best + mixed)


def near_names(words: Words) -> Array:
    """Indices of the words that may be part of a name: near capitals, phrases and places."""
    shape, phrase = words.shape, words.phrase
    seed = ((shape >= CAPITAL) & (shape <= MIXED)) | (words.place > 0)
    seed |= (phrase > 0) & (phrase <= _LAST_OF_NAMES)
    near = seed.copy()
    for by in range(1, _NEAR + 1):
        near[:-by] |= seed[by:]
        near[by:] |= seed[:-by]
    return np.flatnonzero(near)
