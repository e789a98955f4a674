"""An article as a reader hands it over, or the reason why there is none."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

import regex

_DAY = regex.compile(
    r"(?<!\d)(\d{1,2})\s*(?:[/.-]|(?i:tháng))\s*(\d{1,2})\s*(?:[/.-]|,?\s*(?i:năm)|,)\s*(\d{4})(?!\d)"
)
_SECONDS = regex.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_VIETNAM = timezone(timedelta(hours=7))
_LINE_END = regex.compile(r"\r\n?|[\u2028\u2029\u0085\v\f]")


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the input.

    Attributes:
        uri: its address within the input, e.g. ``news/a.html`` or ``dump.jsonl#L12``.
        text: NFC, ``\\n`` line ends.
        media_type: of the file that it was read from.
        sha256: hash of the bytes that were read.
        url: where it was published.
        identifier: its name in the input, for people; nothing relies on it.
    """

    uri: str
    text: str
    media_type: str
    sha256: str
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = None
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """An input article that did not become a record.

    Attributes:
        uri: its address within the input.
        place: where in it the fault lies (line and column, byte offset), or empty.
        reason: what is wrong and what to do about it.
    """

    uri: str
    place: str
    reason: str


class RejectError(Exception):
    """Raised by the reading functions; carries the place and the reason of a ``Reject``."""

    def __init__(self, reason: str, *, place: str = "") -> None:
        super().__init__(reason)
        self.place = place
        self.reason = reason


def normalise(text: str) -> str:
    """The text of a record: NFC with ``\\n`` line ends, nothing else changed."""
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", text))


def printable(text: str) -> str:
    """The text with what UTF-8 cannot hold (bytes of undecodable file names) escaped."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@lru_cache(maxsize=4096)
def parse_day(value: str | None) -> date | None:
    """The day that a piece of metadata names; a day comes before its month.

    Knows ISO dates and times, seconds or milliseconds since 1970 (told in Vietnamese time),
    and what dateparser knows of Vietnamese and English, words around it or not. What depends on
    today ("hôm qua") is not known.

    >>> parse_day("Thứ ba, 12/3/2024, 10:30 GMT+7")
    datetime.date(2024, 3, 12)
    """
    value = (value or "").strip()
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        pass
    try:
        if _SECONDS.fullmatch(value):
            return datetime.fromtimestamp(int(value[:10]), _VIETNAM).date()
        if (found := _DAY.search(value)) is not None:
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
    except ValueError:
        return None
    import dateparser  # Slow to import, and the forms above are the rule.

    settings = {"DATE_ORDER": "DMY", "STRICT_PARSING": True, "PARSERS": ["absolute-time"]}
    parsed = dateparser.parse(value[:100], languages=["vi", "en"], settings=settings)
    return parsed.date() if parsed else None
