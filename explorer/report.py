"""Self-contained pages: an article or a set of them for mail and print, with nothing to fetch."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.metadata import version

from ..schemas import Record
from .desk import Article
from .formats import Language
from .pages import render, style, text


def report(records: Sequence[Record], *, language: Language = "vi", title: str = "") -> str:
    """One HTML page of these articles.

    Args:
        records: the articles' records, in order.
        language: of what is written around them.
        title: of the page; else the article's own, or a general one for a set.

    Returns:
        The page. It loads nothing and runs nothing, and its policy forbids both.
    """
    one = len(records) == 1
    articles = [
        Article.of(record, language, prefix="" if one else f"a{number}-")
        for number, record in enumerate(records, 1)
    ]
    sheet = style()
    return render(
        "report.html",
        language,
        title=title or (articles[0].title if one else text("report", language)),
        articles=articles,
        style=sheet,
        style_hash=b64encode(sha256(sheet.encode()).digest()).decode(),
        version=version("thanhtra"),
    )
