"""The second pass: a small network that reads an article's sentences in their context.

Syllable vectors → a convolution → maximum and mean over the sentence, beside plain facts and the
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

NEAR = (-2, -1, 0, 1, 2)
"""Where the convolution looks; no further than the gaps between sentences are wide."""


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


@dataclass(frozen=True, slots=True)
class Kinds:
    """Tokens by their kind: a syllable in a shape. A batch has far fewer kinds than tokens.

    Attributes:
        rows: int64 (kinds,): row of the syllable's vector.
        shapes: int64 (kinds,): row of the shape's vector.
        kind: int64 (n,): the kind of each token.
    """

    rows: np.ndarray
    shapes: np.ndarray
    kind: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray, shapes: np.ndarray) -> Kinds:
        """Find the kinds among tokens, given by row and shape."""
        count = len(SHAPES) + 1
        pair = rows * count + shapes
        number = np.zeros(int(pair.max(initial=0)) + 1, dtype=np.int64)
        number[pair] = 1
        present = np.flatnonzero(number)
        number[present] = np.arange(len(present))
        return cls(*np.divmod(present, count), number[pair])


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
        tokens: Kinds,
        *,
        tape: Tape | None = None,
        generator: np.random.Generator | None = None,
    ) -> Node:
        """Look up the vectors of kinds of tokens: (kinds, d), zero for the gap.

        Args:
            tokens: of some articles.
            tape: records, or None.
            generator: draws what is dropped while training; None drops nothing.
        """
        given = self.parameters
        node = add(
            tape,
            gather(tape, given["vectors"], tokens.rows),
            gather(tape, given["shapes"], tokens.shapes),
        )
        return self._drop(tape, node, self.settings.drop_vector, generator)

    def kinds(self, batch: Batch, *, generator: np.random.Generator | None = None) -> Kinds:
        """Tell which kinds of tokens a batch has; while training some become unknown syllables."""
        rows = batch.rows
        if generator is not None:
            unknown = len(self.parameters["vectors"].value) - 2
            hit = generator.random(len(rows)) < self.settings.drop_token
            rows = np.where(hit & (rows < unknown), unknown, rows)
        return Kinds.of(rows, batch.shapes)

    def convolve(
        self, batch: Batch, tokens: Kinds, embedded: Node, *, tape: Tape | None = None
    ) -> Node:
        """Give the first layer, before the cut at zero: (n, channels)."""
        weight, bias = self.parameters["near"], self.parameters["near_bias"]
        return window(tape, embedded, tokens.kind, weight, bias, offsets=NEAR, gaps=batch.gaps)

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
        near = self._drop(tape, near, settings.drop_channel, generator)
        parts = [
            segment_max(tape, near, starts),
            segment_mean(tape, near, starts),
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
