"""Reads JSON Lines: one article a line, under the field names that people use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from .article import Article, Reject, RejectError
from .decode import too_large
from .fields import article_of
from .lines import Lines, TooLongError, narrow
from .options import ReadOptions
from .unit import Unit


def json_units(stream: BinaryIO, address: str, options: ReadOptions) -> Iterator[Unit | Reject]:
    """Cuts JSON Lines into their lines; empty ones are skipped, too long ones are rejects."""
    lines = Lines(stream, options.max_article_size)
    while True:
        try:
            for line in lines:
                if not line.isspace():
                    number = lines.number
                    yield Unit(f"{address}#L{number}", "json", line, len(line), f"line {number}")
            return
        except TooLongError as error:
            place = f"line {error.number}"
            yield Reject(f"{address}#L{error.number}", place, too_large(options).reason)


def parse_json(unit: Unit, options: ReadOptions) -> Article:
    """Makes an article of a line of JSON.

    Raises:
        RejectError: no JSON object, or one without an article's text.
    """
    row = json_row(unit, options)
    digest = hashlib.sha256(unit.raw.rstrip(b"\r\n")).hexdigest()
    return article_of(row, unit, options, media_type="application/jsonl", sha256=digest)


def json_row(unit: Unit, options: ReadOptions) -> dict[str, Any]:
    """The object that a line of JSON holds.

    Raises:
        RejectError: there is none.
    """
    try:
        row = json.loads(unit.raw.decode(narrow(options.encoding) or "utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RejectError(
            f"not {error.encoding}: {error.reason}; --encoding names another one",
            place=f"{unit.place}, byte {error.start + 1}",
        ) from None
    except json.JSONDecodeError as error:
        place = f"{unit.place}, column {error.colno}"
        raise RejectError(f"broken JSON: {error.msg}", place=place) from None
    except RecursionError:
        raise RejectError("JSON nested too deep") from None
    if not isinstance(row, dict):
        raise RejectError(f"a JSON object is wanted, not {type(row).__name__}")
    return row
