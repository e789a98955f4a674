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

_APART = regex.compile(r"\p{Nd}\s%")
"""The only place where a token crosses white space."""

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
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
    )


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of some sentences, one after the other.

    Attributes:
        hashes: uint64 (n_tokens,): hash of the normal form.
        shapes: int8 (n_tokens,): number in ``SHAPES``.
        starts: int64 (n_sentences + 1,): where each sentence begins; the last is n_tokens.
        types: int64 (n_tokens,): what has one number has one hash and one shape. There are far
            fewer types than tokens, so what hangs on the type is worked out once each.
    """

    hashes: np.ndarray
    shapes: np.ndarray
    starts: np.ndarray
    types: np.ndarray

    def sentences(self) -> np.ndarray:
        """Give the number of each token's sentence: int64 (n_tokens,)."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


class _Chunks(dict[str, bytes]):
    """What stands between white space → the numbers of its types, as the bytes of an array.

    Attributes:
        types: token → its number.
        new: the tokens that have got a number since this was emptied.
    """

    def __init__(self) -> None:
        super().__init__()
        self.types: dict[str, int] = {}
        self.new: list[str] = []

    def __missing__(self, chunk: str) -> bytes:
        numbers = []
        for token in TOKEN.findall(chunk):
            if token not in self.types:
                self.types[token] = len(self.types) + 2
                self.new.append(token)
            numbers.append(self.types[token])
        self[chunk] = np.array(numbers, dtype=np.int64).tobytes()
        return self[chunk]


class Tokenizer:
    """Turns sentences into ``Tokens``; keeps what it has worked out about a token type.

    A token never crosses white space but in ``97,9 %``, so what stands between white space is
    looked up whole: most sentences need no regular expression.
    """

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._chunks = _Chunks()
        self._shapes = np.array([4, 4], dtype=np.int8)
        self._hashes = np.array([hash64(START), hash64(END)], dtype=np.uint64)

    def __call__(self, sentences: Sequence[str]) -> Tokens:
        """Tokenise sentences; each gets a start and an end mark, so none is empty."""
        if len(self._chunks) > _CACHE_LIMIT:
            self._forget()
        start, end = (np.array([number], dtype=np.int64).tobytes() for number in range(2))
        numbers = self._chunks.__getitem__
        found = []
        for sentence in sentences:
            apart = "%" in sentence and _APART.search(sentence)
            chunks = TOKEN.findall(sentence) if apart else sentence.split()
            found.append(b"".join([start, *map(numbers, chunks), end]))
        new = self._chunks.new
        if new:
            hashes = np.array([hash64(normal(token)) for token in new], dtype=np.uint64)
            shapes = np.array([shape(token) for token in new], dtype=np.int8)
            self._hashes = np.concatenate([self._hashes, hashes])
            self._shapes = np.concatenate([self._shapes, shapes])
            new.clear()
        types = np.frombuffer(b"".join(found), dtype=np.int64)
        starts = np.zeros(len(sentences) + 1, dtype=np.int64)
        np.cumsum([len(each) // types.itemsize for each in found], out=starts[1:])
        return Tokens(self._hashes.take(types), self._shapes.take(types), starts, types)
