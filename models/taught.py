"""What a better model said of unlabelled articles, for a smaller one to learn from.

``python -m thanhtra.models.taught ARTICLES.jsonl -o taught.npz`` writes such a file: for each
article the hash of its text, and a probability in 255ths for each of its sentences and labels. No
text is in it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from .load import load_model
from .tokens import hash64
from .unlabelled import read_texts, sentences


def save_taught(path: Path, texts: Iterable[str], said: Iterable[np.ndarray]) -> None:
    """Write a file.

    Args:
        path: where to.
        texts: the articles.
        said: for each article (n_sentences, 3) probabilities of what ``sentences`` makes of it.
    """
    hashes = np.array([hash64(text) for text in texts], dtype=np.uint64)
    parts = [np.rint(part * 255).astype(np.uint8) for part in said]
    counts = np.array([len(part) for part in parts], dtype=np.uint16)
    np.savez_compressed(path, hashes=hashes, counts=counts, said=np.concatenate(parts))


def read_taught(path: Path) -> dict[int, np.ndarray]:
    """Read a file: the hash of an article's text → float32 (n_sentences, 3) probabilities."""
    with np.load(path, allow_pickle=False) as held:
        parts = np.split(held["said"].astype(np.float32) / 255, np.cumsum(held["counts"])[:-1])
        return dict(zip(held["hashes"].tolist(), parts, strict=True))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m thanhtra.models.taught", description=__doc__)
    parser.add_argument("articles", nargs="+", type=Path, help="JSON Lines with a field text")
    parser.add_argument("--model", default="accurate")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    model = load_model(options.model)
    texts = [text for path in options.articles for text in read_texts(path)]
    save_taught(options.output, texts, model.predict([sentences(text) for text in texts]))
    print(f"{options.output}: {len(texts)} articles", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
