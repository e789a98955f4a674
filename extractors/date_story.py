"""The years that an article leaves unsaid, and the days that it counts from its own.

Where the day of publication is known, a date without year is the one nearest to it. Where it is
not, the years that the text prints decide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import regex

from ..schemas.base import Grain
from .calendar_values import NEW_YEAR, Interval, Point, Reference, month_of, spanned, week_of
from .date_grammar import B, Expression, S
from .nearby import at, before

_PAST_OF_PUBLISHED = 0.75
"""News tells rather of the past: a day behind the day of publication is nearer than one ahead."""
_PAST_OF_DEADLINE = 3.0
"""A deadline lies rather ahead."""
_OTHER_YEAR = 90
"""Whoever writes in autumn of a month of the next year names that year: so many days further."""
_PAST_OF_PRINTED = 3.0
"""An article is younger than the dates that it prints in full."""
_LEAD, _PAST_OF_LEAD = 300, 1.0
"""But a day that opens one of its first sentences is its own: days lie on both sides alike."""
_REPORTED = (11, 30)
"""A year as a whole is reported on about its end."""
_DEADLINES_WITHIN = timedelta(days=730)
"""A deadline is set for a day at most this long after the last that the article tells of."""
_OPENS = regex.compile(r"(?r)(?:\A|[\n.:)–-])[ \t]{0,3}+")
_BOUND_BEFORE = regex.compile(rf"(?ri)\b(?<!tính{S})(?:đến|tới|hết|trước|hạn){B}")
_DEADLINE_BEFORE = regex.compile(rf"(?ri)\b(?:trước|hạn)(?:{B}hết)?{B}")
_AHEAD_AFTER = regex.compile(rf"(?i){B}(?:tới(?:{B}đây)?|sắp{B}tới){S}?[,.;:)]")


class Story:
    """The course of time in one article."""

    def __init__(
        self, text: str, published: date | None, expressions: Sequence[Expression]
    ) -> None:
        """Args:
        text: the article.
        published: its day, where known.
        expressions: all its calendar expressions, in order.
        """
        self.text = text
        self.published = published
        self.expressions = expressions
        self._printed: dict[Point, int] = {}
        self._parts: list[int] = []
        for index, expression in enumerate(expressions):
            point = expression.left
            if point is None or expression.right is not None or point.grain == "year":
                continue
            if point.year:
                self._printed.setdefault(point.moved(None), point.year)
            if point.grain != "day" and expression.form != "same":
                self._parts.append(index)
        if published is not None:
            self.reference: Reference | None = Reference(
                published, published, _PAST_OF_PUBLISHED, _OTHER_YEAR
            )
        else:
            self.reference = _printed_reference(text, expressions)
        self._ahead = self._deadline_reference()

    def interval(self, index: int) -> tuple[date | None, date | None, Grain]:
        """First day, last day and grain of an expression.

        Args:
            index: its place among the expressions.

        Returns:
            None for a day that is open or cannot be known from the article.
        """
        expression = self.expressions[index]
        left, right = expression.left, expression.right
        if expression.relative is not None:
            return self._relative(*expression.relative)
        if left is not None and right is not None:
            left, right = spanned(left, right)
            return self._days(left)[0], self._days(right)[1], "range"
        if left is not None:
            return self._single(index, left)
        if right is not None:
            return self.published, self._days(right, ahead=True)[1], "range"
        return None, None, "day"

    def _single(self, index: int, point: Point) -> tuple[date | None, date | None, Grain]:
        """The interval of an expression with one point of time."""
        expression = self.expressions[index]
        if expression.form == "same":
            point = self._same_part(index, point)
        first, last = self._days(point, ahead=self._is_ahead(expression))
        if expression.until_now:
            return first, self.published, "range"
        if expression.form == "rest":
            return None, last, "range"
        if expression.form == "decade" and last is not None:
            last = last.replace(year=last.year + 9)
        return first, last, point.grain

    def _days(self, point: Point, *, ahead: bool = False) -> Interval:
        """The interval of a point, its year found where it is missing."""
        reference = self._ahead if ahead else self.reference
        if point.year is not None:
            year: int | None = point.year
        elif point.shift is not None:
            known = self.published.year if self.published else self._printed_year(point)
            year = None if known is None else known + point.shift
        elif self.published and not ahead and _opens_year(point):
            year = self.published.year
        else:
            year = None if self.published else self._printed_year(point)
            if year and ahead and reference and year < reference.last.year:
                year = None  # what was due then is due no more
            year = year or (reference.year_of(point) if reference else None)
        return (None, None) if year is None else point.interval(year) or (None, None)

    def _is_ahead(self, expression: Expression) -> bool:
        """Whether the words around say that a time is still to come when the article is written."""
        deadline = before(_DEADLINE_BEFORE, self.text, expression.start)
        return bool(deadline or at(_AHEAD_AFTER, self.text, expression.end))

    def _deadline_reference(self) -> Reference | None:
        """The time from which deadlines count: the latest day without a year that is told."""
        if self.reference is None or self.published is not None:
            return self.reference and self.reference._replace(past=_PAST_OF_DEADLINE)
        told = self.reference.last
        for expression in self.expressions:
            point = expression.left
            lone = point is not None and expression.right is None and expression.form == "day"
            if point and lone and not point.dated and not self._is_ahead(expression):
                told = max(told, self._days(point)[1] or told)
        return Reference(told, told, _PAST_OF_DEADLINE)

    def _printed_year(self, point: Point) -> int | None:
        """The year with which the same day, month or quarter stands elsewhere in the article."""
        return self._printed.get(point.moved(None))

    def _same_part(self, index: int, year: Point) -> Point:
        """'cùng kỳ năm 2018': the part of the year that was mentioned last."""
        before = bisect_left(self._parts, index) - 1
        if before < 0:
            return year
        part = self.expressions[self._parts[before]].left
        assert part is not None
        return part.moved(year.year, year.shift)

    def _relative(self, unit: str, steps: int) -> tuple[date | None, date | None, Grain]:
        """'hôm qua', 'tuần tới', 'tháng trước'."""
        grains: dict[str, Grain] = {"tuần": "range", "tháng": "month"}
        grain = grains.get(unit, "day")
        today = self.published
        if today is None or unit == "same":
            return None, None, grain
        if unit == "tuần":
            return *week_of(today + timedelta(days=7 * steps)), grain
        if unit == "tháng":
            return *month_of(today, steps), grain
        return today + timedelta(days=steps), today + timedelta(days=steps), grain


def _opens_year(point: Point) -> bool:
    """ "9 tháng đầu năm", "đầu năm": of a year that has begun, for the next one would be named."""
    return point.grain in {"year", "half", "range", "quarter"} and point.first == NEW_YEAR


def _printed_reference(text: str, expressions: Sequence[Expression]) -> Reference | None:
    """The latest time that an article prints with its year, where it has no day of its own.

    Days, months and quarters tell more than whole years, of which the most frequent counts;
    a deadline ("trước ngày 30/6/2020") when it is near; terms of office where nothing else is.
    """
    days: list[tuple[date, date]] = []
    years: Counter[int] = Counter()
    bounds: list[tuple[date, date]] = []
    terms: list[tuple[date, date]] = []
    lead: set[tuple[date, date]] = set()
    for expression in expressions:
        point = expression.right or expression.left
        interval = point.interval(point.year) if point and point.year else None
        if not (point and point.year and interval) or expression.form in {"decade", "rest"}:
            continue
        start = expression.start
        bound = before(_BOUND_BEFORE, text, start) is not None
        if point.grain == "year" and (bound or expression.right is not None):
            terms.append(interval)
        elif bound:
            bounds.append(interval)
        elif expression.form == "same":  # "cùng kỳ năm 2018" is written in 2019
            days.append((date(point.year + 1, 1, 1), date(point.year + 1, 12, 31)))
        elif point.grain == "year" and not expression.edge:
            years[interval[0].year] += 1
        else:
            days.append(_edge_of(interval, expression.edge))
            if start < _LEAD and before(_OPENS, text, start):
                lead.add(interval)
    latest = max(days or bounds or terms, default=None)
    if years:
        usual = max(years.items(), key=lambda item: (item[1], item[0]))[0]
        if not days or usual > max(days)[1].year + 1:
            written = date(usual, *_REPORTED)
            latest = written, written
    if latest is not None:
        soon = latest[1] + _DEADLINES_WITHIN
        latest = min((b for b in bounds if latest[1] < b[0] <= soon), default=latest)
    past = _PAST_OF_LEAD if latest in lead else _PAST_OF_PRINTED
    return None if latest is None else Reference(*latest, past)


def _edge_of(interval: tuple[date, date], edge: str) -> tuple[date, date]:
    """The interval, of "đầu năm" its first quarter, of "cuối năm" its last day."""
    if edge == "cuối":
        return interval[1], interval[1]
    if edge == "đầu" and interval[1].month - interval[0].month > 2:
        return interval[0], date(interval[0].year, 3, 31)
    return interval
