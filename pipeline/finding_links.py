"""Which body a finding is about, who asks whom, and by when.

Bodies are chosen by learned weights: of all that are named near a finding, and of none at all, the
one that weighs most. A deadline is a date that the words before it call one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import regex

from ..models.classifier import LABELS
from .alignment import Entity
from .finding_choices import BODIES, SLOTS, Case, Scene, choices, identity, repeated
from .finding_phrases import read_words
from .finding_tagger import Piece
from .finding_words import Words

_DUE_WORDS = sorted(read_words("finding_cues.json")["due"], key=lambda word: (-len(word), word))
_DUE = regex.compile(rf"\b(?:{'|'.join(_DUE_WORDS)})\s+\Z", regex.IGNORECASE)
_DUE_REACH = 25
"""So many characters before a date are looked at."""

_RATHER = (0.3, 0.0, 0.0)
"""So much must none weigh more than a body, in each role: the best F1 in cross-validation."""
NAMES = ("agency", "agency", "addressee")
"""The link that each role is written as."""


class Tale(NamedTuple):
    """An article with its findings.

    Attributes:
        text: the article.
        entities: in order; the id of each is its number, from ``e1`` on.
        sentences: start and end of each sentence.
        findings: in order of the text, each with the number of its sentence.
    """

    text: str
    entities: Sequence[Entity]
    sentences: Sequence[tuple[int, int]]
    findings: Sequence[tuple[Piece, int]]


class Linker:
    """Ties findings to bodies and dates.

    Args:
        weights: float (SLOTS,), of the features of a choice.
    """

    def __init__(self, weights: np.ndarray) -> None:
        self._weights = weights
        self._again = cache(lambda *choice: float(weights[repeated(*choice)]))

    @classmethod
    def load(cls, path: Path | None = None) -> Linker:
        """Reads weights; without a path those that come with the package."""
        source = path or resources.files(__package__).joinpath("finding_links.npz")
        with source.open("rb") as file, np.load(file) as kept:
            weights = np.zeros(SLOTS, dtype=np.float32)
            weights[kept["slots"]] = kept["weights"] * kept["scale"]
            return cls(weights)

    def tie(self, words: Words, tales: Sequence[Tale]) -> list[list[dict[str, str]]]:
        """The links of each finding of some articles: ids of entities by the name of the link.

        All articles are read at once: many short runs of NumPy cost more than one long one.

        Args:
            words: of the articles.
            tales: the articles.
        """
        made = [_deadlines(tale) for tale in tales]
        scenes, owners = zip(*map(scene_of, tales), strict=True) if tales else ((), ())
        if not (any(scene.bodies for scene in scenes) and any(scene.cases for scene in scenes)):
            return made
        rows, done = choices(words, scenes), 0
        scores = self._weights.take(rows.slots).sum(axis=1).tolist()
        stops = np.searchsorted(rows.case, np.arange(1, int(rows.case[-1]) + 2)).tolist()
        bodies, first = rows.body.tolist(), 0
        for tale, scene, owner, links in zip(tales, scenes, owners, made, strict=True):
            options = []
            for stop in stops[done : done + len(scene.cases)]:
                options.append((scores[first:stop], bodies[first:stop]))
                first = stop
            done += len(scene.cases)
            ids = [f"e{n}" for n, entity in enumerate(tale.entities, 1) if entity.label_ in BODIES]
            chosen = self.choose(scene, options)
            for number, case, body in zip(owner, scene.cases, chosen, strict=True):
                if body >= 0:
                    links[number][NAMES[case.role]] = ids[body]
        return made

    def choose(
        self, scene: Scene, options: Sequence[tuple[Sequence[float], Sequence[int]]]
    ) -> list[int]:
        """The index of the body of each case of an article, -1 for none.

        What was chosen for the last case in the same role speaks for the same again.

        Args:
            scene: the article.
            options: of each case, the scores and the indices of none and of each body.
        """
        keys = scene.keys
        latest: dict[int, tuple[str | None, int]] = {}
        chosen = []
        for case, (scores, bodies) in zip(scene.cases, options, strict=True):
            role = case.role
            same, since = latest.get(role, ("", 0))
            worth, bonus = [*scores], 0.0
            if same != "":
                distance = min(case.sentence - since, 3)
                bonus = self._again(role, case.label, same is None, distance)
            if same:
                named = zip(scores[1:], bodies[1:], strict=True)
                worth[1:] = [s + bonus if keys[body] == same else s for s, body in named]
                bonus = 0.0
            worth[0] += bonus - _RATHER[role]
            choice = bodies[worth.index(max(worth))]
            latest[role] = keys[choice] if choice >= 0 else None, case.sentence
            chosen.append(choice)
        return chosen


def _deadlines(tale: Tale) -> list[dict[str, str]]:
    """The deadline of each finding that has one."""
    days = {e.start_char: f"e{n}" for n, e in enumerate(tale.entities, 1) if e.label_ == "DATE"}
    starts = [*days]
    made: list[dict[str, str]] = []
    for piece, _ in tale.findings:
        made.append({})
        if piece.label == "recommendation":
            inside = starts[bisect_left(starts, piece.start) : bisect_left(starts, piece.end)]
            due = next((day for day in inside if is_due(tale.text, day)), None)
            if due is not None:
                made[-1]["deadline"] = days[due]
    return made


def is_due(text: str, place: int) -> bool:
    """Whether the words before a date make it a deadline."""
    return _DUE.search(text, max(0, place - _DUE_REACH), place) is not None


def scene_of(tale: Tale) -> tuple[Scene, list[int]]:
    """An article with the cases of its findings, and the index of the finding of each."""
    bodies = [entity for entity in tale.entities if entity.label_ in BODIES]
    cases, owners = [], []
    for number, (piece, sentence) in enumerate(tale.findings):
        label = LABELS.index(piece.label)
        for role in (1, 2) if piece.label == "recommendation" else (0,):
            cases.append(Case(piece.start, piece.end, sentence, label, role))
            owners.append(number)
    return Scene(bodies, [*map(identity, bodies)], tale.sentences, cases), owners
