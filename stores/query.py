"""What to show of a store: one set of filters for the export and the explorer alike."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ..extractors.admin_units import areas, split
from .errors import StoreError
from .model import Table
from .names import fold
from .search import marked, match
from .spelling import spellings
from .sqlite_schema import numbered, quoted
from .tables import ARTICLES, SENTENCES, TABLES

Order = Literal["date", "relevance", "deadline", "stored"]
"""Newest first; best match first; nearest deadline first; as stored."""

_CHOICES = {
    "labels": "label",
    "topics": "topic",
    "levels": "level",
    "years": "year",
    "kinds": "inspection_kind",
    "publishers": "publisher",
    "provinces_now": "province_now",
    "provinces_before": "province_before",
}
"""Filters that are a choice among the values of one column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which rows of a table, in which order. What is not given does not filter.

    Attributes:
        table: a table of the store.
        text: a search as people type it (``search.match``).
        labels: of findings and sentences.
        topics: of the article.
        levels: of the body concerned.
        years: of the article's day.
        kinds: kinds of inspection.
        publishers: of the article.
        provinces: names on either map, with or without marks and kind ("gia lai").
        provinces_now: exact names on the map of 34.
        provinces_before: exact names on the map of 63.
        agency: key of a body, or words of its name; it is concerned, asks, or is asked.
        addressee: likewise; it is asked.
        since: first day.
        until: last day.
        has_deadline: of findings.
        has_figures: of findings.
        consistent: of indicators: do the figures agree?
        article: id of an article.
        order: of the rows; by relevance only where there is a search.
    """

    table: str = "findings"
    text: str = ""
    labels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    provinces_now: tuple[str, ...] = ()
    provinces_before: tuple[str, ...] = ()
    agency: str = ""
    addressee: str = ""
    since: date | None = None
    until: date | None = None
    has_deadline: bool | None = None
    has_figures: bool | None = None
    consistent: bool | None = None
    article: str = ""
    order: Order = "date"

    def select(
        self, columns: tuple[str, ...] = (), *, limit: int | None = None, offset: int = 0
    ) -> tuple[str, dict[str, Any]]:
        """The statement for the rows, and its values.

        Args:
            columns: of the table; all of them without it.
            limit: at most so many rows.
            offset: rows to skip.

        Raises:
            StoreError: the table has nothing to filter by as wanted.
        """
        condition, values = self._where()
        names = ", ".join(f"t.{quoted(name)}" for name in columns or self._table.names)
        source, order = self._source(), self._order()
        sql = f"SELECT {names} FROM {source} WHERE {condition} ORDER BY {order}"
        if limit is not None:
            sql += " LIMIT :limit OFFSET :offset"
            values |= {"limit": limit, "offset": offset}
        return sql, values

    def count(self, *, most: int | None = None) -> tuple[str, dict[str, Any]]:
        """The statement for the number of rows; ``most``: counting ends there."""
        condition, values = self._where()
        sql = f"SELECT 1 FROM {self._source()} WHERE {condition}"
        if most is not None:
            sql += " LIMIT :most"
            values["most"] = most
        return f"SELECT count(*) AS n FROM ({sql})", values

    def groups(self, column: str, *, limit: int = 100) -> tuple[str, dict[str, Any]]:
        """The statement for the values of a column and how many rows have each, most first."""
        condition, values = self._where()
        if column not in self._table.names:
            raise StoreError(f"{self.table}: has no column {column}")
        name = f"t.{quoted(column)}"
        return (
            f"SELECT {name} AS value, count(*) AS n FROM {self._source()} WHERE {condition} "
            f"AND {name} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1 LIMIT :limit",
            values | {"limit": limit},
        )

    @property
    def _table(self) -> Table:
        found = {table.name: table for table in TABLES}.get(self.table)
        if found is None:
            names = ", ".join(table.name for table in TABLES)
            raise StoreError(f"{self.table}: no such table; there are {names}")
        return found

    def _source(self) -> str:
        if match(self.text) is None:
            return f"{self.table} AS t"
        return f"{self.table}_fts JOIN {self.table} AS t ON t.seq = {self.table}_fts.rowid"

    def _order(self) -> str:
        table = self._table
        last = ["t.seq"] if numbered(table) else [f"t.{quoted(name)}" for name in table.key]
        first: list[str] = []
        if self.order == "relevance" and match(self.text) is not None:
            # A hit in the text counts more than one in the names of the bodies.
            weights = ", 1.0, 0.4" if len(table.searched) > 1 else ""
            first = [f"bm25({table.name}_fts{weights})"]
        elif self.order == "deadline" and "deadline_last_day" in table.names:
            first = ["t.deadline_last_day IS NULL", "t.deadline_last_day"]
        elif self.order != "stored" and "day" in table.names:
            first = ["t.day DESC"]
        return ", ".join((*first, *last))

    def _where(self) -> tuple[str, dict[str, Any]]:
        conditions: list[str] = []
        values: dict[str, Any] = {}
        for condition, given in self._conditions():
            conditions.append(condition)
            values |= given
        return " AND ".join(conditions) or "1", values

    def _conditions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        table = self._table
        if (expression := match(self.text)) is not None:
            if not table.searched:
                raise StoreError(f"{self.table}: has no words to search; leave the query out")
            yield f"{self.table}_fts MATCH :match", {"match": expression}
            yield from spelled(self.text, self.table, table.searched)
        for name, column in _CHOICES.items():
            if chosen := getattr(self, name):
                yield self._among(column, name), {name: json.dumps(chosen)}
        if self.provinces:
            names = json.dumps([n for wanted in self.provinces for n in province_names(wanted)])
            either = (self._among(f"province_{map_}", "provinces") for map_ in ("now", "before"))
            yield f"({' OR '.join(either)})", {"provinces": names}
        for name, sign, day in (("since", ">=", self.since), ("until", "<=", self.until)):
            if day is not None:
                yield self._on("day", f"{sign} :{name}"), {name: day.isoformat()}
        for name in ("has_deadline", "has_figures", "consistent"):
            if (value := getattr(self, name)) is not None:
                yield self._on(name, f"= :{name}"), {name: int(value)}
        if self.agency:
            yield self._of_agency()
        if self.addressee:
            keys, values = _bodies("addressee", self.addressee)
            yield self._on("addressee_key", f"IN ({keys})"), values
        if self.article:
            key = "id" if table is ARTICLES else "article_id"
            yield self._on(key, "= :article"), {"article": self.article}

    def _among(self, column: str, name: str) -> str:
        if column == "label" and self._table is SENTENCES:
            return (
                "EXISTS (SELECT 1 FROM json_each(t.labels) AS given "
                f"JOIN json_each(:{name}) AS wanted USING (value))"
            )
        return self._on(column, f"IN (SELECT value FROM json_each(:{name}))")

    def _on(self, column: str, condition: str) -> str:
        """A condition on a column of the table, or else of its article."""
        table = self._table
        if column in table.names:
            return f"t.{quoted(column)} {condition}"
        if "article_id" in table.names and column in ARTICLES.names:
            return f"t.article_id IN (SELECT id FROM articles WHERE {quoted(column)} {condition})"
        raise StoreError(f"{self.table}: has no {column} to filter by; leave that filter out")

    def _of_agency(self) -> tuple[str, dict[str, Any]]:
        table = self._table
        keys, values = _bodies("agency", self.agency)
        columns = [c for c in ("agency_key", "addressee_key") if c in table.names]
        if columns:
            either = (f"t.{name} IN ({keys})" for name in columns)
            return f"({' OR '.join(either)})", values
        if table.name == "agencies":
            return f"t.key IN ({keys})", values
        key = "id" if table is ARTICLES else "article_id"
        if key not in table.names:
            raise StoreError(f"{self.table}: has no agency to filter by; leave that filter out")
        among = f"SELECT article_id FROM entities WHERE agency_key IN ({keys})"
        return f"t.{key} IN ({among})", values


def spelled(
    text: str, table: str, columns: tuple[str, ...]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Words that were typed with marks have these very marks; the index knows none.

    Args:
        text: a search as people type it.
        table: that is searched; ``t`` in the statement.
        columns: in which the words shall stand.

    Yields:
        Conditions beside ``MATCH``, and their values.
    """
    among = " || ' ' || ".join(f"coalesce(t.{quoted(name)}, '')" for name in columns)
    values: dict[str, Any] = {}

    def holds(expression: str, words: tuple[str, ...]) -> str:
        if not words:
            values[name := f"marked{len(values)}"] = expression
            index = f"{table}_fts"
            return f"t.seq IN (SELECT rowid FROM {index} WHERE {index} MATCH :{name})"
        return " AND ".join(map(stands, words))

    def stands(word: str) -> str:
        names = [f"marked{len(values) + n}" for n, _ in enumerate(spellings(word))]
        values.update(zip(names, spellings(word), strict=True))
        return f"({' OR '.join(f'instr({among}, :{name})' for name in names)})"

    for alternatives in marked(text):
        condition = " OR ".join(holds(*alternative) for alternative in alternatives)
        yield f"({condition})", values


def _bodies(name: str, wanted: str) -> tuple[str, dict[str, Any]]:
    """The statement for the keys of the bodies that somebody means, and its values: the one with
    that key, else all with these words in their names."""
    values = {name: wanted}
    keys = f"SELECT key FROM agencies WHERE key = :{name}"
    if (expression := match(wanted)) is not None:
        values[f"{name}_named"] = expression
        keys += (
            f" UNION ALL SELECT key FROM agencies WHERE seq IN (SELECT rowid FROM agencies_fts "
            f"WHERE agencies_fts MATCH :{name}_named) "
            f"AND NOT EXISTS (SELECT 1 FROM agencies WHERE key = :{name})"
        )
    return keys, values


def province_names(wanted: str) -> list[str]:
    """The provinces of either map that somebody may mean, by name with or without marks and kind.

    Raises:
        StoreError: there is no such province.
    """
    names = {
        area.name
        for present in (True, False)
        for area in areas(present=present)
        if area.level == "tỉnh"
    }
    folded = fold(wanted.strip())
    found = [n for n in sorted(names) if folded in (fold(n), fold(split(n)[1]))]
    if not found:
        raise StoreError(f"{wanted}: no such province, neither before nor since 1 July 2025")
    return found
