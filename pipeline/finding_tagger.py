"""Says which atoms of a sentence form its findings, and with which label.

Each atom is outside (``O``), or begins (``B``) or continues (``I``) a finding with one of the
labels of its sentence. The best sequence is found by Viterbi's algorithm, with the condition that
every label of the sentence has a finding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from ..models.classifier import LABELS
from .clauses import atoms, read_words, trim
from .finding_features import features

TAGS = ("O", *(kind + label[0] for label in LABELS for kind in "BI"))
"""``O``, then ``Ba`` and ``Ia`` (achievement), ``Bs``, ``Is``, ``Br``, ``Ir``."""
Vector = Sequence[float]
_NOTHING = (0.0,) * len(TAGS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A finding: its span in the article and its label."""

    start: int
    end: int
    label: str


class Tagger:
    """Splits sentences into findings by learned weights.

    Args:
        weights: of each feature for each of ``TAGS``; the rows ``>tag`` hold what follows a tag.
    """

    def __init__(self, weights: Mapping[str, Vector]) -> None:
        self._rows = {feature: number for number, feature in enumerate(weights)}
        self._weights = np.array([*weights.values(), _NOTHING])
        self._follow = follow(weights)

    @classmethod
    def load(cls, path: Path | None = None) -> Tagger:
        """Reads weights; without a path those that come with the package."""
        return cls(orjson.loads(path.read_bytes()) if path else read_words("finding_weights.json"))

    def find(
        self,
        text: str,
        start: int,
        end: int,
        labels: Sequence[str],
        entities: Sequence[tuple[int, int, str]] = (),
    ) -> list[Piece]:
        """The findings of one sentence, in order.

        Args:
            text: the article.
            start: of the sentence.
            end: of the sentence.
            labels: of the sentence, at least one.
            entities: start, end and type of the entities of the sentence.
        """
        bounds = atoms(text, start, end, entities)
        scores = self.score(features(text, bounds, labels, entities))
        return pieces(text, bounds, self.decode(scores, labels), labels)

    def score(self, rows: Sequence[Sequence[str]]) -> list[list[float]]:
        """The score of each atom for each tag, from the features of the atoms."""
        look_up, unknown = self._rows.get, len(self._rows)
        known = [look_up(feature, unknown) for row in rows for feature in row]
        firsts = np.cumsum([0, *map(len, rows[:-1])])
        scores: list[list[float]] = np.add.reduceat(self._weights[known], firsts).tolist()
        return scores

    def decode(self, rows: Sequence[Vector], labels: Sequence[str]) -> list[int]:
        """The best tags of the atoms, as indices of ``TAGS``."""
        return decode(rows, labels, self._follow)


def follow(weights: Mapping[str, Vector]) -> list[Vector]:
    """What follows the start of a sentence, and each tag."""
    return [weights.get(">" + tag, _NOTHING) for tag in ("^", *TAGS)]


def decode(rows: Sequence[Vector], labels: Sequence[str], after_tag: Sequence[Vector]) -> list[int]:
    """The best tags of the atoms, as indices of ``TAGS``, by their scores and what follows what."""
    begins = [2 * LABELS.index(label) + 1 for label in labels]
    bits = {tag + kind: 1 << n for n, tag in enumerate(begins) for kind in (0, 1)}
    best: dict[tuple[int, int], tuple[float, Any]] = {(-1, 0): (0.0, None)}
    for row in rows:
        made: dict[tuple[int, int], tuple[float, Any]] = {}
        for (before, seen), (score, path) in best.items():
            after = after_tag[before + 1]
            going_on = (before + before % 2,) if before > 0 else ()
            for tag in (0, *begins, *going_on):
                state = tag, seen | bits.get(tag, 0)
                total = score + row[tag] + after[tag]
                if state not in made or total > made[state][0]:
                    made[state] = total, (tag, path)
        best = made
    # Where there are fewer atoms than labels, as many labels as possible.
    _, (_, path) = max(best.items(), key=lambda item: (item[0][1].bit_count(), item[1][0]))
    tags = []
    while path is not None:
        tag, path = path
        tags.append(tag)
    return tags[::-1]


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
            start, end = trim(text, bounds[number], bounds[stop])
            if start < end:
                found.append(Piece(start, end, LABELS[tag // 2]))
    missing = set(labels) - {piece.label for piece in found}
    whole = trim(text, bounds[0], bounds[-1])
    if whole[0] < whole[1]:
        found += [Piece(*whole, label) for label in labels if label in missing]
    return sorted(found, key=lambda piece: (piece.start, piece.end, piece.label))
