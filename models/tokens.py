"""Sentences to arrays of token numbers: the only place where text is looked at.

A token is a run of letters, a number with its marks, or one other sign. Everything after this file
works on arrays, so the cost of a sentence is one regular expression and one dictionary look-up a
token; what a token *is* (its hash, its row of the embedding, its shape) is worked out once a type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

TOKEN = regex.compile(r"\p{L}[\p{L}\p{M}]*|\p{Nd}+(?:[.,/\-:]\p{Nd}+)*(?:\s?%)?|[^\s\p{L}]")
"""Letters (with any combining marks that NFC leaves), numbers with inner marks, single signs."""

SHAPES = ("lower", "capital", "upper", "number", "sign")
START, END = "<s>", "</s>"
_CACHE_LIMIT = 300_000

# "hoà"/"hòa", "uỷ"/"ủy": both spellings are in use, often in one article. The tone mark of the open
# rhymes oa, oe, uy is moved onto the second vowel, so that both spellings are one token.
_TONES = {
    "o": "òóỏõọ",
    "u": "ùúủũụ",
    "a": "àáảãạ",
    "e": "èéẻẽẹ",
    "y": "ỳýỷỹỵ",
}
_MOVE = {
    _TONES[first][tone] + second: first + _TONES[second][tone]
    for first, second in (("o", "a"), ("o", "e"), ("u", "y"))
    for tone in range(5)
}


def normal(token: str) -> str:
    """Give the form under which a token is counted.

    Args:
        token: one match of ``TOKEN``.

    Returns:
        Lower case with the tone mark of oa/oe/uy on the second vowel; a number as its shape:
        ``1.291`` → ``#.###``, ``97,9%`` → ``#%``, ``2024`` → ``#year``.
    """
    if token[0].isdecimal():
        return _number(token)
    low = token.lower()
    if low[-2:] in _MOVE and not low.startswith("qu"):
        low = low[:-2] + _MOVE[low[-2:]]
    return low


def _number(token: str) -> str:
    if token.endswith("%"):
        return "#100%" if token[:-1].strip() == "100" else "#%"
    token = token.strip()
    if token.isdecimal():
        if len(token) == 4 and token[:2] in ("19", "20"):
            return "#year"
        return "#0" if set(token) == {"0"} else "#" * min(len(token), 4)
    for mark in "/:-":
        if mark in token:
            return "#" + mark * min(token.count(mark), 2) + "#"
    return "#.###" if regex.fullmatch(r"\d{1,3}([.,]\d{3})+", token) else "#,#"


def shape(token: str) -> int:
    """Give the number of a token's shape in ``SHAPES``."""
    if token[0].isdecimal():
        return 3
    if not token[0].isalpha():
        return 4
    if token[0].islower():
        return 0
    return 2 if len(token) > 1 and token.isupper() else 1


def hash64(text: str) -> int:
    """Hash a string to 64 bits, the same on every machine and in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some sentences, one after the other.

    Attributes:
        hashes: uint64 (n_tokens,): hash of the normal form.
        shapes: int8 (n_tokens,): number in ``SHAPES``.
        starts: int64 (n_sentences + 1,): where each sentence begins; the last is n_tokens.
    """

    hashes: np.ndarray
    shapes: np.ndarray
    starts: np.ndarray


class Tokenizer:
    """Turns sentences into ``Tokens``; keeps what it has worked out about a token type."""

    def __init__(self) -> None:
        self._types: dict[str, tuple[int, int]] = {}

    def __call__(self, sentences: Sequence[str]) -> Tokens:
        """Tokenise sentences; each gets a start and an end mark, so none is empty."""
        types = self._types
        if len(types) > _CACHE_LIMIT:
            types.clear()
        found: list[tuple[int, int]] = []
        starts = np.zeros(len(sentences) + 1, dtype=np.int64)
        for number, sentence in enumerate(sentences):
            found.append(_START)
            for token in TOKEN.findall(sentence):
                kind = types.get(token)
                if kind is None:
                    kind = types[token] = (hash64(normal(token)), shape(token))
                found.append(kind)
            found.append(_END)
            starts[number + 1] = len(found)
        hashes = np.fromiter((kind[0] for kind in found), dtype=np.uint64, count=len(found))
        shapes = np.fromiter((kind[1] for kind in found), dtype=np.int8, count=len(found))
        return Tokens(hashes, shapes, starts)


_START = (hash64(START), 4)
_END = (hash64(END), 4)
