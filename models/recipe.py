"""The recipe of the fast model: which networks learn from what, and what is made of them.

1. Syllable vectors from all text; the first pass, out of fold.
2. At the same time: three networks, each without one third of the articles; and the network that
   ships, on all articles. All of them learn from unlabelled articles too, by what a better model
   said of them (see ``taught``).
3. What the three say about the thirds that they have not seen gives calibration and thresholds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import sklearn.linear_model  # noqa: F401  # Here, since a limit of threads holds for what is loaded.
from threadpoolctl import threadpool_limits

from . import artefact, calibrate, optimise
from .articles import Batch
from .classifier import LABELS
from .contrasts import PREFIX
from .gold import LabelledArticle
from .network import Network, Settings
from .prepare import first_pass, fold, learn_vectors, read_taught_articles

FOLDS = 3
TAUGHT_WEIGHT = 0.5

Trained = tuple[dict[str, np.ndarray], list[np.ndarray]]


@dataclass(frozen=True, slots=True)
class Job:
    """One network to train: on ``articles``, and then to read ``unseen`` for the calibration."""

    name: str
    seed: int
    settings: Settings
    schedule: optimise.Schedule
    vectors: np.ndarray
    articles: list[Batch]
    targets: list[np.ndarray]
    weights: list[float]
    unseen: list[Batch]


def fit_network(job: Job) -> Trained:
    """Train one network (in a process of its own).

    Returns:
        Its parameters by name, and for each unseen article float32 (n_sentences, 3) probabilities.
    """
    started = time.monotonic()

    def report(line: str) -> None:
        print(f"[{job.name}] {line} ({time.monotonic() - started:.0f} s)", file=sys.stderr)

    with threadpool_limits(1):
        network = Network.fresh(job.settings, job.vectors, seed=job.seed)
        optimise.train(
            network,
            job.articles,
            job.targets,
            job.weights,
            schedule=job.schedule,
            seed=job.seed + 1000,
            report=report,
        )
        unseen = optimise.predict(network, job.unseen)
    return {name: node.value for name, node in network.parameters.items()}, unseen


def train(
    gold: Sequence[LabelledArticle],
    weights: Sequence[float],
    texts: Sequence[Path],
    *,
    taught: Mapping[int, np.ndarray] | None = None,
    settings: Settings | None = None,
    schedule: optimise.Schedule | None = None,
    minimum: int = 8,
    workers: int = 2,
) -> tuple[artefact.Artefact, dict[str, np.ndarray]]:
    """Train the whole model.

    Args:
        gold: labelled articles.
        weights: how much each of them counts.
        texts: articles without labels, for the syllable vectors, ``.jsonl`` or ``.jsonl.xz``.
        taught: what a better model said of some of them, which are learned from.
        settings: sizes of the network.
        schedule: how long it learns.
        minimum: how often a syllable must occur to get a vector.
        workers: how many networks are trained at a time; the result is the same for any number.

    Returns:
        The model; and for each labelled article (n_sentences, 3) probabilities by a network that
        has not seen it, calibrated.
    """
    settings, schedule = settings or Settings(), schedule or optimise.Schedule()
    with threadpool_limits(1):
        print("syllable vectors …", file=sys.stderr)
        words, learned = learn_vectors(texts, gold, minimum=minimum)
        print(f"{len(words)} syllables; first pass …", file=sys.stderr)
        first, batches = first_pass(gold, words, np.array(weights, dtype=np.float32))
        extra, said = read_taught_articles(texts, taught or {}, words, first)
    # Made-up contrasts are trained on in every fold and never measured on.
    folds = [-1 if a.id.startswith(PREFIX) else fold(a.id, FOLDS) for a in gold]
    parts = [[n for n, own in enumerate(folds) if own == number] for number in range(FOLDS)]

    def job(number: int, unseen: Sequence[int], name: str) -> Job:
        use = sorted(set(range(len(gold))) - set(unseen))
        return Job(
            name=name,
            seed=number,
            settings=settings,
            schedule=schedule,
            vectors=learned,
            articles=[batches[n] for n in use] + extra,
            targets=[gold[n].labels for n in use] + said,
            weights=[float(weights[n]) for n in use] + [TAUGHT_WEIGHT] * len(extra),
            unseen=[batches[n] for n in unseen],
        )

    # The long one first, so that no core waits.
    jobs = [job(FOLDS, (), "final")]
    jobs += [job(number, part, f"fold {number + 1}") for number, part in enumerate(parts)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        (final, _), *done = pool.map(fit_network, jobs)
    order = [n for part in parts for n in part]
    answers = [answer for _, part in done for answer in part]
    labels = np.concatenate([gold[n].labels for n in order])
    shares = np.concatenate([np.full(len(gold[n].labels), weights[n]) for n in order])
    with threadpool_limits(1):
        lines = calibrate.fit(np.concatenate(answers), labels, shares)
    calibrated = [calibrate.apply(lines, answer) for answer in answers]
    probability = np.concatenate(calibrated)
    cuts = calibrate.thresholds(probability, labels, shares)
    scores = calibrate.f1(probability, labels, cuts)
    every = np.concatenate([article.labels for article in gold])
    facts = {
        "articles": len(gold),
        "sentences": len(every),
        "taught": len(extra),
        "labels": {name: int(every[:, n].sum()) for n, name in enumerate(LABELS)},
        "cross_validation": {
            name: round(value, 4) for name, value in zip((*LABELS, "macro"), scores, strict=True)
        },
    }
    model = artefact.Artefact(words, first, (Network(settings, final),), lines, cuts, facts)
    return model, {gold[n].id: answer for n, answer in zip(order, calibrated, strict=True)}
