"""Training of the network: Adam, a rate that falls to zero, and a running mean of the weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .articles import Batch, join
from .inference import Inference
from .network import Network
from .tape import Tape, cross_entropy, sigmoid


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to learn."""

    epochs: int = 6
    articles: int = 16
    rate: float = 5e-3
    mean_of: int = 60


def train(
    network: Network,
    batches: Sequence[Batch],
    targets: Sequence[np.ndarray],
    weights: Sequence[float],
    *,
    schedule: Schedule,
    seed: int,
    report: Callable[[str], None] = lambda line: None,
) -> None:
    """Fit the network in place.

    Args:
        network: its parameters are replaced by their running mean at the end.
        batches: one an article.
        targets: float32 (n_sentences, 3) an article; may be soft.
        weights: how much each article counts.
        schedule: how long and how fast.
        seed: of the order of the articles and of what is dropped.
        report: told the loss after each epoch.
    """
    generator = np.random.default_rng(seed)
    parameters = network.parameters
    first = {name: np.zeros_like(node.value) for name, node in parameters.items()}
    second = {name: np.zeros_like(node.value) for name, node in parameters.items()}
    mean: dict[str, np.ndarray] = {}
    steps = schedule.epochs * -(-len(batches) // schedule.articles)
    step = averaged = 0
    for epoch in range(schedule.epochs):
        order = generator.permutation(len(batches))
        total = 0.0
        for begin in range(0, len(order), schedule.articles):
            chosen = order[begin : begin + schedule.articles]
            batch = join([batches[number] for number in chosen])
            target = np.concatenate([targets[number] for number in chosen])
            share = np.concatenate(
                [np.full((len(targets[n]), 3), weights[n], dtype=np.float32) for n in chosen]
            )
            tape = Tape()
            for node in parameters.values():
                node.grad = None
            tokens = network.kinds(batch, generator=generator)
            embedded = network.embed(tokens, tape=tape, generator=generator)
            near = network.convolve(batch, tokens, embedded, tape=tape)
            logits = network.forward(batch, near, tape=tape, generator=generator)
            loss = cross_entropy(tape, logits, target, share)
            tape.backward(loss)
            total += float(loss.value) * len(chosen)
            step += 1
            rate = schedule.rate * min(1.0, step / 50) * max(0.02, 1 - step / steps)
            _adam(network, first, second, rate=rate, step=step)
            if step > steps / 2:
                averaged += 1
                part = np.float32(1 / min(averaged, schedule.mean_of))
                for name, node in parameters.items():
                    if name in mean:
                        mean[name] += part * (node.value - mean[name])
                    else:
                        mean[name] = node.value.copy()
        report(f"epoch {epoch + 1}/{schedule.epochs}: loss {total / len(batches):.4f}")
    for name, value in mean.items():
        parameters[name].value = value


def _adam(
    network: Network,
    first: dict[str, np.ndarray],
    second: dict[str, np.ndarray],
    *,
    rate: float,
    step: int,
) -> None:
    correct_first, correct_second = 1 - 0.9**step, 1 - 0.99**step
    for name, node in network.parameters.items():
        grad = node.grad
        if grad is None:
            continue
        if name in ("vectors", "shapes"):
            grad[-1] = 0  # The last row stands for the gaps and must stay zero.
        first[name] += np.float32(0.1) * (grad - first[name])
        second[name] += np.float32(0.01) * (grad * grad - second[name])
        scale = np.sqrt(second[name] / np.float32(correct_second)) + np.float32(1e-7)
        node.value -= np.float32(rate / correct_first) * first[name] / scale


def predict(network: Network, batches: Sequence[Batch]) -> list[np.ndarray]:
    """Give the uncalibrated probabilities of each article: float32 (n_sentences, 3)."""
    infer = Inference(network)
    return [sigmoid(infer(batch)) for batch in batches]
