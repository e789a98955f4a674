"""The SQLite store: one file that anything can query, and that the explorer shows."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from ..corpus.article import Reject
from .canonical import CANONICAL, Canonical, fullest
from .errors import StoreError
from .model import Table
from .rows import Loaded, Row, column_values, reject_row, rows_of
from .sqlite_schema import APPLICATION_ID, SCHEMA, numbered, quoted, statements
from .tables import ARTICLES, OF_ARTICLES, REJECTS, RUNS, TABLES

_LARGEST = 2**63
_ODD = {"whole", "number", "real", "date", "boolean"}
"""Kinds of columns whose values are not yet as SQLite has them."""
_REMEDY = "it is made with: thanhtra load RECORDS --db FILE"
_WAIT = 60.0
"""Seconds to wait for another loader's transaction."""


def connect(path: Path) -> sqlite3.Connection:
    """Opens a store for reading; what a killed loader left half done is first undone.

    Raises:
        StoreError: there is no such file, or it is not a store of this version.
    """
    if path.is_dir():
        raise StoreError(f"{path}: is a folder; name the SQLite file in it")
    if not path.is_file():
        raise StoreError(f"{path}: no such file; make it with: thanhtra load RECORDS --db {path}")
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        _check(connection, path)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be read as a store: {error}; {_REMEDY}") from None
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Is the file a store, of the version that this program knows?"""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if mark != APPLICATION_ID:
        raise StoreError(f"{path}: is a database, but not a store of thanhtra; name another file")
    if version != SCHEMA:
        remedy = "update thanhtra" if version > SCHEMA else "load the records into a new file"
        raise StoreError(f"{path}: has tables of version {version}, not {SCHEMA}; {remedy}")


class SqliteStore:
    """Writes records into a file, one transaction a batch.

    Use it as a context manager: leaving it tidies the file, so that it is a single file again.

    Args:
        path: the file; made if it is not there.
        search: shall a new file have full-text search?

    Raises:
        StoreError: the file is not a store of this version, or cannot be written.
    """

    def __init__(self, path: Path, *, search: bool = True) -> None:
        self._path = path
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, timeout=_WAIT)
            self._prepare(search=search)
        except sqlite3.Error as error:
            remedy = "name another file, or one that is not there yet"
            raise StoreError(f"{path}: cannot be opened as a store: {error}; {remedy}") from None
        self._changed = False

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the work on the file."""
        try:
            if self._changed:
                self._connection.execute("PRAGMA analysis_limit = 1000")
                self._connection.execute("PRAGMA optimize")
            # Somebody else may be reading or loading: then the last to leave tidies up.
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError:
            pass
        finally:
            self._connection.close()

    def begin(self, file: str) -> None:
        """Forgets the lines of a file that could not be loaded before: it is loaded anew."""
        start = f"{file}#L"
        with self._transaction():
            self._execute(
                "DELETE FROM rejects WHERE stage = 'load' AND substr(uri, 1, ?) = ?",
                (len(start), start),
            )

    def write(self, items: Sequence[Loaded], rejects: Iterable[tuple[str, Reject]] = ()) -> int:
        """Writes a batch: all of it, or nothing if it raises.

        Args:
            items: records; one whose id is there with another content replaces it whole, and of
                several with one id the last counts.
            rejects: with the stage at which they were rejected.

        Returns:
            How many records were new or changed.
        """
        latest = {item.record.id: item for item in items}
        with self._transaction():
            made = [reject_row(stage, reject) for stage, reject in rejects]
            self._insert(REJECTS, made, on_conflict="OR REPLACE")
            known = dict(
                self._execute(
                    "SELECT id, content_hash FROM articles "
                    "WHERE id IN (SELECT value FROM json_each(?))",
                    (json.dumps(list(latest)),),
                )
            )
            fresh = [i for key, i in latest.items() if known.get(key) != i.content_hash]
            if fresh:
                self._replace(fresh, [i.record.id for i in fresh if i.record.id in known])
        return len(fresh)

    def _replace(self, items: Sequence[Loaded], old: list[str]) -> None:
        rows: defaultdict[str, list[Row]] = defaultdict(list)
        for item in items:
            for name, made in rows_of(item).items():
                rows[name] += made
        numbers = self._numbers(old)
        lost = [self._references(kind, old) for kind in CANONICAL]
        runs = self._runs(old)
        self._delete(old)
        self._insert(RUNS, rows.pop(RUNS.name), on_conflict="OR IGNORE")
        forms = [rows.pop(kind.table.name, []) for kind in CANONICAL]
        for table in TABLES:
            self._insert(table, rows.get(table.name, ()), numbers=numbers.get(table.name))
        for kind, found, keys in zip(CANONICAL, forms, lost, strict=True):
            self._settle(kind, found, keys)
        for run in runs:
            self._execute(
                "DELETE FROM runs WHERE id = ?1 "
                "AND NOT EXISTS (SELECT 1 FROM articles WHERE run_id = ?1)",
                (run,),
            )
        uris = [(item.record.source.uri,) for item in items]
        self._connection.executemany(
            "DELETE FROM rejects WHERE stage IN ('extract', 'load') AND uri = ?", uris
        )
        self._changed = True

    def _settle(self, kind: Canonical, forms: list[Row], lost: set[str]) -> None:
        """Brings a table of bodies or documents up to date with the mentions that came and went."""
        table, key = kind.table, quoted(kind.table.key[0])
        names = ", ".join(map(quoted, table.names))
        came = column_values(forms, table, table.key[0]) - lost
        known = self._execute(
            f"SELECT {names} FROM {table.name} WHERE {key} IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(came)),),
        ).fetchall()
        columns = ", ".join(map(quoted, kind.columns))
        left = self._execute(
            f"SELECT DISTINCT {columns} FROM entities "
            f"WHERE {kind.reference} IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(lost)),),
        ).fetchall()
        fresh = _plain_rows(table, (form for form in forms if form[0] in came))
        best = fullest(chain(known, left, fresh))
        update = ", ".join(f"{quoted(n)} = excluded.{quoted(n)}" for n in table.names[1:])
        self._insert(
            table,
            sorted(set(best.values()) - set(known), key=lambda row: str(row[0])),
            on_conflict=f"ON CONFLICT ({key}) DO UPDATE SET {update}",
        )
        gone = [(name,) for name in sorted(lost - best.keys())]
        self._connection.executemany(f"DELETE FROM {table.name} WHERE {key} = ?", gone)

    def _numbers(self, articles: list[str]) -> dict[str, dict[Row, int]]:
        """The ``seq`` of the rows to be replaced: a new row of the same key keeps it."""
        found: dict[str, dict[Row, int]] = {}
        for table in (ARTICLES, *OF_ARTICLES):
            if articles and numbered(table):
                key = ", ".join(map(quoted, table.key))
                rows = self._execute(
                    f"SELECT {key}, seq FROM {table.name} "
                    f"WHERE {quoted(table.key[0])} IN (SELECT value FROM json_each(?))",
                    (json.dumps(articles),),
                )
                found[table.name] = {tuple(row[:-1]): row[-1] for row in rows}
        return found

    def _references(self, kind: Canonical, articles: list[str]) -> set[str]:
        rows = self._execute(
            f"SELECT DISTINCT {kind.reference} FROM entities WHERE {kind.reference} IS NOT NULL "
            "AND article_id IN (SELECT value FROM json_each(?))",
            (json.dumps(articles),),
        )
        return {row[0] for row in rows}

    def _runs(self, articles: list[str]) -> list[str]:
        rows = self._execute(
            "SELECT DISTINCT run_id FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(articles),),
        )
        return [row[0] for row in rows]

    def _delete(self, articles: list[str]) -> None:
        for article in articles:
            self._execute("DELETE FROM articles WHERE id = ?", (article,))

    def _insert(
        self,
        table: Table,
        rows: Iterable[Row],
        *,
        numbers: dict[Row, int] | None = None,
        on_conflict: str = "",
    ) -> None:
        """Inserts rows; ``numbers`` are the ``seq`` that some of them had before."""
        names = [*table.names]
        values = _plain_rows(table, rows)
        if numbers:
            place = [table.names.index(name) for name in table.key]
            names.append("seq")
            values = [(*v, numbers.get(tuple(v[p] for p in place))) for v in values]
            # A row that gets a new number must not take one that is about to be used again.
            values.sort(key=lambda value: value[-1] is None)
        before, after = (on_conflict, "") if on_conflict.startswith("OR") else ("", on_conflict)
        self._connection.executemany(
            f"INSERT {before} INTO {table.name} ({', '.join(map(quoted, names))}) "
            f"VALUES ({', '.join('?' * len(names))}) {after}",
            values,
        )

    def _execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._execute("BEGIN IMMEDIATE")
            try:
                yield
                self._execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._execute("ROLLBACK")
                raise
        except (sqlite3.IntegrityError, sqlite3.DataError) as error:
            raise ValueError(str(error)) from None  # The record is at fault, not the store.
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: cannot be written: {error}") from None

    def _prepare(self, *, search: bool) -> None:
        """Sets the connection up and makes the tables in a new file."""
        execute = self._execute
        (tables,) = execute("SELECT count(*) FROM sqlite_schema").fetchone()
        if tables:  # Before anything is written: the file may be somebody else's.
            _check(self._connection, self._path)
        # A killed process loses nothing that was committed, and costs no wait at each commit.
        for setting in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "cache_size = -65536",
            "temp_store = MEMORY",
        ):
            execute(f"PRAGMA {setting}")
        with self._transaction():
            (tables,) = execute("SELECT count(*) FROM sqlite_schema").fetchone()
            if tables == 0:
                for statement in statements(search=search):
                    execute(statement)


def _plain_rows(table: Table, rows: Iterable[Row]) -> list[Row]:
    """The rows with values as SQLite has them."""
    odd = [place for place, column in enumerate(table.columns) if column.kind in _ODD]
    made = []
    for row in rows:
        values = list(row)
        for place in odd:
            if values[place] is not None:
                values[place] = _plain(values[place])
        made.append(tuple(values))
    return made


def _plain(value: Any) -> Any:
    """The value as SQLite has it.

    A decimal is the number that it prints as. A whole number beyond 64 bits is the nearest floating
    point number (``articles.record`` has it exactly), one that not even that can hold is null.
    """
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        try:
            return float(value)
        except OverflowError:
            return None
    return value.isoformat() if isinstance(value, date) else value
