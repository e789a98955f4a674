"""The fast classifier: scikit-learn and numpy alone, some hundred thousand characters a second."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np
from threadpoolctl import ThreadpoolController

from . import artefact, calibrate
from .articles import PLAIN, Batch, layout, plain_facts
from .evidence import Cue, cues
from .network import FirstLayerTables, Network
from .tape import Node, Tape, sigmoid
from .tokens import Tokenizer

PACKAGED = "fast.npz"
_DECIMALS = 4


class FastModel:
    """Classes sentences by hashed n-grams and a small network over the article.

    Attributes:
        name: ``fast-`` and the start of the hash of the file that it was read from.
        thresholds: the least probability at which each label is given.
        facts: what it was trained on and how it scored in cross-validation.
    """

    def __init__(self, parts: artefact.Artefact, digest: str) -> None:
        self.name = f"fast-{digest}"
        self.thresholds = parts.thresholds
        self.facts = parts.facts
        self._parts = parts
        self._tables = [FirstLayerTables(network) for network in parts.networks]
        self._tokenize = Tokenizer()
        self._threads = ThreadpoolController()

    @classmethod
    def load(cls, path: Path | None = None) -> FastModel:
        """Read a model file; without a path the one that comes with the package."""
        if path is not None:
            return cls(*artefact.load(path))
        with resources.as_file(resources.files(__package__) / PACKAGED) as packaged:
            return cls(*artefact.load(packaged))

    def predict(self, articles: Sequence[Sequence[str]]) -> list[np.ndarray]:
        """Class the sentences of articles; see ``SentenceClassifier.predict``.

        Each article is computed by itself and on one thread: products of other shapes are summed in
        another order, and the last digits of a result must not hang on what else is in the call.
        """
        with self._threads.limit(limits=1, user_api="blas"):
            return [self._predict(sentences) for sentences in articles]

    def _predict(self, sentences: Sequence[str]) -> np.ndarray:
        if not sentences:
            return np.zeros((0, 3))
        batch = self.read(sentences)
        total = np.zeros((len(sentences), 3))
        for network, table in zip(self._parts.networks, self._tables, strict=True):
            total += sigmoid(network.forward(batch, table(batch)).value.astype(np.float64))
        probability = calibrate.apply(self._parts.lines, total / len(self._tables))
        return probability.round(_DECIMALS)

    def read(self, sentences: Sequence[str]) -> Batch:
        """Turn one article's sentences into what the networks read."""
        tokens = self._tokenize(sentences)
        scores = self._parts.linear.scores(tokens)
        plain = np.concatenate([plain_facts(sentences, tokens), scores / 2], axis=1)
        return layout(tokens, self._parts.vocabulary, plain, np.array([len(sentences)]))

    def evidence(
        self, articles: Sequence[Sequence[str]], k: int = 5
    ) -> list[list[tuple[list[Cue], list[Cue], list[Cue]]]]:
        """Tell which phrases decided the classes.

        Args:
            articles: for each article the texts of its sentences, in their order.
            k: how many phrases a label at most.

        Returns:
            For each article, sentence and label the phrases of that sentence with their shares in
            the label's log odds, heaviest first. What neighbouring sentences added is not named.
        """
        with self._threads.limit(limits=1, user_api="blas"):
            return [self._evidence(sentences, k) if sentences else [] for sentences in articles]

    def _evidence(
        self, sentences: Sequence[str], k: int
    ) -> list[tuple[list[Cue], list[Cue], list[Cue]]]:
        tokens = self._tokenize(sentences)
        batch = self.read(sentences)
        places = np.flatnonzero(~np.isin(np.arange(len(batch.rows)), batch.gaps))
        first = self._parts.linear.shares(tokens) / 2
        sentence = np.repeat(np.arange(len(sentences)), np.diff(tokens.starts))
        shares = np.zeros((3, len(tokens.hashes)))
        for network in self._parts.networks:
            for label in range(3):
                token, plain = _gradients(network, batch, label)
                shares[label] += token[places]
                shares[label] += (first * plain[sentence, PLAIN:]).sum(axis=1)
        shares *= self._parts.lines[:, [0]] / len(self._parts.networks)
        found = []
        for number, text in enumerate(sentences):
            begin, end = tokens.starts[number], tokens.starts[number + 1]
            one, two, three = (cues(text, shares[label, begin:end], k=k) for label in range(3))
            found.append((one, two, three))
        return found


def _gradients(network: Network, batch: Batch, label: int) -> tuple[np.ndarray, np.ndarray]:
    """Give each token's share (n,) and the gradient at each sentence's plain facts.

    The log odds of all sentences are summed, so a word's share in its neighbours' scores is in it.
    """
    tape = Tape()
    plain = Node(batch.plain)
    embedded = network.embed(batch)
    logits = network.forward(
        batch, network.convolve(batch, embedded, tape=tape), tape=tape, plain=plain
    )
    tape.backward(logits, start=np.eye(3, dtype=np.float32)[[label] * len(logits.value)])
    assert embedded.grad is not None and plain.grad is not None
    return (embedded.grad * embedded.value).sum(axis=1), plain.grad
