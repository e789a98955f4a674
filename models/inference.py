"""The second pass as it is run: what ``Network`` computes, with tables instead of products.

The convolution is linear in a token's vector, so the product of every vector with every matrix is a
table, worked out once. It is kept in 16-bit integers, as fine as they allow: half the memory, half
the time, and sums that do not hang on their order.

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

ROWS = 384
"""Tokens convolved at a time, about: few enough that they stay in the processor's cache."""
_PIECE = 64
"""Kinds of tokens whose rows are made at a time, for the same reason."""
_GRID = 2.0**14
_HIGHEST = 32_000
"""What a sum of a table's rows may come to: some less than a 16-bit integer holds, for rounding."""


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
        vectors, shapes = (
            [given[name] @ matrix for matrix in matrices] for name in ("vectors", "shapes")
        )
        shapes[0] += given["near_bias"]
        self._step = _step(vectors, shapes)
        self._vectors, self._shapes = (
            np.stack([_rounded(table, self._step) for table in tables], axis=1)
            for tables in (vectors, shapes)
        )

    def __call__(self, batch: Batch) -> np.ndarray:
        """Give float32 (n_sentences, 3) log odds."""
        weight, bias = self._exact, self._bias
        dense = _exact(self._read(batch), weight["dense"])
        dense += bias["dense_bias"]
        np.maximum(dense, 0, out=dense)
        inputs = _exact(dense, weight["recurrent"])
        inputs += bias["recurrent_bias"].ravel()
        both = np.concatenate([dense, self._context(inputs, batch.lengths)], axis=1)
        odds: np.ndarray = _exact(both, weight["out"]) + bias["out_bias"]
        return odds

    def _read(self, batch: Batch) -> np.ndarray:
        """Give what is known of each sentence by itself: (n, 2 channels + plain facts).

        That is the maximum and the mean of each channel, and the plain facts.
        """
        table, lookups = self._lookups(batch)
        channels, sizes = table.shape[1], np.diff(batch.starts)
        features = np.empty((len(sizes), 2 * channels + batch.plain.shape[1]), dtype=np.float32)
        most, mean = features[:, :channels], features[:, channels : 2 * channels]
        highest = np.empty((len(sizes), channels), dtype=np.int16)
        features[:, 2 * channels :] = batch.plain
        # The same memory over and over: new memory has to be brought into the cache first.
        room = max(ROWS, int(sizes.max())), channels
        values, parts, zeros = (np.zeros(room, dtype=np.int16) for _ in range(3))
        floats = np.empty(room, dtype=np.float32)
        starts: list[int] = batch.starts.tolist()
        for first, last in _blocks(starts):
            begin, end = starts[first], starts[last]
            value, part, exact = (each[: end - begin] for each in (values, parts, floats))
            np.take(table, lookups[0][begin:end], axis=0, out=value, mode="clip")
            for rows in lookups[1:]:
                value += np.take(table, rows[begin:end], axis=0, out=part, mode="clip")
            np.maximum(value, zeros[: end - begin], out=value)
            exact[:] = value
            # Sentence by sentence this is several times as fast as ``reduceat``.
            for number in range(first, last):
                own = slice(starts[number] - begin, starts[number + 1] - begin - GAP)
                np.maximum.reduce(value[own], axis=0, out=highest[number])
                np.add.reduce(exact[own], axis=0, out=mean[number])
        np.multiply(highest, np.float32(self._step), out=most)
        mean *= (self._step / sizes).astype(np.float32)[:, None]
        return features

    def _lookups(self, batch: Batch) -> tuple[np.ndarray, list[np.ndarray]]:
        """Give what kinds of tokens add, and the rows of it to add up for the tokens.

        Returns:
            int16 (rows, channels), and for each offset int64 (n,).
        """
        tokens, count = Kinds.of(batch.rows, batch.shapes), len(self._near)
        table = np.empty((len(tokens.rows), *self._vectors.shape[1:]), dtype=np.int16)
        for begin in range(0, len(table), _PIECE):
            piece = slice(begin, begin + _PIECE)
            np.take(self._vectors, tokens.rows[piece], axis=0, out=table[piece], mode="clip")
            table[piece] += self._shapes.take(tokens.shapes[piece], axis=0, mode="clip")
        around = np.pad(tokens.kind * count, GAP, constant_values=tokens.kind[-1] * count)
        size = len(batch.rows)
        lookups = [
            around[GAP + offset : GAP + offset + size] + number
            for number, offset in enumerate(self._near)
        ]
        return table.reshape(-1, table.shape[-1]), lookups

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
        read = np.stack([inputs[forward, : 3 * hidden], inputs[backward, 3 * hidden :]])
        states = np.empty((2, len(step), hidden), dtype=np.float32)
        before = np.zeros((2, len(lengths), hidden), dtype=np.float32)
        begin = 0
        for active in np.bincount(step).tolist():
            now = slice(begin, begin + active)
            before = before[:, :active]
            own = _exact(before, state)
            gate = sigmoid(read[:, now, : 2 * hidden] + own[..., : 2 * hidden])
            update, reset = gate[..., :hidden], gate[..., hidden:]
            candidate = np.tanh(read[:, now, 2 * hidden :] + reset * own[..., 2 * hidden :])
            before = states[:, now] = update * before + (1 - update) * candidate
            begin += active
        found = np.empty((len(inputs), 2 * hidden), dtype=np.float32)
        found[forward, :hidden], found[backward, hidden:] = states
        return found


def _step(*tables: Sequence[np.ndarray]) -> float:
    """Give the power of two by which sums of rows, one of each table, fit ``_HIGHEST``."""
    highest = sum(sum(table.max(axis=0) for table in group).max() for group in tables)
    lowest = sum(sum(table.min(axis=0) for table in group).min() for group in tables)
    return float(2.0 ** np.ceil(np.log2(max(float(highest), -float(lowest), 1.0) / _HIGHEST)))


def _rounded(table: np.ndarray, step: float) -> np.ndarray:
    made = table / np.float32(step)
    return np.rint(made, out=made).astype(np.int16)


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
    grid = x * np.float32(_GRID)
    np.rint(grid, out=grid)
    product: np.ndarray = (grid.astype(np.float64) @ weight).astype(np.float32)
    return product
