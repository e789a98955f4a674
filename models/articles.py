"""What the network reads: token rows, shapes and a few plain facts about each sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .tokens import SHAPES, Tokens
from .vectors import rows_of

GAP = 2
"""Empty rows behind each sentence: the convolutions look two tokens far and never across."""

PLAIN = 10 + len(SHAPES)
"""How many plain facts a sentence has."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some articles, one after the other.

    Attributes:
        rows: int64 (n,): row of the embedding; ``v`` is unknown, ``v + 1`` a gap.
        shapes: int64 (n,): row of the shape embedding; ``len(SHAPES)`` is a gap.
        starts: int64 (sentences + 1,): where each sentence begins, its gap at its end.
        gaps: int64 (g,): which rows are gaps.
        plain: float32 (sentences, PLAIN + 3): plain facts, then the first pass's log odds.
        lengths: int64 (articles,): sentences an article.
    """

    rows: np.ndarray
    shapes: np.ndarray
    starts: np.ndarray
    gaps: np.ndarray
    plain: np.ndarray
    lengths: np.ndarray


def plain_facts(sentences: Sequence[str], tokens: Tokens, lengths: np.ndarray) -> np.ndarray:
    """Describe sentences by place, length, shapes of tokens and punctuation.

    Args:
        sentences: of some articles, one after the other.
        tokens: of these sentences.
        lengths: int64 (articles,): sentences an article.

    Returns:
        float32 (n_sentences, PLAIN).
    """
    count = np.repeat(lengths, lengths)
    place = np.arange(len(count)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    sizes = np.diff(tokens.starts)
    shapes = np.bincount(
        tokens.sentences() * len(SHAPES) + tokens.shapes, minlength=len(sizes) * len(SHAPES)
    ).reshape(-1, len(SHAPES))
    stripped = [text.strip() for text in sentences]
    facts = [
        np.exp(-place / 2),
        np.exp(-(count - 1 - place) / 2),
        place / np.maximum(count - 1, 1),
        np.log(sizes) / 3 - 1,
        np.log(count) / 3 - 1,
        *(shapes / sizes[:, None]).T,
        np.array([text.endswith(":") for text in stripped]),
        np.array([text.startswith(("-", "+", "*", "•")) for text in stripped]),
        np.array([text.endswith((".", "!", "?", "…", '"', "”")) for text in stripped]),
        np.array([text[:1].islower() for text in stripped]),
        np.array([text.startswith(('"', "“")) for text in stripped]),
    ]
    return np.stack(facts, axis=1).astype(np.float32)


def layout(tokens: Tokens, vocabulary: np.ndarray, plain: np.ndarray, lengths: np.ndarray) -> Batch:
    """Lay sentences out with gaps between them.

    Args:
        tokens: of all sentences.
        vocabulary: uint64 (v,), sorted.
        plain: float32 (sentences, PLAIN + 3).
        lengths: int64 (articles,): sentences an article.
    """
    size = len(vocabulary)
    place = np.arange(len(tokens.types)) + GAP * tokens.sentences()
    starts = tokens.starts + GAP * np.arange(len(tokens.starts))
    rows = np.full(starts[-1], size + 1)
    rows[place] = _rows(tokens, vocabulary)
    shapes = np.full(starts[-1], len(SHAPES))
    shapes[place] = tokens.shapes
    gaps = (starts[1:, None] - np.arange(GAP, 0, -1)).ravel()
    return Batch(rows, shapes, starts, gaps, plain, lengths)


def _rows(tokens: Tokens, vocabulary: np.ndarray) -> np.ndarray:
    """Find the row of each token as ``rows_of`` does, looking up each type once."""
    token = np.full(tokens.types.max(initial=0) + 1, -1)
    token[tokens.types] = np.arange(len(tokens.types))  # One of the tokens of each type.
    present = np.flatnonzero(token >= 0)
    rows = np.empty_like(token)
    rows[present] = rows_of(tokens.hashes[token[present]], vocabulary)
    found: np.ndarray = rows[tokens.types]
    return found


def join(batches: Sequence[Batch]) -> Batch:
    """Put batches one behind the other."""
    ends = np.cumsum([len(batch.rows) for batch in batches])
    offsets = np.concatenate([[0], ends[:-1]])
    pairs = list(zip(batches, offsets, strict=True))
    return Batch(
        rows=np.concatenate([batch.rows for batch in batches]),
        shapes=np.concatenate([batch.shapes for batch in batches]),
        starts=np.concatenate(
            [batch.starts[:-1] + offset for batch, offset in pairs] + [ends[-1:]]
        ),
        gaps=np.concatenate([batch.gaps + offset for batch, offset in pairs]),
        plain=np.concatenate([batch.plain for batch in batches]),
        lengths=np.concatenate([batch.lengths for batch in batches]),
    )
