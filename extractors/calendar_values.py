"""Days, months, quarters and years as intervals, and the year that an article leaves unsaid.

A calendar expression is an interval of month and day inside a year (``Point``): "tháng 8" is
(8, 1) to (8, 31), "6 tháng cuối năm" is (7, 1) to (12, 31). The year is printed, relative ("năm
nay"), or missing; a missing one is chosen so that the date lies near the day of publication.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

from ..schemas.base import Grain

MonthDay = tuple[int, int]
Interval = tuple[date | None, date | None]
NEW_YEAR: MonthDay = (1, 1)
YEARS_END: MonthDay = (12, 31)


class Point(NamedTuple):
    """A part of a year.

    Attributes:
        grain: how fine the expression is.
        first: month and day of its first day; the month is 0 where only the day is printed.
        last: month and day of its last day.
        year: the year printed, or None.
        shift: years from the article's year, for "năm nay" (0) and "năm ngoái" (-1).
    """

    grain: Grain
    first: MonthDay
    last: MonthDay
    year: int | None = None
    shift: int | None = None

    def interval(self, year: int) -> tuple[date, date] | None:
        """The interval in that year, or None for a day that it does not have (31 April)."""
        try:
            return date(year, *self.first), date(year, *_clipped(year, *self.last))
        except ValueError:
            return None

    @property
    def dated(self) -> bool:
        """Whether the year is printed, or known from the article's."""
        return self.year is not None or self.shift is not None

    def moved(self, year: int | None, shift: int | None = None, years: int = 0) -> Point:
        """The same part of another year, ``years`` after the one given."""
        year = None if year is None else year + years
        return self._replace(year=year, shift=None if shift is None else shift + years)


def day(number: int, month: int, year: int | None = None) -> Point:
    """A day; ``month`` is 0 where it stands only at the other end of a range."""
    return Point("day", (month, number), (month, number), year)


def months(first: int, last: int, year: int | None = None, shift: int | None = None) -> Point:
    """Whole months, both inclusive; the grain follows from how many they are."""
    grains: dict[int, Grain] = {1: "month", 6: "half", 12: "year"}
    grain = grains.get(last - first + 1, "range")
    return Point(grain, (first, 1), (last, 31), year, shift)


def quarter(number: int, year: int | None = None, shift: int | None = None) -> Point:
    """The first to fourth quarter of a year."""
    return months(number * 3 - 2, number * 3, year, shift)._replace(grain="quarter")


class Reference(NamedTuple):
    """The time from which an article is told.

    Attributes:
        first: its first day.
        last: its last day.
        past: what a day before it weighs, in days after it.
        other_year: how many days further a time of another calendar year is.
    """

    first: date
    last: date
    past: float
    other_year: int = 0

    def year_of(self, point: Point) -> int:
        """The year that brings a part of a year nearest; 0 days where the two overlap."""

        def distance(year: int) -> float:
            interval = point.interval(year)
            if interval is None:
                return float("inf")
            before, after = (self.first - interval[1]).days, (interval[0] - self.last).days
            other = 0 if year == self.last.year else self.other_year
            return max(before * self.past, after, 0) + other

        return min(range(self.last.year - 1, self.last.year + 2), key=distance)


def spanned(left: Point, right: Point) -> tuple[Point, Point]:
    """Completes the ends of a range from each other: "ngày 4 đến 8/11", "1/1 - 30/9/2024"."""
    if left.first[0] == 0:
        left = left._replace(first=(right.first[0], left.first[1]))
        left = left._replace(last=left.first)
    wraps = int(left.first > right.last)
    if not left.dated and right.dated:
        left = left.moved(right.year, right.shift, -wraps)
    elif left.dated and not right.dated:
        right = right.moved(left.year, left.shift, wraps)
    return left, right


def week_of(day_in_it: date) -> tuple[date, date]:
    """Monday to Sunday of the week that holds a day."""
    monday = day_in_it - timedelta(days=day_in_it.weekday())
    return monday, monday + timedelta(days=6)


def month_of(today: date, steps: int) -> tuple[date, date]:
    """The month that lies ``steps`` months after that of ``today``."""
    year, month = divmod(today.year * 12 + today.month - 1 + steps, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])


def _clipped(year: int, month: int, number: int) -> MonthDay:
    """The day, but 31 means the month's last day."""
    if number == 31 and 1 <= month <= 12:
        return month, monthrange(year, month)[1]
    return month, number
