"""Groups frequent words by the words that stand beside them: ``finding_clusters.json``.

``python -m thanhtra.pipeline.finding_clusters_build TEXTS... [--out FILE]``: from articles without
labels (JSON Lines with a ``text``, also ``.xz``). Words and pairs of words that belong together are
counted with their neighbours, the counts are weighed (positive pointwise mutual information),
factored, and clustered; like clusters form a group. Only the words are kept. The packaged file was
made from ``../shared/background/news.jsonl.xz``.
"""

from __future__ import annotations

import argparse
import lzma
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import log
from pathlib import Path

import numpy as np
import orjson
import regex
from scipy.sparse import coo_matrix, csr_matrix
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.decomposition import TruncatedSVD

_WORD = regex.compile(r"\w+(?:[./&-]\w+)*+|[^\w\s]")
_KEPT = regex.compile(r"[^\W\d_]+(?: [^\W\d_]+)?")
_CHARACTERS = 30_000_000
"""So much text is read; more changes little."""
_SEEN = 40
"""Rarer words and pairs are left out."""
_BELONG = 0.35
"""Two words are one from this normalised pointwise mutual information on."""
_WORDS, _CONTEXTS, _WRITTEN = 9000, 1500, 6000
_WIDTH, _CLUSTERS, _GROUPS = 80, 100, 22


def read(paths: Iterable[Path]) -> Iterator[list[str]]:
    """The words of each text in lower case; numbers are all alike."""
    size = 0
    for path in paths:
        opener = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rb") as lines:
            for line in lines:
                text = unicodedata.normalize("NFC", orjson.loads(line)["text"]).lower()
                size += len(text)
                if size > _CHARACTERS:
                    return
                yield ["#" if word[0].isdigit() else word for word in _WORD.findall(text)]


def paired(texts: Sequence[list[str]]) -> list[list[str]]:
    """The texts with the pairs of words that belong together as one word."""
    single = Counter(word for text in texts for word in text)
    pairs = Counter(pair for text in texts for pair in pairwise(text))
    size = single.total()

    def belong(one: str, other: str, count: int) -> bool:
        chance = log(count * size / (single[one] * single[other])) / -log(count / size)
        return one.isalpha() and other.isalpha() and chance > _BELONG

    known = {pair for pair, n in pairs.items() if n >= _SEEN and belong(*pair, n)}
    return [_merged(text, known) for text in texts]


def _merged(text: Sequence[str], known: set[tuple[str, str]]) -> list[str]:
    made, place = [], 0
    while place < len(text):
        width = 2 if tuple(text[place : place + 2]) in known else 1
        made.append(" ".join(text[place : place + width]))
        place += width
    return made


def vectors(texts: Sequence[Sequence[str]]) -> tuple[list[str], np.ndarray]:
    """The frequent words, and float (n_words, width), what stands beside each."""
    counts = Counter(word for text in texts for word in text)
    words = [word for word, count in counts.most_common(_WORDS) if count >= _SEEN]
    rows = {word: number for number, word in enumerate(words)}
    columns = {word: number for number, word in enumerate(words[:_CONTEXTS])}
    found = []
    for text in texts:
        row = np.array([rows.get(word, -1) for word in text])
        column = np.array([columns.get(word, -1) for word in text])
        for one, other, side in ((row[:-1], column[1:], 0), (row[1:], column[:-1], _CONTEXTS)):
            both = (one >= 0) & (other >= 0)
            found.append(np.stack([one[both], other[both] + side]))
    place = np.concatenate(found, axis=1)
    shape = len(words), 2 * _CONTEXTS
    table: csr_matrix = coo_matrix((np.ones(place.shape[1]), tuple(place)), shape=shape).tocsr()
    of_row = np.asarray(table.sum(axis=1)).ravel() + 1
    of_column = (np.asarray(table.sum(axis=0)).ravel() + 1) ** 0.75
    cells = table.tocoo()
    expected = of_row[cells.row] * of_column[cells.col] / of_column.sum()
    cells.data = np.maximum(np.log(cells.data / expected), 0)
    made = TruncatedSVD(_WIDTH, random_state=0).fit_transform(cells.tocsr())
    return words, made / (np.linalg.norm(made, axis=1, keepdims=True) + 1e-9)


def clusters(words: Sequence[str], points: np.ndarray) -> list[list[list[str]]]:
    """Groups of clusters of words."""
    own = KMeans(_CLUSTERS, n_init=3, random_state=0).fit(points).labels_
    centres = np.stack([points[own == number].mean(axis=0) for number in range(_CLUSTERS)])
    alike = AgglomerativeClustering(_GROUPS, metric="cosine", linkage="average")
    group_of = alike.fit(centres).labels_
    members: dict[int, list[str]] = {number: [] for number in range(_CLUSTERS)}
    for word, number in zip(words[:_WRITTEN], own, strict=False):
        if _KEPT.fullmatch(word):
            members[int(number)].append(word)
    grouped = (
        [sorted(members[n]) for n in range(_CLUSTERS) if group_of[n] == group and members[n]]
        for group in range(_GROUPS)
    )
    return [group for group in grouped if group]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path("pipeline/finding_clusters.json"))
    chosen = parser.parse_args()
    made = clusters(*vectors(paired([*read(chosen.texts)])))
    chosen.out.write_bytes(orjson.dumps(made) + b"\n")
    print(f"{sum(map(len, made))} clusters in {len(made)} groups in {chosen.out}")


if __name__ == "__main__":
    main()
