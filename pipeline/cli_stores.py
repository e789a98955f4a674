"""The commands that put records into stores and take facts out: load, export."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from .cli_options import fail, writable

if TYPE_CHECKING:
    from ..corpus.article import Reject
    from ..schemas import Record
    from ..stores.loading import Store

SOME_BROKEN = 1
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
    for reject in tally.broken:
        print(f"{reject.uri.rpartition('#L')[0]}: {reject.place}: {reject.reason}", file=sys.stderr)
    print(
        f"{tally.records} records ({tally.changed} new or changed), {tally.rejects} rejects, "
        f"{len(tally.broken)} broken lines",
        file=sys.stderr,
    )
    if tally.broken:
        raise typer.Exit(SOME_BROKEN)


@contextmanager
def _told() -> Iterator[None]:
    """Turns what a store says into one line and exit status 2."""
    from ..stores.errors import StoreError

    try:
        yield
    except StoreError as error:
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


@contextmanager
def keeping(
    made: Iterable[Record | Reject], db: Path | None
) -> Iterator[Iterable[Record | Reject]]:
    """Passes records and rejects on and keeps them in a store on their way; none: just passes."""
    if db is None:
        yield made
        return
    from ..stores.sqlite import SqliteStore

    writable(db)
    with _told(), SqliteStore(db) as store:
        yield _kept(made, store)


def _kept(made: Iterable[Record | Reject], store: Store) -> Iterator[Record | Reject]:
    from ..corpus.article import Reject
    from ..stores.loading import BATCH, Item, Tally, write
    from ..stores.rows import loaded

    batch: list[Item] = []
    tally = Tally()
    for item in made:
        batch.append(("extract", item) if isinstance(item, Reject) else loaded(item))
        if len(batch) == BATCH:
            write(batch, [store], tally)
            batch.clear()
        yield item
    write(batch, [store], tally)


def register(app: typer.Typer) -> None:
    """Adds the commands to the application."""
    for command in (load,):
        app.command()(command)
