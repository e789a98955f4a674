"""Hashed n-grams of syllables: no vocabulary is kept, so no text can be read back from a model.

An n-gram is the 64-bit hash of its tokens' hashes; its column is the hash's top bits. Everything is
done on whole arrays, some million tokens a second.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    sentence = tokens.sentences()
    column, first = zip(*_columns(tokens, sentence, bits), strict=True)
    length = np.repeat(np.arange(1, LONGEST + 1), [len(part) for part in first])
    place = np.concatenate(first)
    return sentence[place], np.concatenate(column), place, length


def keys(tokens: Tokens, *, bits: int) -> np.ndarray:
    """Name the columns that each sentence has: what ``columns`` gives, each once.

    Returns:
        int64 (n,), rising: ``sentence << bits | column``.
    """
    sentence = tokens.sentences()
    base = sentence << bits
    parts = [base.take(first) + column for column, first in _columns(tokens, sentence, bits)]
    found = np.concatenate(parts)
    found.sort()
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found


def _columns(
    tokens: Tokens, sentence: np.ndarray, bits: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield column and first token of the n-grams of each length, the shortest first."""
    hashes = gram = tokens.hashes
    first = np.arange(len(hashes))
    for length in range(1, LONGEST + 1):
        if length > 1:
            ends = hashes[length - 1 :]
            gram = _mix(gram[: len(ends)] * _FACTORS[0] + ends * _FACTORS[1])
            first = np.flatnonzero(sentence[: len(ends)] == sentence[length - 1 :])
        own = gram.take(first) + np.uint64(length)
        yield (_mix(own) >> np.uint64(64 - bits)).astype(np.int64), first


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
    mixed: np.ndarray = hashes ^ (hashes >> np.uint64(29))
    mixed *= _MIX
    mixed ^= mixed >> np.uint64(32)
    return mixed
