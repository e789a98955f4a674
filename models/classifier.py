"""What every sentence classifier of ours offers, whatever is inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from .evidence import Cue

LABELS = ("achievement", "shortcoming", "recommendation")


class SentenceClassifier(Protocol):
    """Reads whole articles, because what a sentence states often hangs on its neighbours.

    Attributes:
        name: which model this is, for the provenance of a record.
        thresholds: the least probability at which each of ``LABELS`` is given.
    """

    name: str
    thresholds: tuple[float, float, float]

    def predict(self, articles: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """Class the sentences of articles.

        Args:
            articles: for each article the texts of its sentences, in their order.

        Returns:
            For each article float64 (n_sentences, 3): calibrated probabilities of ``LABELS``. They
            depend on the article alone, not on what else is in the call.
        """
        ...

    def evidence(
        self, articles: Sequence[Sequence[str]], k: int = 5
    ) -> Sequence[Sequence[Sequence[Sequence[Cue]]]]:
        """Tell which phrases decided the classes.

        Returns:
            For each article, sentence and label at most ``k`` phrases, heaviest first.
        """
        ...
