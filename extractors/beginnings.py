"""The words with which mentions may begin: told once for each spelling, not for each place.

A kind of mention has a pattern of all its beginnings (``START`` of its grammar); it is only tried
where a word of the right spelling stands.
"""

from __future__ import annotations

from collections.abc import Callable

from . import date_starts, legal_grammar, names_places, numerals, persons

DATE, LEGAL_DOC, NUMBER, HAMLET, ROLE = (1 << bit for bit in range(5))

_TESTS: tuple[tuple[int, Callable[[str], bool]], ...] = (
    (DATE, date_starts.may_begin),
    (LEGAL_DOC, legal_grammar.may_begin),
    (NUMBER, numerals.may_begin),
    (HAMLET, names_places.may_begin),
    (ROLE, persons.may_begin),
)


def kinds_begun(spelling: str) -> int:
    """The kinds of mentions (and roles of persons) that a word may begin, as a sum of bits."""
    return sum(kind for kind, test in _TESTS if test(spelling))
