"""Reads a web page: the article in it, found by trafilatura, with its title, date and author."""

from __future__ import annotations

import hashlib
from datetime import date

from .article import Article, RejectError, normalise
from .decode import check, decode
from .options import ReadOptions
from .unit import Unit


def parse_html(unit: Unit, options: ReadOptions) -> Article:
    """Reads one page.

    The headline opens the text, where the page's text does not begin with it anyway: it is the
    article's first sentence (guideline, rule 9).

    Raises:
        RejectError: what ``decode`` raises, or a page without an article.
    """
    import trafilatura  # Half a second, which plain text need not pay.

    page = trafilatura.bare_extraction(
        decode(unit.raw, options), with_metadata=True, include_comments=False, favor_precision=False
    )
    # A dict is what the function gives only when asked for it.
    if page is None or isinstance(page, dict) or not (page.text or "").strip():
        raise RejectError("no article text was found in the page")
    body = normalise(page.text or "")
    title = normalise(page.title).strip() if page.title else None
    if title and title.casefold() not in body[: 2 * len(title)].casefold():
        body = f"{title}\n{body}"
    check(body)
    return Article(
        uri=unit.address,
        text=body,
        media_type="text/html",
        sha256=hashlib.sha256(unit.raw).hexdigest(),
        title=title,
        published=date.fromisoformat(page.date) if page.date else None,
        publisher=page.sitename or None,
        author=page.author or None,
        url=unit.url or page.url or None,
    )
