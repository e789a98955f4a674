"""What a better model said of unlabelled articles, for a smaller one to learn from.

``python -m thanhtra.models.taught ARTICLES.jsonl --more NEWS.jsonl.xz -o taught.npz`` writes such a
file: for each article, and for those of the news that are most like ours, the hash of the text, and
a probability in 255ths for each of its sentences and labels. No text is in it.
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

FEWEST = 4
"""Sentences below which an article does not tell of what kind it is."""


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


def likest(articles: Sequence[Sequence[str]], most: int) -> list[int]:
    """Choose the articles in which ``fast`` labels the greatest share of the sentences.

    Args:
        articles: for each article its sentences; those of fewer than ``FEWEST`` are left out.
        most: how many to choose.

    Returns:
        Their numbers, in order.
    """
    model = load_model("fast")
    shares = {
        number: float((said >= model.thresholds).any(axis=1).mean())
        for number, said in enumerate(model.predict(articles))
        if len(said) >= FEWEST
    }
    return sorted(sorted(shares, key=shares.__getitem__, reverse=True)[:most])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m thanhtra.models.taught", description=__doc__)
    parser.add_argument(
        "articles", nargs="+", type=Path, help=".jsonl or .jsonl.xz with a field text"
    )
    parser.add_argument("--model", default="accurate")
    parser.add_argument("--more", nargs="*", type=Path, default=[], help="general news")
    parser.add_argument("--most", type=int, default=3000, help="how many of the news, at most")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args(arguments)
    texts = [text for path in options.articles for text in read_texts(path)]
    news = [text for path in options.more for text in read_texts(path)]
    texts += [news[n] for n in likest([sentences(text) for text in news], options.most)]
    said = load_model(options.model).predict([sentences(text) for text in texts])
    save_taught(options.output, texts, said)
    print(f"{options.output}: {len(texts)} articles", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
