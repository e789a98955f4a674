"""From scores to probabilities that mean what they say, and to the thresholds for labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .tape import sigmoid


def log_odds(probability: np.ndarray) -> np.ndarray:
    """Give the log odds of probabilities, cut off near 0 and 1."""
    cut = np.clip(probability.astype(np.float64), 1e-6, 1 - 1e-6)
    return np.log(cut / (1 - cut))


def fit(probability: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Find slope and offset of the log odds for each label (Platt's method).

    Args:
        probability: (n, 3), of sentences that the model has not seen.
        labels: (n, 3).
        weights: (n,).

    Returns:
        float64 (3, 2).
    """
    from sklearn.linear_model import LogisticRegression  # Slow; only training needs it.

    found = []
    for label in range(3):
        if len(np.unique(labels[:, label])) < 2:
            found.append((1.0, 0.0))
            continue
        model = LogisticRegression(C=1e3)
        model.fit(log_odds(probability[:, [label]]), labels[:, label], sample_weight=weights)
        found.append((float(model.coef_[0, 0]), float(model.intercept_[0])))
    return np.array(found)


def apply(lines: np.ndarray, probability: np.ndarray) -> np.ndarray:
    """Calibrate (n, 3) probabilities with what ``fit`` found."""
    return sigmoid(log_odds(probability) * lines[:, 0] + lines[:, 1])


def thresholds(
    probability: np.ndarray, labels: np.ndarray, weights: np.ndarray
) -> tuple[float, float, float]:
    """Choose for each label the threshold of the best F1, on a grid of hundredths.

    The curve is smoothed over five hundredths: its peak on one sample is partly chance.
    """
    grid = np.arange(5, 96) / 100
    best = []
    for label in range(3):
        curve = [score(probability[:, label] >= cut, labels[:, label], weights) for cut in grid]
        padded = np.pad(curve, 2, mode="edge")
        smooth = np.convolve(padded, np.full(5, 0.2), mode="valid")
        best.append(float(grid[int(smooth.argmax())]))
    return (best[0], best[1], best[2])


def expected_thresholds(probability: np.ndarray) -> tuple[float, float, float]:
    """Choose for each label the threshold of the best F1 that calibrated probabilities promise.

    Where few articles are at hand the peak of the measured curve is chance; this needs no labels.
    """
    best = []
    for each in probability.T:
        curve = [
            2 * each[each >= cut].sum() / ((each >= cut).sum() + each.sum())
            for cut in np.arange(5, 96) / 100
        ]
        best.append(float((5 + int(np.argmax(curve))) / 100))
    return (best[0], best[1], best[2])


def score(predicted: np.ndarray, labels: np.ndarray, weights: np.ndarray) -> float:
    """Give the weighted F1 of one label; 0 when there is nothing to find."""
    hit = float((weights * predicted * labels).sum())
    both = float((weights * predicted).sum() + (weights * labels).sum())
    return 2 * hit / both if both else 0.0


def f1(probability: np.ndarray, labels: np.ndarray, cuts: Sequence[float]) -> tuple[float, ...]:
    """Give F1 of each label and their mean."""
    each = [
        score(probability[:, label] >= cuts[label], labels[:, label], np.ones(len(labels)))
        for label in range(3)
    ]
    return (*each, sum(each) / 3)
