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
from .prepare import first_pass, fold, learn_vectors, read_unlabelled
from .recipe import FOLDS, TAUGHT_WEIGHT, Job, fit_network
from .taught import read_taught
from .tokens import Tokenizer
from .train import SHARED, WRITTEN, read_folders

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


def read_data(folders: Sequence[Path], tests: Sequence[Path]) -> Data:
    """Read and prepare the data as ``train`` does."""
    gold, weights = read_folders(folders, {})
    made_up = contrasts()
    gold, weights = gold + made_up, weights + [1.0] * len(made_up)
    articles = SHARED / "unlabelled/articles.jsonl"
    texts = [path for path in (SHARED / "background/news.jsonl.xz", articles) if path.exists()]
    words, vectors = learn_vectors(texts, gold, minimum=8)
    first, batches = first_pass(gold, words, np.array(weights, dtype=np.float32))
    taught = read_taught(WRITTEN / "taught.npz")
    extra, said = read_unlabelled([articles] if articles.exists() else [], taught, words, first)
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
    return Data(gold, weights, batches, vectors, extra, said, measured)


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


def row(data: Data, name: str, said: Sequence[np.ndarray]) -> str:
    """Make a row of the table from what a network said of the unseen articles."""
    rest = [a for a in data.gold if fold(a.id, FOLDS) == TEST and not a.id.startswith(PREFIX)]
    sizes = [len(said[n]) for n in range(len(rest))]
    parts = {"national": [], "written": []}  # type: dict[str, list[np.ndarray]]
    truth = {"national": [], "written": []}  # type: dict[str, list[np.ndarray]]
    written = {a.id for a in read_labelled(WRITTEN)}
    for article, answer in zip(rest, said, strict=False):
        kind = "written" if article.id in written else "national"
        parts[kind].append(answer)
        truth[kind].append(article.labels)
    kinds = [kind for kind in parts if parts[kind]]
    sets = {k: (np.concatenate(parts[k]), np.concatenate(truth[k])) for k in kinds}
    at = len(sizes)
    for name_of, (found, labels) in data.tests.items():
        sets[name_of] = (np.concatenate(said[at : at + len(found)]), labels)
        at += len(found)
    own = np.concatenate([sets[kind][0] for kind in kinds])
    labels = np.concatenate([sets[kind][1] for kind in kinds])
    even = np.ones(len(own))
    lines = calibrate.fit(own, labels, even)
    cuts = calibrate.thresholds(calibrate.apply(lines, own), labels, even)
    cells = []
    for probability, known in sets.values():
        scores = calibrate.f1(calibrate.apply(lines, probability), known, cuts)
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
    print("| network | national | written |", " | ".join(data.tests), "|", flush=True)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for job, (_, said) in zip(chosen, pool.map(fit_network, chosen), strict=True):
            print(row(data, job.name, said), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
