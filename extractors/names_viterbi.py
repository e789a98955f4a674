"""The best sequences of labels, for all runs of words at once (Viterbi)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .names_words import Array, Mask

_NEVER = -1e6  # score of a label that a word cannot have

Scores = npt.NDArray[np.float32]


def best_labels(at: Array, scores: Scores, possible: Mask, transitions: Scores) -> Array:
    """The label of each word in the best sequence.

    Args:
        at: indices of the words, rising; words without a gap between them are one run, which
            begins and ends with the transition from and to label 0.
        scores: score of each label at each word.
        possible: which labels each word may have.
        transitions: score of a label (row) before another (column).
    """
    begins = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    lengths = np.diff(np.append(begins, len(at)))
    order = np.argsort(-lengths, kind="stable")
    begins, lengths = begins[order], lengths[order]
    here = np.where(possible, scores, _NEVER).astype(np.float64)
    step_to = transitions.astype(np.float64)
    came = np.zeros(scores.shape, np.int64)  # the label before the best one
    best = np.zeros(len(at), np.int64)
    reached = here[begins] + step_to[0]
    alive = len(begins)
    longest = int(lengths.max(initial=0))
    for step in range(1, longest + 1):
        going = int(np.searchsorted(-lengths, -step))  # runs that have a word here
        ended = begins[going:alive] + step - 1
        best[ended] = (reached[going:] + step_to[:, 0]).argmax(1)
        if not going:
            break
        words = begins[:going] + step
        ways = reached[:going, :, None] + step_to
        came[words] = ways.argmax(1)
        reached = ways.max(1) + here[words]
        alive = going
    for step in range(longest - 1, 0, -1):
        words = begins[: int(np.searchsorted(-lengths, -step))] + step
        best[words - 1] = came[words, best[words]]
    return best
