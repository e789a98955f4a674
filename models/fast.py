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
from .inference import Inference
from .network import Kinds, Network
from .tape import Node, Tape, sigmoid
from .tokens import Tokenizer

PACKAGED = "fast.npz"
_DECIMALS = 4
_ARTICLES = 64


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
        self._networks = [Inference(network) for network in parts.networks]
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

        Some articles are read at a time, on one thread; what an article gets does not hang on the
        others (see ``inference``).
        """
        found: list[np.ndarray] = []
        with self._threads.limit(limits=1, user_api="blas"):
            for begin in range(0, len(articles), _ARTICLES):
                found += self._predict(articles[begin : begin + _ARTICLES])
        return found

    def _predict(self, articles: Sequence[Sequence[str]]) -> list[np.ndarray]:
        batch = self.read(articles)
        if not len(batch.plain):
            return [np.zeros((0, 3)) for _ in articles]
        odds = [network(batch).astype(np.float64) for network in self._networks]
        mean = np.mean([sigmoid(each) for each in odds], axis=0)
        probability = calibrate.apply(self._parts.lines, mean).round(_DECIMALS)
        return np.split(probability, np.cumsum([len(article) for article in articles])[:-1])

    def read(self, articles: Sequence[Sequence[str]]) -> Batch:
        """Turn articles' sentences into what the networks read; empty articles are left out."""
        sentences = [sentence for article in articles for sentence in article]
        lengths = np.array([len(article) for article in articles if article], dtype=np.int64)
        tokens = self._tokenize(sentences)
        scores = self._parts.linear.scores(tokens)
        plain = np.concatenate([plain_facts(sentences, tokens, lengths), scores / 2], axis=1)
        return layout(tokens, self._parts.vocabulary, plain, lengths)

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
        batch = self.read([sentences])
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
    # Every token is a kind of its own here: each wants its own gradient.
    tokens = Kinds(batch.rows, batch.shapes, np.arange(len(batch.rows)))
    embedded = network.embed(tokens)
    first = network.convolve(batch, tokens, embedded, tape=tape)
    logits = network.forward(batch, first, tape=tape, plain=plain)
    tape.backward(logits, start=np.eye(3, dtype=np.float32)[[label] * len(logits.value)])
    assert embedded.grad is not None and plain.grad is not None
    return (embedded.grad * embedded.value).sum(axis=1), plain.grad
