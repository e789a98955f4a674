"""The command line ``thanhtra``."""

from __future__ import annotations

import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from . import cli_explorer, cli_gold, cli_stores
from .cli_options import Inputs, Model, existing, fail, load_pipeline, writable

app = typer.Typer(
    help="Turns Vietnamese inspection news into validated facts.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

SOME_REJECTED = 1
"""Exit status when all went well but for articles that were rejected; 2 is a command that cannot be
carried out as given."""


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"thanhtra {version('thanhtra')}")
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Turns Vietnamese inspection news into validated facts."""


@app.command()
def extract(
    inputs: Inputs,
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Records as JSON Lines; else stdout.")
    ] = None,
    model: Model = "fast",
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Keep the words that decided each label (slower).")
    ] = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="Print each article's findings and figures.")
    ] = False,
    db: cli_stores.Database = None,
) -> None:
    """Reads articles and writes one validated JSON record a line.

    An article that cannot be read becomes a line of `<output>.rejects.jsonl` (uri, place, reason),
    or, without `-o`, a line on standard error. Exit status: 0 every article became a record,
    1 some were rejected, 2 an input does not exist.

    Examples:

        thanhtra extract news/ -o records.jsonl

        thanhtra extract article.html | jq .findings

        cat dump.jsonl | thanhtra extract - > records.jsonl

        thanhtra extract news/ --db facts.db
    """
    from ..corpus.readers import read
    from .runner import run

    existing(inputs)
    if output is not None:
        writable(output)
    made = run(load_pipeline(model, evidence=evidence), read(inputs))
    with cli_stores.keeping(made, db) as kept:
        counts = _write(kept, output, summary=summary, echo=db is None)
    total = counts["records"] + counts["rejects"]
    if output is not None or db is not None or counts["rejects"]:
        print(
            f"{total} articles: {counts['records']} records, {counts['rejects']} rejected",
            file=sys.stderr,
        )
    if not total:
        raise fail("no article was found: no .txt, .html or .jsonl file in the input")
    if counts["rejects"]:
        raise typer.Exit(SOME_REJECTED)


def _write(made: object, output: Path | None, *, summary: bool, echo: bool) -> Counter[str]:
    """Writes records and rejects where they belong; returns how many of each there are.

    Without ``output`` the records go to standard output, if ``echo``.
    """
    from contextlib import ExitStack

    from ..corpus.article import Reject
    from .output import record_line, reject_line, rejects_path, whole_file
    from .terminal import summarise

    counts: Counter[str] = Counter()
    errors = Console(stderr=True)
    console = Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.completed} articles"),
        TimeElapsedColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal,
    )
    with ExitStack() as stack:
        stack.enter_context(progress)
        task = progress.add_task("articles", total=None)
        records = stack.enter_context(whole_file(output)) if output is not None else sys.stdout
        rejects: list[str] = []
        for item in made:  # type: ignore[attr-defined]
            if isinstance(item, Reject):
                counts["rejects"] += 1
                rejects.append(reject_line(item))
                if output is None:
                    place = f": {item.place}" if item.place else ""
                    errors.print(f"{item.uri}{place}: {item.reason}", style="red", markup=False)
            else:
                counts["records"] += 1
                if output is not None or echo:
                    records.write(record_line(item))
                if summary and (output is not None or not echo):
                    console.rule(item.source.title or item.source.uri, align="left")
                    summarise(console, item)
            progress.advance(task)
        if output is not None:
            path = rejects_path(output)
            if rejects:
                with whole_file(path) as file:
                    file.writelines(rejects)
            else:
                path.unlink(missing_ok=True)
    return counts


@app.command()
def show(
    source: Annotated[str, typer.Argument(help="A file of one or more articles, or `-`.")],
    model: Model = "fast",
    why: Annotated[
        bool, typer.Option("--why", help="List the words that decided each label.")
    ] = False,
) -> None:
    """Shows an article with its sentences coloured by class and its entities underlined.

    Green is an achievement, red a shortcoming, blue a recommendation, magenta several at once.

    Examples:

        thanhtra show article.txt

        thanhtra show --why article.txt

        thanhtra show dump.jsonl | less -R
    """
    from ..corpus.article import Reject
    from ..corpus.readers import read
    from .runner import run
    from .terminal import show as show_record

    existing([source])
    console = Console(highlight=False)
    rejected = False
    for item in run(load_pipeline(model, evidence=why), read([source])):
        if isinstance(item, Reject):
            rejected = True
            print(f"{item.uri}: {item.place} {item.reason}", file=sys.stderr)
        else:
            show_record(console, item)
    if rejected:
        raise typer.Exit(SOME_REJECTED)


@app.command()
def schema() -> None:
    """Prints the JSON Schema of a record.

    Examples:

        thanhtra schema > record.schema.json
    """
    from ..schemas.jsonschema import schema_text

    sys.stdout.write(schema_text())


cli_gold.register(app)
cli_stores.register(app)
cli_explorer.register(app)


if __name__ == "__main__":
    app()
