"""Downloads: exactly the rows that a list shows, all of its pages, in its order."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import Any

from datasette.utils.asgi import Response

from ..stores.export import csv_lines, json_lines, write_xlsx
from ..stores.model import Column
from ..stores.tables import TABLES
from .answer import Answer, Beside, Document, Missing, Rows
from .asked import Asked
from .safety import Send
from .store import Store, TooSlow

CHUNK = 64 * 1024
LIMIT = 60.0
"""Seconds that a download may take to be read."""
AT_A_TIME = 200
"""Rows for which a second question is asked at once."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def download(answer: Answer, asked: Asked, store: Store) -> Any:
    """The response for rows or a document."""
    if isinstance(answer, Document):
        kind = {"content-disposition": f'attachment; filename="{answer.name}"'}
        headers = kind if answer.name.endswith(".html") else {}
        return Response(answer.body, headers=headers, content_type=answer.content_type)
    if not isinstance(answer, Rows) or asked.format not in TYPES:
        raise Missing
    parts = _PARTS[asked.format](_read(store, answer), answer.name)
    try:
        first = await asyncio.to_thread(next, parts, b"")
    except sqlite3.OperationalError as error:
        if error.args == ("interrupted",):
            raise TooSlow from None
        raise
    return _Stream(f"{answer.name}.{asked.format}", TYPES[asked.format], chain([first], parts))


@dataclass(frozen=True)
class _Stream:
    """A response that is sent as it is made, so that its size does not matter."""

    name: str
    content_type: str
    parts: Iterator[bytes]

    async def asgi_send(self, send: Send) -> None:
        """Sends it."""
        headers = {
            "content-type": self.content_type,
            "content-disposition": f'attachment; filename="{self.name}"',
        }
        coded = [(key.encode(), value.encode()) for key, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": coded})
        while part := await asyncio.to_thread(next, self.parts, b""):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


@dataclass(frozen=True)
class _Table:
    columns: list[Column]
    rows: Iterator[tuple[Any, ...]]


def _read(store: Store, answer: Rows) -> Iterator[_Table]:
    """The columns and rows; a generator, so that the connection is closed with it."""
    with closing(store.connect(LIMIT)) as connection:
        cursor = connection.execute(answer.sql, dict(answer.values))
        names = [name for name, *_ in cursor.description]
        rows: Iterator[tuple[Any, ...]] = cursor
        if answer.beside:
            rows = _with(answer.beside, connection, tuple(names), cursor)
            names += answer.beside.columns
        columns = [_column(name) for name in names]
        flags = [place for place, column in enumerate(columns) if column.kind == "boolean"]
        yield _Table(columns, (_typed(row, flags) for row in rows))


def _with(
    beside: Beside, connection: sqlite3.Connection, names: tuple[str, ...], rows: sqlite3.Cursor
) -> Iterator[tuple[Any, ...]]:
    """The rows with what a second question tells of them."""
    while some := [dict(zip(names, row, strict=True)) for row in islice(rows, AT_A_TIME)]:
        answer = connection.execute(beside.sql, dict(beside.values(some)))
        heads = [name for name, *_ in answer.description]
        beside.tell(some, [dict(zip(heads, row, strict=True)) for row in answer])
        yield from (tuple(row[name] for name in (*names, *beside.columns)) for row in some)


@cache
def _kinds() -> dict[str, Column]:
    return {column.name: column for table in TABLES for column in table.columns}


def _column(name: str) -> Column:
    return _kinds().get(name) or Column(name, "text")


def _typed(row: tuple[Any, ...], flags: list[int]) -> tuple[Any, ...]:
    values = list(row)
    for place in flags:
        values[place] = None if values[place] is None else bool(values[place])
    return tuple(values)


def _csv(read: Iterator[_Table], name: str) -> Iterator[bytes]:
    for table in read:
        # The mark tells spreadsheets that the letters are UTF-8.
        lines = chain(["\ufeff"], csv_lines(table.columns, table.rows))
        yield from _chunks(lines)


def _json(read: Iterator[_Table], name: str) -> Iterator[bytes]:
    for table in read:
        lines = (line.rstrip("\n") for line in json_lines(table.columns, table.rows))
        items = (f"{',' if place else ''}\n{line}" for place, line in enumerate(lines))
        yield from _chunks(chain(["["], items, ["\n]\n"]))


def _xlsx(read: Iterator[_Table], name: str) -> Iterator[bytes]:
    with SpooledTemporaryFile(max_size=16 * 1024 * 1024) as file:
        for table in read:
            write_xlsx(file, name, table.columns, table.rows)
        file.seek(0)
        while part := file.read(CHUNK):
            yield part


def _chunks(lines: Iterable[str]) -> Iterator[bytes]:
    held, size = [], 0
    for line in lines:
        coded = line.encode("utf-8", "replace")
        held.append(coded)
        size += len(coded)
        if size >= CHUNK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


_PARTS = {"csv": _csv, "json": _json, "xlsx": _xlsx}
