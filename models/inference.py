"""The second pass as it is run: what ``Network`` computes, with tables instead of products.

The convolution is linear in a token's vector, so the product of every vector with every matrix is a
table, worked out once.

The last digits of an article's result must not hang on what else is in the call. But a matrix
product sums a row in an order that hangs on the row's place and on the number of rows. So what
stands behind the convolution is summed exactly: inputs are rounded to a grid that leaves no sum
longer than a float64 holds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .articles import Batch
from .network import NEAR, Kinds, Network
from .tape import sigmoid

ROWS = 512
"""Tokens convolved at a time, about: few enough that they stay in the processor's cache."""
ARTICLES = 32
"""Articles read at a time by the recurrent layer."""
_GRID = 2.0**14
_NEVER = np.float32(-1e9)


class Inference:
    """Computes a network's log odds.

    Args:
        network: its parameters are read once; later changes of them are not seen.
    """

    def __init__(self, network: Network) -> None:
        given = {name: node.value for name, node in network.parameters.items()}
        names = ("dense", "recurrent", "state", "out")
        self._exact = {name: given[name].astype(np.float64) for name in names}
        self._bias = {name: value for name, value in given.items() if name.endswith("_bias")}
        self._vectors = [given["vectors"] @ matrix for matrix in given["near"]]
        self._shapes = [given["shapes"] @ matrix for matrix in given["near"]]
        middle = self._shapes[NEAR.index(0)]
        middle += given["near_bias"]
        middle[-1] = _NEVER  # A gap stays at zero behind the cut.

    def __call__(self, batch: Batch) -> np.ndarray:
        """Give float32 (n_sentences, 3) log odds."""
        weight, bias = self._exact, self._bias
        features = np.concatenate([self._read(batch), batch.plain], axis=1)
        dense = np.maximum(_exact(features, weight["dense"]) + bias["dense_bias"], 0)
        inputs = [
            _exact(dense, weight["recurrent"][way]) + bias["recurrent_bias"][way]
            for way in range(2)
        ]
        context = self._context(inputs, batch.lengths)
        both = np.concatenate([dense, context], axis=1)
        odds: np.ndarray = _exact(both, weight["out"]) + bias["out_bias"]
        return odds

    def _read(self, batch: Batch) -> np.ndarray:
        """Give the maximum and the mean of the channels over each sentence: (n, 2 channels)."""
        tokens = Kinds.of(batch.rows, batch.shapes)
        pairs = zip(self._vectors, self._shapes, strict=True)
        table, kind = [v[tokens.rows] + s[tokens.shapes] for v, s in pairs], tokens.kind
        channels = table[0].shape[1]
        pooled = np.empty((len(batch.starts) - 1, 2 * channels), dtype=np.float32)
        for first, last in _blocks(batch.starts):
            begin, end = int(batch.starts[first]), int(batch.starts[last])
            size = end - begin
            value = table[NEAR.index(0)][kind[begin:end]]
            for matrix, offset in zip(table, NEAR, strict=True):
                here = slice(max(0, -offset), min(size, size - offset))
                there = slice(begin + here.start + offset, begin + here.stop + offset)
                if offset:
                    value[here] += matrix[kind[there]]
            np.maximum(value, 0, out=value)
            starts = batch.starts[first:last] - begin
            pooled[first:last, :channels] = np.maximum.reduceat(value, starts, axis=0)
            pooled[first:last, channels:] = np.add.reduceat(value, starts, axis=0)
        pooled[:, channels:] *= (1 / np.diff(batch.starts)).astype(np.float32)[:, None]
        return pooled

    def _context(self, inputs: list[np.ndarray], lengths: np.ndarray) -> np.ndarray:
        """Read the sentences of each article in both directions; see ``recurrent.both_ways``."""
        state = self._exact["state"]
        hidden = state.shape[1]
        found = np.empty((len(inputs[0]), 2 * hidden), dtype=np.float32)
        first = np.cumsum(lengths) - lengths
        order = np.argsort(-lengths, kind="stable")
        for begin in range(0, len(order), ARTICLES):
            chosen = order[begin : begin + ARTICLES]
            starts, ends = first[chosen], first[chosen] + lengths[chosen]
            active = len(chosen)
            before = np.zeros((2, active, hidden), dtype=np.float32)
            for step in range(int(lengths[chosen[0]])):
                while lengths[chosen[active - 1]] <= step:
                    active -= 1
                own = _exact(before[:, :active], state)
                here = np.stack([starts[:active] + step, ends[:active] - 1 - step])
                read = np.stack([inputs[0][here[0]], inputs[1][here[1]]])
                gates = sigmoid(read[..., : 2 * hidden] + own[..., : 2 * hidden])
                update, reset = gates[..., :hidden], gates[..., hidden:]
                candidate = np.tanh(read[..., 2 * hidden :] + reset * own[..., 2 * hidden :])
                before = update * before[:, :active] + (1 - update) * candidate
                found[here[0], :hidden], found[here[1], hidden:] = before
        return found


def _blocks(starts: np.ndarray) -> Iterator[tuple[int, int]]:
    """Group sentences so that a group has at most ``ROWS`` rows, or is one long sentence."""
    first, count = 0, len(starts) - 1
    while first < count:
        last = int(np.searchsorted(starts, starts[first] + ROWS, side="right")) - 1
        last = max(last, first + 1)
        yield first, last
        first = last


def _exact(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Multiply without rounding a sum: (…, n, i) by float64 (…, i, o), as float32.

    The weights come from 16-bit floats, which are multiples of 2 ** -24.
    """
    grid = (np.rint(x * _GRID) / _GRID).astype(np.float64)
    product: np.ndarray = (grid @ weight).astype(np.float32)
    return product
