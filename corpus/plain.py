"""Reads files that are text: plain, and Markdown with what its head tells."""

from __future__ import annotations

import hashlib

import regex

from .article import Article, RejectError
from .decode import decode
from .fields import article_of
from .options import ReadOptions
from .unit import Unit

_HEAD = regex.compile(r"---\n(?P<head>(?:.*\n)*?)---\n+")
_HEADING = regex.compile(r"\s*#\s+(?P<title>\S.*)")


def parse_text(unit: Unit, options: ReadOptions) -> Article:
    """Reads a plain text file, which is one article."""
    return Article(
        uri=unit.address,
        text=decode(unit.raw, options),
        media_type="text/plain",
        sha256=hashlib.sha256(unit.raw).hexdigest(),
        url=unit.url,
    )


def parse_markdown(unit: Unit, options: ReadOptions) -> Article:
    """Reads Markdown: its text as it is written, without a head of ``name: value`` lines.

    Raises:
        RejectError: what ``decode`` raises, or nothing but a head.
    """
    text = decode(unit.raw, options)
    known: dict[str, str] = {}
    if (head := _HEAD.match(text)) is not None:
        text = text[head.end() :]
        lines = (line.partition(":") for line in head["head"].splitlines())
        known = {name.strip(): value.strip(" \t\"'") for name, _, value in lines}
    if not text.strip():
        raise RejectError("empty: no text behind the head")
    if not known.get("title") and (heading := _HEADING.match(text)) is not None:
        known["title"] = heading["title"]
    known = {name: value for name, value in known.items() if name not in {"text", "content"}}
    digest = hashlib.sha256(unit.raw).hexdigest()
    options = ReadOptions(fields=(("text", "text"),))
    row = {**known, "text": text}
    return article_of(row, unit, options, media_type="text/markdown", sha256=digest)
