"""Says which atoms of a sentence form its findings, and with which label.

Each atom is outside (``O``), or begins (``B``) or continues (``I``) a finding with one of the
labels of its sentence. The best sequence is found by Viterbi's algorithm, with the condition that
every label of the sentence has a finding.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..models.classifier import LABELS
from .finding_atoms import Atoms, Spans, cut
from .finding_features import SLOTS, features
from .finding_trim import settle, trim
from .finding_words import Words

TAGS = ("O", *(kind + label[0] for label in LABELS for kind in "BI"))
"""``O``, then ``Ba`` and ``Ia`` (achievement), ``Bs``, ``Is``, ``Br``, ``Ir``."""
Labels = tuple[str, ...]


class Piece(NamedTuple):
    """A finding: its span in the article and its label."""

    start: int
    end: int
    label: str


class Stated(NamedTuple):
    """A sentence that states something: where it stands, and its labels."""

    start: int
    end: int
    labels: Sequence[str]


class Story(NamedTuple):
    """An article as the tagger reads it: its text, its stated sentences, its entities."""

    text: str
    sentences: Sequence[Stated]
    entities: Spans


class Tagger:
    """Splits sentences into findings by learned weights.

    Args:
        weights: float (SLOTS + 1, n_tags); the last row is nought.
        follow: float (n_tags + 1, n_tags), what follows the start of a sentence, and each tag.
    """

    def __init__(self, weights: np.ndarray, follow: np.ndarray) -> None:
        # NumPy takes rows of eight faster than those of seven.
        self._weights = np.pad(weights, ((0, 0), (0, -len(TAGS) % 8)))
        self._follow = follow

    @classmethod
    def load(cls, path: Path | None = None) -> Tagger:
        """Reads weights; without a path those that come with the package."""
        source = path or resources.files(__package__).joinpath("finding_weights.npz")
        with source.open("rb") as file, np.load(file) as kept:
            weights = np.zeros((SLOTS + 1, len(TAGS)), dtype=np.float32)
            weights[kept["slots"]] = kept["weights"] * kept["scale"]
            return cls(weights, kept["follow"])

    def find(self, words: Words, stories: Sequence[Story]) -> list[list[list[Piece]]]:
        """The findings of each stated sentence of some articles, in order.

        All articles are read at once: many short runs of NumPy cost more than one long one.

        Args:
            words: of the articles.
            stories: the articles.
        """
        shifted = [*zip(stories, words.shifts, strict=False)]
        told = [(s.start + by, s.end + by) for story, by in shifted for s in story.sentences]
        if not told:
            return [[] for _ in stories]
        entities = [
            (a + by, b + by, label) for story, by in shifted for a, b, label in story.entities
        ]
        atoms = cut(words, told, entities)
        labels = [tuple(s.labels) for story in stories for s in story.sentences]
        tags = self.decode(self.score(words, atoms, labels), atoms.sentence, labels)
        lasts = np.searchsorted(atoms.sentence, np.arange(len(told)), side="right").tolist()
        starts, shifts = words.starts[atoms.first], np.array(words.shifts)
        bounds = (starts - shifts[np.searchsorted(shifts, starts, side="right") - 1]).tolist()
        found, number, first = [], 0, 0
        for story in stories:
            own = []
            for sentence in story.sentences:
                last = lasts[number]
                edges = [sentence.start, *bounds[first + 1 : last], sentence.end]
                own.append(pieces(story.text, edges, tags[first:last], labels[number]))
                first, number = last, number + 1
            found.append(own)
        return found

    def score(self, words: Words, atoms: Atoms, labels: Sequence[Labels]) -> np.ndarray:
        """The score of each atom for each tag: float (n_atoms, n_tags)."""
        bits = {own: sum(1 << LABELS.index(label) for label in own) for own in {*labels}}
        slots, bag, offsets = features(words, atoms, [bits[own] for own in labels])
        weights = self._weights
        made = np.zeros((slots.shape[1], weights.shape[1]), weights.dtype)
        taken = np.empty_like(made)
        for row in slots:
            made += weights.take(row, axis=0, mode="clip", out=taken)
        made += np.add.reduceat(weights.take(bag, axis=0, mode="clip"), offsets)
        return made[:, : len(TAGS)]

    def decode(
        self, scores: np.ndarray, sentence: np.ndarray, labels: Sequence[Labels]
    ) -> list[int]:
        """The best tags of the atoms, as indices of ``TAGS``.

        Args:
            scores: float (n_atoms, n_tags).
            sentence: int64 (n_atoms,), the number of the sentence of each atom.
            labels: of each sentence.
        """
        firsts = np.searchsorted(sentence, np.arange(len(labels)))
        lengths = np.diff(np.append(firsts, len(sentence)))
        tags = np.zeros(len(sentence), dtype=np.int64)
        order = np.argsort(-lengths, kind="stable")
        groups: dict[int, list[int]] = {}
        for number in order[: np.count_nonzero(lengths)].tolist():
            groups.setdefault(len(labels[number]), []).append(number)
        for members in groups.values():
            own = [labels[number] for number in members]
            self._decode(scores, firsts[members], lengths[members], own, tags)
        found: list[int] = tags.tolist()
        return found

    def _decode(
        self,
        scores: np.ndarray,
        firsts: np.ndarray,
        lengths: np.ndarray,
        labels: Sequence[Labels],
        tags: np.ndarray,
    ) -> None:
        """Viterbi's algorithm on sentences with equally many labels, the longest first."""
        seen, moves = _automaton(labels[0])[1:]
        states = np.array([_automaton(own)[0] for own in labels])
        steps = self._follow[states[:, :, None] + 1, states[:, None, :]]
        follow = np.where(moves[1:], steps, -np.inf)
        totals = np.where(moves[0], self._follow[0, states], -np.inf)
        totals += scores[firsts[:, None], states]
        # How many sentences have more than so many atoms.
        counts = np.searchsorted(-lengths, -np.arange(lengths[0])).tolist()
        back = []
        for place, number in enumerate(counts[1:], 1):
            reached = totals[:number, :, None] + follow[:number]
            back.append(reached.argmax(axis=1))
            row = scores[firsts[:number, None] + place, states[:number]]
            totals[:number] = reached.max(axis=1) + row
        # Where there are fewer atoms than labels, as many labels as possible.
        worth = np.where(np.isfinite(totals), seen, -1)
        worth = np.where(worth == worth.max(axis=1, keepdims=True), totals, -np.inf)
        state = worth.argmax(axis=1)
        every = np.arange(len(firsts))
        for place in range(int(lengths[0]) - 1, -1, -1):
            number = counts[place]
            tags[firsts[:number] + place] = states[every[:number], state[:number]]
            if place:
                state[:number] = back[place - 1][every[:number], state[:number]]


@cache
def _automaton(labels: Labels) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The states of a sentence with these labels: a tag, and which labels have been seen.

    Returns:
        int64 (n_states,) the tag of each state; int64 (n_states,) how many labels it has seen;
        bool (n_states + 1, n_states), whether a state may follow the start or another state.
    """
    begins = {2 * LABELS.index(label) + 1: 1 << n for n, label in enumerate(labels)}
    states = [
        (tag, seen)
        for seen in range(1 << len(labels))
        for tag in (0, *(begin + k for begin, bit in begins.items() if seen & bit for k in (0, 1)))
    ]

    def fits(before: tuple[int, int], after: tuple[int, int]) -> bool:
        tag, seen = after
        if tag in begins:
            return seen == before[1] | begins[tag]
        return seen == before[1] and (tag == 0 or before[0] in {tag, tag - 1})

    moves = [[fits(before, after) for after in states] for before in ((0, 0), *states)]
    return (
        np.array([tag for tag, _ in states]),
        np.array([seen.bit_count() for _, seen in states]),
        np.array(moves),
    )


def pieces(
    text: str, bounds: Sequence[int], tags: Sequence[int], labels: Sequence[str]
) -> list[Piece]:
    """The findings that these tags of the atoms mean.

    A label that got none, in a sentence with fewer atoms than labels, covers the whole of it.
    """
    found: list[Piece] = []
    for number, tag in enumerate(tags):
        if tag % 2:
            stop = number + 1
            while stop < len(tags) and tags[stop] == tag + 1:
                stop += 1
            start, end = settle(text, bounds[0], bounds[number], bounds[stop])
            if start < end:
                found.append(Piece(start, end, LABELS[tag // 2]))
    told = {piece.label for piece in found}
    missing = [label for label in labels if label not in told]
    if missing:
        whole = trim(text, bounds[0], bounds[-1])
        if whole[0] < whole[1]:
            found += [Piece(*whole, label) for label in missing]
    return sorted(found)
