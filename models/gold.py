"""Reads labelled articles: the gold format of the project."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np

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


def read_gold(folder: Path) -> list[LabelledArticle]:
    """Read a gold folder.

    Args:
        folder: holds ``gold.jsonl`` and, for the texts, ``articles.jsonl`` or files ``<id>.txt``
            beside it or in ``../articles``.

    Returns:
        The articles that have sentences, in the order of ``gold.jsonl``.

    Raises:
        ValueError: when a text is missing or an offset lies outside of it.
    """
    texts: dict[str, str] = {}
    listing = folder / "articles.jsonl"
    if listing.exists():
        for line in listing.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            texts[article["id"]] = article["text"]
    found = []
    for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        gold = json.loads(line)
        identity, spans = gold["id"], gold.get("sentences") or []
        text = texts.get(identity)
        if text is None:
            text = _text_file(folder, identity)
        if any(not 0 <= span["start"] < span["end"] <= len(text) for span in spans):
            raise ValueError(f"{folder}/gold.jsonl: {identity}: a sentence lies outside the text")
        if spans:
            labels = np.array(
                [[label in span["labels"] for label in LABELS] for span in spans], dtype=np.float32
            )
            sentences = tuple(text[span["start"] : span["end"]] for span in spans)
            found.append(LabelledArticle(identity, sentences, labels))
    return found


def _text_file(folder: Path, identity: str) -> str:
    for path in (folder / f"{identity}.txt", folder.parent / "articles" / f"{identity}.txt"):
        if path.exists():
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
            return unicodedata.normalize("NFC", text)
    raise ValueError(
        f"{folder}/gold.jsonl: no text of {identity}: put {identity}.txt beside it or in "
        "../articles, or its text into articles.jsonl"
    )
