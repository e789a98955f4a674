"""Recognises copies of an article: a MinHash signature of its text, and how alike two are.

Syndicated copies differ in headline, byline and furniture. The signature is made of the runs of
four syllables outside of furniture (Broder 1997: the share of equal minima estimates the share
of runs that two texts have in common); of each minimum one byte is kept (Li and König 2010). NumPy
alone does it: ``datasketch`` would load SciPy at start-up, and its 2.0 changed all signatures.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np

from .syllables import runs

SIZE = 64
"""Minima in a signature; the estimate's standard error is at most 1/16."""
_RUN = 4
CHANCE = 1 / 256
"""Two different minima share their byte by chance that often."""


def _constants(name: str) -> np.ndarray:
    """64 fixed odd numbers, a row for each hash function; no random generator is involved."""
    parts = [sha256(f"thanhtra {name} {number}".encode()).digest()[:8] for number in range(SIZE)]
    return np.array([[int.from_bytes(part, "big") | 1] for part in parts], dtype=np.uint64)


_FACTORS, _TERMS = _constants("factor"), _constants("term")


def signature(syllables: np.ndarray) -> str:
    """The signature of an article as hexadecimal text.

    Args:
        syllables: of the article (``syllables_of``); for none the signature is empty.
    """
    if not len(syllables):
        return ""
    *_, hashes = runs(syllables, _RUN)
    numbers = hashes * _FACTORS
    numbers += _TERMS
    minima = numbers.min(axis=1) >> np.uint64(32)
    return bytes(minima.astype(np.uint8)).hex()


def similar(one: str, other: str) -> float:
    """How much of their text two articles share.

    Args:
        one: the ``similarity`` of a record.
        other: that of another.

    Returns:
        The estimated share of runs of four syllables that they have in common, 0 to 1. Copies lie
        above 0.6, articles on different matters below 0.1.
    """
    if not one or not other:
        return 0.0
    equal = sum(a == b for a, b in zip(bytes.fromhex(one), bytes.fromhex(other), strict=True))
    return max(0.0, (equal / SIZE - CHANCE) / (1 - CHANCE))
