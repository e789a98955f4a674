"""The commands that put records into stores and take facts out: load, export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from .cli_options import fail, writable

if TYPE_CHECKING:
    from ..corpus.article import Reject
    from ..stores.loading import Store
    from ..stores.query import Query

SOME_BROKEN = 1
DAY = ["%Y-%m-%d"]
TOLD = 20
"""Broken lines that are told one by one; the table of rejects has them all."""
Database = Annotated[Path | None, typer.Option("--db", help="A SQLite file; made if need be.")]


def load(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Files of records (.jsonl, .jsonl.gz, .jsonl.zst), folders of them; `-` is "
            "standard input."
        ),
    ],
    db: Database = None,
    postgres: Annotated[
        str | None, typer.Option(help="A PostgreSQL database, e.g. `postgresql:///facts`.")
    ] = None,
    parquet: Annotated[
        Path | None, typer.Option(help="A folder for Parquet files, one a table.")
    ] = None,
) -> None:
    """Loads records into SQLite, PostgreSQL or Parquet files.

    Loading a file again changes nothing; a record whose article is there with other facts replaces
    it whole. The rejects that lie beside a file of records are loaded, too. A broken line leaves
    nothing behind but a row of the table `rejects`. Exit status: 0 all lines were loaded, 1 some
    were broken, 2 nothing can be loaded.

    Examples:

        thanhtra load records.jsonl --db facts.db

        thanhtra load shards/ --postgres postgresql://loader@localhost/facts

        thanhtra load records.jsonl.zst --parquet facts/
    """
    from ..stores.lines import files
    from ..stores.loading import load as run

    with _told(), ExitStack() as stack:
        stores = _stores(stack, db, postgres, parquet)
        if not stores:
            raise fail("say where to: --db FILE, --postgres ADDRESS or --parquet FOLDER")
        names = files(inputs)
        progress = stack.enter_context(_progress())
        task = progress.add_task("lines", total=None)
        tally = run(names, stores, progress=lambda count: progress.advance(task, count))
    _tell(tally.broken)
    print(
        f"{tally.records} records ({tally.changed} new or changed), {tally.rejects} rejects, "
        f"{len(tally.broken)} broken lines",
        file=sys.stderr,
    )
    if tally.broken:
        raise typer.Exit(SOME_BROKEN)


def _tell(broken: list[Reject]) -> None:
    for reject in broken[:TOLD]:
        print(f"{reject.uri.rpartition('#L')[0]}: {reject.place}: {reject.reason}", file=sys.stderr)
    if len(broken) > TOLD:
        print(f"… and {len(broken) - TOLD} more; the table rejects has them all", file=sys.stderr)


def export(
    db: Annotated[Path, typer.Argument(help="A SQLite file that `thanhtra load` made.")],
    query: Annotated[
        str, typer.Argument(help='Words to search, e.g. `dat dai`, `"một cửa" OR "trực tuyến"`.')
    ] = "",
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The file to write; else stdout.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Comma-separated values.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="A spreadsheet.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a row.")] = False,
    parquet: Annotated[
        Path | None, typer.Option(help="Write all tables as Parquet files into this folder.")
    ] = None,
    table: Annotated[
        str,
        typer.Option(help="The table, e.g. `findings`, `indicators`; `records` as they were made."),
    ] = "findings",
    label: Annotated[
        list[str] | None,
        typer.Option(help="`achievement`, `shortcoming` or `recommendation`; may be repeated."),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option(help="Topic of the article; may be repeated.")
    ] = None,
    province: Annotated[
        list[str] | None,
        typer.Option(help="A province of the old or the new map; may be repeated."),
    ] = None,
    agency: Annotated[str, typer.Option(help="A body: its key, or words of its name.")] = "",
    since: Annotated[datetime | None, typer.Option(formats=DAY, help="First day.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=DAY, help="Last day.")] = None,
) -> None:
    """Writes rows of a store as CSV, XLSX or JSON Lines, or the whole store as Parquet.

    Words are found with or without their marks. A cell that a spreadsheet would take for a formula
    gets an apostrophe before it. The format follows from the name of the output.

    Examples:

        thanhtra export facts.db "dat dai" --label shortcoming -o land.csv

        thanhtra export facts.db --table indicators --province "Lâm Đồng" --xlsx -o figures.xlsx

        thanhtra export facts.db --table records --since 2024-01-01 --jsonl > records.jsonl

        thanhtra export facts.db --parquet facts/
    """
    from ..schemas.base import Label
    from ..schemas.record import Topic
    from ..stores.query import Query

    formats = {"csv": csv, "xlsx": xlsx, "jsonl": jsonl}
    suffix = output.suffix[1:] if output is not None else ""
    chosen = [name for name, wanted in formats.items() if wanted]
    if len(chosen) > 1:
        raise fail("choose one of --csv, --xlsx and --jsonl")
    kind = (chosen or [name for name in formats if name == suffix] or [""])[0]
    if not kind and parquet is None:
        raise fail("say which format: --csv, --xlsx, --jsonl or --parquet FOLDER")
    if kind == "xlsx" and output is None:
        raise fail("a spreadsheet is no text to print: name a file with -o")
    if table == "records" and kind not in {"jsonl", ""}:
        raise fail("records are JSON: write them with --jsonl")
    wanted = Query(
        table="articles" if table == "records" else table,
        text=query,
        labels=_known(label, get_args(Label)),
        topics=_known(topic, get_args(Topic)),
        provinces=tuple(province or ()),
        agency=agency,
        since=since.date() if since else None,
        until=until.date() if until else None,
        order="stored" if table == "records" else "date",
    )
    with _told():
        _export(db, wanted, kind, output, parquet, whole=table == "records")


def _known(given: list[str] | None, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The values that were meant, with or without marks; stops the command at another."""
    from ..stores.names import fold

    meant = {fold(value): value for value in allowed}
    for value in given or ():
        if fold(value) not in meant:
            raise fail(f"{value}: not one of {', '.join(allowed)}")
    return tuple(meant[fold(value)] for value in given or ())


def _export(
    db: Path, query: Query, kind: str, output: Path | None, parquet: Path | None, *, whole: bool
) -> None:
    from ..stores.export import columns_of, csv_lines, json_lines, records, rows, write_xlsx
    from ..stores.sqlite import connect
    from .output import whole_bytes, whole_file

    if output is not None:
        writable(output)
    with closing(connect(db)) as connection:
        if parquet is not None:
            from ..stores.parquet import export_parquet

            export_parquet(connection, parquet)
        if not kind:
            return
        columns = columns_of(query)
        found = rows(connection, query, columns)
        if kind == "xlsx" and output is not None:
            with whole_bytes(output) as file:
                write_xlsx(file, query.table, columns, found)
            return
        lines = csv_lines(columns, found) if kind == "csv" else json_lines(columns, found)
        if whole:
            lines = records(connection, query)
        if output is None:
            sys.stdout.writelines(lines)
        else:
            # Excel takes a CSV file for UTF-8 by its mark alone.
            encoding = "utf-8-sig" if kind == "csv" else "utf-8"
            with whole_file(output, encoding=encoding, newline="") as file:
                file.writelines(lines)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what a store says into one line and exit status 2."""
    import sqlite3

    from ..stores.errors import StoreError

    try:
        yield
    except (StoreError, sqlite3.Error) as error:
        raise fail(str(error)) from None


def _stores(
    stack: ExitStack, db: Path | None, postgres: str | None, parquet: Path | None
) -> list[Store]:
    found: list[Store] = []
    if db is not None:
        from ..stores.sqlite import SqliteStore

        writable(db)
        found.append(stack.enter_context(SqliteStore(db)))
    if postgres is not None:
        from ..stores.postgres import PostgresStore

        found.append(stack.enter_context(PostgresStore(postgres)))
    if parquet is not None:
        from ..stores.parquet import ParquetStore

        found.append(stack.enter_context(ParquetStore(parquet)))
    return found


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.completed} lines"), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def keep(db: Path, records: list[str]) -> None:
    """Loads what a run has written into a SQLite file.

    Args:
        db: the file; made if need be.
        records: files of records, or folders of shards.
    """
    from ..stores.lines import files
    from ..stores.loading import load as run
    from ..stores.sqlite import SqliteStore

    with _told(), SqliteStore(db) as store:
        tally = run(files(records), [store])
    _tell(tally.broken)


def register(app: typer.Typer) -> None:
    """Adds the commands to the application."""
    for command in (load, export):
        app.command()(command)
