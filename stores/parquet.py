"""Parquet files, one a table, for pandas, polars, DuckDB and the like."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext
from pathlib import Path
from typing import Any

from ..corpus.article import Reject
from .errors import StoreError
from .model import Kind, Table
from .rows import Loaded
from .sqlite import SqliteStore, connect
from .sqlite_schema import quoted
from .tables import TABLES

_DIGITS, _FRACTION = 38, 10
"""Digits of a decimal, and those behind its point."""
_GROUP = 50_000
_LARGE_GROUP = 2_000
"""Rows in memory at a time; of articles fewer, for these hold their whole record."""


class ParquetStore:
    """Collects records and writes them as Parquet files at the end.

    They are collected in a SQLite file beside, so that of several records of one article the last
    counts, and memory does not grow. The folder's files are replaced as wholes: they hold what was
    loaded this time. The same records give the same bytes, in whatever order they came.
    """

    def __init__(self, folder: Path) -> None:
        _arrow()
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder}: is a file; name a folder for the Parquet files")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._temporary = tempfile.TemporaryDirectory(dir=folder, prefix=".collecting-")
        except OSError as error:
            raise StoreError(
                f"{folder}: cannot be a folder to write to: {error.strerror}"
            ) from None
        self._folder = folder
        self._path = Path(self._temporary.name) / "facts.db"
        self._store = SqliteStore(self._path, search=False)

    def __enter__(self) -> ParquetStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._temporary:
            self._store.close()
            if kind is None:
                with closing(connect(self._path)) as connection:
                    export_parquet(connection, self._folder)

    def begin(self, file: str) -> None:
        """See ``loading.Store``."""
        self._store.begin(file)

    def write(self, items: Sequence[Loaded], rejects: Iterable[tuple[str, Reject]] = ()) -> int:
        """See ``loading.Store``."""
        return self._store.write(items, rejects)


def export_parquet(connection: sqlite3.Connection, folder: Path) -> None:
    """Writes every table of a SQLite store as ``folder/TABLE.parquet``.

    Raises:
        StoreError: pyarrow is not installed, or the folder cannot be written to.
    """
    arrow, parquet = _arrow()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            part = folder / f".{table.name}.parquet.part"
            try:
                with parquet.ParquetWriter(part, schema(table), compression="zstd") as writer:
                    _write(connection, table, arrow, writer)
                part.replace(folder / f"{table.name}.parquet")
            finally:
                part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written to: {error}") from None


def schema(table: Table) -> Any:
    """The Arrow schema of a table: days are ``date32``, numbers decimals, JSON is text."""
    arrow, _ = _arrow()
    types: dict[Kind, Any] = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "whole": arrow.decimal128(_DIGITS, 0),
        "number": arrow.decimal128(_DIGITS, _FRACTION),
        "real": arrow.float64(),
        "date": arrow.date32(),
        "boolean": arrow.bool_(),
        "json": arrow.string(),
    }
    return arrow.schema(
        [arrow.field(c.name, types[c.kind], nullable=c.null) for c in table.columns]
    )


def _write(connection: sqlite3.Connection, table: Table, arrow: Any, writer: Any) -> None:
    names, key = (", ".join(map(quoted, part)) for part in (table.names, table.key))
    cursor = connection.execute(f"SELECT {names} FROM {table.name} ORDER BY {key}")
    convert = [_CONVERT.get(column.kind) for column in table.columns]
    size = _LARGE_GROUP if "record" in table.names else _GROUP
    form = schema(table)
    while rows := cursor.fetchmany(size):
        arrays = [
            arrow.array(
                values if to is None else [None if v is None else to(v) for v in values],
                type=field.type,
            )
            for values, to, field in zip(zip(*rows, strict=True), convert, form, strict=True)
        ]
        writer.write_table(arrow.Table.from_arrays(arrays, schema=form))


def _decimal(places: int) -> Callable[[float], Decimal | None]:
    """Numbers to decimals; one that has more digits than fit is null."""
    unit = Decimal(1).scaleb(-places)

    def convert(value: float) -> Decimal | None:
        with localcontext(prec=_DIGITS):
            try:
                return Decimal(repr(value)).quantize(unit)
            except InvalidOperation:
                return None

    return convert


_CONVERT: dict[Kind, Callable[[Any], Any]] = {
    "whole": _decimal(0),
    "number": _decimal(_FRACTION),
    "date": date.fromisoformat,
    "boolean": bool,
}


def _arrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise StoreError("Parquet needs the package pyarrow: pip install pyarrow") from None
    return pyarrow, parquet
