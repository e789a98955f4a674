"""Labelled articles as windows and batches, for training the encoder."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .gold import LabelledArticle
from .pieces import PAD, assemble

LONGEST = 254
"""Pieces kept of a sentence: of a longer one the middle is left out."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training depends on, besides its data."""

    epochs: int = 5
    layers: int = 12
    window: int = 256
    budget: int = 3072
    part: int = 512
    rate: float = 1.2e-4
    head_rate: float = 6e-4
    warm_up: float = 0.06
    dropout: float = 0.1
    workers: int = 2
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """An article: the pieces of its sentences and their labels, float32 (n, 3), maybe soft."""

    ids: list[list[int]]
    labels: np.ndarray


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences of one article, as one sequence of pieces; see ``pieces.assemble``."""

    ids: np.ndarray
    own: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows; ``real`` marks the sentences that exist."""

    ids: np.ndarray
    own: np.ndarray
    labels: np.ndarray
    real: np.ndarray


def encode(articles: Sequence[LabelledArticle], tokenizer: Any) -> list[Example]:
    """Cut the sentences of articles into pieces."""
    half = LONGEST // 2
    found = []
    for article in articles:
        rows = [list(e.ids) for e in tokenizer.encode_batch(list(article.sentences))]
        rows = [ids if len(ids) <= LONGEST else ids[:half] + ids[-half:] for ids in rows]
        found.append(Example(rows, article.labels))
    return found


def windows(example: Example, size: int, rng: random.Random) -> Iterator[Window]:
    """Yield the windows of an article; the first one's size is drawn, so that the cuts wander."""
    limit, total, first = rng.randint(size // 3, size), 1, 0
    for number, ids in enumerate(example.ids):
        if number > first and total + len(ids) + 1 > limit:
            yield _window(example, first, number)
            limit, total, first = size, 1, number
        total += len(ids) + 1
    if example.ids:
        yield _window(example, first, len(example.ids))


def _window(example: Example, first: int, last: int) -> Window:
    return Window(*assemble(example.ids[first:last]), example.labels[first:last])


def batches(items: Sequence[Window], budget: int, rng: random.Random) -> list[list[Window]]:
    """Group windows of like length, so that no batch holds more than ``budget`` padded pieces."""
    found: list[list[Window]] = []
    batch: list[Window] = []
    for item in sorted(items, key=lambda window: len(window.ids) + rng.random() * 24):
        if batch and len(item.ids) * (len(batch) + 1) > budget:
            found.append(batch)
            batch = []
        batch.append(item)
    if batch:
        found.append(batch)
    rng.shuffle(found)
    return found


def collate(items: Sequence[Window]) -> Batch:
    """Pad windows to one length (a multiple of eight)."""
    count = len(items)
    length = -(-max(len(window.ids) for window in items) // 8) * 8
    most = max(len(window.labels) for window in items)
    ids = np.full((count, length), PAD, np.int64)
    own = np.zeros((count, most, length), np.float32)
    labels = np.zeros((count, most, 3), np.float32)
    real = np.zeros((count, most), bool)
    for number, window in enumerate(items):
        sentences, size = window.own.shape
        ids[number, :size] = window.ids
        own[number, :sentences, :size] = window.own
        labels[number, :sentences] = window.labels
        real[number, :sentences] = True
    return Batch(ids, own, labels, real)
