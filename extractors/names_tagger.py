"""Marks the words of an article as parts of agencies, places and persons.

A linear-chain model over the features of ``names_features``: a first look decides each word by
itself, a second one sees what the same words were taken for elsewhere in the article, and the best
sequence of labels wins. Weights come from ``names_train``; only numbers ship.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from . import names_features
from .names_features import Hashes
from .names_tokens import LINE, Array, Words

TYPES = ("AGENCY", "LOCATION", "PERSON")
OUTSIDE = 0
LABELS = 1 + 2 * len(TYPES)
"""Label 0 is outside; 1 + 2t begins a name of type t, 2 + 2t goes on with it."""

_SURE = 8.0  # a lead of "outside" that no neighbour overturns: such words need no sequence

Scores = npt.NDArray[np.float32]


class Weights(NamedTuple):
    """The weights of both looks: the first in the left half of the columns, the second right."""

    row: npt.NDArray[np.int32]  # feature number -> row of the table, 0 for no weight
    table: Scores
    transitions: Scores

    def scores(self, features: Hashes) -> Scores:
        """Score of each label of both looks at each word."""
        rows = self.row.take(features)
        total: Scores = self.table.take(rows[0], axis=0)
        for row in rows[1:]:
            total += self.table.take(row, axis=0)  # several times faster than table[row]
        return total


class Name(NamedTuple):
    """A name as words: ``first`` and ``last`` (inclusive) are indices of words."""

    type: str
    first: int
    last: int


@cache
def weights() -> Weights:
    """The packaged weights."""
    source = resources.files(__package__).joinpath("names_model.npz")
    with source.open("rb") as stream, np.load(stream) as stored:
        features = stored["features"]
        row = np.zeros(names_features.SPACE, np.int32)
        row[features] = np.arange(1, len(features) + 1)
        table = np.zeros((len(features) + 1, 2 * LABELS), np.float32)
        table[1:] = stored["table"]
        return Weights(row, table, _legal(stored["transitions"]))


def _legal(transitions: Scores) -> Scores:
    """The transitions, with those to the inside of a name that has not begun ruled out."""
    allowed = np.asarray(transitions, np.float32).copy()
    for inside in range(2, LABELS, 2):
        others = [label for label in range(LABELS) if label not in (inside - 1, inside)]
        allowed[others, inside] = -1e4
    return allowed


def tag(words: Words) -> list[Name]:
    """The names in an article, in order, none overlapping another."""
    if not len(words):
        return []
    known = weights()
    near = names_features.near_names(words)
    scores = known.scores(names_features.features(words).take(near, axis=1))
    first = np.zeros(len(words), np.int64)
    first[near] = scores[:, :LABELS].argmax(1)
    again = names_features.memory(words, first, LABELS).take(near, axis=1)
    second = np.zeros((len(words), LABELS), np.float32)
    second[:, OUTSIDE] = 2 * _SURE
    second[near] = (scores + known.scores(again))[:, LABELS:]
    return names_of(decode(second, known.transitions, words))


def decode(scores: Scores, transitions: Scores, words: Words) -> Array:
    """The best sequence of labels (Viterbi), all unsure stretches of the article at once.

    Args:
        scores: score of each label at each word.
        transitions: score of each label behind each other.
        words: the article; no name crosses a line break.

    Returns:
        The label of each word.
    """
    size = len(words)
    labels = np.zeros(size, np.int64)
    lead = scores[:, OUTSIDE] - scores[:, 1:].max(1)
    unsure = (lead < _SURE) & (words.shape != LINE)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], unsure, [False]]).astype(np.int8)))
    begins, lengths = edges[::2], edges[1::2] - edges[::2]
    if not len(begins):
        return labels
    order = np.argsort(-lengths, kind="stable")
    begins, lengths = begins[order], lengths[order]
    longest = int(lengths[0])
    steps = np.arange(longest)
    active = (len(lengths) - np.searchsorted(lengths[::-1], steps + 1)).tolist()
    # One row of words a stretch, padded with the last word; the padding is never reached.
    places = np.minimum(begins[:, None] + steps, size - 1)
    here = scores[places]
    into = np.ascontiguousarray(transitions.T)  # rows: label, columns: label before it
    back = np.zeros((longest, len(begins), LABELS), np.int8)
    best = here[:, 0] + transitions[OUTSIDE]
    path = np.zeros((len(begins), longest), np.int64)
    for step in range(1, longest):
        alive = active[step]
        paths = best[:alive, None, :] + into
        back[step, :alive] = paths.argmax(2)
        best[:alive] = paths.max(2) + here[:alive, step]
    label = (best + transitions[:, OUTSIDE]).argmax(1)
    rows = np.arange(len(begins))
    for step in range(longest - 1, 0, -1):
        alive = active[step]
        path[:alive, step] = label[:alive]
        label[:alive] = back[step, rows[:alive], label[:alive]]
    path[:, 0] = label
    inside = steps < lengths[:, None]
    labels[places[inside]] = path[inside]
    return labels


def names_of(labels: Array) -> list[Name]:
    """Reads a sequence of labels as names."""
    begins = np.flatnonzero(labels % 2)
    ends = np.flatnonzero((labels > 0) & (np.append(labels[1:], 0) != labels + labels % 2))
    kinds = (labels[begins] // 2).tolist()
    return [
        Name(TYPES[kind], first, last)
        for kind, first, last in zip(kinds, begins.tolist(), ends.tolist(), strict=True)
    ]
