"""What a view gives back: a page, rows to be downloaded, or a document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Any

from datasette.utils.asgi import NotFound

from .pages import HERE


class Missing(NotFound):  # type: ignore[misc]  # Datasette is not typed.
    """There is no such article, agency or format."""


@dataclass(frozen=True)
class Page:
    """A template and what it shows."""

    template: str
    values: dict[str, Any]
    status: int = 200


@dataclass(frozen=True)
class Beside:
    """A second question, whose answer is told with the rows of a list, some rows at a time.

    Attributes:
        sql: the question.
        values: its parameters, for rows of the list.
        tell: puts the answer into the rows.
        columns: that it puts there.
    """

    sql: str
    values: Callable[[Sequence[dict[str, Any]]], Mapping[str, Any]]
    tell: Callable[[Sequence[dict[str, Any]], Sequence[dict[str, Any]]], None]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Rows for a download: all that a list shows, in its order.

    Attributes:
        name: of the file, without suffix.
        sql: gives the rows.
        values: its parameters.
        beside: what else the list tells of each row.
    """

    name: str
    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)
    beside: Beside | None = None


@dataclass(frozen=True)
class Document:
    """A whole document for a download."""

    name: str
    body: str
    content_type: str


Answer = Page | Rows | Document


@cache
def asset(name: str) -> str:
    """The address of a style sheet or script; it changes when the file does."""
    mark = sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
    return f"/tinh/{name}?v={mark}"
