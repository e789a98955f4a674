"""The command ``inspect``: what an input holds, what would be rejected, how long it will take."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..corpus.options import MAX_RATIO
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
    read_options,
)

if TYPE_CHECKING:
    from rich.console import Console

    from ..corpus.options import ReadOptions
    from ..corpus.survey import Survey

_SECONDS = 5
"""How long the pipeline is timed at most."""

_SHOWN = 10
"""Reasons, columns and suffixes shown to people; JSON has them all."""


def inspect(
    inputs: Inputs,
    *,
    field: Fields = None,
    max_article_size: MaxArticleSize = SIZE,
    max_ratio: MaxRatio = MAX_RATIO,
    encoding: Encoding = None,
    sample: Annotated[
        int | None,
        typer.Option(min=1, help="Read about this many articles, spread over the files."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
    model: Model = "fast",
) -> None:
    """Says what an input holds, what `extract` would reject and why, and how long it would take.

    Examples:

        thanhtra inspect archive.zip crawl.warc.gz

        thanhtra inspect dump.jsonl.gz --field text=body --sample 1000

        thanhtra inspect 'news/**/*.html' --json | jq .rejects
    """
    existing(inputs)
    options = read_options(field, max_article_size, max_ratio, encoding)
    inspect_inputs(inputs, options, sample=sample, as_json=as_json, model=model)


def inspect_inputs(
    inputs: list[str],
    options: ReadOptions,
    *,
    sample: int | None = None,
    as_json: bool = False,
    model: str = "fast",
) -> None:
    """Prints what an input holds; ``extract --dry-run`` is this.

    Args:
        inputs: files, folders, archives, patterns; they exist.
        options: fields, limits and encoding.
        sample: about how many articles to read; ``None``: all.
        as_json: for machines.
        model: of the sentence classifier, for the estimate of time.
    """
    from rich.console import Console

    from ..corpus.survey import survey

    errors = Console(stderr=True)
    with errors.status("reading …", spinner="line") if errors.is_terminal else _nothing():
        found = survey(inputs, options, sample=sample)
        if not found.kinds:
            others = ", ".join(f"{what} {count:,}" for what, count in found.ignored.most_common())
            raise fail(f"no file of a kind that can be read; passed over: {others or 'nothing'}")
        report = _report(found, _rate(found, model))
    if as_json:
        print(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _print(Console(highlight=False), report)


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


def _rate(found: Survey, model: str) -> float | None:
    """Characters a second of one process, measured for a few seconds."""
    if not found.timed:
        return None
    from .runner import run

    nlp = load_pipeline(model)
    list(run(nlp, found.timed[:1]))  # What is loaded at the first article is paid once.
    begin, characters = time.perf_counter(), 0
    for article in found.timed:
        list(run(nlp, [article]))
        characters += len(article.text)
        if time.perf_counter() - begin > _SECONDS:
            break
    return characters / (time.perf_counter() - begin)


def _report(found: Survey, rate: float | None) -> dict[str, Any]:
    """The figures, as JSON has them."""
    articles = found.articles
    reasons = sorted(found.reasons.items(), key=lambda item: -item[1][0])
    seconds = None
    if rate and articles:
        reading = found.seconds * found.expected / articles
        seconds = reading + found.expected_characters / rate
    return {
        "files": {
            suffix: {
                "files": kind.files,
                "bytes": kind.bytes,
                "articles": kind.articles,
                "rejects": kind.rejects,
            }
            for suffix, kind in sorted(found.kinds.items())
        },
        "passed_over": dict(found.ignored.most_common()),
        "sample": not found.whole,
        "articles": articles,
        "expected_articles": found.expected,
        "characters": found.characters,
        "exact_duplicates": found.duplicates,
        "first_day": found.first_day and found.first_day.isoformat(),
        "last_day": found.last_day and found.last_day.isoformat(),
        "fields": {name: _share(count, articles) for name, count in found.fields.items()},
        "columns": {name: _share(count, found.rows) for name, count in found.columns.most_common()},
        "encodings": dict(found.encodings.most_common()),
        "rejects": found.rejects,
        "reasons": [
            {"reason": reason, "articles": count, "example": uri, "message": message}
            for reason, (count, uri, message) in reasons
        ],
        "estimate": {
            "characters_per_second": rate and round(rate),
            "seconds_with_one_worker": seconds and float(f"{seconds:.3g}"),
            "cores": os.cpu_count() or 1,
        },
    }


def _share(count: int, total: int) -> float:
    return round(count / total, 4) if total else 0.0


def _print(console: Console, report: dict[str, Any]) -> None:
    """Prints the figures for people."""
    from rich.table import Table

    table = Table("files", "number", "size", "articles", "rejected", title_justify="left")
    for suffix, kind in report["files"].items():
        numbers = (kind["files"], _size(kind["bytes"]), kind["articles"], kind["rejects"])
        table.add_row(suffix, *(f"{n:,}" if isinstance(n, int) else n for n in numbers))
    for column in table.columns[1:]:
        column.justify = "right"
    console.print(table)
    for name, value in _lines(report):
        console.print(f"{name:<12} {value}", markup=False, soft_wrap=True)
    if report["reasons"]:
        reasons = Table("would be rejected", "articles", "for example")
        reasons.columns[1].justify = "right"
        for reason in report["reasons"][:_SHOWN]:
            example = f"{reason['example']}\n{reason['message']}"
            reasons.add_row(*map(_plain, (reason["reason"], f"{reason['articles']:,}", example)))
        console.print(reasons)


def _lines(report: dict[str, Any]) -> Iterator[tuple[str, str]]:
    number = f"{report['articles']:,}, {report['characters']:,} characters"
    if report["sample"]:
        number = f"about {report['expected_articles']:,}; of these a sample was read: {number}"
    yield "articles", number
    yield "duplicates", f"{report['exact_duplicates']:,} have the text of an earlier one"
    days = (report["first_day"], report["last_day"])
    yield "published", " to ".join(days) if all(days) else "no day is known"
    yield "fields", ", ".join(f"{name} {share:.0%}" for name, share in report["fields"].items())
    if report["columns"]:
        columns = [f"{name} {share:.0%}" for name, share in report["columns"].items()]
        more = f", and {len(columns) - _SHOWN} more" if len(columns) > _SHOWN else ""
        yield "columns", ", ".join(columns[:_SHOWN]) + more
    for name in ("encodings", "passed_over"):
        if report[name]:
            parts = [f"{what} {count:,}" for what, count in report[name].items()]
            yield name.replace("_", " "), ", ".join(parts[:_SHOWN])
    estimate = report["estimate"]
    if estimate["seconds_with_one_worker"] is not None:
        rate = f"{estimate['characters_per_second']:,} characters a second here just now"
        length = _duration(estimate["seconds_with_one_worker"])
        best = _duration(estimate["seconds_with_one_worker"] / estimate["cores"])
        spread = f", at best {best} for {estimate['cores']}" if estimate["cores"] > 1 else ""
        yield "time", f"about {length} for one worker{spread}; estimated from {rate}"


def _plain(text: str) -> Any:
    from rich.text import Text

    return Text(text, overflow="fold")


def _size(count: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} TB"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def register(app: typer.Typer) -> None:
    """Adds the command to the application."""
    app.command()(inspect)
