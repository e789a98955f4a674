"""An article as a reader hands it over, or the reason why there is none."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

import regex

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


def parse_day(value: str | None) -> date | None:
    """The day in an ISO date or time, or in any form that dateparser reads, day first."""
    if not value:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        import dateparser  # Slow to import, and ISO dates are the rule.

        parsed = dateparser.parse(
            value, languages=["vi", "en"], settings={"DATE_ORDER": "DMY", "STRICT_PARSING": True}
        )
        return parsed.date() if parsed else None
