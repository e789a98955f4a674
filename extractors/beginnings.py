"""The words with which mentions may begin: told once for each spelling, not for each place.

A kind of mention has a pattern of all its beginnings (``START`` of its grammar); it is only tried
where a word of the right spelling stands.
"""

from __future__ import annotations

from . import date_starts, legal_grammar, names_places, numerals, persons
from .names_words import Array

DATE, LEGAL_DOC, NUMBER, HAMLET, ROLE = (1 << bit for bit in range(5))
_KINDS = 8  # bits of each of the three parts of what is known of a spelling

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


def places_of(spelling: str) -> int:
    """The kinds of mentions (and roles) that a word may begin, may begin with another, or be next.

    Returns:
        Bits, the kinds of the first place lowest. The end of a line may be next for all kinds.
    """
    found = 0
    for part, tests in enumerate(_TESTS):
        for kind, test in tests.items():
            if test(spelling) or (part == 2 and spelling == "\n"):
                found |= kind << _KINDS * part
    return found


def kinds_begun(places: Array) -> Array:
    """The kinds of mentions that may begin with each word.

    Args:
        places: ``places_of`` each word, in order.
    """
    begun = places & (1 << _KINDS) - 1
    begun[:-1] |= (places[:-1] >> _KINDS) & (places[1:] >> 2 * _KINDS) & (1 << _KINDS) - 1
    return begun
