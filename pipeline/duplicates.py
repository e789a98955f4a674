"""Groups the copies of articles over an archive, by the signatures of their records.

Locality-sensitive hashing: signatures are cut into bands; articles that agree in a band are
compared whole. All bands of a million articles are sorted in seconds and 100 MB by NumPy, where a
hash table of Python objects takes minutes and gigabytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .similarity import CHANCE, SIZE

THRESHOLD = 0.5
"""The least similarity of copies."""
_ROWS = 3
"""Bytes in a band: of two articles that share half of their text some band of the 21 agrees with a
probability of .94, at .6 of .99; of two that share nothing with one of a millionth."""
_AT_ONCE = 1 << 18  # Pairs compared at a time: 32 MB.


def signatures(texts: Iterable[str]) -> np.ndarray:
    """The signatures of records as rows of bytes; zeros for an article without words."""
    rows = (bytes.fromhex(text) or bytes(SIZE) for text in texts)
    return np.frombuffer(b"".join(rows), dtype=np.uint8).reshape(-1, SIZE)


def group(signs: np.ndarray, *, threshold: float = THRESHOLD) -> np.ndarray:
    """Groups articles whose texts are copies of one another, directly or by way of others.

    Args:
        signs: their signatures, one a row.
        threshold: the least similarity (0 to 1) of copies.

    Returns:
        For each article the first of its group, as a row number; its own where it is alone.
    """
    count = len(signs)
    worded = np.flatnonzero(signs.any(axis=1))
    pairs = [
        pair for band in _bands(signs[worded]) for pair in _alike(signs, worded, band, threshold)
    ]
    edges = np.concatenate([np.zeros((0, 2), dtype=np.int64), *pairs])
    matrix = coo_matrix((np.ones(len(edges), dtype=bool), edges.T), shape=(count, count))
    _, member = connected_components(matrix, directed=False)
    _, first = np.unique(member, return_index=True)
    leaders: np.ndarray = first[member]
    return leaders


def _bands(signs: np.ndarray) -> Iterator[np.ndarray]:
    """Each band as one number an article."""
    for start in range(0, SIZE - _ROWS + 1, _ROWS):
        columns = signs[:, start : start + _ROWS].astype(np.uint32)
        yield (columns << np.arange(0, 8 * _ROWS, 8, dtype=np.uint32)).sum(axis=1, dtype=np.uint32)


def _alike(
    signs: np.ndarray, rows: np.ndarray, band: np.ndarray, threshold: float
) -> Iterator[np.ndarray]:
    """Yields pairs of articles that agree in the band and are alike.

    Each is compared with the first that agrees; those that are not alike are compared among
    themselves in the next round.
    """
    order = np.argsort(band, kind="stable")
    rows, band = rows[order], band[order]
    while len(rows):
        starts = np.flatnonzero(np.diff(band, prepend=band[:1] + 1))
        lengths = np.diff(np.append(starts, len(rows)))
        heads = np.repeat(starts, lengths)
        others = np.flatnonzero(heads != np.arange(len(rows)))
        pairs = np.stack([rows[heads[others]], rows[others]], axis=1)
        alike = _similarity(signs, pairs) >= threshold
        yield pairs[alike]
        rows, band = rows[others[~alike]], band[others[~alike]]


def _similarity(signs: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """``similarity.similar`` of many pairs."""
    shares = [
        (signs[part[:, 0]] == signs[part[:, 1]]).mean(axis=1)
        for part in np.array_split(pairs, len(pairs) // _AT_ONCE + 1)
    ]
    return np.maximum(0.0, (np.concatenate(shares) - CHANCE) / (1 - CHANCE))
