"""Kinds of pairs of words: those that stand in the same surroundings in general news are alike.

``name_pairs.npz`` (made by ``names_pairs_build``) has a kind for each slot of a table; a pair finds
its slot by a hash of the two spellings. A rare pair is in the slot of another one now and then: the
tagger is trained with these errors, and no word can be read back from the table.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from .names_words import Array

BITS = 20  # of a slot's number
_FACTOR = np.uint64(0x9E3779B97F4A7C15)

Codes = npt.NDArray[np.uint64]


def slots(first: Codes, second: Codes) -> Array:
    """The slot of each pair.

    Args:
        first: hash of the spelling of the first word of each.
        second: the same of the second.
    """
    mixed = first * _FACTOR + second
    mixed ^= mixed >> np.uint64(29)
    found: Array = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    return found


@cache
def _table() -> npt.NDArray[np.uint8]:
    source = resources.files(__package__).joinpath("name_pairs.npz")
    with source.open("rb") as stream, np.load(stream) as stored:
        table: npt.NDArray[np.uint8] = stored["kinds"]
    return table


def pair_kinds(hashes: Codes) -> Array:
    """The kind of each word with the one behind, 0 for a pair that is rare; 0 for the last word.

    Args:
        hashes: of the spellings of the words, in order.
    """
    kinds = np.zeros(len(hashes), np.int64)
    kinds[:-1] = _table().take(slots(hashes[:-1], hashes[1:]))
    return kinds
