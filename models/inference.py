"""The second pass as it is run: what ``Network`` computes, with tables instead of products.

The convolution is linear in a token's vector, so the product of every vector with every matrix is a
table, worked out once.

The last digits of an article's result must not hang on what else is in the call. But a matrix
product sums a row in an order that hangs on the row's place and on the number of rows. So what
stands behind the convolution is summed exactly: inputs are rounded to a grid that leaves no sum
longer than a float64 holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import numpy as np

from .articles import GAP, Batch
from .network import NEAR, Kinds, Network
from .tape import sigmoid

ROWS = 192
"""Tokens convolved at a time, about: few enough that they stay in the processor's cache."""
_GRID = 2.0**14
_NEVER = np.float32(-1e9)


class Inference:
    """Computes a network's log odds.

    Args:
        network: its parameters are read once; later changes of them are not seen.
    """

    def __init__(self, network: Network) -> None:
        given = {name: node.value for name, node in network.parameters.items()}
        weights = {name: given[name] / _GRID for name in ("dense", "state", "out")}
        # Both directions read the same sentences: side by side their matrices are one.
        weights["recurrent"] = np.concatenate(list(given["recurrent"]), axis=1) / _GRID
        self._exact = {name: value.astype(np.float64) for name, value in weights.items()}
        self._bias = {name: value for name, value in given.items() if name.endswith("_bias")}
        # The middle comes first: what stands around a token is added to what it is itself.
        self._near = sorted(NEAR, key=bool)
        matrices = [given["near"][NEAR.index(offset)] for offset in self._near]
        self._vectors = [given["vectors"] @ matrix for matrix in matrices]
        self._shapes = [given["shapes"] @ matrix for matrix in matrices]
        self._shapes[0] += given["near_bias"]
        self._shapes[0][-1] = _NEVER  # A gap stays at zero behind the cut.

    def __call__(self, batch: Batch) -> np.ndarray:
        """Give float32 (n_sentences, 3) log odds."""
        weight, bias = self._exact, self._bias
        features = np.concatenate([self._read(batch), batch.plain], axis=1)
        dense = np.maximum(_exact(features, weight["dense"]) + bias["dense_bias"], 0)
        inputs = _exact(dense, weight["recurrent"]) + bias["recurrent_bias"].ravel()
        context = self._context(inputs, batch.lengths)
        both = np.concatenate([dense, context], axis=1)
        odds: np.ndarray = _exact(both, weight["out"]) + bias["out_bias"]
        return odds

    def _read(self, batch: Batch) -> np.ndarray:
        """Give the maximum and the mean of the channels over each sentence: (n, 2 channels)."""
        tables, kinds = self._tables(batch)
        channels, sizes = tables[0].shape[1], np.diff(batch.starts)
        pooled = np.empty((len(sizes), 2 * channels), dtype=np.float32)
        most, mean = pooled[:, :channels], pooled[:, channels:]
        # The same memory over and over: new memory has to be brought into the cache first.
        room = max(ROWS, int(sizes.max())), channels
        values, parts, zeros = (np.zeros(room, dtype=np.float32) for _ in range(3))
        starts: list[int] = batch.starts.tolist()
        for first, last in _blocks(starts):
            begin, end = starts[first], starts[last]
            value, part = values[: end - begin], parts[: end - begin]
            np.take(tables[0], kinds[0][begin:end], axis=0, out=value, mode="clip")
            for table, kind in zip(tables[1:], kinds[1:], strict=True):
                value += np.take(table, kind[begin:end], axis=0, out=part, mode="clip")
            np.maximum(value, zeros[: end - begin], out=value)
            # Sentence by sentence this is several times as fast as ``reduceat``.
            for number in range(first, last):
                own = value[starts[number] - begin : starts[number + 1] - begin]
                np.maximum.reduce(own, axis=0, out=most[number])
            np.add.reduceat(value, batch.starts[first:last] - begin, axis=0, out=mean[first:last])
        mean *= (1 / sizes).astype(np.float32)[:, None]
        return pooled

    def _tables(self, batch: Batch) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Give for each offset what each kind of token adds, and the kind that each token sees."""
        tokens = Kinds.of(batch.rows, batch.shapes)
        tables = []
        for vectors, shapes in zip(self._vectors, self._shapes, strict=True):
            table = vectors.take(tokens.rows, axis=0, mode="clip")
            table += shapes.take(tokens.shapes, axis=0, mode="clip")
            tables.append(table)
        around = np.pad(tokens.kind, GAP, constant_values=tokens.kind[-1])
        kinds = [around[GAP + offset : len(around) - GAP + offset] for offset in self._near]
        return tables, kinds

    def _context(self, inputs: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Read the sentences of each article in both directions; see ``recurrent.both_ways``.

        A step reads one sentence of each article that is that long, from its start and its end.
        """
        state = self._exact["state"]
        hidden = state.shape[1]
        longest = np.argsort(-lengths, kind="stable")
        lengths, first = lengths[longest], (np.cumsum(lengths) - lengths)[longest]
        step, article = np.nonzero(np.arange(lengths[0])[:, None] < lengths)
        forward = first[article] + step
        backward = first[article] + lengths[article] - 1 - step
        gates, candidates = (
            np.stack([inputs[forward, part], inputs[backward, other]])
            for part, other in (
                (slice(0, 2 * hidden), slice(3 * hidden, 5 * hidden)),
                (slice(2 * hidden, 3 * hidden), slice(5 * hidden, 6 * hidden)),
            )
        )
        states = np.empty_like(candidates)
        before = np.zeros((2, len(lengths), hidden), dtype=np.float32)
        begin = 0
        for active in np.bincount(step).tolist():
            now = slice(begin, begin + active)
            before = before[:, :active]
            own = _exact(before, state)
            gate = sigmoid(gates[:, now] + own[..., : 2 * hidden])
            update, reset = gate[..., :hidden], gate[..., hidden:]
            candidate = np.tanh(candidates[:, now] + reset * own[..., 2 * hidden :])
            before = states[:, now] = update * before + (1 - update) * candidate
            begin += active
        found = np.empty((len(inputs), 2 * hidden), dtype=np.float32)
        found[forward, :hidden], found[backward, hidden:] = states
        return found


def _blocks(starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Group sentences so that a group has at most ``ROWS`` rows, or is one long sentence."""
    first, count = 0, len(starts) - 1
    while first < count:
        last = max(bisect_right(starts, starts[first] + ROWS) - 1, first + 1)
        yield first, last
        first = last


def _exact(x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Multiply without rounding a sum: (…, n, i) by float64 (…, i, o), as float32.

    The weights come from 16-bit floats, which are multiples of 2 ** -24; they are given divided by
    the grid's fineness, so that what they are multiplied with are integers.
    """
    product: np.ndarray = (np.rint(x * _GRID).astype(np.float64) @ weight).astype(np.float32)
    return product
