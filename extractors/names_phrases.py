"""Phrases that the tagger of names knows, found in the numbers of the words of articles."""

from __future__ import annotations

from functools import cache

import numpy as np

from .names_words import CLASSES, PLACES, TOKEN, Array, Mask, normal, rows, unit_names, vocabulary

_LINKS = frozenset({",", "-", "–", "&", "và"})
"""Words that part the fields of a body, now these, now those: phrases match without them."""
_MOST_LINKS = 2  # of them in a row


class Phrases:
    """Phrases with their classes, as a tree of words laid out in arrays.

    Attributes:
        single: for each word of the vocabulary the tag that it has alone, 0 for none.
        begins: which words begin a phrase of several words.
    """

    _PAIRS = (1 << 18) - 1  # a table of the pairs of words that begin phrases, by a hash

    def __init__(self, listed: list[tuple[int, str]]) -> None:
        """Takes classes and phrases; the words of a phrase must all be in the vocabulary."""
        words = vocabulary()
        self._words = len(words) + 1
        links = {words[link] for link in _LINKS}
        self._links = np.zeros(self._words, bool)
        self._links[list(links)] = True
        self.single = np.zeros(self._words, np.int64)
        self.begins = np.zeros(self._words, bool)
        self._pairs = np.zeros(self._PAIRS + 1, bool)
        tree: dict[int, int] = {}  # node and next word, as one number -> node
        kinds: dict[int, int] = {}  # node -> class of the phrase that ends there
        beginnings: set[tuple[int, int]] = set()
        for kind, phrase in listed:
            numbers = [words.get(normal(token), 0) for token in TOKEN.findall(phrase)]
            numbers = [number for number in numbers if number not in links]
            if not all(numbers):
                continue
            if len(numbers) == 1:
                self.single[numbers[0]] = self.single[numbers[0]] or 2 * kind + 1
                continue
            beginnings.add((numbers[0], numbers[1]))
            node = 0
            for number in numbers:
                node = tree.setdefault(node * self._words + number, len(tree) + 1)
            kinds.setdefault(node, kind)
        first, second = np.array(sorted(beginnings)).T
        self.begins[first] = True
        for behind in (second, *links):
            self._pairs[(first * 31 + behind * 1009) & self._PAIRS] = True
        edges = sorted(tree)
        self._first = np.zeros(self._words, np.int64)  # word -> node, for the first of a phrase
        self._first[first] = [tree[number] for number in first.tolist()]
        self._edges = np.array([*edges, np.iinfo(np.int64).max])
        self._behind = np.array([*(tree[edge] for edge in edges), 0])
        self._kind = np.full(len(tree) + 1, -1)
        self._kind[list(kinds)] = list(kinds.values())

    def tag(self, words: Array, tags: Array, begins: Mask) -> None:
        """Marks the longest phrases: ``2 * class + 1`` on the first word, one more behind.

        Args:
            words: number of each word; a phrase does not go over a 0.
            tags: what the words are by themselves; changed in place.
            begins: the words with which a phrase of several words may begin.
        """
        pairs = self._pairs[(words[:-1] * 31 + words[1:] * 1009) & self._PAIRS]
        starts = np.flatnonzero(begins[:-1] & pairs)
        ends, kinds = self._longest(np.append(words, 0), starts)
        kept, free = [], 0
        for which, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
            if end and start >= free:
                kept.append(which)
                free = end
        starts, sizes, tagged = starts[kept], (ends - starts)[kept], 2 * kinds[kept] + 1
        behind = sizes.cumsum() - sizes  # words of the phrases before
        tags[np.arange(sizes.sum()) + (starts - behind).repeat(sizes)] = (tagged + 1).repeat(sizes)
        tags[starts] = tagged

    def _longest(self, words: Array, starts: Array) -> tuple[Array, Array]:
        """End and class of the longest phrase that begins at each place; 0 for none."""
        ends, kinds = np.zeros_like(starts), np.zeros_like(starts)
        who, at = np.arange(len(starts)), starts + 1
        node, links = self._first.take(words.take(starts)), np.zeros_like(starts)
        while len(who):
            word = words.take(at)
            edge = node * self._words + word
            found = np.searchsorted(self._edges, edge)
            hit = self._edges.take(found) == edge
            node = np.where(hit, self._behind.take(found), node)
            links = np.where(hit, 0, links + 1)
            kind = self._kind.take(node)
            full = hit & (kind >= 0)
            ends[who[full]] = at[full] + 1
            kinds[who[full]] = kind[full]
            on = hit | (self._links.take(word) & (links <= _MOST_LINKS))
            who, node, links, at = who[on], node[on], links[on], at[on] + 1
        return ends, kinds


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
