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

from . import names_features
from .names_features import Hashes
from .names_tokens import Words
from .names_words import Array

TYPES = ("AGENCY", "LOCATION", "PERSON")
OUTSIDE = 0
LABELS = 1 + 2 * len(TYPES)
"""Label 0 is outside; 1 + 2t begins a name of type t, 2 + 2t goes on with it."""

_BEAM = 5.0  # labels that score so much worse than the best one at a word win in no sequence
_LONGEST = 60  # words of a name; anything longer is a list or noise
_NEVER = -1e4  # score of a label behind one that it cannot follow

_BITS = 1 << np.arange(LABELS)
_SETS = [[label for label in range(LABELS) if bits >> label & 1] for bits in range(1 << LABELS)]
"""Labels by the sum of their bits."""

Scores = npt.NDArray[np.float32]


class Weights(NamedTuple):
    """The weights of the features and of the transitions between labels.

    A row of the table has the weights of a word alone, then those of a word in a sequence.
    """

    row: npt.NDArray[np.int32]  # feature number -> row of the table, 0 for no weight
    table: Scores
    transitions: Scores
    prior: Scores  # of the labels of a word alone

    def scores(self, features: Hashes) -> Scores:
        """Score of each label at each word, by the word alone and as a part of a sequence."""
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
        return laid_out(dict(stored))


def laid_out(stored: Mapping[str, npt.NDArray[Any]]) -> Weights:
    """Stored weights, made ready for use; a name cannot go on that has not begun."""
    features = stored["features"]
    row = np.zeros(names_features.SPACE, np.int32)
    row[features] = np.arange(1, len(features) + 1)
    full = np.zeros((len(features) + 1, 2 * LABELS), np.float32)
    full[1:] = stored["table"]
    allowed = stored["transitions"].copy()
    for inside in range(2, LABELS, 2):
        others = [label for label in range(LABELS) if label not in (inside - 1, inside)]
        allowed[others, inside] = _NEVER
    return Weights(row, full, allowed, stored["prior"])


def tag(words: Words, known: Weights | None = None) -> list[Name]:
    """The names in an article, in order, none overlapping another.

    Args:
        words: the article.
        known: weights to use, the packaged ones if none are given.
    """
    known = known or weights()
    near = names_features.near_names(words)
    if not len(near):
        return []
    scores = known.scores(names_features.features(words, near))
    scores[:, :LABELS] += known.prior
    return _names(near, scores, known.transitions)


_Path = tuple[int, "_Path"] | None
"""Labels from the last word back to the first."""

_State = tuple[int, float, _Path]
"""A label of a word, the score of the best sequence that ends with it, and that sequence."""


def _names(near: Array, scores: Scores, transitions: Scores) -> list[Name]:
    """The names of the best sequence (Viterbi), looking only at labels that may win.

    A word where only "outside" may win is outside, and the sequence starts anew behind it.
    """
    alone, scores = scores[:, :LABELS], scores[:, LABELS:]
    alive = alone > alone.max(1, keepdims=True) - _BEAM
    busy = np.flatnonzero(alive[:, 1:].any(1))
    alive = alive[busy]
    alive[:, 1::2] |= alive[:, 2::2]  # so that some sequence is allowed
    sets = (alive @ _BITS).tolist()
    into = transitions.T.tolist()  # rows: label, columns: label before it
    names: list[Name] = []
    states: list[_State] = []
    last = -2
    words = zip(near[busy].tolist(), sets, scores[busy].tolist(), strict=True)
    for at, possible, values in words:
        if at != last + 1:
            names += _ended(states, into[OUTSIDE], last)
            states = [(OUTSIDE, 0.0, None)]
        reached: list[_State] = []
        for label in _SETS[possible]:
            towards, top, chosen = into[label], 2 * _NEVER, None
            for before, score, path in states:
                total = score + towards[before]
                if total > top:
                    top, chosen = total, path
            reached.append((label, top + values[label], (label, chosen)))
        states, last = reached, at
    return names + _ended(states, into[OUTSIDE], last)


def _ended(states: list[_State], towards: list[float], last: int) -> list[Name]:
    """The names in the best sequence that ends at a word."""
    if not states:
        return []
    path = max(states, key=lambda state: state[1] + towards[state[0]])[2]
    names: list[Name] = []
    at = end = last
    while path is not None:
        label, path = path
        if label % 2 and end - at < _LONGEST:
            names.append(Name(TYPES[label // 2], at, end))
        at -= 1
        if label % 2 or label == OUTSIDE:
            end = at
    return names[::-1]
