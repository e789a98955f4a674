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

from .names_features import ALL, FEW, SPACE, Hashes, Templates, features, mixed, near_names
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


class Linear(NamedTuple):
    """Weights of features: the score of each label at a word is a sum over its features."""

    templates: Templates
    row: npt.NDArray[np.integer[Any]]  # feature number -> row of the table, 0 for no weight
    table: Scores

    @classmethod
    def laid_out(
        cls, templates: Templates, features: npt.NDArray[Any], table: npt.NDArray[Any]
    ) -> Linear:
        """Stored weights made ready: rows of eight numbers are copied faster than of seven."""
        row = np.zeros(SPACE, np.min_scalar_type(len(features)))
        row[features] = np.arange(1, len(features) + 1)
        full = np.zeros((len(features) + 1, LABELS + 1), np.float32)
        full[1:, :LABELS] = table
        return cls(templates, row, full)

    def scores(self, properties: Hashes, at: Array) -> Scores:
        """Scores of the labels at some words, an array of labels times words."""
        sums = np.empty((LABELS, len(at)), np.float32)
        done = 0
        for piece in features(properties, at, self.templates):
            rows = self.row.take(piece).astype(np.intp)
            total = self.table.take(rows[0], axis=0)
            for row in rows[1:]:
                total += self.table.take(row, axis=0)  # several times faster than table[row]
            sums[:, done : done + len(total)] = total.T[:LABELS]
            done += len(total)
        return sums


class Weights(NamedTuple):
    """The weights of the two models."""

    alone: Linear  # a word by itself
    chain: Linear  # a word in a sequence
    transitions: Scores
    prior: Scores  # of the labels of a word by itself


class Tagged(NamedTuple):
    """Names as words: for each its place in ``TYPES``, and indices of its first and last word."""

    types: Array
    first: Array
    last: Array


@cache
def weights() -> Weights:
    """The packaged weights."""
    source = resources.files(__package__).joinpath("names_model.npz")
    with source.open("rb") as stream, np.load(stream) as stored:
        return laid_out(dict(stored))


def laid_out(stored: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """Stored weights, made ready for use; a name cannot go on that has not begun."""
    alone = Linear.laid_out(FEW, stored["alone_features"], stored["alone_table"])
    chain = Linear.laid_out(ALL, stored["chain_features"], stored["chain_table"])
    allowed = stored["transitions"].copy()
    for inside in range(2, LABELS, 2):
        others = [label for label in range(LABELS) if label not in (inside - 1, inside)]
        allowed[others, inside] = _NEVER
    return Weights(alone, chain, allowed, stored["prior"])


def tag(words: Words, known: Weights | None = None) -> Tagged:
    """The names in some articles, in order, none overlapping another.

    Args:
        words: the articles.
        known: weights to use, the packaged ones if none are given.
    """
    known = known or weights()
    near = near_names(words)
    if not len(near):
        return _NONE
    properties = mixed(words)
    alone = known.alone.scores(properties, near) + known.prior[:, None]
    possible = alone > alone.max(0) - _BEAM
    # Only where a word by itself may be more than outside, its place in a sequence matters.
    busy = np.flatnonzero(possible[1:].any(0))
    near, possible = near[busy], possible[:, busy]
    if not len(near):
        return _NONE
    possible[1::2] |= possible[2::2]  # so that some sequence is allowed
    scores = known.chain.scores(properties, near)
    return _names(near, best_labels(near, scores, possible, known.transitions))


_NONE = Tagged(*np.zeros((3, 0), np.int64))


def _names(at: Array, labels: Array) -> Tagged:
    """The names that the labels of some words mark."""
    inside = (labels > 0) & (labels % 2 == 0) & (np.diff(at, prepend=-2) == 1)
    firsts = np.flatnonzero(labels % 2)
    ends = np.append(np.flatnonzero(~inside), len(labels))
    lasts = ends[np.searchsorted(ends, firsts, side="right")] - 1
    kept = at[lasts] - at[firsts] < _LONGEST
    firsts, lasts = firsts[kept], lasts[kept]
    return Tagged(labels[firsts] // 2, at[firsts], at[lasts])
