"""The training loop of the encoder, with checkpoints."""

from __future__ import annotations

import queue
import random
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from . import encoder_net as net
from .encoder_data import Example, Settings, Window, batches, collate, windows


def fit(
    weights: net.Weights,
    examples: Sequence[Example],
    *,
    heads: int,
    settings: Settings,
    work: Path,
    every: int = 100,
) -> dict[str, np.ndarray]:
    """Train the encoder; goes on from ``work/checkpoint.pt`` where there is one.

    Args:
        weights: where to start; they are changed.
        examples: the articles, each as often as it is read in an epoch.
        heads: the number of attention heads.
        settings: how to train.
        work: the folder of the checkpoint.
        every: steps between two checkpoints.

    Returns:
        The moving average of the weights over the last steps.
    """
    torch.set_num_threads(1)
    groups: list[dict[str, Any]] = []
    for name, tensor in weights.items():
        rate = settings.head_rate if name.split(".")[0] in net.HEADS else settings.rate
        decay = 0.01 if tensor.dim() > 1 else 0.0
        groups.append({"params": [tensor], "lr": rate, "base": rate, "weight_decay": decay})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)
    mean = {name: tensor.detach().clone() for name, tensor in weights.items()}
    checkpoint, step, first, done = work / "checkpoint.pt", 0, 0, 0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        for name, tensor in weights.items():
            tensor.data.copy_(state["weights"][name])
        optimiser.load_state_dict(state["optimiser"])
        mean, step, first, done = state["mean"], state["step"], state["epoch"], state["done"]
    dropout = net.Dropout.draw(settings.dropout, settings.seed)

    def save(epoch: int, batch: int) -> None:
        parts: dict[str, Any] = {"weights": {k: v.detach() for k, v in weights.items()}}
        parts["mean"] = mean
        parts |= {"optimiser": optimiser.state_dict(), "step": step, "epoch": epoch, "done": batch}
        torch.save(parts, checkpoint.with_suffix(".partial"))
        checkpoint.with_suffix(".partial").replace(checkpoint)

    clock = time.monotonic()
    for epoch in range(first, settings.epochs):
        rng = random.Random(1000 * settings.seed + epoch)
        items = [w for example in examples for w in windows(example, settings.window, rng)]
        plan = batches(items, settings.budget, rng)
        for number in range(done if epoch == first else 0, len(plan)):
            progress = (epoch + number / len(plan)) / settings.epochs
            factor = min(progress / settings.warm_up, (1 - progress) / (1 - settings.warm_up))
            for group in optimiser.param_groups:
                group["lr"] = group["base"] * factor
            seed = settings.seed * 1_000_003 + step
            loss = _gradients(weights, plan[number], heads, dropout=dropout, s=settings, seed=seed)
            torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0, foreach=True)
            optimiser.step()
            optimiser.zero_grad()
            step += 1
            if step % 4 == 0:
                with torch.no_grad():
                    torch._foreach_lerp_(list(mean.values()), list(weights.values()), 0.08)
            if step % every == 0:
                save(epoch, number + 1)
                print(
                    f"{time.monotonic() - clock:.0f} s: step {step}, epoch {epoch + 1} of"
                    f" {settings.epochs}, {number + 1}/{len(plan)} batches, loss {loss:.4f}",
                    file=sys.stderr,
                )
        save(epoch + 1, 0)
    return {name: tensor.numpy() for name, tensor in mean.items()}


def _gradients(
    weights: net.Weights,
    batch: list[Window],
    heads: int,
    *,
    dropout: net.Dropout,
    s: Settings,
    seed: int,
) -> float:
    """Set the gradients of one batch; return its loss.

    Threads take small parts of the batch off a queue: on a busy machine that is twice as fast as
    one operation spread over threads. The parts' gradients are added in order, so that rounding
    stays the same.
    """
    parts: list[list[Window]] = [[]]
    for item in sorted(batch, key=lambda window: -len(window.ids)):
        if parts[-1] and len(parts[-1][0].ids) * (len(parts[-1]) + 1) > s.part:
            parts.append([])
        parts[-1].append(item)
    jobs: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(len(parts)):
        jobs.put(number)
    total = sum(len(item.labels) for item in batch)
    found: dict[int, tuple[float, Any]] = {}

    def work() -> None:
        while True:
            try:
                number = jobs.get_nowait()
            except queue.Empty:
                return
            drop = dropout.fork(seed * 1000 + number)
            out, wanted = net.run(weights, collate(parts[number]), heads=heads, drop=drop)
            loss = F.binary_cross_entropy_with_logits(out, wanted, reduction="sum") / total
            found[number] = float(loss.detach()), torch.autograd.grad(loss, list(weights.values()))

    threads = [threading.Thread(target=work) for _ in range(s.workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) < len(parts):
        raise RuntimeError("a worker thread failed; its message is above")
    for number in range(len(parts)):
        for tensor, gradient in zip(weights.values(), found[number][1], strict=True):
            tensor.grad = gradient if number == 0 else tensor.grad.add_(gradient)
    return sum(loss for loss, _ in found.values())
