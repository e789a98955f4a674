"""What pays in the fast model: ``python -m thanhtra.models.study`` trains it without some parts.

One network a row, trained on two thirds of the articles, measured on the last third (``national``:
newspapers, ``written``: our own articles) and on the folders given by ``--test``, with thresholds
from the last third. Also the learning curve: the same with fewer of the articles.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from . import calibrate, optimise
from .articles import PLAIN, Batch, layout, plain_facts
from .contrasts import PREFIX, contrasts
from .gold import LabelledArticle, read_labelled
from .network import Settings
from .prepare import first_pass, fold, learn_vectors, read_taught_articles
from .recipe import FOLDS, TAUGHT_WEIGHT, Job, fit_network
from .taught import read_taught
from .tokens import Tokenizer
from .train import SHARED, TEXTS, WRITTEN, read_folders

TEST = 0
"""The fold that is measured on."""


@dataclass(frozen=True, slots=True)
class Data:
    """Everything that a row may learn from or be measured on."""

    gold: list[LabelledArticle]
    weights: list[float]
    batches: list[Batch]
    vectors: np.ndarray
    extra: list[Batch]
    said: list[np.ndarray]
    tests: dict[str, tuple[list[Batch], np.ndarray]]
    written: set[str]


def read_data(folders: Sequence[Path], tests: Sequence[Path]) -> Data:
    """Read and prepare the data as ``train`` does."""
    gold, weights = read_folders(folders, {})
    made_up = contrasts()
    gold, weights = gold + made_up, weights + [1.0] * len(made_up)
    texts = [path for path in TEXTS if path.exists()]
    words, vectors = learn_vectors(texts, gold, minimum=8)
    first, batches = first_pass(gold, words, np.array(weights, dtype=np.float32))
    taught = read_taught(WRITTEN / "taught.npz")
    extra, said = read_taught_articles(texts, taught, words, first)
    tokenize, measured = Tokenizer(), {}
    for folder in tests:
        found, labels = [], []
        for article in read_labelled(folder):
            tokens, lengths = tokenize(article.sentences), np.array([len(article.sentences)])
            facts = plain_facts(article.sentences, tokens, lengths)
            plain = np.concatenate([facts, first.scores(tokens) / 2], axis=1)
            found.append(layout(tokens, words, plain, lengths))
            labels.append(article.labels)
        measured[folder.name] = (found, np.concatenate(labels))
    written = {article.id for article in read_labelled(WRITTEN)}
    return Data(gold, weights, batches, vectors, extra, said, measured, written)


def jobs(data: Data) -> list[Job]:
    """The rows: the whole recipe, the recipe without one of its parts, and with fewer articles."""
    rest = [n for n, a in enumerate(data.gold) if fold(a.id, FOLDS) == TEST]
    rest = [n for n in rest if not data.gold[n].id.startswith(PREFIX)]
    use = [n for n in range(len(data.gold)) if n not in set(rest)]
    unseen = [data.batches[n] for n in rest]
    unseen += [batch for found, _ in data.tests.values() for batch in found]

    def job(name: str, numbers: Sequence[int], *, taught: bool = True) -> Job:
        extra, said = (data.extra, data.said) if taught else ([], [])
        return Job(
            name=name,
            seed=0,
            settings=Settings(),
            schedule=optimise.Schedule(),
            vectors=data.vectors,
            articles=[data.batches[n] for n in numbers] + extra,
            targets=[data.gold[n].labels for n in numbers] + said,
            weights=[data.weights[n] for n in numbers] + [TAUGHT_WEIGHT] * len(extra),
            unseen=unseen,
        )

    def changed(name: str, change: object) -> Job:
        assert callable(change)
        articles, others = map(change, whole.articles), map(change, whole.unseen)
        return replace(whole, name=name, articles=list(articles), unseen=list(others))

    whole = job("all parts", use)
    own = [n for n in use if not data.gold[n].id.startswith(PREFIX)]
    order = np.random.default_rng(0).permutation(use)
    random = np.random.default_rng(1).standard_normal(data.vectors.shape).astype(np.float32)
    rows = [
        whole,
        job("without the taught articles", use, taught=False),
        job("without made-up contrasts", own),
        changed("without the first pass", _without_first_pass),
        changed("without neighbours", _without_neighbours),
        replace(whole, name="without learned vectors", vectors=random),
    ]
    for part in (8, 4, 2):
        numbers = sorted(order[: len(use) // part].tolist())
        rows.append(job(f"1/{part} of the articles, none taught", numbers, taught=False))
    return rows


def _without_first_pass(batch: Batch) -> Batch:
    plain = batch.plain.copy()
    plain[:, PLAIN:] = 0
    return replace(batch, plain=plain)


def _without_neighbours(batch: Batch) -> Batch:
    return replace(batch, lengths=np.ones(int(batch.lengths.sum()), dtype=np.int64))


def columns(data: Data, said: Sequence[np.ndarray]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Sort what a network said of the unseen articles into sets: probabilities and labels."""
    rest = [a for a in data.gold if fold(a.id, FOLDS) == TEST and not a.id.startswith(PREFIX)]
    sets = {}
    for kind in ("national", "written"):
        at = [n for n, a in enumerate(rest) if (a.id in data.written) == (kind == "written")]
        if at:
            labels = np.concatenate([rest[n].labels for n in at])
            sets[kind] = (np.concatenate([said[n] for n in at]), labels)
    begin = len(rest)
    for name, (found, labels) in data.tests.items():
        sets[name] = (np.concatenate(said[begin : begin + len(found)]), labels)
        begin += len(found)
    return sets


def row(data: Data, name: str, said: Sequence[np.ndarray]) -> str:
    """Make a row of the table from what a network said of the unseen articles."""
    sets = columns(data, said)
    own = [sets[kind] for kind in ("national", "written") if kind in sets]
    probability, labels = (np.concatenate(parts) for parts in zip(*own, strict=True))
    even = np.ones(len(labels))
    lines = calibrate.fit(probability, labels, even)
    cuts = calibrate.thresholds(calibrate.apply(lines, probability), labels, even)
    cells = []
    for found, known in sets.values():
        scores = calibrate.f1(calibrate.apply(lines, found), known, cuts)
        cells.append(f"{scores[3]:.3f} ({' '.join(f'{v:.2f}' for v in scores[:3])})")
    return f"| {name} | {' | '.join(cells)} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; prints a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m thanhtra.models.study", description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path, default=[WRITTEN, SHARED / "train"])
    parser.add_argument("--test", nargs="*", type=Path, default=[SHARED / "dev", SHARED / "seeds"])
    parser.add_argument("--rows", nargs="*", help="only rows whose name begins so")
    options = parser.parse_args(arguments)
    with threadpool_limits(1):
        data = read_data(options.gold, [path for path in options.test if path.exists()])
    chosen = [j for j in jobs(data) if not options.rows or j.name.startswith(tuple(options.rows))]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for number, (job, (_, said)) in enumerate(
            zip(chosen, pool.map(fit_network, chosen), strict=True)
        ):
            if not number:
                names = columns(data, said)
                print(f"| network | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
            print(row(data, job.name, said), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
