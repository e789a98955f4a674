"""Labelled sentences as the models learn from them, out of the project's gold folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus.gold import read_gold
from .classifier import LABELS


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """One article with its sentences' labels.

    Attributes:
        id: the article's id.
        sentences: the sentences' texts, in order.
        labels: float32 (n_sentences, 3), 1 where the sentence carries the label of ``LABELS``.
    """

    id: str
    sentences: tuple[str, ...]
    labels: np.ndarray


def read_labelled(folder: Path) -> list[LabelledArticle]:
    """Read the articles of a gold folder that have sentences, in its order.

    Raises:
        corpus.gold.GoldError: a file is missing or broken, or an offset lies outside of its text.
    """
    found = []
    for article in read_gold(folder):
        if spans := article.sentences:
            labels = [[label in span["labels"] for label in LABELS] for span in spans]
            sentences = tuple(article.text[span["start"] : span["end"]] for span in spans)
            found.append(LabelledArticle(article.id, sentences, np.array(labels, dtype=np.float32)))
    return found
