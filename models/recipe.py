"""The recipe of the fast model: which networks learn from what, and what is made of them.

1. Syllable vectors from all text; the first pass, out of fold.
2. Two networks, each without one third of the articles (the teachers). They label the unlabelled.
3. At the same time: the network that ships, on all articles and on what the teachers said; and a
   network without the last third.
4. What the three say about the thirds that they have not seen gives calibration and thresholds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from . import artefact, calibrate, optimise
from .articles import Batch
from .classifier import LABELS
from .contrasts import PREFIX
from .gold import LabelledArticle
from .network import Network, Settings
from .prepare import first_pass, fold, learn_vectors, read_unlabelled

FOLDS = 3
TEACHERS = 2
NETWORKS = 1
SELF_WEIGHT = 0.5

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


@dataclass(frozen=True, slots=True)
class Unseen:
    """What networks said about articles that they have not seen."""

    probability: np.ndarray
    labels: np.ndarray
    weights: np.ndarray


def train(
    gold: Sequence[LabelledArticle],
    weights: Sequence[float],
    texts: Sequence[Path],
    unlabelled: Sequence[Path] = (),
    *,
    settings: Settings | None = None,
    schedule: optimise.Schedule | None = None,
    minimum: int = 8,
    workers: int = 2,
) -> artefact.Artefact:
    """Train the whole model.

    Args:
        gold: labelled articles.
        weights: how much each of them counts.
        texts: more text for the syllable vectors, ``.jsonl`` or ``.jsonl.xz``.
        unlabelled: articles of our kind without labels.
        settings: sizes of the network.
        schedule: how long it learns.
        minimum: how often a syllable must occur to get a vector.
        workers: how many networks are trained at a time; the result is the same for any number.
    """
    settings, schedule = settings or Settings(), schedule or optimise.Schedule()
    with threadpool_limits(1):
        print("syllable vectors …", file=sys.stderr)
        words, learned = learn_vectors(texts, gold, minimum=minimum)
        print(f"{len(words)} syllables; first pass …", file=sys.stderr)
        first, batches = first_pass(gold, words, np.array(weights, dtype=np.float32))
        extra = read_unlabelled(unlabelled, words, first)
    # Made-up contrasts are trained on in every fold and never measured on.
    folds = [-1 if a.id.startswith(PREFIX) else fold(a.id, FOLDS) for a in gold]

    def job(number: int, name: str) -> Job:
        use = [n for n, own in enumerate(folds) if own != number]
        return Job(
            name=name,
            seed=number,
            settings=settings,
            schedule=schedule,
            vectors=learned,
            articles=[batches[n] for n in use],
            targets=[gold[n].labels for n in use],
            weights=[float(weights[n]) for n in use],
            unseen=[batches[n] for n, own in enumerate(folds) if own == number],
        )

    def unseen(said: Sequence[Sequence[np.ndarray]]) -> Unseen:
        order = [n for number in range(len(said)) for n, own in enumerate(folds) if own == number]
        return Unseen(
            np.concatenate([part for parts in said for part in parts]),
            np.concatenate([gold[n].labels for n in order]),
            np.concatenate([np.full(len(gold[n].labels), weights[n]) for n in order]),
        )

    jobs = [job(number, f"fold {number + 1}") for number in range(FOLDS)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        teachers = [replace(one, unseen=one.unseen + extra) for one in jobs[:TEACHERS]]
        answers = [said for _, said in pool.map(fit_network, teachers)]
        own = [said[: len(said) - len(extra)] for said in answers]
        heard = unseen(own)
        lines = calibrate.fit(heard.probability, heard.labels, heard.weights)
        taught = [
            calibrate.apply(lines, np.mean(parts, axis=0)).astype(np.float32)
            for parts in zip(*(said[len(said) - len(extra) :] for said in answers), strict=True)
        ]
        finals = [
            replace(
                one,
                articles=one.articles + extra,
                targets=one.targets + taught,
                weights=one.weights + [SELF_WEIGHT] * len(extra),
            )
            for one in (job(FOLDS + n, f"final {n + 1}") for n in range(NETWORKS))
        ]
        # The long ones first, so that no core waits.
        done = list(pool.map(fit_network, finals + jobs[TEACHERS:]))
    heard = unseen(own + [said for _, said in done[NETWORKS:]])
    lines = calibrate.fit(heard.probability, heard.labels, heard.weights)
    calibrated = calibrate.apply(lines, heard.probability)
    cuts = calibrate.thresholds(calibrated, heard.labels, heard.weights)
    scores = calibrate.f1(calibrated, heard.labels, cuts)
    every = np.concatenate([article.labels for article in gold])
    facts = {
        "articles": len(gold),
        "sentences": len(every),
        "unlabelled": len(extra),
        "labels": {name: int(every[:, n].sum()) for n, name in enumerate(LABELS)},
        "cross_validation": {
            name: round(value, 4) for name, value in zip((*LABELS, "macro"), scores, strict=True)
        },
    }
    networks = tuple(Network(settings, parameters) for parameters, _ in done[:NETWORKS])
    return artefact.Artefact(words, first, networks, lines, cuts, facts)
