"""Makes ``name_pairs.npz``, the kinds of pairs of words.

    python -m thanhtra.extractors.names_pairs_build ARTICLES.jsonl...

Counts which words stand before and behind each pair of words (positive pointwise mutual
information), reduces the counts (truncated SVD) and groups them (k-means). Only the kinds of pairs
that occur often enough are kept, by a hash. The same input gives the same table. A new table needs
newly trained weights (``names_train``).
"""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.cluster import MiniBatchKMeans
from sklearn.utils.extmath import randomized_svd

from . import names_tokens
from .names_pairs import BITS, Codes, slots
from .names_words import MIXED, SMALL, Array
from .names_words_build import texts

TARGET = Path(__file__).with_name("name_pairs.npz")
KINDS = 48
FEWEST_NAMES, FEWEST = 4, 30  # occurrences of a pair with a capital letter, of any other
AROUND = 1200  # words, the most frequent, that tell pairs apart
WIDTH = 40
BATCH = 64


def main() -> None:
    """Reads the articles and writes the table."""
    spelling, word, shape, hashes = _read([Path(name) for name in sys.argv[1:]])
    letters = (shape >= SMALL) & (shape <= MIXED)
    capital = names_tokens.is_capital(shape)
    at = np.flatnonzero(letters[1:-2] & letters[2:-1]) + 1
    pairs, first, which, counts = np.unique(
        spelling[at] << 32 | spelling[at + 1],
        return_index=True, return_inverse=True, return_counts=True,
    )  # fmt: skip
    names = (capital[:-1] | capital[1:])[at[first]]
    kept = (counts >= FEWEST) | (names & (counts >= FEWEST_NAMES))
    row = np.where(kept, np.cumsum(kept) - 1, -1)[which]
    around = np.where(word > 0, 2 * word + capital, 2 * int(word.max()) + 64 + shape + 32 * capital)
    table = _counts(row, _ranks(around, AROUND), at)
    kinds = np.zeros(1 << BITS, np.uint8)
    known = pairs[kept]
    kinds[slots(hashes[known >> 32], hashes[known & 0xFFFFFFFF])] = _grouped(table) + 1
    np.savez_compressed(TARGET, allow_pickle=False, kinds=kinds)


def _read(paths: list[Path]) -> tuple[Array, Array, Array, Codes]:
    """Spelling, word and shape of all words of the articles, and the hash of each spelling."""
    names_tokens.Spellings.LIMIT = 1 << 40  # the numbers of all spellings are needed at the end
    stream = texts(paths, limit=None)
    parts = []
    while batch := list(islice(stream, BATCH)):
        words = names_tokens.read(batch)
        parts.append(np.stack([words.spelling, words.word, words.shape]))
    spelling, word, shape = np.concatenate(parts, axis=1)
    return spelling, word, shape, names_tokens.spellings().hashes


def _ranks(values: Array, most: int) -> Array:
    """The rank of each value by its frequency, -1 for those behind the most frequent."""
    frequent = np.bincount(values).argsort(kind="stable")[::-1][:most]
    rank = np.full(int(values.max()) + 1, -1)
    rank[frequent] = np.arange(len(frequent))
    ranks: Array = rank[values]
    return ranks


def _counts(row: Array, around: Array, at: Array) -> sparse.csr_matrix:
    """How often each pair (row) stands behind and before each of the words around."""
    cells = []
    for number, beside in enumerate((around[at - 1], around[at + 2])):
        known = (row >= 0) & (beside >= 0)
        cells.append((row[known], beside[known] + number * AROUND))
    rows, columns = np.concatenate(cells, axis=1)
    ones = np.ones(len(rows), np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(int(row.max()) + 1, 2 * AROUND))


def _grouped(counts: sparse.csr_matrix) -> Array:
    """The group of each row."""
    cells = counts.tocoo()
    rows, columns = (np.asarray(counts.sum(axis)).ravel() for axis in (1, 0))
    expected = rows[cells.row] * columns[cells.col] / counts.sum()
    # A word that was seen only once beside a pair counts half.
    weights = np.log(np.maximum(cells.data / expected, 1)) * np.minimum(1, cells.data / 2)
    weighted = sparse.csr_matrix((weights, (cells.row, cells.col)), shape=counts.shape)
    left, strength, _ = randomized_svd(weighted, WIDTH, random_state=0)
    points = left * np.sqrt(strength)
    points /= np.linalg.norm(points, axis=1, keepdims=True) + 1e-9
    means = MiniBatchKMeans(KINDS, random_state=0, n_init=3, batch_size=4096, max_iter=60)
    groups: Array = means.fit_predict(points).astype(np.int64)
    return groups


if __name__ == "__main__":
    main()
