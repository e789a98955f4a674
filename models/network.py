"""The second pass: a small network that reads an article's sentences in their context.

Syllable vectors → two convolutions → maximum and mean over the sentence, beside plain facts and the
first pass's scores → a dense layer → a recurrent layer over the article's sentences, both ways →
three log odds a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .articles import PLAIN, Batch
from .recurrent import both_ways
from .tape import (
    Node,
    Tape,
    add,
    concatenate,
    dropout,
    gather,
    linear,
    relu,
    segment_max,
    segment_mean,
    window,
)
from .tokens import SHAPES

NEAR = (-1, 0, 1)
WIDE = (-2, 0, 2)


@dataclass(frozen=True, slots=True)
class Settings:
    """Sizes of the layers, and the share of numbers dropped while training."""

    channels: int = 192
    dense: int = 160
    recurrent: int = 64
    drop_token: float = 0.1
    drop_vector: float = 0.2
    drop_channel: float = 0.1
    drop_sentence: float = 0.3


class Network:
    """The parameters and how they are put to use.

    Attributes:
        settings: sizes.
        parameters: by name; see ``fresh`` for their shapes.
    """

    def __init__(self, settings: Settings, parameters: dict[str, np.ndarray]) -> None:
        self.settings = settings
        self.parameters = {name: Node(value) for name, value in parameters.items()}

    @classmethod
    def fresh(cls, settings: Settings, vectors: np.ndarray, *, seed: int) -> Network:
        """Start from syllable vectors float32 (v, d) and random weights."""
        generator = np.random.default_rng(seed)

        def draw(*shape: int, fan: float) -> np.ndarray:
            drawn: np.ndarray = generator.standard_normal(shape) / np.sqrt(fan)
            return drawn.astype(np.float32)

        def zero(*shape: int) -> np.ndarray:
            return np.zeros(shape, dtype=np.float32)

        size = vectors.shape[1]
        channels, dense, recurrent = settings.channels, settings.dense, settings.recurrent
        given = 2 * channels + PLAIN + 3
        parameters = {
            "vectors": np.concatenate([vectors * 0.5, zero(2, size)]).astype(np.float32),
            "shapes": draw(len(SHAPES) + 1, size, fan=100),
            "near": draw(len(NEAR), size, channels, fan=len(NEAR) * size / 1.5),
            "near_bias": zero(channels),
            "wide": draw(len(WIDE), channels, channels, fan=len(WIDE) * channels),
            "wide_bias": zero(channels),
            "dense": draw(given, dense, fan=given / 1.5),
            "dense_bias": zero(dense),
            "recurrent": draw(2, dense, 3 * recurrent, fan=dense),
            "state": draw(2, recurrent, 3 * recurrent, fan=recurrent),
            "recurrent_bias": zero(2, 3 * recurrent),
            "out": draw(dense + 2 * recurrent, 3, fan=400),
            "out_bias": zero(3),
        }
        parameters["shapes"][-1] = 0
        return cls(settings, parameters)

    def embed(
        self,
        batch: Batch,
        *,
        tape: Tape | None = None,
        generator: np.random.Generator | None = None,
    ) -> Node:
        """Look up the vectors of a batch's tokens: (n, d), zero in the gaps.

        Args:
            batch: some articles.
            tape: records, or None.
            generator: draws what is dropped while training; None drops nothing.
        """
        given, rows = self.parameters, batch.rows
        if generator is not None:
            unknown = len(given["vectors"].value) - 2
            hit = generator.random(len(rows)) < self.settings.drop_token
            rows = np.where(hit & (rows < unknown), unknown, rows)
        node = add(
            tape,
            gather(tape, given["vectors"], rows),
            gather(tape, given["shapes"], batch.shapes),
        )
        return self._drop(tape, node, self.settings.drop_vector, generator)

    def convolve(self, batch: Batch, embedded: Node, *, tape: Tape | None = None) -> Node:
        """Give the first layer, before the cut at zero: (n, channels)."""
        weight, bias = self.parameters["near"], self.parameters["near_bias"]
        return window(tape, embedded, weight, bias, offsets=NEAR, gaps=batch.gaps)

    def forward(
        self,
        batch: Batch,
        first: Node,
        *,
        tape: Tape | None = None,
        generator: np.random.Generator | None = None,
        plain: Node | None = None,
    ) -> Node:
        """Give (n_sentences, 3) log odds.

        Args:
            batch: some articles.
            first: what ``convolve`` gave for them.
            tape: records, or None.
            generator: draws what is dropped while training; None drops nothing.
            plain: stands for ``batch.plain`` when its gradient is wanted.
        """
        given, settings, starts = self.parameters, self.settings, batch.starts
        near = relu(tape, first)
        node = self._drop(tape, near, settings.drop_channel, generator)
        weight, bias = given["wide"], given["wide_bias"]
        wide = relu(tape, window(tape, node, weight, bias, offsets=WIDE, gaps=batch.gaps))
        both = add(tape, near, wide)
        parts = [
            segment_max(tape, both, starts),
            segment_mean(tape, both, starts),
            plain or Node(batch.plain),
        ]
        node = self._drop(tape, concatenate(tape, parts), settings.drop_sentence, generator)
        dense = relu(tape, linear(tape, node, given["dense"], given["dense_bias"]))
        dense = self._drop(tape, dense, settings.drop_sentence, generator)
        context = both_ways(
            tape, dense, given["recurrent"], given["state"], given["recurrent_bias"], batch.lengths
        )
        context = self._drop(tape, context, settings.drop_sentence, generator)
        return linear(tape, concatenate(tape, [dense, context]), given["out"], given["out_bias"])

    @staticmethod
    def _drop(
        tape: Tape | None, node: Node, rate: float, generator: np.random.Generator | None
    ) -> Node:
        return node if generator is None else dropout(tape, node, rate, generator)


class FirstLayerTables:
    """The first layer without multiplying: each token type's share of it, worked out beforehand.

    The layer is linear in a token's vector, so the product of every vector with every weight matrix
    is a table; reading costs three look-ups a token instead of three products.
    """

    def __init__(self, network: Network) -> None:
        given = network.parameters
        self._near = given["near"].value
        self._vectors = np.stack([given["vectors"].value @ matrix for matrix in self._near])
        self._shapes = np.stack([given["shapes"].value @ matrix for matrix in self._near])
        self._bias = given["near_bias"].value

    def __call__(self, batch: Batch) -> Node:
        """Give what ``Network.convolve`` gives."""
        value = self._vectors[1][batch.rows]
        value += self._shapes[1][batch.shapes]
        value += self._bias
        for number, (here, there) in (
            (0, (slice(1, None), slice(None, -1))),
            (2, (slice(None, -1), slice(1, None))),
        ):
            value[here] += self._vectors[number][batch.rows[there]]
            value[here] += self._shapes[number][batch.shapes[there]]
        value[batch.gaps] = 0
        return Node(value)
