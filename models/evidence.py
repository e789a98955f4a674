"""Why a sentence got its probabilities: which of its words moved the score, and by how much.

The share of a token is the product of its vector with the gradient of the log odds at that vector:
to first order, how much the score would fall without it. What the first pass (n-grams) adds is
spread over the tokens of its n-grams in the same currency. Neighbouring tokens that pull the same
way are given as one phrase.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .tokens import TOKEN

_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase of the sentence and its share in one label's log odds.

    Attributes:
        start: character offset in the sentence.
        end: half open.
        text: ``sentence[start:end]``.
        weight: above zero when it speaks for the label, below when against it.
    """

    start: int
    end: int
    text: str
    weight: float


def cues(sentence: str, shares: np.ndarray, *, k: int) -> list[Cue]:
    """Pick the phrases that weigh most for a label.

    Args:
        sentence: its text.
        shares: float (n_tokens + 2,): share of the start mark, each token, the end mark.
        k: how many phrases at most.

    Returns:
        The phrases that do not overlap, heaviest first; none without weight.
    """
    spans = [match.span() for match in TOKEN.finditer(sentence)]
    own = shares[1:-1].astype(np.float64)
    total = np.concatenate([[0.0], np.cumsum(own)])
    found: list[Cue] = []
    free = np.ones(len(own), dtype=bool)
    candidates = sorted(
        (
            (-abs(total[end] - total[begin]) / (end - begin) ** 0.5, begin, end)
            for begin in range(len(own))
            for end in range(begin + 1, min(begin + _LONGEST, len(own)) + 1)
            if np.all(np.sign(own[begin:end]) == np.sign(own[begin]))
        ),
    )
    for _, begin, end in candidates:
        if len(found) == k:
            break
        weight = round(float(total[end] - total[begin]), 3)
        if weight and free[begin:end].all():
            free[begin:end] = False
            start, stop = spans[begin][0], spans[end - 1][1]
            found.append(Cue(start, stop, sentence[start:stop], weight))
    return sorted(found, key=lambda cue: (-abs(cue.weight), cue.start))
