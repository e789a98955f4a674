"""Reads JSON Lines: one article a line, under the field names that people use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from .article import Article, Reject, RejectError, normalise, parse_day
from .decode import MAX_BYTES, check

FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "noi_dung", "maintext", "full_text"),
    "title": ("title", "headline", "tieu_de"),
    "published": ("published", "date", "date_published", "publish_date", "datePublished", "ngay"),
    "publisher": ("publisher", "source", "site", "sitename", "nguon"),
    "author": ("author", "authors", "byline", "tac_gia"),
}
"""The names under which each piece of an article is looked for, best first."""


def read_jsonl(lines: Iterable[bytes], uri: str) -> Iterator[Article | Reject]:
    """Reads articles from lines of JSON; empty lines are skipped, broken ones are rejects."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        address = f"{uri}#L{number}"
        try:
            yield _article(line, address, number)
        except RejectError as error:
            yield Reject(address, error.place or f"line {number}", error.reason)


def _article(line: bytes, address: str, number: int) -> Article:
    if len(line) > MAX_BYTES:
        raise RejectError(f"too large: {len(line)} bytes, at most {MAX_BYTES} are read as a line")
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        place = f"line {number}, byte {error.start + 1}"
        raise RejectError(f"not UTF-8: {error.reason}", place=place) from None
    except json.JSONDecodeError as error:
        place = f"line {number}, column {error.colno}"
        raise RejectError(f"broken JSON: {error.msg}", place=place) from None
    except RecursionError:
        raise RejectError("JSON nested too deep", place=f"line {number}") from None
    if not isinstance(row, dict):
        raise RejectError(f"a JSON object is wanted, not {type(row).__name__}")
    text = _first(row, "text")
    if text is None:
        names = ", ".join(FIELDS["text"])
        raise RejectError(f"no text: none of the fields {names} holds a string")
    text = normalise(text)
    check(text)
    return Article(
        uri=address,
        text=text,
        media_type="application/jsonl",
        sha256=hashlib.sha256(line.rstrip(b"\r\n")).hexdigest(),
        title=_first(row, "title"),
        published=parse_day(_first(row, "published")),
        publisher=_first(row, "publisher"),
        author=_first(row, "author"),
    )


def _first(row: dict[str, Any], field: str) -> str | None:
    """The first of the field's names that holds a string with something in it."""
    for name in FIELDS[field]:
        value = row.get(name)
        if isinstance(value, str) and value.strip():
            return value
    return None
