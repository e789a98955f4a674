"""The commands for people with gold labels: evaluate, label, gold, train."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .cli_options import (
    SIZE,
    Encoding,
    Fields,
    Inputs,
    MaxArticleSize,
    Model,
    existing,
    fail,
    load_pipeline,
    read_options,
    tell,
    writable,
)


def evaluate(
    folder: Annotated[Path, typer.Argument(help="Holds gold.jsonl and its articles.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the scores to this file, too.")
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option(help="Gold of findings, indicators, inspections that the folder lacks."),
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="List every error with its context.")
    ] = False,
    model: Model = "fast",
) -> None:
    """Scores the pipeline on gold articles.

    Labels, entities, values, sentence boundaries; findings, indicators, inspections where labelled.

    Examples:

        thanhtra evaluate corpus/gold

        thanhtra evaluate corpus/gold --errors --json build/scores.json
    """
    import json

    from ..corpus.gold import GoldError
    from .evaluation import evaluate as run_evaluation
    from .output import whole_file
    from .scoreboard import print_scores

    if json_file is not None:
        writable(json_file)
    try:
        done = run_evaluation(load_pipeline(model), folder, facts=facts)
    except GoldError as error:
        raise fail(str(error)) from None
    result = done.report()
    if errors:
        for found in done.errors:
            print(f"{found.article}\t{found.kind}\t{found.what}\t{found.start}\t{found.context}")
    print_scores(Console(highlight=False), str(folder), result)
    if json_file is not None:
        with whole_file(json_file) as file:
            file.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")


def label(
    inputs: Inputs,
    *,
    output: Annotated[Path, typer.Option("-o", "--output", help="The sheet, a CSV file.")],
    model: Model = "fast",
    field: Fields = None,
    max_article_size: MaxArticleSize = SIZE,
    encoding: Encoding = None,
) -> None:
    """Writes a labelling sheet: one sentence a row, with the labels that the model gives.

    Correct the three label columns in a spreadsheet (`x` or empty), then turn the sheet into gold.

    Examples:

        thanhtra label articles/ -o sheet.csv

        thanhtra gold sheet.csv -o mygold
    """
    from ..corpus.article import Reject
    from ..corpus.readers import read
    from ..corpus.sheets import write_sheet
    from .output import whole_file
    from .runner import run

    existing(inputs)
    writable(output)
    options = read_options(field, max_article_size, encoding=encoding)
    made = list(run(load_pipeline(model), read(inputs, options)))
    if not made:
        raise fail("no article was found in the input")
    records = [item for item in made if not isinstance(item, Reject)]
    with whole_file(output, encoding="utf-8-sig", newline="") as file:
        count = write_sheet(file, records)
    print(f"{output}: {count} sentences of {len(records)} articles", file=sys.stderr)
    for item in made:
        if isinstance(item, Reject):
            tell(item)
    if len(records) < len(made):
        raise typer.Exit(1)


def gold(
    sheet: Annotated[Path, typer.Argument(help="A corrected labelling sheet.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The gold folder to make.")],
) -> None:
    """Turns a corrected labelling sheet into a gold folder, to evaluate or train on.

    Examples:

        thanhtra gold sheet.csv -o mygold

        thanhtra evaluate mygold
    """
    from ..corpus.gold import GoldError
    from ..corpus.sheets import read_sheet, write_gold

    existing([str(sheet)])
    try:
        count = write_gold(output, list(read_sheet(sheet)))
    except GoldError as error:
        raise fail(str(error)) from None
    print(f"{output}: {count} articles", file=sys.stderr)


def train(
    folders: Annotated[list[Path], typer.Argument(help="Gold folders.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The model file to write.")],
) -> None:
    """Trains a sentence classifier on gold of one's own.

    Add `corpus/gold` to keep what the written corpus teaches. Use the model with `--model`.

    Examples:

        thanhtra train mygold corpus/gold -o my.npz

        thanhtra extract articles/ --model my.npz
    """
    from ..models.train import main as run_training

    existing([str(folder) for folder in folders])
    for folder in folders:
        if not (folder / "gold.jsonl").is_file():
            raise fail(f"{folder / 'gold.jsonl'}: no such file; thanhtra gold makes it of a sheet")
    writable(output)
    status = run_training([*map(str, folders), "-o", str(output)])
    if status:
        raise typer.Exit(status)


def register(app: typer.Typer) -> None:
    """Adds the commands to the application."""
    for command in (evaluate, label, gold, train):
        app.command()(command)
