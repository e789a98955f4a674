"""The encoder in PyTorch, as functions over a dictionary of tensors; imported for training only.

The names of the tensors are those of the checkpoint and of the ONNX export.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from .encoder_data import Batch
from .pieces import PAD

Tensor = Any
Weights = dict[str, Tensor]
HEADS = ("att", "hid", "out")
_EPSILON = 1e-12
_AWAY = -1e4


@dataclass
class Dropout:
    """Cheap dropout: slices of one drawn mask instead of fresh random numbers.

    Attributes:
        mask: drawn once for a training run.
        rng: chooses the slices.
    """

    mask: Tensor
    rng: random.Random

    @classmethod
    def draw(cls, rate: float, seed: int, size: int = 1 << 23) -> Dropout:
        """Draw the mask; ``rate`` is the share of values that are set to zero."""
        generator = torch.Generator().manual_seed(seed)
        kept = (torch.rand(size, generator=generator) >= rate).float() / (1 - rate)
        return cls(kept, random.Random(seed))

    def fork(self, seed: int) -> Dropout:
        """Return a dropout with the same mask and its own choice of slices."""
        return Dropout(self.mask, random.Random(seed))

    def __call__(self, x: Tensor) -> Tensor:
        """Apply it."""
        start = self.rng.randrange(len(self.mask) - x.numel() + 1)
        return x * self.mask[start : start + x.numel()].view(x.shape).to(x.dtype)


def _keep(x: Tensor) -> Tensor:
    return x


def initial_weights(
    pretrained: Mapping[str, np.ndarray], kept: list[int], *, layers: int, seed: int
) -> Weights:
    """Return the weights that training starts from.

    Args:
        pretrained: the arrays of ``encoder_weights.read_pretrained``.
        kept: the pieces that stay.
        layers: how many layers to take, from the first on.
        seed: of the heads.
    """
    weights = {}
    for name, array in pretrained.items():
        if name.startswith("layers.") and int(name.split(".")[1]) >= layers:
            continue
        weights[name] = torch.tensor(array[kept] if name == "word.weight" else array)
    width = weights["ln.bias"].numel()
    generator = torch.Generator().manual_seed(seed)
    for name, shape in {"att": (1, width), "hid": (width, 2 * width), "out": (3, width)}.items():
        weights[f"{name}.weight"] = torch.randn(shape, generator=generator) * 0.02
        weights[f"{name}.bias"] = torch.zeros(shape[0])
    return {name: tensor.float().requires_grad_() for name, tensor in weights.items()}


def forward(w: Weights, ids: Tensor, own: Tensor, *, heads: int, drop: Any = _keep) -> Tensor:
    """Run the encoder.

    Args:
        w: the weights.
        ids: pieces, windows x length.
        own: windows x sentences x length: 1 where a sentence owns a piece.
        heads: the number of attention heads.
        drop: the dropout of training.

    Returns:
        Log odds of the labels, windows x sentences x 3.
    """
    x = w["word.weight"][ids] + w["pos.weight"][: ids.shape[1]]
    x = drop(_norm(w, "ln", x))
    mask = (ids == PAD).float()[:, None, None, :] * _AWAY
    layers = 1 + max(int(name.split(".")[1]) for name in w if name.startswith("layers."))
    for number in range(layers):
        x = _layer(w, f"layers.{number}", x, mask=mask, heads=heads, drop=drop)
    x = x.float()
    score = F.linear(x, w["att.weight"], w["att.bias"]).float().transpose(1, 2)
    focus = torch.softmax(torch.where(own > 0, score, torch.tensor(_AWAY)), -1)
    mean = own / own.sum(-1, keepdim=True).clamp(min=1)
    both = drop(torch.cat([focus @ x, mean @ x], -1))
    hidden = torch.tanh(F.linear(both, w["hid.weight"], w["hid.bias"]))
    return F.linear(drop(hidden), w["out.weight"], w["out.bias"]).float()


def run(w: Weights, batch: Batch, *, heads: int, drop: Any = _keep) -> tuple[Tensor, Tensor]:
    """Return the log odds of a batch's sentences and their labels, both (n, 3)."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = forward(
            w, torch.from_numpy(batch.ids), torch.from_numpy(batch.own), heads=heads, drop=drop
        )
    real = torch.from_numpy(batch.real)
    return out[real], torch.from_numpy(batch.labels)[real]


def _layer(w: Weights, name: str, x: Tensor, *, mask: Tensor, heads: int, drop: Any) -> Tensor:
    batch, length, width = x.shape
    size = width // heads
    qkv = F.linear(x, w[f"{name}.qkv.weight"], w[f"{name}.qkv.bias"])
    q, k, v = qkv.view(batch, length, 3, heads, size).permute(2, 0, 3, 1, 4)
    score = (q * size**-0.5) @ k.transpose(-1, -2)
    # Autocast would widen the softmax to float32 and double its time.
    with torch.autocast("cpu", enabled=False):
        weight = torch.softmax(score + mask.to(score.dtype), -1)
    mixed = (weight @ v).transpose(1, 2).reshape(batch, length, width)
    out = F.linear(mixed, w[f"{name}.ao.weight"], w[f"{name}.ao.bias"])
    x = _norm(w, f"{name}.aln", x + drop(out))
    inner = F.gelu(F.linear(x, w[f"{name}.fi.weight"], w[f"{name}.fi.bias"]))
    out = F.linear(inner, w[f"{name}.fo.weight"], w[f"{name}.fo.bias"])
    return _norm(w, f"{name}.oln", x + drop(out))


def _norm(w: Weights, name: str, x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], w[f"{name}.weight"], w[f"{name}.bias"], _EPSILON)
