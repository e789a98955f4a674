"""The command line ``thanhtra``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from . import cli_dedup, cli_explorer, cli_extract, cli_gold, cli_inspect, cli_stores
from .cli_extract import SOME_REJECTED
from .cli_options import (
    SIZE,
    Encoding,
    Fields,
    MaxArticleSize,
    Model,
    existing,
    fail,
    load_pipeline,
    read_options,
    tell,
)

app = typer.Typer(
    help="Turns Vietnamese inspection news into validated facts.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

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


cli_extract.register(app)


@app.command()
def show(
    source: Annotated[str, typer.Argument(help="A file of one or more articles, or `-`.")],
    *,
    model: Model = "fast",
    why: Annotated[
        bool, typer.Option("--why", help="List the words that decided each label.")
    ] = False,
    field: Fields = None,
    max_article_size: MaxArticleSize = SIZE,
    encoding: Encoding = None,
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
    options = read_options(field, max_article_size, encoding=encoding)
    console = Console(highlight=False)
    found = rejected = False
    for item in run(load_pipeline(model, evidence=why), read([source], options)):
        found = True
        if isinstance(item, Reject):
            rejected = True
            tell(item)
        else:
            show_record(console, item)
    if not found:
        raise fail(f"{source}: no article was found in it")
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


cli_inspect.register(app)
cli_dedup.register(app)
cli_gold.register(app)
cli_stores.register(app)
cli_explorer.register(app)
