"""The commands that show what a store holds: `serve`, and `report` for mail and print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .cli_options import Model, existing, fail, load_pipeline, tell, writable

if TYPE_CHECKING:
    from ..schemas import Record

MISSING = "the explorer is not installed; run: pip install 'thanhtra[explorer]'"


def register(app: typer.Typer) -> None:
    """Adds the commands to the application."""
    app.command()(serve)
    app.command()(report)


def serve(
    database: Annotated[Path, typer.Argument(help="A store that `thanhtra load` made.")],
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 lets the whole network read.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 8001,
    name: Annotated[
        list[str] | None,
        typer.Option(help="A name to answer to behind a proxy, e.g. `desk.example.org`."),
    ] = None,
    browse: Annotated[
        bool, typer.Option("--open", help="Open the first page in the browser.")
    ] = False,
) -> None:
    """Shows a store to journalists: search, articles, agencies, deadlines, figures.

    Read-only, on this machine unless told otherwise. The file must not change while it is served.

    Examples:

        thanhtra serve facts.db

        thanhtra serve facts.db --open --port 8080
    """
    try:
        from ..explorer.server import serve as run
    except ModuleNotFoundError as error:
        raise fail(f"{MISSING} ({error})") from None
    from ..stores.errors import StoreError

    try:
        run(database, host=host, port=port, names=name or (), browse=browse)
    except (StoreError, OSError) as error:
        raise fail(str(error)) from None


def report(
    inputs: Annotated[
        list[str], typer.Argument(help="Records (.jsonl of `extract`), or articles and folders.")
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The page to write, .html.")],
    title: Annotated[str, typer.Option(help="Of the page, where it holds several articles.")] = "",
    language: Annotated[str, typer.Option("--lang", help="Of the page: `vi` or `en`.")] = "vi",
    model: Model = "fast",
) -> None:
    """Writes one self-contained page of an article or a set of articles, for mail or print.

    Examples:

        thanhtra report records.jsonl -o report.html

        thanhtra report article.html -o article-report.html --lang en
    """
    try:
        from ..explorer.report import report as page
    except ModuleNotFoundError as error:
        raise fail(f"{MISSING} ({error})") from None
    from .output import whole_file

    existing(inputs)
    writable(output)
    if language not in ("vi", "en"):
        raise fail(f"--lang {language}: there is only vi and en")
    records, rejected = _records(inputs, model)
    if not records:
        raise fail("no article was found, or none could be read")
    with whole_file(output) as file:
        file.write(page(records, language="en" if language == "en" else "vi", title=title))
    if rejected:
        raise typer.Exit(1)


def _records(inputs: list[str], model: str) -> tuple[list[Record], int]:
    """The records in files of records, and of articles, in the order of the inputs."""
    from ..corpus.article import Reject
    from ..corpus.readers import read
    from .runner import run

    records: list[Record] = []
    rejected = 0
    nlp = None
    for name in inputs:
        found = _stored(name)
        if found is None:
            nlp = nlp or load_pipeline(model)
            for item in run(nlp, read([name])):
                if isinstance(item, Reject):
                    rejected += 1
                    tell(item)
                else:
                    records.append(item)
        else:
            records += found
    return records, rejected


def _stored(name: str) -> list[Record] | None:
    """The records of a file of records; None for any other input."""
    from pydantic import ValidationError

    from ..schemas import Record

    path = Path(name)
    if name == "-" or path.suffix != ".jsonl" or not path.is_file():
        return None
    with path.open(encoding="utf-8", errors="replace") as file:
        lines = [(number, line) for number, line in enumerate(file, 1) if line.strip()]
    if not lines or '"schema_version"' not in lines[0][1]:
        return None
    records = []
    for number, line in lines:
        try:
            records.append(Record.model_validate_json(line))
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise fail(f"{name}, line {number}: is no record: {reason}") from None
    return records
