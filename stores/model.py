"""The words in which ``tables.py`` says what the tables are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "integer", "whole", "number", "real", "date", "boolean", "json"]
"""What a column holds.

``integer`` fits into 64 bits, ``whole`` is a whole number of any size, ``number`` an exact decimal,
``real`` a floating point number (probabilities), ``json`` a JSON text.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: the same in every store.
        kind: what it holds.
        of: the fields of the record that it holds, ``Model.field``; empty for a derived column.
        doc: what a derived column means; a field's meaning stands at the field.
        vi: Vietnamese name of a derived column.
        null: may it be empty?
        indexed: do people look things up by it?
    """

    name: str
    kind: Kind
    of: tuple[str, ...] = ()
    doc: str = ""
    vi: str = ""
    null: bool = True
    indexed: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A foreign key; ``cascade``: rows go with the row that they refer to."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]
    cascade: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table.

    Attributes:
        name: the same in every store.
        vi: Vietnamese name.
        doc: what a row is.
        columns: in order.
        key: the columns that name a row.
        links: foreign keys.
        searched: columns under full-text search, the text first.
        indexes: further indexes over several columns.
        names: of the columns.
    """

    name: str
    vi: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    links: tuple[Link, ...] = ()
    searched: tuple[str, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", tuple(column.name for column in self.columns))


def column(
    name: str,
    kind: Kind,
    of: str = "",
    *,
    doc: str = "",
    vi: str = "",
    null: bool = True,
    indexed: bool = False,
) -> Column:
    """A column; ``of`` names its fields, separated by spaces."""
    return Column(name, kind, tuple(of.split()), doc, vi, null, indexed)


ARTICLE_ID = column("article_id", "text", doc="Id of the article", vi="mã bài viết", null=False)
ARTICLE = Link(("article_id",), "articles", ("id",))
"""A row that belongs to an article and goes with it."""


def to_entity(name: str) -> Link:
    """A reference to an entity of the same article."""
    return Link(("article_id", name), "entities", ("article_id", "id"))


def to_agency(name: str) -> Link:
    """A reference to a body, which is there as long as anything refers to it."""
    return Link((name,), "agencies", ("key",), cascade=False)
