"""Syllable vectors learned from plain text: weighted co-occurrence and a truncated SVD.

Counting which syllables stand within five places before or behind which, and factoring the positive
pointwise mutual information of it, needs no tuning, is exact, and takes less than a minute on one
core for twelve million syllables.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from .tokens import Tokens

if TYPE_CHECKING:
    from scipy import sparse

WINDOW = 5


def vocabulary(texts: Iterable[Tokens], *, minimum: int) -> tuple[np.ndarray, np.ndarray]:
    """Count token types and keep those seen often enough.

    Args:
        texts: the tokens of each text.
        minimum: how often a type must occur.

    Returns:
        uint64 (n_types,) sorted hashes, and int64 (n_types,) how often each occurs.
    """
    hashes, counts = np.unique(np.concatenate([text.hashes for text in texts]), return_counts=True)
    keep = counts >= minimum
    return hashes[keep], counts[keep]


def rows_of(hashes: np.ndarray, vocabulary: np.ndarray) -> np.ndarray:
    """Find the row of each token in a vocabulary.

    Args:
        hashes: uint64 (n,).
        vocabulary: uint64 (v,), sorted.

    Returns:
        int64 (n,): row number; ``v`` for a token that the vocabulary lacks.
    """
    size = len(vocabulary)
    places = np.searchsorted(vocabulary, hashes)
    places[places == size] = 0
    return np.where(vocabulary[places] == hashes, places, size) if size else places


def cooccurrence(texts: Iterable[Tokens], vocabulary: np.ndarray) -> sparse.csr_matrix:
    """Count what stands before and behind what, near things more.

    Args:
        texts: the tokens of each text; a pair never crosses a sentence border.
        vocabulary: uint64 (v,), sorted.

    Returns:
        float32 csr (v, 2 v): first the left neighbours, then the right ones.
    """
    from scipy import sparse  # Slow; only training needs it.

    size = len(vocabulary)
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    for text in texts:
        rows = rows_of(text.hashes, vocabulary)
        sentence = np.repeat(np.arange(len(text.starts) - 1), np.diff(text.starts))
        for step in range(1, WINDOW + 1):
            left, right = rows[:-step], rows[step:]
            keep = (sentence[:-step] == sentence[step:]) & (left < size) & (right < size)
            weight = np.full(int(keep.sum()), (WINDOW + 1 - step) / WINDOW, dtype=np.float32)
            total = total + sparse.csr_matrix(
                (weight, (right[keep], left[keep])), shape=(size, size), dtype=np.float32
            )
    return sparse.hstack([total, total.T], format="csr", dtype=np.float32)


def ppmi(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """Turn counts into positive pointwise mutual information (contexts to the power .75)."""
    from scipy import sparse  # Slow; only training needs it.

    counts = counts.tocoo()
    row = np.asarray(counts.sum(axis=1)).ravel()
    column = np.asarray(counts.sum(axis=0)).ravel() ** 0.75
    value = np.log(
        np.maximum(counts.data * column.sum() / (row[counts.row] * column[counts.col]), 1e-9)
    )
    keep = value > 0
    return sparse.csr_matrix(
        (value[keep].astype(np.float32), (counts.row[keep], counts.col[keep])), shape=counts.shape
    )


def truncated(matrix: sparse.csr_matrix, *, size: int, seed: int = 0) -> np.ndarray:
    """Give the left singular vectors times the root of the singular values (randomised SVD).

    Args:
        matrix: (v, c).
        size: how many dimensions.
        seed: of the random start.

    Returns:
        float32 (v, size), each column scaled so that an entry is about one.
    """
    generator = np.random.default_rng(seed)
    start = generator.standard_normal((matrix.shape[1], size + 16), dtype=np.float32)
    basis = np.linalg.qr(matrix @ start)[0]
    for _ in range(3):
        basis = np.linalg.qr(matrix @ np.linalg.qr(matrix.T @ basis)[0])[0]
    left, values, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    vectors = (basis @ left)[:, :size] * np.sqrt(values[:size])
    scaled: np.ndarray = (vectors / np.sqrt((vectors**2).mean())).astype(np.float32)
    return scaled
