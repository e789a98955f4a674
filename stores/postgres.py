"""The PostgreSQL store: the same tables in the schema ``thanhtra``, for many users at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from itertools import chain
from typing import TYPE_CHECKING, Any

from ..corpus.article import Reject
from .canonical import CANONICAL, Canonical, fullest
from .errors import StoreError
from .rows import Loaded, Row, column_values, reject_row, rows_of
from .tables import AGENCIES, ARTICLES, DOCUMENTS, REJECTS, RUNS, TABLES

if TYPE_CHECKING:
    import psycopg
    from psycopg import Connection

_LOCK = 0x74687472
"""Number of the advisory lock under which batches are merged, one after the other."""
_COPIED = tuple(t for t in TABLES if t not in {AGENCIES, DOCUMENTS, REJECTS})
"""The tables that a batch is copied to; the rest is merged row by row."""
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class PostgresStore:
    """Writes records into a database, one transaction a batch; several may do so at once.

    A NUL character, which PostgreSQL cannot hold, is U+FFFD, in ``articles.record`` as well.

    Args:
        address: as ``psql`` takes it, e.g. ``postgresql://loader@localhost/facts``. Make and
            update the tables as their owner; after that a role that may only write suffices.

    Raises:
        StoreError: the database cannot be reached, or has tables of another version.
    """

    def __init__(self, address: str) -> None:
        self._psycopg = _psycopg()
        with self._told():
            self._connection: Connection[Row] = self._psycopg.connect(
                address, autocommit=True, application_name="thanhtra load"
            )
            try:
                self._migrate()
                for table in _COPIED:
                    columns = ", ".join(table.names)
                    self._run(
                        f"CREATE TEMPORARY TABLE batch_{table.name} ON COMMIT DELETE ROWS "
                        f"AS SELECT {columns} FROM thanhtra.{table.name} WITH NO DATA"
                    )
            except BaseException:
                self._connection.close()
                raise

    def __enter__(self) -> PostgresStore:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def begin(self, file: str) -> None:
        """Forgets the lines of a file that could not be loaded before: it is loaded anew."""
        with self._told():
            self._run(
                "DELETE FROM thanhtra.rejects WHERE stage = 'load' AND starts_with(uri, %s)",
                f"{file}#L".replace("\0", "\ufffd"),
            )

    def write(self, items: Sequence[Loaded], rejects: Iterable[tuple[str, Reject]] = ()) -> int:
        """Writes a batch, whole or not at all: see ``SqliteStore.write``.

        Raises:
            ValueError: a record holds what the database refuses.
            StoreError: the database cannot be written.
        """
        latest = {item.record.id: item for item in items}
        with self._told(), self._connection.transaction():
            self._reject(rejects)
            known: dict[str, str] = dict(
                self._rows("id, content_hash", "articles", "id", list(latest))
            )
            fresh = [item for key, item in latest.items() if known.get(key) != item.content_hash]
            return self._merge(fresh) if fresh else 0

    def _merge(self, items: list[Loaded]) -> int:
        rows: defaultdict[str, list[Row]] = defaultdict(list)
        for item in items:
            for name, made in rows_of(item).items():
                rows[name] += made
        for table in _COPIED:
            self._copy(table.name, table.names, rows[table.name])
        self._run("SELECT pg_advisory_xact_lock(%s)", _LOCK)
        # What another loader has just written is not fresh any more.
        self._run(
            "DELETE FROM batch_articles USING thanhtra.articles AS old "
            "WHERE batch_articles.id = old.id AND batch_articles.content_hash = old.content_hash"
        )
        batch = [row[0] for row in self._run("SELECT id FROM batch_articles")]
        lost = [self._references(kind, batch) for kind in CANONICAL]
        runs = [row[0] for row in self._rows("DISTINCT run_id", "articles", "id", batch)]
        self._run("DELETE FROM thanhtra.articles WHERE id = ANY(%s)", batch)
        self._run(
            "INSERT INTO thanhtra.runs SELECT DISTINCT ON (id) * FROM batch_runs ORDER BY id "
            "ON CONFLICT DO NOTHING"
        )
        for table in _COPIED:
            if table is RUNS:
                continue
            key = "id" if table is ARTICLES else "article_id"
            columns = ", ".join(table.names)
            self._run(
                f"INSERT INTO thanhtra.{table.name} ({columns}) SELECT {columns} "
                f"FROM batch_{table.name} WHERE {key} = ANY(%s)",
                batch,
            )
        for kind, keys in zip(CANONICAL, lost, strict=True):
            self._settle(kind, rows[kind.table.name], keys)
        self._run(
            "DELETE FROM thanhtra.runs WHERE id = ANY(%s) AND NOT EXISTS "
            "(SELECT 1 FROM thanhtra.articles WHERE run_id = runs.id)",
            runs,
        )
        self._run(
            "DELETE FROM thanhtra.rejects WHERE stage IN ('extract', 'load') AND uri IN "
            "(SELECT uri FROM batch_articles)"
        )
        return len(batch)

    def _settle(self, kind: Canonical, forms: list[Row], lost: set[str]) -> None:
        """Brings bodies or documents up to date with the mentions that came and went."""
        table, key = kind.table, kind.table.key[0]
        names = ", ".join(table.names)
        came = column_values(forms, table, key) - lost
        known = self._rows(names, table.name, key, sorted(came))
        left = self._rows(
            f"DISTINCT {', '.join(kind.columns)}", "entities", kind.reference, sorted(lost)
        )
        best = fullest(chain(known, left, (form for form in forms if form[0] in came)))
        update = ", ".join(f"{name} = excluded.{name}" for name in table.names[1:])
        new: list[Row] = sorted(set(best.values()) - set(known), key=lambda row: str(row[0]))
        with self._connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO thanhtra.{table.name} ({names}) "
                f"VALUES ({', '.join(['%s'] * len(table.names))}) "
                f"ON CONFLICT ({key}) DO UPDATE SET {update}",
                new,
            )
        gone = sorted(lost - best.keys())
        self._run(f"DELETE FROM thanhtra.{table.name} WHERE {key} = ANY(%s)", gone)

    def _references(self, kind: Canonical, articles: list[str]) -> set[str]:
        rows = self._rows(f"DISTINCT {kind.reference}", "entities", "article_id", articles)
        return {row[0] for row in rows} - {None}

    def _reject(self, rejects: Iterable[tuple[str, Reject]]) -> None:
        for stage, reject in rejects:
            self._run(
                "INSERT INTO thanhtra.rejects (stage, uri, place, reason) "
                "VALUES (%s, %s, %s, %s) "
                "ON CONFLICT (stage, uri, place) DO UPDATE SET reason = excluded.reason",
                *reject_row(stage, reject),
            )

    def _copy(self, table: str, names: tuple[str, ...], rows: Iterable[Row]) -> None:
        if "record" in names:
            place = names.index("record")
            rows = ((*r[:place], _NUL.sub(r"\1\\ufffd", r[place]), *r[place + 1 :]) for r in rows)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY batch_{table} ({', '.join(names)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def _rows(self, what: str, table: str, column: str, values: Sequence[str]) -> list[Row]:
        """Columns of the rows in which one column has one of the values."""
        return self._run(
            f"SELECT {what} FROM thanhtra.{table} WHERE {column} = ANY(%s)", list(values)
        )

    def _run(self, sql: str, *values: Any) -> list[Row]:
        cursor = self._connection.execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    def _migrate(self) -> None:
        """Makes the tables, or brings them to this version, one loader at a time."""
        scripts = _migrations()
        with self._connection.transaction():
            self._run("SELECT pg_advisory_xact_lock(%s)", _LOCK)
            done = 0
            if self._run("SELECT to_regclass('thanhtra.migrations')")[0][0] is not None:
                done = self._run("SELECT max(version) FROM thanhtra.migrations")[0][0]
            if done > len(scripts):
                raise StoreError(
                    f"the database has tables of version {done}, not {len(scripts)}: "
                    "update thanhtra"
                )
            for version, script in enumerate(scripts[done:], done + 1):
                self._connection.execute(script)
                self._run("INSERT INTO thanhtra.migrations (version) VALUES (%s)", version)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turns what the database says into our errors; it never repeats a password."""
        errors = self._psycopg.errors
        try:
            yield
        except (self._psycopg.DataError, self._psycopg.IntegrityError) as error:
            raise ValueError(_first_line(error)) from None  # The record is at fault.
        except errors.ProgramLimitExceeded as error:
            raise ValueError(_first_line(error)) from None
        except errors.InsufficientPrivilege as error:
            raise StoreError(
                f"PostgreSQL: {_first_line(error)}; see docs/postgres.md for the rights needed"
            ) from None
        except self._psycopg.Error as error:
            raise StoreError(f"PostgreSQL: {_first_line(error)}") from None


def _psycopg() -> Any:
    try:
        import psycopg
    except ImportError:
        raise StoreError("PostgreSQL needs the package psycopg: pip install psycopg[binary]") from (
            None
        )
    return psycopg


def _first_line(error: psycopg.Error) -> str:
    return str(error).strip().partition("\n")[0]


def _migrations() -> list[str]:
    """The scripts that make the tables, in order."""
    folder = resources.files(__package__)
    names = sorted(p.name for p in folder.iterdir() if re.fullmatch(r"postgres_\d+\.sql", p.name))
    return [folder.joinpath(name).read_text("utf-8") for name in names]
