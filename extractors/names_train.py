"""Trains the tagger of names and writes ``names_model.npz``.

    python -m thanhtra.extractors.names_train TRAIN_DIR

Reads the labelled real articles in TRAIN_DIR (``articles.jsonl``, ``entities.jsonl``), further
labels of its articles that the repository keeps (``corpus/gold/train-entities.jsonl``: ids and
offsets) and the written corpus (``corpus/articles``, ``corpus/gold``) but for the articles whose
number ends in 0, which are kept for tests; of all these only weights are kept. The model is a
linear-chain conditional random field over the words that may be part of a name, with one of the
words taken singly beside it, fitted by L-BFGS with an L2 penalty. The same input gives the same
weights, in some minutes on one core.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from . import names_features, names_tokens
from .names_tagger import LABELS, OUTSIDE, TYPES
from .names_words import Array

TARGET = Path(__file__).with_name("names_model.npz")
CORPUS = Path(__file__).resolve().parent.parent / "corpus"
ROUNDS = 100
PENALTY = 1.0
FEWEST = 2  # occurrences that a feature needs to get a weight
SMALLEST = 0.03  # weights below this are not kept: they change nothing and cost time

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """The words of an article that may be part of a name, with their labels.

    Attributes:
        at: indices of the words; words without a gap between them make one sequence.
        labels: label of each.
        few: numbers of the features of each by itself, an array of templates times words.
        features: the same of each in a sequence.
    """

    at: Array
    labels: Array
    few: names_features.Hashes
    features: names_features.Hashes


@dataclass(frozen=True)
class Model:
    """Features that have weights, the weights, the transitions."""

    features: Array
    table: Doubles
    transitions: Doubles


def main() -> None:
    """Trains and writes the weights."""
    parser = argparse.ArgumentParser(description="Trains the tagger of names.")
    parser.add_argument("train", type=Path, help="folder of articles.jsonl and entities.jsonl")
    articles = [*labelled(parser.parse_args().train), *written()]
    weights = trained([example(*article) for article in articles])
    np.savez_compressed(TARGET, allow_pickle=False, **weights)


def trained(examples: Sequence[Example]) -> dict[str, npt.NDArray[Any]]:
    """The weights as they are kept: in half precision, without the small ones.

    Args:
        examples: articles to learn from.
    """
    chain = fit(examples)
    single = [replace(one, at=2 * np.arange(len(one.at)), features=one.few) for one in examples]
    alone = fit(single, ROUNDS // 2)
    kept: dict[str, npt.NDArray[Any]] = {}
    for name, model in (("alone", alone), ("chain", chain)):
        big = np.abs(model.table).max(1) > SMALLEST
        kept[f"{name}_features"] = model.features[big].astype(np.int32)
        kept[f"{name}_table"] = model.table[big].astype(np.float16)
    kept["transitions"] = chain.transitions.astype(np.float32)
    kept["prior"] = (alone.transitions[OUTSIDE] + alone.transitions[:, OUTSIDE]).astype(np.float32)
    return kept


def labelled(folder: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Texts and entities of the labelled real articles."""
    texts = {article["id"]: article["text"] for article in _lines(folder / "articles.jsonl")}
    for path in (folder / "entities.jsonl", CORPUS / "gold" / "train-entities.jsonl"):
        for gold in _lines(path):
            yield texts[gold["id"]], gold["entities"]


def written() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Texts and entities of the written corpus that are not kept for tests."""
    for gold in _lines(CORPUS / "gold" / "gold.jsonl"):
        if not gold["id"].partition("-")[0].endswith("0"):
            text = (CORPUS / "articles" / f"{gold['id']}.txt").read_text(encoding="utf-8")
            yield text, gold["entities"]


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def example(text: str, entities: Iterable[dict[str, Any]]) -> Example:
    """An article with the labels that its entities give its words; inner entities win."""
    words = names_tokens.read([text])
    labels = np.zeros(len(words), np.int64)
    for entity in sorted(entities, key=lambda one: one["start"] - one["end"]):
        if entity["type"] in TYPES:
            label = 1 + 2 * TYPES.index(entity["type"])
            first = int(np.searchsorted(words.starts, entity["start"]))
            behind = int(np.searchsorted(words.ends, entity["end"])) + 1
            labels[first:behind] = label + 1
            labels[first : first + 1] = label
    at = names_features.near_names(words)
    table = names_features.mixed(words)
    few, features = (one.hashes(table, at) for one in (names_features.FEW, names_features.ALL))
    return Example(at, labels[at], few, features)


def fit(examples: Sequence[Example], rounds: int = ROUNDS) -> Model:
    """Fits a conditional random field; words apart from each other are sequences of their own."""
    features = np.concatenate([one.features for one in examples], axis=1)
    counts = np.bincount(features.ravel(), minlength=names_features.SPACE)
    kept = np.flatnonzero(counts >= FEWEST)
    row = np.full(names_features.SPACE, -1, np.int64)
    row[kept] = np.arange(len(kept))
    columns = row[features].T
    used = columns >= 0
    pointers = np.concatenate([[0], np.cumsum(used.sum(1))])
    cells = np.ones(int(pointers[-1]), np.float32)
    design = sparse.csr_matrix(
        (cells, columns[used], pointers), shape=(features.shape[1], len(kept))
    )
    field = _Field(design, examples)
    start = np.zeros((len(kept) + LABELS) * LABELS)
    options = {"maxiter": rounds, "maxcor": 6}
    found = optimize.minimize(field, start, jac=True, method="L-BFGS-B", options=options).x
    table, transitions = _shaped(found)
    return Model(kept, table, transitions)


def _shaped(weights: Doubles) -> tuple[Doubles, Doubles]:
    """The weights of the features and of the transitions."""
    both = weights.reshape(-1, LABELS)
    return both[:-LABELS], both[-LABELS:]


class _Field:
    """The penalised negative log likelihood of the labels and its gradient.

    A sequence begins and ends with the transition from and to a word outside.
    """

    def __init__(self, design: sparse.csr_matrix, examples: Sequence[Example]) -> None:
        self.design, self.across = design, design.T.tocsr()
        labels = np.concatenate([one.labels for one in examples])
        fresh = np.concatenate([np.diff(one.at, prepend=-2) != 1 for one in examples])
        self.gold = np.eye(LABELS)[labels]
        begins = np.flatnonzero(fresh)
        lengths = np.diff(np.append(begins, len(labels)))
        order = np.argsort(-lengths, kind="stable")
        self.begins = begins[order]
        self.last = (begins + lengths - 1)[order]
        longest = int(lengths.max())
        self.active = [int((lengths > step).sum()) for step in range(longest)]
        self.pairs = np.zeros((LABELS, LABELS))
        before = np.append(OUTSIDE, labels[:-1])
        before[fresh] = OUTSIDE
        np.add.at(self.pairs, (before, labels), 1)
        np.add.at(self.pairs[:, OUTSIDE], labels[begins + lengths - 1], 1)

    def __call__(self, weights: Doubles) -> tuple[float, Doubles]:
        """Value and gradient at some weights (forward and backward over all sequences at once)."""
        table, transitions = _shaped(weights)
        scores = (self.design @ table.astype(np.float32)).astype(np.float64)
        highest = scores.max(1, keepdims=True)
        here, step_to = np.exp(scores - highest), np.exp(transitions)
        forward, backward = np.zeros_like(scores), np.ones_like(scores)
        scale = np.ones(len(scores))
        for step, alive in enumerate(self.active):
            at = self.begins[:alive] + step
            reached = (step_to[OUTSIDE] if step == 0 else forward[at - 1] @ step_to) * here[at]
            scale[at] = reached.sum(1)
            forward[at] = reached / scale[at][:, None]
        ending = step_to[:, OUTSIDE]
        total = forward[self.last] @ ending
        backward[self.last] = ending / total[:, None]
        expected = np.zeros_like(self.pairs)
        for step in range(len(self.active) - 1, -1, -1):
            at = self.begins[: self.active[step]] + step
            ahead = here[at] * backward[at] / scale[at][:, None]
            if step:
                backward[at - 1] = ahead @ step_to.T
                expected += (forward[at - 1].T @ ahead) * step_to
            else:
                expected[OUTSIDE] += ahead.sum(0) * step_to[OUTSIDE]
        share = forward * backward
        expected[:, OUTSIDE] += share[self.last].sum(0)
        partition = np.log(scale).sum() + highest.sum() + np.log(total).sum()
        likelihood = (scores * self.gold).sum() + (transitions * self.pairs).sum() - partition
        surplus = (share - self.gold).astype(np.float32)
        gradient = np.concatenate(
            [(self.across @ surplus).astype(np.float64), expected - self.pairs]
        )
        penalty = 0.5 * PENALTY * float(weights @ weights)
        return penalty - float(likelihood), gradient.ravel() + PENALTY * weights


if __name__ == "__main__":
    main()
