"""One row for a body or document out of its mentions in all articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .model import Table
from .rows import Row
from .tables import AGENCIES, DOCUMENTS


@dataclass(frozen=True, slots=True)
class Canonical:
    """A table of things that many articles mention.

    Attributes:
        table: the table.
        reference: the column of ``entities`` that holds its key.
        columns: the columns of ``entities`` that a mention's values stand in, in the table's order.
    """

    table: Table
    reference: str
    columns: tuple[str, ...]


CANONICAL = (
    Canonical(AGENCIES, "agency_key", ("agency_key", *AGENCIES.names[1:])),
    Canonical(
        DOCUMENTS,
        "document_key",
        ("document_key", "text", "kind", "document_number", "document_year", "issuer", "issued"),
    ),
)


def fullest(forms: Iterable[Row]) -> dict[str, Row]:
    """The fullest form of each key, the key being a row's first value.

    The choice depends on the forms alone, not on their order: the one with most values, with the
    fewest capitals (headlines shout), the first by its letters.
    """
    best: dict[str, Row] = {}
    for form in set(forms):
        key = form[0]
        if key not in best or _rank(form) < _rank(best[key]):
            best[key] = form
    return best


def _rank(form: Row) -> tuple[object, ...]:
    texts = tuple("" if value is None else str(value) for value in form)
    return (texts.count(""), sum(letter.isupper() for letter in texts[1]), texts)
