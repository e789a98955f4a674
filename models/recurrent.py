"""A gated recurrent layer that reads the sentences of articles forwards and backwards."""

from __future__ import annotations

import numpy as np

from .tape import Node, Tape, sigmoid


def layout(lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Say where each sentence of some articles sits in the padded grid of each direction.

    Args:
        lengths: int64 (articles,): sentences an article.

    Returns:
        int64 (2, n): for the forward and the backward direction, the sentence's place in the
        flattened grid (longest, articles); float32 (longest, articles, 1): 1 where there is one.
    """
    longest, articles = int(lengths.max()), len(lengths)
    article = np.repeat(np.arange(articles), lengths)
    place = np.arange(len(article)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    back = lengths[article] - 1 - place
    grid = np.stack([place * articles + article, back * articles + article])
    mask = (np.arange(longest)[:, None] < lengths[None, :]).astype(np.float32)
    return grid, mask[:, :, None]


def both_ways(  # noqa: PLR0917
    tape: Tape | None, x: Node, weight: Node, state: Node, bias: Node, lengths: np.ndarray
) -> Node:
    """Read sentence vectors in both directions.

    Args:
        tape: records, or None.
        x: (n, i): the sentences of all articles, one after the other.
        weight: (2, i, 3 h): input to update gate, reset gate, candidate, for each direction.
        state: (2, h, 3 h): the same for the state before.
        bias: (2, 3 h).
        lengths: int64 (articles,), sums to n.

    Returns:
        (n, 2 h).
    """
    count, hidden = len(x.value), state.value.shape[1]
    grid, mask = layout(lengths)
    longest, articles = mask.shape[:2]
    inputs = np.zeros((2, longest * articles, 3 * hidden), dtype=np.float32)
    for way in range(2):
        inputs[way, grid[way]] = x.value @ weight.value[way] + bias.value[way]
    inputs = inputs.reshape(2, longest, articles, 3 * hidden)
    before = np.zeros((2, articles, hidden), dtype=np.float32)
    outputs = np.zeros((2, longest, articles, hidden), dtype=np.float32)
    kept = []
    for step in range(longest):
        given = inputs[:, step]
        own = before @ state.value
        gates = sigmoid(given[..., : 2 * hidden] + own[..., : 2 * hidden])
        update, reset = gates[..., :hidden], gates[..., hidden:]
        candidate = np.tanh(given[..., 2 * hidden :] + reset * own[..., 2 * hidden :])
        after = (update * before + (1 - update) * candidate) * mask[step]
        outputs[:, step] = after
        if tape is not None:
            kept.append((before, update, reset, candidate, own[..., 2 * hidden :]))
        before = after
    flat = outputs.reshape(2, longest * articles, hidden)
    result = Node(np.concatenate([flat[0, grid[0]], flat[1, grid[1]]], axis=1))
    if tape is None:
        return result

    def back(grad: np.ndarray) -> None:
        spread = np.zeros((2, longest * articles, hidden), dtype=np.float32)
        for way in range(2):
            spread[way, grid[way]] = grad[:, way * hidden : (way + 1) * hidden]
        spread = spread.reshape(2, longest, articles, hidden)
        toward = np.zeros_like(inputs)
        state_grad = np.zeros_like(state.value)
        carry = np.zeros((2, articles, hidden), dtype=np.float32)
        for step in reversed(range(longest)):
            last, update, reset, candidate, own = kept[step]
            here = (spread[:, step] + carry) * mask[step]
            through = here * (1 - update) * (1 - candidate**2)
            gate_update = here * (last - candidate) * update * (1 - update)
            gate_reset = through * own * reset * (1 - reset)
            toward[:, step] = np.concatenate([gate_update, gate_reset, through], axis=2)
            inner = np.concatenate([gate_update, gate_reset, through * reset], axis=2)
            state_grad += last.transpose(0, 2, 1) @ inner
            carry = here * update + inner @ state.value.transpose(0, 2, 1)
        flat = toward.reshape(2, longest * articles, 3 * hidden)
        flat_toward = np.stack([flat[way, grid[way]] for way in range(2)])
        x_grad = np.zeros((count, x.value.shape[1]), dtype=np.float32)
        for way in range(2):
            x_grad += flat_toward[way] @ weight.value[way].T
        x.add(x_grad)
        weight.add(np.stack([x.value.T @ flat_toward[way] for way in range(2)]))
        bias.add(flat_toward.sum(axis=1))
        state.add(state_grad)

    tape.record(result, back)
    return result
