"""Read-only questions to the store, each cut off when it takes too long."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from datasette.app import Datasette
from datasette.database import Database, QueryInterrupted

Row = dict[str, Any]


class TooSlow(Exception):
    """A question took longer than the server allows."""


class Store:
    """The database that is served.

    Args:
        datasette: the server; it has one database.
    """

    def __init__(self, datasette: Datasette) -> None:
        self._database: Database = datasette.get_database()
        self._kept: dict[tuple[str, tuple[tuple[str, Any], ...]], list[Row]] = {}

    @property
    def name(self) -> str:
        """The name that Datasette's own pages have for it."""
        return str(self._database.name)

    @property
    def path(self) -> str:
        """The file."""
        return str(self._database.path)

    async def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[Row]:
        """The rows of a question.

        Raises:
            TooSlow: it was cut off.
        """
        try:
            found = await self._database.execute(sql, dict(values or {}), log_sql_errors=False)
        except QueryInterrupted:
            raise TooSlow from None
        return [dict(row) for row in found.rows]

    async def kept(self, sql: str, **values: Any) -> list[Row]:
        """The rows of a question that is asked once: the file does not change while it is served.

        Raises:
            TooSlow: it was cut off.
        """
        key = (sql, tuple(sorted(values.items())))
        if key not in self._kept:
            self._kept[key] = await self.rows(sql, values)
        return self._kept[key]

    async def choices(self, table: str, column: str) -> list[tuple[str, int]]:
        """The values of a column, most frequent first, each with how often it stands there."""
        sql = (
            f"SELECT {column} AS name, count(*) AS n FROM {table} WHERE {column} IS NOT NULL "
            "GROUP BY 1 ORDER BY n DESC, 1 LIMIT 200"
        )
        return [(row["name"], row["n"]) for row in await self.kept(sql)]

    def connect(self, limit: float) -> sqlite3.Connection:
        """A connection of one's own, read-only, for a download.

        Args:
            limit: seconds after which whatever it does is interrupted.
        """
        address = f"{Path(self.path).absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        end = monotonic() + limit
        connection.set_progress_handler(lambda: monotonic() > end, 10_000)
        return connection
