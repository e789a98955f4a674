"""The command ``thanhtra extract``."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..corpus.options import MAX_RATIO, ReadOptions
from . import cli_stores
from .cli_options import (
    SIZE,
    Encoding,
    Fields,
    Inputs,
    MaxArticleSize,
    MaxRatio,
    Model,
    existing,
    fail,
    load_pipeline,
    model_file,
    read_options,
    read_size,
    writable,
)

if TYPE_CHECKING:
    from .archive import Engine, Totals
    from .archive_job import Job
    from .archive_output import Output

SOME_REJECTED = 1
"""Exit status when all went well but for articles that were rejected; 2 is a command that cannot be
carried out as given."""
INTERRUPTED, TERMINATED = 130, 143
# A batch system may have given us but a part of the machine.
_PROCESSORS = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def extract(  # noqa: PLR0917 (options of a command)
    inputs: Inputs,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            help="A file (.jsonl, .jsonl.gz, .jsonl.zst) or a folder of shards; else stdout.",
        ),
    ] = None,
    model: Model = "fast",
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Keep the words that decided each label (slower).")
    ] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="Print each article's findings and figures.")
    ] = False,
    field: Fields = None,
    max_article_size: MaxArticleSize = SIZE,
    max_ratio: MaxRatio = MAX_RATIO,
    encoding: Encoding = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done, as `inspect` does.")
    ] = False,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format", help="Of a folder of shards: jsonl, jsonl.gz, jsonl.zst or parquet."
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Processes at a time; default: the processors there are.")
    ] = _PROCESSORS,
    dask: Annotated[
        str | None,
        typer.Option(help="Work on a Dask cluster: its scheduler's address, or `local:N`."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0, help="Seconds that one article may take; 0: any time.")
    ] = 30,
    max_memory: Annotated[
        str, typer.Option(metavar="SIZE", help="What a worker may take, e.g. `2GB` (Linux).")
    ] = "4GB",
    restart: Annotated[
        bool, typer.Option("--restart", help="Throw away what an unfinished run has done.")
    ] = False,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Progress as lines of JSON on standard error.")
    ] = False,
    db: cli_stores.Database = None,
) -> None:
    """Reads articles and writes one validated JSON record a line.

    An article that cannot be read becomes a line of `<output>.rejects.jsonl` (uri, place, reason),
    or, without `-o`, a line on standard error. Exit status: 0 every article became a record,
    1 some were rejected, 2 the command cannot be carried out, 130 interrupted.

    With `-o` the work is spread over processes; a run that was stopped or killed goes on where it
    was when the same command is given again. The output is the same, byte for byte.

    Examples:

        thanhtra extract news/ -o records.jsonl

        thanhtra extract dump.jsonl.gz -o records/ --format jsonl.zst --workers 8

        thanhtra extract article.html | jq .findings

        cat dump.jsonl | thanhtra extract - > records.jsonl

        thanhtra extract news/ --db facts.db
    """
    existing(inputs)
    model_file(model)
    kept = output if db is None else _kept_for(db, output, format_)
    if summary and not (output or "").endswith(".jsonl"):
        raise fail("--summary needs the records in a file: -o records.jsonl")
    reading = read_options(field, max_article_size, max_ratio, encoding)
    if dry_run:
        from .cli_inspect import inspect_inputs

        inspect_inputs(inputs, reading, model=model)
        return
    if kept is None:
        counts = _stream(inputs, reading, model=model, evidence=evidence)
    else:
        from .archive_job import Job, RunError
        from .archive_output import output as read_output
        from .archive_recipe import Extraction

        try:
            out = read_output(kept, format_)
            recipe = Extraction(model, evidence)
            memory = read_size("--max-memory", max_memory)
            job = Job(recipe, reading, out.shards, timeout, memory)
            totals = _run(job, out, inputs, workers, dask, restart=restart, machine=log_json)
        except RunError as error:
            raise fail(str(error)) from None
        except OSError as error:
            raise fail(
                f"{kept}: {error.strerror or error}; what is done is kept: "
                "run the same command again to go on"
            ) from None
        counts = Counter(records=totals.records, rejects=totals.rejects)
        if summary and output is not None:
            _summarise(output)
        if db is not None:
            cli_stores.keep(db, [kept])
            for name in () if output else (kept, out.rejects):
                Path(name).unlink(missing_ok=True)
    if not counts.total():
        raise fail("no article was found in the input")
    if counts["rejects"]:
        raise typer.Exit(SOME_REJECTED)


def _kept_for(db: Path, output: str | None, format_: str | None) -> str:
    """Where the records stand that a store is loaded from: beside it, if nowhere else."""
    writable(db)
    if format_ == "parquet":
        raise fail("--db is loaded from JSON Lines: leave --format out, or choose jsonl.zst")
    return output or str(db.with_name(f".{db.name}.records.jsonl"))


def _run(
    job: Job,
    out: Output,
    inputs: list[str],
    workers: int,
    dask: str | None,
    *,
    restart: bool,
    machine: bool,
) -> Totals:
    """Runs over an archive with progress; ends well on Ctrl-C."""
    from .archive import run
    from .archive_output import hold, join
    from .archive_progress import Report

    try:
        with _terminable(), hold(out), Report(machine=machine) as report:
            with closing(_engine(job, workers, dask)) as engine:
                totals = run(job, inputs, engine, restart=restart, watch=report.watch)
            join(out, totals)
    except (KeyboardInterrupt, _Terminated) as end:
        print(
            "thanhtra: stopped; what is done is kept: run the same command again to go on",
            file=sys.stderr,
        )
        code = INTERRUPTED if isinstance(end, KeyboardInterrupt) else TERMINATED
        raise typer.Exit(code) from None
    report.end(totals)
    return totals


def _engine(job: Job, workers: int, dask: str | None) -> Engine:
    if dask is not None:
        try:
            from .archive_dask import DaskEngine
        except ImportError:
            raise fail("--dask needs the extra: pip install 'thanhtra[dask]'") from None
        return DaskEngine(job, dask)
    from .archive_local import LocalEngine

    return LocalEngine(job, workers)


class _Terminated(BaseException):
    """SIGTERM, by which batch systems end a job."""


@contextmanager
def _terminable() -> Iterator[None]:
    """Turns SIGTERM into an exception, so that the run ends as by Ctrl-C."""

    def end(*_: object) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stream(inputs: list[str], reading: ReadOptions, *, model: str, evidence: bool) -> Counter[str]:
    """Writes records to standard output as they are made, and rejects to standard error."""
    from rich.console import Console

    from ..corpus.article import Reject
    from ..corpus.readers import read
    from .output import record_line
    from .runner import run

    counts: Counter[str] = Counter()
    errors = Console(stderr=True)
    for item in run(load_pipeline(model, evidence=evidence), read(inputs, reading)):
        if isinstance(item, Reject):
            counts["rejects"] += 1
            place = f": {item.place}" if item.place else ""
            errors.print(f"{item.uri}{place}: {item.reason}", style="red", markup=False)
        else:
            counts["records"] += 1
            sys.stdout.write(record_line(item))
    if counts["rejects"]:
        total = counts.total()
        line = f"{total} articles: {counts['records']} records, {counts['rejects']} rejected"
        print(line, file=sys.stderr)
    return counts


def _summarise(output: str) -> None:
    """Prints the findings and figures of each record of a file."""
    from rich.console import Console

    from ..schemas import Record
    from .terminal import summarise

    console = Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
    with Path(output).open(encoding="utf-8") as lines:
        for line in lines:
            record = Record.model_validate_json(line)
            console.rule(record.source.title or record.source.uri, align="left")
            summarise(console, record)


def register(app: typer.Typer) -> None:
    """Adds the command to the application."""
    app.command()(extract)
