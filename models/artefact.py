"""The file of the trained fast model: arrays in one ``.npz``, nothing in it is code or text."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .linear import Linear
from .network import Network, Settings

FORMAT = 2
_STEP = 1 / 16
"""Weights of n-grams are kept in steps of this size: a sentence has dozens of them."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """A trained fast model.

    Attributes:
        vocabulary: uint64 (v,): sorted hashes of the syllables that have a vector.
        linear: the first pass.
        networks: the second pass; their mean counts.
        lines: float64 (3, 2): calibration, see ``calibrate.fit``.
        thresholds: for each label.
        facts: what it was trained on and how it scored in cross-validation.
    """

    vocabulary: np.ndarray
    linear: Linear
    networks: tuple[Network, ...]
    lines: np.ndarray
    thresholds: tuple[float, float, float]
    facts: dict[str, Any]


def save(artefact: Artefact, path: Path) -> None:
    """Write the file; the same artefact gives the same bytes.

    Weights are kept as 16-bit floats, the large tables as integers.
    """
    arrays = {
        "vocabulary": artefact.vocabulary,
        "linear.rarity": artefact.linear.rarity.astype(np.float16),
        "linear.weights": np.rint(artefact.linear.weights / _STEP).astype(np.int16),
        "linear.bias": artefact.linear.bias,
        "lines": artefact.lines,
    }
    for number, network in enumerate(artefact.networks):
        for name, node in network.parameters.items():
            arrays[f"{number}.{name}"] = node.value.astype(np.float16)
        vectors = network.parameters["vectors"].value
        scale = (np.abs(vectors).max(axis=1, keepdims=True) / 127 + 1e-6).astype(np.float16)
        arrays[f"{number}.vectors"] = np.rint(vectors / scale).astype(np.int8)
        arrays[f"{number}.vectors.scale"] = scale
    head = {
        "format": FORMAT,
        "networks": [asdict(network.settings) for network in artefact.networks],
        "thresholds": artefact.thresholds,
        "facts": artefact.facts,
    }
    text = json.dumps(head, ensure_ascii=False, sort_keys=True)
    arrays["head"] = np.frombuffer(text.encode(), dtype=np.uint8)
    partial = path.with_name(f"{path.name}.partial.npz")
    np.savez_compressed(partial, allow_pickle=False, **arrays)
    partial.replace(path)


def load(path: Path) -> tuple[Artefact, str]:
    """Read the file.

    Returns:
        The model, and the first eight hexadecimal digits of the file's SHA-256.

    Raises:
        ValueError: when the file is of another format.
    """
    content = path.read_bytes()
    with np.load(path, allow_pickle=False) as arrays:
        head = json.loads(arrays["head"].tobytes())
        if head["format"] != FORMAT:
            raise ValueError(f"{path}: format {head['format']}, this version reads {FORMAT}")

        def floats(name: str) -> np.ndarray:
            found: np.ndarray = arrays[name].astype(np.float32)
            return found

        networks = []
        for number, settings in enumerate(head["networks"]):
            prefix = f"{number}."
            names = [name for name in arrays.files if name.startswith(prefix)]
            parameters = {name[len(prefix) :]: floats(name) for name in names}
            parameters["vectors"] *= parameters.pop("vectors.scale")
            networks.append(Network(Settings(**settings), parameters))
        weights = floats("linear.weights") * np.float32(_STEP)
        linear = Linear(floats("linear.rarity"), weights, floats("linear.bias"))
        low, middle, high = head["thresholds"]
        artefact = Artefact(
            arrays["vocabulary"],
            linear,
            tuple(networks),
            arrays["lines"],
            (low, middle, high),
            head["facts"],
        )
    return artefact, hashlib.sha256(content).hexdigest()[:8]
