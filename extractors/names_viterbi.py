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
        scores: score of each label at each word, an array of labels times words.
        possible: which labels each word may have, the same way.
        transitions: score of a label (row) before another (column).
    """
    begins = np.flatnonzero(np.diff(at, prepend=-2) != 1)
    lengths = np.diff(np.append(begins, len(at)))
    order = np.argsort(-lengths, kind="stable")
    begins, lengths = begins[order], lengths[order]
    here = np.where(possible, scores, _NEVER).astype(np.float64)
    step_to = transitions.astype(np.float64)
    # For each step the runs that have a word there; the longest come first.
    going = np.searchsorted(-lengths, -np.arange(int(lengths.max(initial=0))), side="left")
    reached = here[:, begins] + step_to[0][:, None]
    scored = [reached]  # the best scores of sequences up to each label, step by step
    for step, count in enumerate(going.tolist()[1:], 1):
        ways = reached[:, None, :count] + step_to[:, :, None]
        reached = ways.max(0) + here.take(begins[:count] + step, axis=1)
        scored.append(reached)
    best = np.zeros(len(at), np.int64)
    behind = np.zeros(len(begins), np.int64)  # the best label one step on, 0 behind the last
    for step, reached in reversed([*enumerate(scored)]):
        count = reached.shape[1]
        behind[:count] = (reached + step_to[:, behind[:count]]).argmax(0)
        best[begins[:count] + step] = behind[:count]
    return best
