"""Dates: every calendar expression of the guideline with its interval of days.

The grammar (``date_grammar``) says what is printed; here the words around decide whether a bare
"8/10" is a day or a ratio, and the article gives the year that is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from .articles import WordExtractor
from .beginnings import DATE
from .date_grammar import WORDS, B, Expression, S, Z, expression_at
from .date_starts import START
from .date_story import Story
from .datelines import dateline
from .mention import Context, Mention
from .nearby import at, before

__all__ = ["DATES", "DateExtractor", "dateline"]


def _any(words: list[str]) -> str:
    """An alternative of words."""
    return "|".join(map(regex.escape, words))


_CUE_BEFORE = regex.compile(rf"(?ri)(?:\b(?:{_any(WORDS['cues'])}){B}|{S}\(|^)")
_EDGE_BEFORE = regex.compile(rf"(?ri)\b(?:từ|vào|đến|tới|hồi|ngay){B}")
_NUMBERED_BEFORE = regex.compile(rf"(?ri)\b(?:{_any(WORDS['numbered'])})(?:{S}|:){{0,6}}")
_MANY_BEFORE = regex.compile(
    rf"(?ri)(?:\b(?:{_any(WORDS['several'])}|{_any(list(WORDS['numerals']))})|\d){B}"
)
_COUNTED_AFTER = regex.compile(rf"(?i){Z}(?:(?:{_any(WORDS['counted'])})(?!\w)|%)")
_CLAUSE_AFTER = regex.compile(
    rf"(?i){Z}(?:[,;:)(.\"”]|$|(?:{_any(WORDS['after'])})\b|(?-i:\p{{Lu}}))", regex.M
)
_THEN_AFTER = regex.compile(rf"(?i){B}(?:đó|khi|nữa|lần|kỳ|buổi)\b")


class DateExtractor(WordExtractor):
    """Finds calendar expressions."""

    name = "dates"
    begins = DATE

    def found(self, text: str, context: Context, starts: Sequence[int]) -> Iterator[Mention]:
        """Yields the dates of an article with their intervals.

        Args:
            text: the whole article.
            context: its day of publication, where known; else the dateline counts.
            starts: where a date may begin.
        """
        expressions = list(_expressions(text, starts))
        story = Story(text, context.published or dateline(text), expressions)
        for index, expression in enumerate(expressions):
            first, last, grain = story.interval(index)
            yield Mention(
                "DATE",
                expression.start,
                expression.end,
                f"date.{expression.form}",
                {"first_day": first, "last_day": last, "grain": grain},
            )


def _expressions(text: str, starts: Sequence[int]) -> Iterator[Expression]:
    """The calendar expressions of a text, in order, without the numbers that only look like one."""
    end = 0
    for start in starts:
        if start < end or START.match(text, start) is None:
            continue
        expression = expression_at(text, start)
        if expression is not None and _is_date(text, expression):
            yield expression
            end = expression.end


def _is_date(text: str, expression: Expression) -> bool:
    """Whether the words around let a calendar expression be one."""
    start, end, form = expression.start, expression.end, expression.form
    if form == "relative":  # "ba tháng trước", "tuần sau đó" are no dates
        by_day = expression.relative is not None and expression.relative[0] == "day"
        return by_day or not (before(_MANY_BEFORE, text, start) or at(_THEN_AFTER, text, end))
    if form == "edge":
        return before(_EDGE_BEFORE, text, start) is not None
    if form in {"month", "quarter"} and not expression.bare:  # "một tháng 2 lần"
        return not at(_THEN_AFTER, text, end)
    if form == "year" and not expression.bare:  # "nhiều năm nay"
        shifted = expression.left is not None and expression.left.shift is not None
        return not (shifted and before(_MANY_BEFORE, text, start))
    return not expression.bare or _is_bare_date(text, start, end, form)


def _is_bare_date(text: str, start: int, end: int, form: str) -> bool:
    """Whether mere numbers are a date: "từ 1/4", "(2008)", but not "8/10 huyện", "từ 5-7 bậc"."""
    if before(_NUMBERED_BEFORE, text, start) or at(_COUNTED_AFTER, text, end):
        return False
    if form == "year":
        return True
    clear = "/" in text[start:end] or at(_CLAUSE_AFTER, text, end) is not None
    return clear and before(_CUE_BEFORE, text, start) is not None


DATES = DateExtractor()
