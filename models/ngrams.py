"""Hashed n-grams of syllables: no vocabulary is kept, so no text can be read back from a model.

An n-gram is the 64-bit hash of its tokens' hashes; its column is the hash's top bits. Everything is
done on whole arrays, some million tokens a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .tokens import Tokens

if TYPE_CHECKING:
    from scipy import sparse

LONGEST = 3
_FACTORS = tuple(np.uint64(factor) for factor in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F))
_MIX = np.uint64(0xBF58476D1CE4E5B9)


def columns(tokens: Tokens, *, bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Name all 1- to 3-grams of each sentence.

    Args:
        tokens: of some sentences.
        bits: there are ``2 ** bits`` columns.

    Returns:
        Four int64 arrays (n_grams,): sentence, column, first token, number of tokens.
    """
    hashes = tokens.hashes
    sentence = np.repeat(np.arange(len(tokens.starts) - 1), np.diff(tokens.starts))
    place = np.arange(len(hashes))
    gram = hashes
    parts = []
    for length in range(1, LONGEST + 1):
        first = place
        if length > 1:
            ends = hashes[length - 1 :]
            gram = _mix(gram[: len(ends)] * _FACTORS[0] + ends * _FACTORS[1])
            first = np.flatnonzero(sentence[: len(ends)] == sentence[length - 1 :])
        own = gram[first] + np.uint64(length)
        column = (_mix(own) >> np.uint64(64 - bits)).astype(np.int64)
        parts.append((sentence[first], column, first, np.full(len(first), length)))
    stacked = [np.concatenate(piece) for piece in zip(*parts, strict=True)]
    return stacked[0], stacked[1], stacked[2], stacked[3]


def matrix(tokens: Tokens, *, bits: int) -> sparse.csr_matrix:
    """Give the presence of each column in each sentence: float32 csr (n_sentences, 2 ** bits)."""
    from scipy import sparse  # Slow; only training needs it.

    sentence, column, _, _ = columns(tokens, bits=bits)
    found = sparse.csr_matrix(
        (np.ones(len(column), dtype=np.float32), (sentence, column)),
        shape=(len(tokens.starts) - 1, 1 << bits),
    )
    found.sum_duplicates()
    found.data[:] = 1
    return found


def _mix(hashes: np.ndarray) -> np.ndarray:
    hashes = hashes ^ (hashes >> np.uint64(29))
    hashes = hashes * _MIX
    mixed: np.ndarray = hashes ^ (hashes >> np.uint64(32))
    return mixed
