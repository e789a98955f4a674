"""Cuts sentences into atoms: the pieces that a finding is made of.

A finding is a run of whole atoms (``finding_tagger`` says which). A cut may stand behind
punctuation, round the words that join clauses ("nhưng", "và"), behind the words that introduce one
("đề nghị", "cho biết") and behind the name of a body or person, which may be the subject that is
left out. There is none inside brackets, inside an entity, a number, or a word of two syllables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import regex

from .finding_phrases import CLOSE, LEFT, MARK, OPEN, QUOTE, RIGHT, SPACED
from .finding_words import NUMBER, Words, within

Spans = Sequence[tuple[int, int, str]]
"""Start, end and label of each span, as character offsets."""

_BULLET = regex.compile(r"(?:[-–—•*+]+|\(?\d{1,2}[.)]|\(?\p{Ll}[.)])\s+")
_NAMED = ("AGENCY", "LOCATION", "PERSON")
"""Behind such an entity stands a cut."""
_TYPES = {name: number for number, name in enumerate((*_NAMED, "DATE", "LEGAL_DOC"), 1)}
_FIGURE = 6
"""Counts, amounts and shares look alike to the tagger."""


@dataclass(frozen=True, slots=True)
class Atoms:
    """The atoms of some sentences of an article, in order.

    Attributes:
        sentence: int64 (n_atoms,) index of the sentence that each lies in.
        first: int64 (n_atoms,) its first word.
        behind: int64 (n_atoms,) the word behind its last.
        low: int64 (n_atoms,) the first word of its sentence.
        high: int64 (n_atoms,) the word behind its sentence.
        leads: uint64 (n_words,) what kind of introducing phrase ends at each word; 0: none.
        types: uint64 (n_words,) what kind of entity each word belongs to; 0: none.
    """

    sentence: np.ndarray
    first: np.ndarray
    behind: np.ndarray
    low: np.ndarray
    high: np.ndarray
    leads: np.ndarray
    types: np.ndarray


def cut(words: Words, sentences: Sequence[tuple[int, int]], entities: Spans) -> Atoms:
    """Cuts sentences into atoms.

    Args:
        words: of the articles.
        sentences: start and end of each, in order; only these are cut.
        entities: those of the articles, in order.
    """
    size = len(words.forms)
    number = np.arange(size)
    bounds = words.ranges(sentences)
    signs = words.phrases.codes("signs", 1)
    opening, cuts = _signs(words, signs)
    leads = _clauses(words, cuts)
    types, barred = _entities(words, entities, cuts)
    barred |= _bracketed(signs, bounds)
    barred[1:] |= words.phrases.codes("clusters", 2)[:-1] > 0
    for (start, end), (first, _) in zip(sentences, bounds.tolist(), strict=True):
        bullet = _BULLET.match(words.text, start, end)
        if bullet:
            cuts[first : np.searchsorted(words.starts, bullet.end()) + 1] = True
    # A cut moves behind the signs that close something, so that every atom holds a word.
    stays = ~words.signs | opening
    ahead = np.where(stays, number, size)
    ahead = np.append(np.minimum.accumulate(ahead[::-1])[::-1], size)
    made = np.zeros(size + 1, dtype=bool)
    made[ahead[np.flatnonzero(cuts)]] = True
    made[:-1] &= ~barred
    last_word = np.append(np.maximum.accumulate(np.where(words.signs, -1, number)), -1)
    made[bounds[:, 0]] = True
    rows = np.flatnonzero(made[:-1])
    sentence = np.searchsorted(bounds[:, 0], rows, side="right") - 1
    high = bounds[sentence, 1]
    begins = rows == bounds[sentence, 0]
    kept = (sentence >= 0) & (begins | (rows <= last_word[high - 1])) & (rows < high)
    rows, sentence, high = rows[kept], sentence[kept], high[kept]
    behind = np.minimum(np.append(rows[1:], size), high)
    return Atoms(sentence, rows, behind, bounds[sentence, 0], high, leads, types)


def _signs(words: Words, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which signs open something, and where signs cut: before each word and behind the last."""
    gap = np.append(words.starts[1:] > words.ends[:-1], True)
    before = np.append(True, gap[:-1])
    digits = words.forms == NUMBER
    number = np.append(False, digits[:-1]) & np.append(digits[1:], False) & ~before & ~gap
    quote, left = kind == QUOTE, kind == LEFT
    opens = (kind == OPEN) | left | (quote & before & ~gap)
    marks = ((kind == MARK) & ~number) | ((kind == SPACED) & gap)
    marks |= (kind == CLOSE) | (kind == RIGHT) | (quote & ~opens)
    cuts = np.zeros(len(kind) + 1, dtype=bool)
    cuts[1:] = marks
    cuts[:-1] |= opens & ~left
    return opens, cuts


def _clauses(words: Words, cuts: np.ndarray) -> np.ndarray:
    """Cuts round joins and behind leads; says which leads end where."""
    size = len(words.forms)
    leads = np.zeros(size, dtype=np.uint64)
    taken = np.zeros(size + 3, dtype=bool)
    for length in (3, 2, 1):
        for name in ("leads", "joins"):
            found = words.phrases.codes(name, length)
            at = np.flatnonzero(found)
            at = at[~taken[at]]
            for step in range(length):
                taken[at + step] = True
            cuts[at + length] = True
            if name == "leads":
                leads[at + length - 1] = found[at]
            else:
                cuts[at] = True
    return leads


def _entities(words: Words, entities: Spans, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cuts behind names; says what entity each word is of, and which stand behind its first."""
    size = len(words.forms)
    places = words.ranges((start, end) for start, end, _ in entities)
    kinds = np.array([_TYPES.get(type_, _FIGURE) for _, _, type_ in entities], dtype=np.uint64)
    first, lengths = places[:, 0], np.maximum(places[:, 1] - places[:, 0], 0)
    cuts[places[kinds <= len(_NAMED), 1]] = True
    step = within(lengths)
    inner = np.repeat(first, lengths) + step
    types = np.zeros(size, dtype=np.uint64)
    types[inner] = np.repeat(kinds, lengths)
    barred = np.zeros(size, dtype=bool)
    barred[inner[step > 0]] = True
    return types, barred


def _bracketed(kind: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Which words stand inside brackets that are opened and closed in one sentence."""
    barred = np.zeros(len(kind), dtype=bool)
    brackets = np.flatnonzero((kind == LEFT) | (kind == RIGHT))
    owner = np.searchsorted(bounds[:, 0], brackets, side="right") - 1
    told = (owner >= 0) & (brackets < bounds[owner, 1])
    brackets, owner = brackets[told], owner[told]
    opened: list[int] = []
    inside = -1
    for place, sentence, left in zip(
        brackets.tolist(), owner.tolist(), (kind[brackets] == LEFT).tolist(), strict=True
    ):
        if sentence != inside:
            opened, inside = [], sentence
        if left:
            opened.append(place)
        elif opened:
            barred[opened.pop() + 1 : place + 1] = True
    return barred
