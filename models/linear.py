"""The first pass: a logistic regression over weighted, hashed n-grams of one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from . import ngrams
from .tokens import Tokens

if TYPE_CHECKING:
    from scipy import sparse

BITS = 19
STRENGTH = 4.0


@dataclass(frozen=True)
class Linear:
    """Weights of hashed n-grams.

    Attributes:
        rarity: float32 (columns,): how much a column counts before a sentence is brought to length
            one; 0 for columns that were seen once or never.
        weights: float32 (columns, 3).
        bias: float32 (3,).
    """

    rarity: np.ndarray
    weights: np.ndarray
    bias: np.ndarray

    @property
    def bits(self) -> int:
        """How many bits of an n-gram's hash name its column."""
        return len(self.rarity).bit_length() - 1

    def scores(self, tokens: Tokens) -> np.ndarray:
        """Score sentences by themselves: float32 (n_sentences, 3) log odds."""
        keys = ngrams.keys(tokens, bits=self.bits)
        first = np.searchsorted(keys, np.arange(len(tokens.starts) - 1) << self.bits)
        values = self._table.take(keys & ((1 << self.bits) - 1), axis=0, mode="clip")
        sums = np.add.reduceat(values, first, axis=0)
        scores: np.ndarray = sums[:, :3] / np.sqrt(np.maximum(sums[:, 3:], 1e-9)) + self.bias
        return scores

    @cached_property
    def _table(self) -> np.ndarray:
        """For each column its weighted weights and its part of a sentence's squared length."""
        rarity = self.rarity[:, None]
        return np.concatenate([self.weights * rarity, rarity**2], axis=1)

    def shares(self, tokens: Tokens) -> np.ndarray:
        """Spread the scores over the tokens: float32 (n_tokens, 3).

        Each n-gram's part of a sentence's log odds is split evenly over its tokens.
        """
        sentence, column, first, length = ngrams.columns(tokens, bits=self.bits)
        value = self.rarity[column]
        # A column that occurs twice in a sentence counts once there: split it over its places.
        keys, which, times = np.unique(
            sentence * (1 << self.bits) + column, return_inverse=True, return_counts=True
        )
        once = self.rarity[keys & ((1 << self.bits) - 1)] ** 2
        count = len(tokens.starts) - 1
        norm = np.sqrt(
            np.maximum(np.bincount(keys >> self.bits, weights=once, minlength=count), 1e-9)
        )
        part = value / norm[sentence] / times[which] / length
        result = np.zeros((len(tokens.hashes), 3), dtype=np.float32)
        for label in range(3):
            weight = part * self.weights[column, label]
            for step in range(ngrams.LONGEST):
                use = length > step
                result[:, label] += np.bincount(
                    first[use] + step, weights=weight[use], minlength=len(result)
                ).astype(np.float32)
        return result


def weighted(found: sparse.csr_matrix, rarity: np.ndarray) -> sparse.csr_matrix:
    """Weight present columns by their rarity and bring each row to length one."""
    scaled = found.multiply(rarity[None, :]).tocsr()
    length = np.sqrt(np.asarray(scaled.multiply(scaled).sum(axis=1)).ravel())
    scaled.data /= np.repeat(np.maximum(length, 1e-9), np.diff(scaled.indptr)).astype(np.float32)
    return scaled


def fit(
    tokens: Tokens, labels: np.ndarray, folds: np.ndarray, weights: np.ndarray | None = None
) -> tuple[Linear, np.ndarray]:
    """Train one model a fold on the other folds.

    Args:
        tokens: of n sentences.
        labels: float32 (n, 3).
        folds: int64 (n,): the fold of each sentence; an article's sentences share one.
        weights: float32 (n,): how much each sentence counts; None for alike.

    Returns:
        The mean of the folds' models, which is again a linear model, and float32 (n, 3): the log
        odds of each sentence by the model that has not seen its article.
    """
    from sklearn.linear_model import LogisticRegression  # Slow; only training needs it.

    found = ngrams.matrix(tokens, bits=BITS)
    seen = np.asarray(found.sum(axis=0)).ravel()
    rarity = np.where(seen >= 2, np.log((1 + len(labels)) / (1 + seen)) + 1, 0).astype(np.float32)
    values = weighted(found, rarity)
    numbers = np.unique(folds)
    total = np.zeros((values.shape[1], 3))
    bias = np.zeros(3)
    unseen = np.zeros((len(labels), 3), dtype=np.float32)
    for fold in numbers:
        use = np.flatnonzero(folds != fold) if len(numbers) > 1 else np.arange(len(labels))
        rest = np.flatnonzero(folds == fold)
        for label in range(3):
            if len(np.unique(labels[use, label])) < 2:
                bias[label] -= 3 / len(numbers)
                unseen[rest, label] = -3
                continue
            model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
            given = None if weights is None else weights[use]
            model.fit(values[use], labels[use, label], sample_weight=given)
            total[:, label] += model.coef_[0] / len(numbers)
            bias[label] += model.intercept_[0] / len(numbers)
            unseen[rest, label] = model.decision_function(values[rest])
    return Linear(rarity, total.astype(np.float32), bias.astype(np.float32)), unseen
