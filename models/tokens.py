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

TOKEN = regex.compile(
    r"\p{L}[\p{L}\p{M}]*|\p{Nd}+(?:[.,/\-:]\p{Nd}+)*(?:\s?%)?|[^\s\x1c-\x1f\p{L}]"
)
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
    """Turns sentences into ``Tokens``; keeps what it has worked out about a token type.

    A token never crosses white space but in ``97,9 %``, so what stands between white space is
    looked up whole: most sentences need no regular expression.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._chunks: dict[str, tuple[int, ...]] = {}
        self._types: dict[str, int] = {}
        self._shapes = np.array([4, 4], dtype=np.int8)
        self._hashes = np.array([hash64(START), hash64(END)], dtype=np.uint64)
        self._new: list[str] = []

    def __call__(self, sentences: Sequence[str]) -> Tokens:
        """Tokenise sentences; each gets a start and an end mark, so none is empty."""
        if len(self._chunks) > _CACHE_LIMIT:
            self._forget()
        known = self._chunks
        found: list[int] = []
        starts = np.zeros(len(sentences) + 1, dtype=np.int64)
        for number, sentence in enumerate(sentences):
            found.append(0)
            for chunk in TOKEN.findall(sentence) if "%" in sentence else sentence.split():
                types = known.get(chunk)
                found += self._learn(chunk) if types is None else types
            found.append(1)
            starts[number + 1] = len(found)
        if self._new:
            hashes = np.array([hash64(normal(token)) for token in self._new], dtype=np.uint64)
            shapes = np.array([shape(token) for token in self._new], dtype=np.int8)
            self._hashes = np.concatenate([self._hashes, hashes])
            self._shapes = np.concatenate([self._shapes, shapes])
            self._new = []
        every = np.array(found, dtype=np.int64)
        return Tokens(self._hashes[every], self._shapes[every], starts)

    def _learn(self, chunk: str) -> tuple[int, ...]:
        types = []
        for token in TOKEN.findall(chunk):
            if token not in self._types:
                self._types[token] = len(self._types) + 2
                self._new.append(token)
            types.append(self._types[token])
        self._chunks[chunk] = tuple(types)
        return self._chunks[chunk]
