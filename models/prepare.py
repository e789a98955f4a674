"""Makes everything ready that the networks learn from: vectors, first pass, laid out articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from . import linear, vectors
from .articles import Batch, layout, plain_facts
from .gold import LabelledArticle
from .tokens import Tokenizer, Tokens, hash64
from .unlabelled import read_texts, sentences

INNER_FOLDS = 5
VECTOR = 128
_CHUNK = 20_000


def fold(identity: str, folds: int, *, salt: str = "") -> int:
    """Give an article's fold by the hash of its id, so that adding articles moves none."""
    return hash64(identity + salt) % folds


def learn_vectors(
    texts: Sequence[Path], gold: Sequence[LabelledArticle], *, minimum: int
) -> tuple[np.ndarray, np.ndarray]:
    """Learn syllable vectors from plain texts and the labelled articles.

    Returns:
        uint64 (v,) sorted hashes of the syllables and float32 (v, VECTOR).
    """
    tokenize = Tokenizer()
    found: list[Tokens] = []
    waiting: list[str] = []

    def lines() -> Iterator[str]:
        for path in texts:
            for text in read_texts(path):
                yield from text.split("\n")
        for article in gold:
            yield from article.sentences

    for line in lines():
        waiting.append(line)
        if len(waiting) == _CHUNK:
            found.append(tokenize(waiting))
            waiting = []
    found.append(tokenize(waiting))
    words, _ = vectors.vocabulary(found, minimum=minimum)
    size = min(VECTOR, len(words) - 17)
    learned = vectors.truncated(vectors.ppmi(vectors.cooccurrence(found, words)), size=size)
    return words, np.pad(learned, ((0, 0), (0, VECTOR - size)))


def first_pass(
    gold: Sequence[LabelledArticle], words: np.ndarray, weights: np.ndarray
) -> tuple[linear.Linear, list[Batch]]:
    """Train the first pass and lay the articles out for the second one."""
    tokenize = Tokenizer()
    tokens = [tokenize(article.sentences) for article in gold]
    everything = tokenize([sentence for article in gold for sentence in article.sentences])
    labels = np.concatenate([article.labels for article in gold])
    sizes = np.array([len(article.sentences) for article in gold])
    folds = np.array([fold(article.id, INNER_FOLDS, salt="inner") for article in gold])
    model, unseen = linear.fit(
        everything, labels, np.repeat(folds, sizes), np.repeat(weights, sizes).astype(np.float64)
    )
    parts = np.split(unseen, np.cumsum(sizes)[:-1])
    batches = []
    for article, token, part in zip(gold, tokens, parts, strict=True):
        lengths = np.array([len(article.sentences)])
        facts = plain_facts(article.sentences, token, lengths)
        plain = np.concatenate([facts, part / 2], axis=1)
        batches.append(layout(token, words, plain, lengths))
    return model, batches


def read_taught_articles(
    paths: Sequence[Path],
    taught: Mapping[int, np.ndarray],
    words: np.ndarray,
    first: linear.Linear,
) -> tuple[list[Batch], list[np.ndarray]]:
    """Lay out unlabelled articles of which another model has said something.

    Args:
        paths: the articles.
        taught: what was said; see ``taught.read_taught``.
        words: the syllables that have vectors.
        first: the first pass.

    Returns:
        The articles for the second pass, and float32 (n_sentences, 3) targets of each.
    """
    tokenize = Tokenizer()
    batches, targets = [], []
    for path in paths:
        for text in read_texts(path):
            said = taught.get(hash64(text))
            if said is None or not 0 < len(said) == len(lines := sentences(text)):
                continue
            tokens, lengths = tokenize(lines), np.array([len(lines)])
            facts = plain_facts(lines, tokens, lengths)
            plain = np.concatenate([facts, first.scores(tokens) / 2], axis=1)
            batches.append(layout(tokens, words, plain, lengths))
            targets.append(said)
    return batches, targets
