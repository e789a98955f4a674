"""The words with which mentions may begin: told once for each spelling, not for each place.

A kind of mention has a pattern of all its beginnings (``START`` of its grammar); it is only tried
where a word of the right spelling stands.
"""

from __future__ import annotations

from . import date_starts, legal_grammar, names_places, numerals, persons
from .names_words import Array

DATE, LEGAL_DOC, NUMBER, HAMLET, ROLE = (1 << bit for bit in range(5))
_TESTS = (
    {
        DATE: date_starts.may_begin,
        LEGAL_DOC: legal_grammar.may_begin,
        NUMBER: numerals.may_begin,
        HAMLET: names_places.may_begin,
        ROLE: persons.may_begin,
    },
    {DATE: date_starts.may_be_first, LEGAL_DOC: legal_grammar.may_be_first},
    {DATE: date_starts.may_be_second, LEGAL_DOC: legal_grammar.may_be_second},
)


def places_of(spelling: str) -> tuple[int, int, int]:
    """The kinds of mentions (and roles) that a word may begin, may begin with another, or be next.

    Returns:
        Bits, three times. The end of a line may be next for all kinds.
    """
    alone, first, second = (
        sum(kind for kind, test in tests.items() if spelling == "\n" == end or test(spelling))
        for tests, end in zip(_TESTS, ("", "", "\n"), strict=True)
    )
    return alone, first, second


def kinds_begun(alone: Array, first: Array, second: Array) -> Array:
    """The kinds of mentions that may begin with each word.

    Args:
        alone: of each word in order, as ``places_of`` has it.
        first: the same.
        second: the same.
    """
    begun = alone.copy()
    begun[:-1] |= first[:-1] & second[1:]
    return begun
