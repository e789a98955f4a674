"""The dateline: the day of publication that a page prints at its top or bottom."""

from __future__ import annotations

from datetime import date

import regex

from .nearby import at, before

_DAY = regex.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:19|20)\d\d|\d\d)(?!\d)"
)
_CLOCK = r"\d{1,2}\s?(?:[:h]|giờ)\s?\d{2}"
_WEEKDAY = r"(?:thứ\s{1,3}(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s{1,3}nhật)"
_LABEL_BEFORE = regex.compile(
    rf"""(?ri)(?:cập\s{{1,3}}nhật|ngày\s{{1,3}}đăng|đăng\s{{1,3}}(?:lúc|ngày)|xuất\s{{1,3}}bản|posted)\W{{0,4}}
    (?:{_CLOCK}\W{{1,4}})?(?:{_WEEKDAY}\W{{1,4}})?(?:ngày\s{{1,3}})?""",
    regex.VERBOSE,
)
_ALONE_BEFORE = regex.compile(
    rf"(?rim)^\W{{0,3}}(?:{_WEEKDAY}\W{{1,4}})?(?:ngày\s{{1,3}})?|{_WEEKDAY}\W{{1,4}}(?:ngày\s{{1,3}})?"
)
_ALONE_AFTER = regex.compile(r"(?m)\W{0,3}$")
_CLOCK_AFTER = regex.compile(rf"(?i)\W{{1,5}}{_CLOCK}")
_EDGE = 600
"""A dateline stands within this many characters of the top or the bottom of the page."""


def dateline(text: str) -> date | None:
    """The day of publication that the page itself prints.

    Args:
        text: the article.

    Returns:
        The first dateline at the top, else the last at the bottom; None where there is none. A
        date counts when a clock time, a weekday or a label such as "Cập nhật" marks it, or when it
        stands alone on its line.
    """
    top = _datelines(text, 0, _EDGE)
    bottom = _datelines(text, max(0, len(text) - _EDGE), len(text))
    return next((day for day in [*top, *reversed(bottom)] if day is not None), None)


def _datelines(text: str, start: int, end: int) -> list[date | None]:
    """The days in a part of the text that the words around mark as a dateline."""
    return [
        _day(found)
        for found in _DAY.finditer(text, start, end)
        if at(_CLOCK_AFTER, text, found.end())
        or before(_LABEL_BEFORE, text, found.start())
        or (at(_ALONE_AFTER, text, found.end()) and before(_ALONE_BEFORE, text, found.start()))
    ]


def _day(found: regex.Match[str]) -> date | None:
    """The day of a match; two digits of a year are of this century."""
    year = int(found["year"])
    try:
        return date(year if year > 99 else 2000 + year, int(found["month"]), int(found["day"]))
    except ValueError:
        return None
