"""Finds the pieces of an article in a row of named values: JSON, CSV, Parquet."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from .article import Article, RejectError, normalise, parse_day
from .decode import check
from .options import DEFAULTS, ReadOptions
from .unit import Unit

FIELDS: dict[str, tuple[str, ...]] = {
    "text": (
        *("text", "body", "content", "article", "article_text", "article_body", "main_text"),
        *("maintext", "full_text", "fulltext", "noi_dung", "nội dung", "noidung", "văn bản"),
    ),
    "title": ("title", "headline", "tieu_de", "tiêu đề", "tieude", "name"),
    "published": (
        *("published", "date", "date_published", "published_date", "publish_date"),
        *("published_at", "pubdate", "ngay", "ngày", "ngay_dang", "ngày đăng", "thời gian"),
    ),
    "publisher": ("publisher", "source", "site", "sitename", "site_name", "nguon", "nguồn", "báo"),
    "author": ("author", "authors", "byline", "tac_gia", "tác giả"),
    "url": ("url", "uri", "link", "href", "canonical_url"),
    "id": ("id", "_id", "article_id", "guid", "uuid"),
}
"""The names under which each piece of an article is looked for, best first.

Case, spaces, ``-`` and ``_`` do not count.
"""


def key(name: str) -> str:
    """A field's name as it is compared: without case, spaces, ``-`` and ``_``."""
    return "".join(c for c in normalise(name).casefold() if c not in " -_\t\ufeff")


_KEYS = {field: tuple(dict.fromkeys(map(key, names))) for field, names in FIELDS.items()}


_KNOWN = frozenset(itertools.chain.from_iterable(_KEYS.values()))


def pick(row: Mapping[str, Any], field: str, options: ReadOptions = DEFAULTS) -> Any:
    """The value of the field's first name that holds something, else ``None``."""
    given = [name for which, name in options.fields if which == field]
    if given:  # Who names a field does not want another one guessed.
        return next((row[name] for name in given if _filled(row.get(name))), None)
    names = {key(name): name for name in [*row][::-1] if isinstance(name, str)}
    for guess in _KEYS[field]:
        if guess in names and _filled(row[names[guess]]):
            return row[names[guess]]
    return None


def wanted(name: str, options: ReadOptions = DEFAULTS) -> bool:
    """Whether a column may hold a piece of an article."""
    return any(name == given for _, given in options.fields) or key(name) in _KNOWN


def article_of(
    row: Mapping[str, Any], unit: Unit, options: ReadOptions, *, media_type: str, sha256: str
) -> Article:
    """Makes an article of a row.

    Raises:
        RejectError: no field holds a text (the fields that are there are named), or what
            ``check`` finds in it.
    """
    text = _string(pick(row, "text", options), "\n")
    if text is None:
        there = ", ".join(str(name) for name in row) or "none"
        raise RejectError(f"no text: the fields are {there[:300]}; --field text=NAME says which")
    text = normalise(text)
    check(text)
    return Article(
        uri=unit.address,
        text=text,
        media_type=media_type,
        sha256=sha256,
        title=tidy(_string(pick(row, "title", options))),
        published=_day(pick(row, "published", options)),
        publisher=tidy(_string(pick(row, "publisher", options))),
        author=tidy(_string(pick(row, "author", options))),
        url=tidy(_string(pick(row, "url", options))) or unit.url,
        identifier=tidy(_string(pick(row, "id", options))),
    )


def tidy(value: str | None) -> str | None:
    """A line of metadata: normalised, nothing unprintable, ``None`` when nothing is left."""
    if value is None:
        return None
    return (
        " ".join("".join(c for c in normalise(value) if c.isprintable() or c.isspace()).split())
        or None
    )


def _filled(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value not in (None, [], {})


def _string(value: Any, joint: str = ", ") -> str | None:
    """A string, a list of strings, or a number; nothing else is a piece of an article."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = [part for part in value if isinstance(part, str) and part.strip()]
        return joint.join(parts) or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else parse_day(_string(value))
