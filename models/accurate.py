"""The accurate classifier: the mean of what ``fast`` and a small transformer make of a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from . import calibrate
from .encoder import Encoder
from .evidence import Cue
from .fast import FastModel
from .tape import sigmoid

PACKAGED = "accurate.onnx"
_DECIMALS = 4
_CANDIDATES = 8
"""Phrases tried for the evidence of a label."""
_NEIGHBOURS = 2
"""Sentences before and behind that are read along when a phrase is left out."""


class AccurateModel:
    """Classes sentences by the mean of the log odds of ``fast`` and of the encoder.

    Attributes:
        name: ``accurate-`` and the starts of the hashes of both files.
        thresholds: the least probability at which each label is given.
    """

    def __init__(self, encoder: Encoder, fast: FastModel, calibration: dict[str, Any]) -> None:
        self._encoder, self._fast = encoder, fast
        self.name = f"accurate-{encoder.digest}-{fast.name.removeprefix('fast-')}"
        self._lines = np.array(calibration["lines"])
        low, middle, high = calibration["thresholds"]
        self.thresholds: tuple[float, float, float] = (low, middle, high)

    @classmethod
    def load(cls, path: Path | None = None) -> AccurateModel:
        """Read a model; without a path the one that comes with the package.

        Args:
            path: the encoder; its calibration stands beside it, as ``.json``.

        Raises:
            MissingExtraError: when onnxruntime or tokenizers is not installed.
            ValueError: when the file is of another format.
            OSError: when one of the two files cannot be read.
        """
        if path is None:
            path = Path(str(resources.files(__package__) / PACKAGED))
        calibration = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        return cls(Encoder.load(path), FastModel.load(), calibration)

    def predict(self, articles: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """Class the sentences of articles; see ``SentenceClassifier.predict``."""
        quick = self._fast.predict(articles)
        return [
            sigmoid(self._odds(sentences, own)).round(_DECIMALS)
            for sentences, own in zip(articles, quick, strict=True)
        ]

    def evidence(
        self, articles: Sequence[Sequence[str]], k: int = 5
    ) -> list[list[tuple[list[Cue], list[Cue], list[Cue]]]]:
        """Tell which phrases decided the classes: by how much the log odds fall without them.

        The phrases tried are those that ``fast`` names. Only labels that a sentence is given are
        explained; the others get no phrases.
        """
        found = []
        candidates = self._fast.evidence(articles, k=_CANDIDATES)
        for sentences, own, named in zip(articles, self.predict(articles), candidates, strict=True):
            rows = []
            for number, given in enumerate(own >= self.thresholds):
                one, two, three = (
                    self._without(sentences, number, label, named[number][label])[:k]
                    if given[label]
                    else []
                    for label in range(3)
                )
                rows.append((one, two, three))
            found.append(rows)
        return found

    def _odds(self, sentences: Sequence[str], quick: np.ndarray) -> np.ndarray:
        """Give the calibrated log odds of one article's sentences."""
        mean = (self._encoder.logits(sentences) + calibrate.log_odds(quick)) / 2
        odds: np.ndarray = mean * self._lines[:, 0] + self._lines[:, 1]
        return odds

    def _without(
        self, sentences: Sequence[str], number: int, label: int, cues: Sequence[Cue]
    ) -> list[Cue]:
        """Weigh phrases of a sentence by leaving each out; the heaviest first."""
        begin = max(0, number - _NEIGHBOURS)
        near = list(sentences[begin : number + _NEIGHBOURS + 1])
        at, text = number - begin, sentences[number]
        variants = [near]
        for cue in cues:
            shorter = f"{text[: cue.start]}{text[cue.end :]}".strip()
            variants.append([*near[:at], shorter, *near[at + 1 :]])
        quick = self._fast.predict(variants)
        odds = [
            float(self._odds(variant, own)[at, label])
            for variant, own in zip(variants, quick, strict=True)
        ]
        weighed = [
            Cue(cue.start, cue.end, cue.text, round(odds[0] - without, 3))
            for cue, without in zip(cues, odds[1:], strict=True)
        ]
        return sorted(weighed, key=lambda cue: (-abs(cue.weight), cue.start))
