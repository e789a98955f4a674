"""A number as it stands in the text: a numeral with its scale words, or a range of two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from .number_tails import Tail, tail_at
from .numerals import NUMBER, NUMBER_WORDS, SCALE, read_digits, read_words, scale_of

CANDIDATE = re.compile(rf"(?P<digits>{NUMBER})|(?P<words>{NUMBER_WORDS})")
"""A number in digits or words."""

_SCALES = re.compile(rf"(?:{SCALE}){{1,3}}+")
_TO = re.compile(
    r"[ \xa0]?+[–—-][ \xa0]?+(?=\d)"
    r"|[ \xa0](?:đến|tới)[ \xa0](?:(?:hơn|trên|gần|khoảng|dưới)[ \xa0])?+"
)
_REST = re.compile(r"[ \xa0](\d{1,3})[ \xa0](triệu|nghìn|ngàn)(?!\w)")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Numeral(NamedTuple):
    """A numeral with its scale words.

    Attributes:
        start: offset of its first character.
        end: offset behind its last scale word.
        digits: the digits as printed; empty for number words.
        value: the value of number words.
        scale: the factor of the scale words behind digits.
        rest: what a smaller scale adds: 152 million in "1 tỷ 152 triệu".
    """

    start: int
    end: int
    digits: str
    value: Decimal = Decimal(0)
    scale: int = 1
    rest: Decimal = Decimal(0)

    def number(self, *, whole: bool = False) -> Decimal | None:
        """The value without its scale; None when the digits make no number."""
        return read_digits(self.digits, whole=whole) if self.digits else self.value

    @property
    def is_year(self) -> bool:
        """Whether it may be a year: four digits without a sign."""
        return _YEAR.fullmatch(self.digits) is not None


class Reading(NamedTuple):
    """A number or a range, and what stands behind it."""

    low: Numeral
    high: Numeral | None
    tail: Tail | None

    @property
    def last(self) -> Numeral:
        """The numeral that the tail follows."""
        return self.high or self.low

    def bounds(self, *, whole: bool) -> tuple[Decimal, Decimal | None] | None:
        """Lower and upper value, None for no number.

        Args:
            whole: things that come in whole numbers are counted. A scale word makes a fraction
                possible again ("3,470 tỉ đồng").
        """
        whole = whole and self.last.scale == 1
        factor, extra = (self.tail.factor, self.tail.extra) if self.tail else (1, Decimal(0))
        low = self.low.number(whole=whole)
        if low is None:
            return None
        if self.high is None:
            return (low * self.low.scale + self.low.rest) * factor + extra, None
        # A scale behind the upper end holds for both: "2 đến 6 triệu đồng".
        scale = self.low.scale if self.low.scale > 1 else self.high.scale
        high = self.high.number(whole=whole)
        if high is None or low * scale >= high * self.high.scale:
            return None
        return low * scale, high * self.high.scale * factor + extra


def candidates(text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """What ``CANDIDATE`` matches in a text, in order.

    Args:
        text: the article.
        starts: where digits or number words begin.
    """
    end = 0
    for start in starts:
        found = CANDIDATE.match(text, start) if start >= end else None
        if found is not None:
            yield found
            end = found.end()


def numeral(text: str, found: re.Match[str]) -> Numeral | None:
    """The numeral that ``CANDIDATE`` matched; None for words that make no number."""
    start, end = found.span()
    if found["words"]:
        value = read_words(found["words"])
        return None if value is None else Numeral(start, end, "", value)
    scales = _SCALES.match(text, end)
    if scales is None:
        return Numeral(start, end, found["digits"])
    scale = scale_of(scales[0])
    rest = _REST.match(text, scales.end())
    if rest is None or scale_of(rest[2]) >= scale:
        return Numeral(start, scales.end(), found["digits"], scale=scale)
    more = Decimal(rest[1]) * scale_of(rest[2])
    return Numeral(start, rest.end(), found["digits"], scale=scale, rest=more)


def reading(text: str, low: Numeral) -> Reading:
    """The number or range that begins with a numeral: "5-7 bậc", "4kg đến 7 kg"."""
    tail = tail_at(text, low.end)
    measured = tail is not None and tail.kind in {"percent", "currency", "measure"}
    joint = _TO.match(text, tail.end if tail and measured else low.end)
    found = CANDIDATE.match(text, joint.end()) if joint else None
    high = numeral(text, found) if found else None
    alone = Reading(low, None, tail)
    if high is None or (low.is_year and high.is_year):
        return alone
    last = tail_at(text, high.end)
    if last is None or last.kind == "unknown":
        return alone
    if tail and measured and (tail.kind, tail.group) != (last.kind, last.group):
        return alone
    both = Reading(low, high, last)
    return both if both.bounds(whole=last.kind == "noun") else alone
