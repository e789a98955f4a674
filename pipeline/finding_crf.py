"""A linear-chain conditional random field over hashed features, learned by L-BFGS.

The likelihood is convex, so what is learned depends on nothing but the data. All sentences go
forward and backward at once, the longest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Data:
    """Sentences to learn from, the longest first.

    Attributes:
        design: float (n_atoms, n_features), how often each atom has each feature.
        tags: int64 (n_atoms,) the right tag of each.
        allowed: float (n_atoms, n_tags), nought where the sentence may have the tag.
        lengths: int64 (n_sentences,) atoms of each sentence, falling.
        weights: float (n_sentences,) how much each counts.
        parts: float (n_parts, n_tags), which tags learn together.
        moves: float (n_tags + 1, n_tags), nought where a tag may follow the start or a tag.
    """

    design: csr_matrix
    tags: np.ndarray
    allowed: np.ndarray
    lengths: np.ndarray
    weights: np.ndarray
    parts: np.ndarray
    moves: np.ndarray


def learn(data: Data, *, penalty: float, rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights of the features, and of what follows what.

    Args:
        data: the sentences.
        penalty: strength of the L2 penalty.
        rounds: of L-BFGS, at most.

    Returns:
        float (n_features, n_tags) and float (n_tags + 1, n_tags).
    """
    features, tags = data.design.shape[1], data.parts.shape[1]
    split = features * len(data.parts)
    transposed = data.design.T.tocsr()
    places = _places(data.lengths)
    heft = np.concatenate([data.weights[: len(row)] for row in places])
    order = np.concatenate(places)
    heft_of = np.empty(len(order))
    heft_of[order] = heft
    gold = np.eye(tags)[data.tags]
    gold_moves = _gold_moves(data, places)

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        free = flat[:split].reshape(features, -1)
        follow = flat[split:].reshape(tags + 1, tags)
        scores = data.design @ free @ data.parts + data.allowed
        evidence, chance, moved = _expect(scores, follow + data.moves, places, data.weights)
        reached = (heft_of[:, None] * gold * scores).sum() + (gold_moves * follow).sum()
        wrong = transposed @ (heft_of[:, None] * (chance - gold)) @ data.parts.T
        value = evidence - reached + penalty / 2 * (flat @ flat)
        slope = np.concatenate([wrong.ravel(), (moved - gold_moves).ravel()]) + penalty * flat
        return value, slope

    start = np.zeros(split + (tags + 1) * tags)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": rounds})
    free = found.x[:split].reshape(features, -1)
    return free @ data.parts, found.x[split:].reshape(tags + 1, tags) + data.moves


def _places(lengths: np.ndarray) -> list[np.ndarray]:
    """For each place in a sentence, the atoms that stand there; the sentences in their order."""
    begins = np.cumsum(lengths) - lengths
    return [begins[: np.sum(lengths > place)] + place for place in range(int(lengths[0]))]


def _gold_moves(data: Data, places: list[np.ndarray]) -> np.ndarray:
    tags = data.parts.shape[1]
    moves = np.zeros((tags + 1, tags))
    np.add.at(moves, (0, data.tags[places[0]]), data.weights)
    for before, after in pairwise(places):
        pair = data.tags[before[: len(after)]] + 1, data.tags[after]
        np.add.at(moves, pair, data.weights[: len(after)])
    return moves


def _expect(
    scores: np.ndarray, follow: np.ndarray, places: list[np.ndarray], weights: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """The log of all sequences' weight, the chance of each tag of each atom, and of each move."""
    moves = np.exp(follow[1:])
    alphas = [scores[places[0]] + follow[0]]
    for row in places[1:]:
        before = alphas[-1][: len(row)]
        top = before.max(axis=1, keepdims=True)
        alphas.append(np.log(np.exp(before - top) @ moves + 1e-300) + top + scores[row])
    total = np.empty(len(places[0]))
    betas: list[np.ndarray] = [np.zeros_like(a) for a in alphas]
    for number in range(len(places) - 1, -1, -1):
        behind = len(places[number + 1]) if number + 1 < len(places) else 0
        ends = slice(behind, len(places[number]))
        last = alphas[number][ends]
        top = last.max(axis=1)
        total[ends] = np.log(np.exp(last - top[:, None]).sum(axis=1)) + top
        if behind:
            ahead = betas[number + 1] + scores[places[number + 1]]
            top = ahead.max(axis=1, keepdims=True)
            betas[number][:behind] = np.log(np.exp(ahead - top) @ moves.T + 1e-300) + top
    chance = np.empty_like(scores)
    moved = np.zeros_like(follow)
    for number, row in enumerate(places):
        norm = total[: len(row), None]
        chance[row] = np.exp(alphas[number] + betas[number] - norm)
        heft = weights[: len(row), None]
        if number == 0:
            moved[0] = (heft * chance[row]).sum(axis=0)
        else:
            # The scales of both sides may lie far apart: bring them together first.
            other = betas[number] + scores[row]
            shift = other.max(axis=1, keepdims=True)
            one = np.exp(alphas[number - 1][: len(row)] - norm + shift) * heft
            moved[1:] += (one.T @ np.exp(other - shift)) * moves
    return float((weights * total).sum()), chance, moved
