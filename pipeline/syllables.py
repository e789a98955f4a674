"""The syllables of an article as numbers: what its topic and its copies are known by."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from spacy.attrs import IS_ALPHA, IS_DIGIT, LOWER
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc

_SYLLABLE = re.compile(r"[^\W\d_]+|\d+")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def syllables_of(doc: Doc) -> np.ndarray:
    """The words and numbers of an article outside of its furniture.

    Returns:
        uint64 (n,): the hash that spaCy keeps of each in lower case.
    """
    table = doc.to_array([LOWER, IS_ALPHA, IS_DIGIT])
    said = np.logical_or(table[:, 1], table[:, 2])
    for line in doc.spans.get("furniture", ()):
        said[line.start : line.end] = False
    syllables: np.ndarray = table[said, 0]
    return syllables


def syllables_in(text: str) -> np.ndarray:
    """The same of a text that is no article."""
    found = _SYLLABLE.findall(text.lower())
    return np.array([hash_string(syllable) for syllable in found], dtype=np.uint64)


def runs(syllables: np.ndarray, longest: int) -> Iterator[np.ndarray]:
    """Yields the hashes of all runs of one syllable, of two, and so on.

    Args:
        syllables: uint64 (n,).
        longest: of so many syllables are the last runs; of ``n`` where there are no more.
    """
    hashes = syllables
    for size in range(1, min(longest, len(syllables)) + 1):
        if size > 1:
            hashes = hashes[:-1] * _FACTOR
            hashes += syllables[size - 1 :]
        yield hashes
