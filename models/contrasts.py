"""Pairs of sentences that differ in what they assert, not in their words.

National newspapers seldom write "không có hồ sơ trễ hạn"; local reports do in every second
article. From the patterns of ``contrasts.json`` (written for this purpose, general phrases only)
small made-up articles are drawn, in which the same defects and duties occur as facts, denied, asked
for, conceded and merely mentioned. They are trained on, never measured on.
"""

from __future__ import annotations

import json
from importlib import resources

import numpy as np

from .classifier import LABELS
from .gold import LabelledArticle

PREFIX = "contrast-"


def contrasts(*, articles: int = 240, sentences: int = 10, seed: int = 0) -> list[LabelledArticle]:
    """Draw made-up articles.

    Args:
        articles: how many.
        sentences: how many each has.
        seed: of the draw.

    Returns:
        Articles whose ids begin with ``PREFIX``.
    """
    data = json.loads((resources.files(__package__) / "contrasts.json").read_text("utf-8"))
    generator = np.random.default_rng(seed)

    def pick(options: list[str]) -> str:
        return options[int(generator.integers(len(options)))]

    found = []
    for number in range(articles):
        texts, labels = [], []
        # As in a report, a body keeps its name through the article.
        side, who = pick(data["side"]), pick(data["who"])
        for _ in range(sentences):
            pattern = data["patterns"][int(generator.integers(len(data["patterns"])))]
            text = pick(pattern["texts"]).format(
                side=side,
                who=who,
                when=pick(data["when"]),
                defect=pick(data["defect"]),
                duty=pick(data["duty"]),
                duty2=pick(data["duty"]),
            )
            texts.append(text[0].upper() + text[1:])
            labels.append([label in pattern["labels"] for label in LABELS])
        found.append(
            LabelledArticle(f"{PREFIX}{number}", tuple(texts), np.array(labels, dtype=np.float32))
        )
    return found
