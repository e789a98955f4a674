"""Trains the tagger of names and writes ``names_model.npz``.

    python -m thanhtra.extractors.names_train TRAIN_DIR

Reads the written corpus of the repository (``corpus/articles``, ``corpus/gold``) and the labelled
real articles in TRAIN_DIR (``articles.jsonl``, ``entities.jsonl``); of either only weights are
kept. Each look is a linear-chain conditional random field, fitted by L-BFGS with an L2 penalty.
The labels of the first look that the second one learns from come from models that have not seen
the article (three folds). The same input gives the same weights.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, sparse

from . import names_features, names_tokens
from .names_tagger import LABELS, TYPES
from .names_tokens import CAPITAL, FULL_STOP, LINE, MIXED, SMALL, Array, Words

TARGET = Path(__file__).with_name("names_model.npz")
CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FOLDS = 3
ROUNDS = 50
PENALTY = 1.0
FEWEST = 2  # occurrences that a feature needs to get a weight
SMALLEST = 0.05  # weights below this are not kept: they change nothing and cost time

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """An article with its labels."""

    words: Words
    labels: Array
    features: names_features.Hashes

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Sentences, roughly; a line break and a full stop before a capital part them."""
        words, shape, labels = self.words, self.words.shape, self.labels
        begin, size = 0, len(words)
        for at in range(size):
            stop = shape[at] == LINE or (
                at + 1 < size
                and shape[at] == FULL_STOP
                and shape[at - 1] == SMALL
                and CAPITAL <= shape[at + 1] <= MIXED
                and words.ends[at] < words.starts[at + 1]
                and not labels[at]
                and labels[at + 1] % 2 == int(labels[at + 1] > 0)
            )
            if stop:
                yield begin, at + 1
                begin = at + 1
        if begin < size:
            yield begin, size


@dataclass(frozen=True)
class Model:
    """A fitted look: rows of features that have weights, the weights, the transitions."""

    kept: Array
    table: Doubles
    transitions: Doubles

    def first_labels(self, features: names_features.Hashes) -> Array:
        """The best label of each word by itself."""
        row = np.zeros(names_features.SPACE, np.int64)
        row[self.kept] = np.arange(1, len(self.kept) + 1)
        table = np.vstack([np.zeros(LABELS), self.table])
        total = np.zeros((features.shape[1], LABELS))
        for part in row.take(features):
            total += table.take(part, axis=0)
        best: Array = total.argmax(1)
        return best


def main() -> None:
    """Trains and writes the weights."""
    parser = argparse.ArgumentParser(description="Trains the tagger of names.")
    parser.add_argument("train", type=Path, help="folder of articles.jsonl and entities.jsonl")
    articles = [*labelled(parser.parse_args().train), *written()]
    examples = [example(text, entities) for text, entities in articles]
    first = fit(examples)
    seconds: list[Example] = []
    for fold in range(FOLDS):
        known = [one for at, one in enumerate(examples) if at % FOLDS != fold]
        unseen = [one for at, one in enumerate(examples) if at % FOLDS == fold]
        look = fit(known)
        for one in unseen:
            again = names_features.memory(one.words, look.first_labels(one.features), LABELS)
            seconds.append(replace(one, features=np.concatenate([one.features, again])))
    save(first, fit(seconds))


def labelled(folder: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Texts and entities of the labelled real articles."""
    texts: dict[str, str] = {}
    for line in (folder / "articles.jsonl").open(encoding="utf-8"):
        article = json.loads(line)
        texts[article["id"]] = article["text"]
    for line in (folder / "entities.jsonl").open(encoding="utf-8"):
        gold = json.loads(line)
        yield texts[gold["id"]], gold["entities"]


def written() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Texts and entities of the written corpus."""
    for line in (CORPUS / "gold" / "gold.jsonl").open(encoding="utf-8"):
        gold = json.loads(line)
        path = CORPUS / "articles" / f"{gold['id']}.txt"
        yield path.read_text(encoding="utf-8"), gold["entities"]


def example(text: str, entities: list[dict[str, Any]]) -> Example:
    """An article with the labels that its entities give its words; inner entities win."""
    words = names_tokens.read(text)
    labels = np.zeros(len(words), np.int64)
    for entity in sorted(entities, key=lambda one: one["start"] - one["end"]):
        if entity["type"] in TYPES:
            label = 1 + 2 * TYPES.index(entity["type"])
            first = int(np.searchsorted(words.starts, entity["start"]))
            behind = int(np.searchsorted(words.ends, entity["end"])) + 1
            labels[first:behind] = label + 1
            labels[first : first + 1] = label
    return Example(words, labels, names_features.features(words))


def fit(examples: Sequence[Example]) -> Model:
    """Fits a conditional random field."""
    features = np.concatenate([one.features for one in examples], axis=1)
    labels = np.concatenate([one.labels for one in examples])
    counts = np.bincount(features.ravel(), minlength=names_features.SPACE)
    kept = np.flatnonzero(counts >= FEWEST)
    row = np.full(names_features.SPACE, -1, np.int64)
    row[kept] = np.arange(len(kept))
    columns = row[features].T
    used = columns >= 0
    pointers = np.concatenate([[0], np.cumsum(used.sum(1))])
    cells = np.ones(int(pointers[-1]), np.float32)
    design = sparse.csr_matrix((cells, columns[used], pointers), shape=(len(labels), len(kept)))
    stretches: list[tuple[int, int]] = []
    offset = 0
    for one in examples:
        stretches += [(begin + offset, end + offset) for begin, end in one.stretches()]
        offset += len(one.words)
    field = _Field(design, labels, stretches)
    start = np.zeros(len(kept) * LABELS + LABELS * LABELS)
    options = {"maxiter": ROUNDS, "maxcor": 6}
    found = optimize.minimize(field, start, jac=True, method="L-BFGS-B", options=options).x
    table = found[: -LABELS * LABELS].reshape(-1, LABELS)
    return Model(kept, table, found[-LABELS * LABELS :].reshape(LABELS, LABELS))


class _Field:
    """The penalised negative log likelihood of the labels and its gradient."""

    def __init__(
        self, design: sparse.csr_matrix, labels: Array, stretches: list[tuple[int, int]]
    ) -> None:
        self.design, self.across = design, design.T.tocsr()
        self.gold = np.eye(LABELS)[labels]
        stretches = sorted(stretches, key=lambda pair: pair[0] - pair[1])
        self.begins = np.array([begin for begin, _ in stretches])
        lengths = np.array([end - begin for begin, end in stretches])
        self.active = [int((lengths > step).sum()) for step in range(int(lengths[0]))]
        self.pairs = np.zeros((LABELS, LABELS))
        for begin, end in stretches:
            np.add.at(self.pairs, (labels[begin : end - 1], labels[begin + 1 : end]), 1)

    def __call__(self, weights: Doubles) -> tuple[float, Doubles]:
        """Value and gradient at some weights (forward and backward over all stretches at once)."""
        table = weights[: -LABELS * LABELS].reshape(-1, LABELS)
        transitions = weights[-LABELS * LABELS :].reshape(LABELS, LABELS)
        scores = (self.design @ table.astype(np.float32)).astype(np.float64)
        highest = scores.max(1, keepdims=True)
        here, step_to = np.exp(scores - highest), np.exp(transitions)
        forward, backward = np.zeros_like(scores), np.zeros_like(scores)
        scale = np.ones(len(scores))
        for step, alive in enumerate(self.active):
            at = self.begins[:alive] + step
            reached = here[at] if step == 0 else (forward[at - 1] @ step_to) * here[at]
            scale[at] = reached.sum(1)
            forward[at] = reached / scale[at][:, None]
        expected = np.zeros_like(self.pairs)
        backward[:] = 1.0
        for step in range(len(self.active) - 1, 0, -1):
            at = self.begins[: self.active[step]] + step
            ahead = here[at] * backward[at] / scale[at][:, None]
            backward[at - 1] = ahead @ step_to.T
            expected += (forward[at - 1].T @ ahead) * step_to
        likelihood = (
            (scores * self.gold).sum()
            + (transitions * self.pairs).sum()
            - (np.log(scale) + highest[:, 0]).sum()
        )
        surplus = (forward * backward - self.gold).astype(np.float32)
        gradient = np.concatenate(
            [(self.across @ surplus).astype(np.float64).ravel(), (expected - self.pairs).ravel()]
        )
        penalty = 0.5 * PENALTY * float(weights @ weights)
        return penalty - float(likelihood), gradient + PENALTY * weights


def save(first: Model, second: Model) -> None:
    """Writes the weights of both looks side by side, in half precision."""
    features = np.union1d(first.kept, second.kept)
    table = np.zeros((len(features), 2 * LABELS))
    table[np.searchsorted(features, first.kept), :LABELS] = first.table
    table[np.searchsorted(features, second.kept), LABELS:] = second.table
    big = np.abs(table).max(1) > SMALLEST
    np.savez_compressed(
        TARGET,
        features=features[big].astype(np.int32),
        table=table[big].astype(np.float16),
        transitions=second.transitions.astype(np.float32),
    )


if __name__ == "__main__":
    main()
