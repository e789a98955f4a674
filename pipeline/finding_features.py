"""What the tagger of findings sees of each atom of a sentence: slots of a table of weights.

A feature is a template and a value ("the first word is *chưa*"); the hash of both names the slot
that holds its weights (Weinberger et al. 2009), so that no text is put together or looked up, and
NumPy makes the features of all sentences of an article at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from spacy.strings import hash_string  # type: ignore[attr-defined]

from .finding_atoms import Atoms
from .finding_phrases import GROUP_OF, mix, slots
from .finding_words import Words, within

_BITS = 17
SLOTS = 1 << _BITS
_LENGTHS = np.array([1, 2, 3, 4, 6, 8, 11, 15, 22, 32])
_BEFORE, _BEHIND, _WORD = (np.uint64(hash_string(name)) for name in ("^", "$", "w"))
_QUOTES = [np.uint64(hash_string(sign)) for sign in '”»")']
_BAG_SALTS = [np.uint64(salt) for salt in (101, 102, 103)]
_WHOLE = [np.uint64(hash_string(sign)) for sign in ";:“"]


def features(
    words: Words, atoms: Atoms, labels: Sequence[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The features of each atom.

    Args:
        words: of the articles.
        atoms: of their labelled sentences.
        labels: of each sentence, as bits.

    Returns:
        int64 (n_templates, n_atoms), the slot of each feature that every atom has; int64 (n, ),
        the slots of those that each word of an atom adds, in order of the words; int64 (n_atoms,),
        where those of each atom begin.
    """
    forms, signs, size = words.forms, words.signs, len(words.forms)
    first, behind, low, high = atoms.first, atoms.behind, atoms.low, atoms.high
    one, two = (words.phrases.codes("clusters", size) for size in (1, 2))
    fine, width = np.where(two > 0, two, one), np.where(two > 0, 2, 1)
    types = atoms.types
    number = np.arange(size)
    words_back = np.maximum.accumulate(np.where(signs, -1, number))

    def at(table: np.ndarray, place: np.ndarray) -> np.ndarray:
        found = table[np.clip(place, 0, size - 1)]
        return np.where(place < low, _BEFORE, np.where(place >= high, _BEHIND, found))

    before = first - 1
    sign = np.where(before >= low, signs[np.maximum(before, 0)], True)
    mark = np.where(sign, at(forms, before), _WORD)
    closed = np.logical_or.reduce([mark == quote for quote in _QUOTES]) & (before > low)
    closed &= signs[np.maximum(before - 1, 0)]
    mark = np.where(closed, mix(mark, at(forms, before - 1)), mark)
    last_place = np.where(before >= low, words_back[np.maximum(before, 0)], -1)
    last = at(forms, last_place)
    prior_place = np.where(last_place > low, words_back[np.maximum(last_place - 1, 0)], -1)
    prior = at(forms, prior_place)
    head, second, third = at(forms, first), at(forms, first + 1), at(forms, first + 2)
    head_fine, next_place = fine[first], first + width[first]
    next_fine = np.where(next_place < high, fine[np.minimum(next_place, size - 1)], np.uint64(0))
    prior_fine = np.where(prior_place >= low, fine[np.maximum(prior_place, 0)], np.uint64(0))
    last_fine = np.where(
        (prior_place >= low) & (two[np.maximum(prior_place, 0)] > 0),
        prior_fine,
        np.where(last_place >= low, fine[np.maximum(last_place, 0)], np.uint64(0)),
    )
    left = np.where(last_place >= low, types[np.maximum(last_place, 0)], np.uint64(0))
    right = types[first]
    length = np.searchsorted(_LENGTHS, behind - first).astype(np.uint64)
    tail = at(forms, behind - 1)
    tail = np.where(signs[behind - 1], tail, _WORD)
    following = at(forms, behind)
    head_group, next_group = GROUP_OF[head_fine], GROUP_OF[next_fine]
    lead = np.where(last_place >= low, atoms.leads[np.maximum(last_place, 0)], np.uint64(0))
    led = _carried(lead, atoms.sentence)
    asked = np.array(labels, dtype=np.uint64)[atoms.sentence]
    marks = _marks(words, atoms)
    edge = (first == low) * np.uint64(2) + (behind >= high) * np.uint64(1)
    place = atoms.sentence
    starts = np.flatnonzero(np.append(True, place[1:] != place[:-1]))
    order = np.arange(len(place)) - np.repeat(starts, np.diff(np.append(starts, len(place))))
    order = np.minimum(order, 6).astype(np.uint64)
    same = _repeated(head, atoms.sentence), _repeated(head_fine, atoms.sentence) * (head_fine > 0)
    repeated = same[0] * np.uint64(2) + same[1]
    columns = [
        asked,
        marks,
        mark,
        head,
        mix(head, second),
        mix(mix(head, second), third),
        mix(mark, head),
        last,
        mix(prior, last),
        mix(mark, last),
        mix(left, right),
        mix(mix(left, right), mark),
        mix(left, head),
        head_fine,
        mix(mark, head_fine),
        mix(head_group, next_group),
        mix(mix(head_group, next_group), mark),
        mix(head_fine, next_fine),
        mix(left, head_fine),
        mix(last_fine, mark),
        mix(last_fine, head_fine),
        length,
        mix(mark, length),
        tail,
        mix(mark, tail),
        following,
        mix(mark, marks),
        lead,
        mix(lead, mark),
        led,
        mix(led, mark),
        mix(led, head_fine),
        edge,
        mix(edge, asked),
        mix(order, asked),
        mix(repeated, mark),
    ]
    salts = mix(np.arange(1, len(columns) + 1, dtype=np.uint64), _BEFORE)
    return slots(columns, salts, _BITS), *_bag(words, atoms, fine)


def _bag(words: Words, atoms: Atoms, fine: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each word of an atom adds: itself, its group, its entity; and where an atom's begin."""
    lengths = atoms.behind - atoms.first
    inner = np.repeat(atoms.first, lengths) + within(lengths)
    groups, types = GROUP_OF[fine[inner]], atoms.types[inner]
    made = slots([words.forms[inner], groups, types], _BAG_SALTS, _BITS)
    for row, unknown in zip(made, (words.signs[inner], groups == 0, types == 0), strict=True):
        row[unknown] = SLOTS
    return made.T.ravel(), (np.cumsum(lengths) - lengths) * len(made)


def _carried(lead: np.ndarray, sentence: np.ndarray) -> np.ndarray:
    """The last introducing phrase of the sentence so far."""
    number = np.arange(len(lead))
    latest = np.maximum.accumulate(np.where(lead > 0, number, 0))
    return np.where(sentence[latest] == sentence, lead[latest], np.uint64(0))


def _marks(words: Words, atoms: Atoms) -> np.ndarray:
    """Which of the signs that order a sentence it holds, as bits."""
    found = np.zeros(len(atoms.first), dtype=np.uint64)
    for bit, sign in enumerate(_WHOLE):
        places = np.flatnonzero(words.forms == sign)
        inside = np.searchsorted(places, atoms.high) > np.searchsorted(places, atoms.low)
        found |= inside.astype(np.uint64) << np.uint64(bit)
    return found


def _repeated(values: np.ndarray, sentence: np.ndarray) -> np.ndarray:
    """Whether an earlier atom of the sentence has the same value."""
    pairs = mix(values, sentence.astype(np.uint64))
    _, firsts = np.unique(pairs, return_index=True)
    seen = np.ones(len(values), dtype=np.uint64)
    seen[firsts] = 0
    return seen
