"""The words of articles as numbers, so that NumPy does a whole batch of articles at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from spacy.attrs import ORTH
from spacy.lexeme import Lexeme
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc

from .alignment import text_of, token_bounds
from .finding_phrases import VOCABULARY, Found

NUMBER = np.uint64(hash_string("0"))
"""Stands for every number."""
_PLACES = 1 << 16
_PLAIN, _SIGN, _SPACE = range(3)
_NOTHING = np.zeros(0, dtype=np.int64)
_JOINT = 3
"""So many words without a form stand behind each article, so that no feature sees the next one."""


def within(lengths: np.ndarray) -> np.ndarray:
    """Counts 0, 1, … anew for each of some lengths."""
    begins = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(lengths.sum()) - np.repeat(begins, lengths))


class Kinds:
    """What hangs on the characters of a token alone, read from spaCy once for each kind of token.

    Each kind has its place in a table by its hash, and one read anew takes the place of the one
    that stood there: the table never grows, and what comes out does not hang on what was read
    before.
    """

    def __init__(self) -> None:
        # Hash, form and sort of a kind in each place; at first a hash that belongs elsewhere.
        self._table = np.zeros((_PLACES, 3), dtype=np.uint64)
        self._table[:, 0] = np.arange(1, _PLACES + 1)

    def read(self, docs: Sequence[Doc]) -> tuple[np.ndarray, np.ndarray]:
        """The tokens of some articles.

        Returns:
            uint64 (n_tokens,) hash of each in lower case, all numbers the same; uint64 (n_tokens,)
            whether it is a plain word, a sign, or white space.
        """
        tokens = [doc.to_array(ORTH) for doc in docs]
        hashes = np.concatenate([_NOTHING.view(np.uint64), *tokens])
        found = self._table.take(_place(hashes), axis=0)
        strange = np.flatnonzero(found[:, 0] != hashes)
        if len(strange):
            kinds, which = np.unique(hashes[strange], return_inverse=True)
            vocab = docs[0].vocab
            new = np.array([_kind(vocab[kind]) for kind in kinds.tolist()], dtype=np.uint64)
            found[strange] = new[which]
            self._table[_place(new[:, 0])] = new
        return found[:, 1], found[:, 2]


def _place(hashes: np.ndarray) -> np.ndarray:
    return (hashes & np.uint64(_PLACES - 1)).view(np.int64)


def _kind(lexeme: Lexeme) -> tuple[int, int, int]:
    """The hash of a kind of token, that of its form, and its sort."""
    if lexeme.is_digit:
        return lexeme.orth, int(NUMBER), _PLAIN
    sort = _SPACE if lexeme.is_space else _PLAIN if lexeme.is_alpha else _SIGN
    return lexeme.orth, lexeme.lower, sort


@dataclass(frozen=True)
class Words:
    """The tokens of some articles without the white space, as those of one text.

    Attributes:
        text: the articles, with spaces between them.
        shifts: where each of them begins, and where the next one would.
        forms: uint64 (n_words,) hash of each word in lower case; all numbers have the same.
        starts: int64 (n_words,) offset of its first character.
        ends: int64 (n_words,) offset behind its last.
        signs: bool (n_words,) whether it is neither letters nor digits.
    """

    text: str
    shifts: Sequence[int]
    forms: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    signs: np.ndarray

    @classmethod
    def of(cls, docs: Sequence[Doc], kinds: Kinds | None = None) -> Words:
        """The words of some articles; ``kinds`` are kept from one call to the next."""
        texts = [text_of(doc) + " " * (_JOINT + 1) for doc in docs]
        shifts = [0, *accumulate(map(len, texts))]
        forms, sorts = (kinds or Kinds()).read(docs)
        joints = np.repeat(np.cumsum([len(doc) for doc in docs], dtype=np.int64), _JOINT)
        forms, sorts = np.insert(forms, joints, 0), np.insert(sorts, joints, _PLAIN)
        kept = np.flatnonzero(sorts != _SPACE)
        starts, ends = [_NOTHING], [_NOTHING]
        for doc, by, end in zip(docs, shifts, shifts[1:], strict=False):
            joint = np.arange(end - _JOINT, end)
            for bounds, made in zip(token_bounds(doc), (starts, ends), strict=True):
                made += [bounds + by, joint]
        return cls(
            text="".join(texts),
            shifts=shifts,
            forms=forms[kept],
            starts=np.concatenate(starts)[kept],
            ends=np.concatenate(ends)[kept],
            signs=sorts[kept] == _SIGN,
        )

    @cached_property
    def phrases(self) -> Found:
        """The listed words and phrases among them."""
        return VOCABULARY.find(self.forms)

    def ranges(self, spans: Iterable[tuple[int, int]]) -> np.ndarray:
        """int64 (n_spans, 2): the first word of each span and the one behind it."""
        bounds = np.array([*spans], dtype=np.int64).reshape(-1, 2)
        return np.searchsorted(self.starts, bounds)
