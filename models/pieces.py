"""What the encoder reads: an article's sentences as pieces, packed into windows.

Sentences are packed in order (``<s> sentence </s> sentence </s> …``), so that every piece is read
about once and every sentence sees its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

BOS, PAD, EOS, UNKNOWN = 0, 1, 2, 3


def build_tokenizer(pieces: Sequence[str], scores: Sequence[float]) -> Any:
    """Make the unigram tokeniser of a list of pieces (``<s> <pad> </s> <unk>`` first).

    Args:
        pieces: the vocabulary; ``▁`` stands for a space.
        scores: the log probability of each.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = list(zip(pieces, scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return tokenizer


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a part of a very long one.

    Attributes:
        sentence: its number in the article.
        ids: its pieces.
    """

    sentence: int
    ids: tuple[int, ...]


def segments(tokenizer: Any, sentences: Sequence[str], *, limit: int) -> list[Segment]:
    """Cut sentences into pieces; one of more than ``limit`` pieces is cut into even parts."""
    found: list[Segment] = []
    encodings = tokenizer.encode_batch(list(sentences), add_special_tokens=False)
    for number, encoding in enumerate(encodings):
        ids = encoding.ids or [UNKNOWN]
        size = -(-len(ids) // -(-len(ids) // limit))
        for begin in range(0, len(ids), size):
            found.append(Segment(number, tuple(ids[begin : begin + size])))
    return found


def pack(lengths: Sequence[int], *, window: int) -> list[range]:
    """Split consecutive segments into windows of about equal length.

    Args:
        lengths: pieces of each segment, without separators.
        window: the most pieces a window may hold, its separators included.

    Returns:
        Ranges of segment numbers, in order, that cover every segment once.
    """
    total = sum(lengths) + len(lengths) + 1
    aim = total / -(-total // window)
    windows: list[range] = []
    start, size = 0, 1
    for number, length in enumerate(lengths):
        if number > start and (size + length + 1 > window or size + (length + 1) / 2 > aim):
            windows.append(range(start, number))
            start, size = number, 1
        size += length + 1
    if lengths:
        windows.append(range(start, len(lengths)))
    return windows


def assemble(parts: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Lay the pieces of a window's segments out.

    Returns:
        int64 (n,): the window's pieces; float32 (segments, n): 1 where a segment owns a piece. The
        separator behind a segment is its own.
    """
    ids, owner = [BOS], [-1]
    for number, part in enumerate(parts):
        ids += [*part, EOS]
        owner += [number] * (len(part) + 1)
    own = np.arange(len(parts))[:, None] == np.array(owner)[None, :]
    return np.array(ids, np.int64), own.astype(np.float32)
