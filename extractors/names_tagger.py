"""Marks the words of an article as parts of agencies, places and persons.

A model of single words over the features of ``names_features`` tells which labels each word may
have at all, a linear-chain model which sequence of these is the best. Weights come from
``names_train``; only numbers ship.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from .names_features import SPACE, near_names, pieces
from .names_tokens import Words
from .names_viterbi import Scores, best_labels
from .names_words import Array

TYPES = ("AGENCY", "LOCATION", "PERSON")
OUTSIDE = 0
LABELS = 1 + 2 * len(TYPES)
"""Label 0 is outside; 1 + 2t begins a name of type t, 2 + 2t goes on with it."""

_BEAM = 5.0  # labels that score so much worse than the best one at a word win in no sequence
_LONGEST = 60  # words of a name; anything longer is a list or noise
_NEVER = -1e4  # score of a label behind one that it cannot follow


class Weights(NamedTuple):
    """The weights of the features and of the transitions between labels."""

    row: npt.NDArray[np.int32]  # feature number -> row of the tables, 0 for no weight
    alone: Scores  # of the labels of a word by itself
    chain: Scores  # of the labels of a word in a sequence
    transitions: Scores
    prior: Scores  # of the labels of a word by itself


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
        return laid_out(dict(stored))


def laid_out(stored: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """Stored weights, made ready for use; a name cannot go on that has not begun."""
    features = stored["features"]
    row = np.zeros(SPACE, np.int32)
    row[features] = np.arange(1, len(features) + 1)
    full = np.zeros((len(features) + 1, 2 * LABELS), np.float32)
    full[1:] = stored["table"]
    alone, chain = full[:, :LABELS].copy(), full[:, LABELS:].copy()
    allowed = stored["transitions"].copy()
    for inside in range(2, LABELS, 2):
        others = [label for label in range(LABELS) if label not in (inside - 1, inside)]
        allowed[others, inside] = _NEVER
    return Weights(row, alone, chain, allowed, stored["prior"])


def tag(words: Words, known: Weights | None = None) -> list[Name]:
    """The names in some articles, in order, none overlapping another.

    Args:
        words: the articles.
        known: weights to use, the packaged ones if none are given.
    """
    known = known or weights()
    near = near_names(words)
    if not len(near):
        return []
    # Only where a word by itself may be more than outside, its place in a sequence matters.
    busy, possible, scores = [], [], []
    for start, features in pieces(words, near):
        rows = known.row.take(features)
        alone = _summed(known.alone, rows) + known.prior
        alive = alone > alone.max(1, keepdims=True) - _BEAM
        some = np.flatnonzero(alive[:, 1:].any(1))
        busy.append(near[start + some])
        possible.append(alive[some])
        scores.append(_summed(known.chain, rows[:, some]))
    at, allowed = np.concatenate(busy), np.concatenate(possible)
    allowed[:, 1::2] |= allowed[:, 2::2]  # so that some sequence is allowed
    return _names(at, best_labels(at, np.concatenate(scores), allowed, known.transitions))


def _summed(table: Scores, rows: npt.NDArray[np.int32]) -> Scores:
    """The sum of the rows of a table that each word's features name."""
    total: Scores = table.take(rows[0], axis=0)
    for row in rows[1:]:
        total += table.take(row, axis=0)  # several times faster than table[row]
    return total


def _names(at: Array, labels: Array) -> list[Name]:
    """The names that the labels of some words mark."""
    inside = (labels > 0) & (labels % 2 == 0) & (np.diff(at, prepend=-2) == 1)
    firsts = np.flatnonzero(labels % 2)
    ends = np.append(np.flatnonzero(~inside), len(labels))
    lasts = ends[np.searchsorted(ends, firsts, side="right")] - 1
    marked = zip(at[firsts].tolist(), at[lasts].tolist(), labels[firsts].tolist(), strict=True)
    return [
        Name(TYPES[label // 2], first, last)
        for first, last, label in marked
        if last - first < _LONGEST
    ]
