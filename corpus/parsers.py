"""Makes an article of the raw material of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .article import Article, Reject, RejectError, printable
from .decode import too_large
from .documents import parse_docx, parse_pdf
from .html import parse_html
from .jsonl import json_row, parse_json
from .options import DEFAULTS, ReadOptions
from .plain import parse_markdown, parse_text
from .remote import open_file
from .tables import csv_row, parse_csv_row, parse_row
from .unit import Unit


def parse(unit: Unit, options: ReadOptions = DEFAULTS) -> Article | Reject:
    """Makes an article of a unit, or a reject that says why it cannot be one; never raises."""
    try:
        return _PARSERS[unit.kind](loaded(unit, options), options)
    except RejectError as error:
        return Reject(unit.address, error.place or unit.place, printable(error.reason))
    except OSError as error:
        reason = printable(f"cannot be read: {error.strerror or error}")
        return Reject(unit.address, unit.place, reason)
    except Exception as error:  # Of a library, on a damaged file: the run goes on.
        reason = printable(f"cannot be read as {unit.kind}: {type(error).__name__}: {error}")
        return Reject(unit.address, unit.place, reason)


def row_of(unit: Unit, options: ReadOptions) -> dict[str, Any] | None:
    """The named values that a unit holds, as ``inspect`` counts them; ``None``: it holds none."""
    try:
        if unit.kind == "json":
            return json_row(unit, options)
        if unit.kind == "csvrow":
            return dict(csv_row(unit, options))
    except RejectError:
        return None
    return unit.row if unit.kind == "row" else None


def loaded(unit: Unit, options: ReadOptions) -> Unit:
    """The unit with its data.

    Raises:
        RejectError: there is too much of it.
        OSError: its file cannot be read.
    """
    if unit.data is None:
        with open_file(unit.path) as file:
            unit = replace(unit, data=file.read(options.max_article_size + 1))
        if len(unit.raw) > options.max_article_size:
            raise too_large(options, unit.size)
    return unit


_PARSERS: dict[str, Callable[[Unit, ReadOptions], Article]] = {
    "text": parse_text,
    "markdown": parse_markdown,
    "html": parse_html,
    "docx": parse_docx,
    "pdf": parse_pdf,
    "json": parse_json,
    "csvrow": parse_csv_row,
    "row": parse_row,
}
