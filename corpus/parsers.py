"""Makes an article of the raw material of one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from .article import Article, Reject, RejectError, printable
from .decode import decode
from .html import parse_html
from .jsonl import parse_json
from .options import DEFAULTS, ReadOptions
from .unit import Unit


def parse(unit: Unit, options: ReadOptions = DEFAULTS) -> Article | Reject:
    """Makes an article of a unit, or a reject that says why it cannot be one; never raises."""
    try:
        return _PARSERS[unit.kind](unit, options)
    except RejectError as error:
        return Reject(unit.address, error.place or unit.place, printable(error.reason))
    except Exception as error:  # Of a library, on a damaged file: the run goes on.
        reason = printable(f"cannot be read as {unit.kind}: {type(error).__name__}: {error}")
        return Reject(unit.address, unit.place, reason)


def parse_text(unit: Unit, options: ReadOptions) -> Article:
    """Reads a plain text file, which is one article."""
    data = unit.raw
    return Article(
        uri=unit.address,
        text=decode(data, options),
        media_type="text/plain",
        sha256=hashlib.sha256(data).hexdigest(),
    )


_PARSERS: dict[str, Callable[[Unit, ReadOptions], Article]] = {
    "text": parse_text,
    "markdown": parse_text,
    "html": parse_html,
    "json": parse_json,
}
