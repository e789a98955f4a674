"""Reverse-mode differentiation in a hundred lines of numpy: just the operations our network needs.

Every operation takes and gives ``Node``s. While a ``Tape`` records, an operation appends a function
that carries the gradient of its result back to its inputs; ``Tape.backward`` calls them in reverse.
Without a tape (``tape=None``) the same operations only compute, which is how a prediction is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


class Node:
    """An array and, while training, the gradient of the loss with respect to it."""

    __slots__ = ("grad", "value")

    def __init__(self, value: np.ndarray) -> None:
        self.value = value
        self.grad: np.ndarray | None = None

    def add(self, grad: np.ndarray) -> None:
        """Add to the gradient."""
        self.grad = grad if self.grad is None else self.grad + grad


class Tape:
    """Remembers the operations of one forward pass."""

    def __init__(self) -> None:
        self._steps: list[tuple[Node, Callable[[np.ndarray], None]]] = []

    def record(self, result: Node, back: Callable[[np.ndarray], None]) -> None:
        """Note how the gradient of a result goes back to its inputs."""
        self._steps.append((result, back))

    def backward(self, last: Node, *, start: np.ndarray | None = None) -> None:
        """Carry a gradient (1 when none is given) back to everything that a result came from."""
        last.grad = np.ones_like(last.value) if start is None else start
        for result, back in reversed(self._steps):
            if result.grad is not None:
                back(result.grad)
        self._steps.clear()


def linear(tape: Tape | None, x: Node, weight: Node, bias: Node | None = None) -> Node:
    """Multiply (n, i) by (i, o) and add (o,)."""
    value = x.value @ weight.value
    if bias is not None:
        value += bias.value
    result = Node(value)
    if tape is not None:

        def back(grad: np.ndarray) -> None:
            x.add(grad @ weight.value.T)
            weight.add(x.value.T @ grad)
            if bias is not None:
                bias.add(grad.sum(axis=0))

        tape.record(result, back)
    return result


def relu(tape: Tape | None, x: Node) -> Node:
    """Cut off what is below zero."""
    result = Node(np.maximum(x.value, 0))
    if tape is not None:
        tape.record(result, lambda grad: x.add(grad * (result.value > 0)))
    return result


def add(tape: Tape | None, x: Node, y: Node) -> Node:
    """Add two arrays of one shape."""
    result = Node(x.value + y.value)
    if tape is not None:

        def back(grad: np.ndarray) -> None:
            x.add(grad)
            y.add(grad)

        tape.record(result, back)
    return result


def concatenate(tape: Tape | None, parts: Sequence[Node]) -> Node:
    """Put arrays (n, a), (n, b) … side by side."""
    result = Node(np.concatenate([part.value for part in parts], axis=1))
    if tape is not None:
        ends = np.cumsum([part.value.shape[1] for part in parts])[:-1]

        def back(grad: np.ndarray) -> None:
            for part, piece in zip(parts, np.split(grad, ends, axis=1), strict=True):
                part.add(piece)

        tape.record(result, back)
    return result


def dropout(tape: Tape | None, x: Node, rate: float, generator: np.random.Generator) -> Node:
    """Set a share of the numbers to zero while training; nothing otherwise."""
    if tape is None or rate == 0:
        return x
    mask = (generator.random(x.value.shape, dtype=np.float32) >= rate).astype(np.float32)
    mask /= 1 - rate
    result = Node(x.value * mask)
    tape.record(result, lambda grad: x.add(grad * mask))
    return result


def gather(tape: Tape | None, table: Node, rows: np.ndarray) -> Node:
    """Take rows (n,) of a table (v, d)."""
    result = Node(table.value[rows])
    if tape is not None:
        tape.record(result, lambda grad: table.add(_sum_rows(grad, rows, len(table.value))))
    return result


def _sum_rows(values: np.ndarray, rows: np.ndarray, count: int) -> np.ndarray:
    """Add up the values (n, d) that belong to each of ``count`` rows."""
    from scipy import sparse  # Slow; only training needs it.

    size = len(rows)
    ones = np.ones(size, dtype=np.float32)
    summed: np.ndarray = (
        sparse.csr_matrix((ones, (rows, np.arange(size))), shape=(count, size)) @ values
    )
    return summed


def window(
    tape: Tape | None,
    x: Node,
    kind: np.ndarray,
    weight: Node,
    bias: Node,
    *,
    offsets: Sequence[int],
    gaps: np.ndarray,
) -> Node:
    """Convolve over sequences that are laid one after the other with gaps between them.

    What stands in a sequence is of few kinds, so each kind is multiplied once.

    Args:
        tape: records, or None.
        x: (kinds, i), zero for the kind of the gaps.
        kind: int64 (n,): the kind of each place in the sequences.
        weight: (k, i, o), one matrix for each of the k offsets.
        bias: (o,).
        offsets: where each matrix looks, e.g. (-1, 0, 1); no further than the gaps are wide.
        gaps: int64 (g,): the places that belong to no sequence; they are zero in the result too.

    Returns:
        (n, o).
    """
    size = len(kind)
    value = np.repeat(bias.value[None, :], size, axis=0)
    for matrix, offset in zip(weight.value, offsets, strict=True):
        here, there = _overlap(size, offset)
        value[here] += (x.value @ matrix)[kind[there]]
    value[gaps] = 0
    result = Node(value)
    if tape is not None:

        def back(grad: np.ndarray) -> None:
            grad = grad.copy()
            grad[gaps] = 0
            toward = np.zeros_like(x.value)
            own = np.empty_like(weight.value)
            for number, offset in enumerate(offsets):
                here, there = _overlap(size, offset)
                each = _sum_rows(grad[here], kind[there], len(x.value))
                toward += each @ weight.value[number].T
                own[number] = x.value.T @ each
            x.add(toward)
            weight.add(own)
            bias.add(grad.sum(axis=0))

        tape.record(result, back)
    return result


def _overlap(size: int, offset: int) -> tuple[slice, slice]:
    return (
        slice(max(0, -offset), min(size, size - offset)),
        slice(max(0, offset), min(size, size + offset)),
    )


def segment_max(tape: Tape | None, x: Node, starts: np.ndarray) -> Node:
    """Give the greatest value of each column in each segment: (n, d) → (segments, d)."""
    result = Node(np.maximum.reduceat(x.value, starts[:-1], axis=0))
    if tape is not None:

        def back(grad: np.ndarray) -> None:
            lengths = np.diff(starts)
            best = x.value == np.repeat(result.value, lengths, axis=0)
            x.add(best * np.repeat(grad, lengths, axis=0))

        tape.record(result, back)
    return result


def segment_mean(tape: Tape | None, x: Node, starts: np.ndarray) -> Node:
    """Give the mean of each segment: (n, d) → (segments, d)."""
    lengths = np.diff(starts)
    share = (1 / lengths).astype(np.float32)[:, None]
    result = Node(np.add.reduceat(x.value, starts[:-1], axis=0) * share)
    if tape is not None:
        tape.record(result, lambda grad: x.add(np.repeat(grad * share, lengths, axis=0)))
    return result


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Give the logistic function without overflow."""
    result: np.ndarray = 1 / (1 + np.exp(np.minimum(np.maximum(-x, -30), 30)))
    return result


def cross_entropy(tape: Tape | None, logits: Node, target: np.ndarray, weight: np.ndarray) -> Node:
    """Give the weighted mean of the binary cross-entropy over (n, 3) logits."""
    probability = sigmoid(logits.value)
    total = weight.sum()
    loss = -(target * np.log(probability + 1e-7) + (1 - target) * np.log(1 - probability + 1e-7))
    result = Node(np.asarray((loss * weight).sum() / total, dtype=np.float32))
    if tape is not None:
        tape.record(
            result,
            lambda grad: logits.add((grad * (probability - target) * weight / total).astype("f4")),
        )
    return result
