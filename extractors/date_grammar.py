"""The grammar of calendar expressions: what stands at a place of the text, years still unresolved.

One compiled expression reads one point of time (a day, a month, "9 tháng đầu năm nay"); ranges
are two points and a connector. Forms from the annotation guideline, section 2, DATE.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import NamedTuple

import regex

from .calendar_values import NEW_YEAR, YEARS_END, Point, day, months, quarter
from .nearby import at

WORDS = json.loads((files(__package__) / "date_words.json").read_text(encoding="utf-8"))
_NUMERALS: dict[str, int] = WORDS["numerals"]
_SHIFTS = {"nay": 0, "này": 0, "ngoái": -1, "trước": -1, "sau": 1, "tới": 1}
_SURE = ("relative", "part", "dayword", "year", "short")
_FORMS = (
    ("lunar", "lunar"), ("rest", "rest"), ("same", "same"), ("decade", "decade"),
    ("monthyear", "bare_month"), ("month", "month"), ("quarter", "quarter"),
    ("count", "part_of_year"), ("half", "part_of_year"), ("edgeonly", "edge"),
    ("plain", "bare_year"),
)  # fmt: skip
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}

S = r"[^\S\n]"  # white space inside a line; NBSP too
B, Z = S + "{1,4}", S + "{0,4}"
"""Some blanks, and none or some: no more, lest a page of blanks cost the square of its length."""
_YEAR = r"(?P<year>(?:19[3-9]|20[0-5])\d)(?![\d/]|[.,]\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])(?!\d)"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?!\d)"
_SEP = rf"{S}?[/.–-]{S}?"
_PART = r"(?:rạng\s)?(?:sáng|trưa|chiều|tối|đêm|khuya)"
_EDGE = r"(?:đầu|giữa|cuối|(?:thượng|trung|hạ)\stuần)"
_COUNT = r"(?P<count>\d{1,2}|" + "|".join(sorted(_NUMERALS, key=len, reverse=True)) + ")"
_REL_DAY = (
    rf"(?:(?:ngày{B})?hôm{B}(?:nay|qua|kia)|ngày{B}(?:mai|kia)"
    rf"|{_PART}{B}(?:hôm{B})?(?:nay|qua|mai))"
)
_OF_YEAR = rf"(?:{B}năm{B}(?:{_YEAR}|(?P<shift>nay|này|ngoái|trước|sau|tới)\b)|{_SEP}{_YEAR})"

_POINT = regex.compile(
    rf"""(?i)
    (?:(?P<relative>{_REL_DAY}){B})?+
    (?:(?:(?P<part>{_PART}){B})?+(?:(?P<dayword>ngày|hôm|mùng|mồng){B}(?:hôm{B})?)?+
      (?:{_DAY}{_SEP}{_MONTH}
          (?: {_SEP}{_YEAR}
            | (?<=\b\d\d[/.-]\d\d)(?P<short>[/.-]\d\d)(?![\d/]|[.-]\d)
            | (?!{S}?/{S}?\d|[.,-]\d\d\d))
        |{_DAY}{B}tháng{B}{_MONTH}(?:(?:{B}năm{B}|{_SEP}){_YEAR})?
        |(?P<lunar>\d{{1,2}}{B}(?:tháng{B}(?:chạp|giêng)|tết))\b
        |{_DAY}(?={S}?[–-]{S}?\d{{1,2}}/\d{{1,2}}(?!\d))
        |(?<=\w{S}){_DAY}(?={Z}(?:[–-]|đến|tới|và|,){Z}(?:ngày{B})?\d{{1,2}}{_SEP}\d{{1,2}}\b))
    |(?P<edge>{_EDGE}{B})?+
      (?:tháng{B}{_MONTH}(?!%|,\d|[/.-]\d\b){_OF_YEAR}?
        |quý{B}(?P<quarter>(?-i:I{{1,3}}|IV)|[1-4])\b(?!%|,\d){_OF_YEAR}?
        |năm{B}(?:học{B})?(?:{_YEAR}|(?P<shift>nay|ngoái)\b))
    |{_COUNT}{B}(?P<unit>tháng|quý){B}
      (?: (?P<from>đầu|cuối){B}(?:của{B})?năm(?:{B}(?:{_YEAR}|(?P<shift>nay|này|ngoái)\b))?
        | (?P<from>)năm{B}{_YEAR})
    |nửa{B}(?P<half>đầu|cuối){B}năm(?:{B}(?:{_YEAR}|(?P<shift>nay|ngoái)\b))?
    |(?P<same>cùng{B}kỳ){B}năm{B}(?:{_YEAR}|(?P<shift>ngoái|trước)\b)
    |(?P<rest>những{B}tháng{B}(?:đầu|cuối|còn{B}lại){B}(?:của{B})?năm){B}{_YEAR}
    |thập{B}(?:niên|kỷ){B}(?P<decade>(?:19|20)?\d0)\b(?!,\d)
    |(?P<edgeonly>{_EDGE}){B}năm\b
    |(?P<monthyear>){_MONTH}{_SEP}{_YEAR}
    |(?P<plain>){_YEAR}
    )""",
    regex.VERBOSE,
)
_RELATIVE = regex.compile(
    rf"""(?i)(?P<day>{_REL_DAY})\b
    |(?P<same>{_PART}{B}cùng{B}ngày)\b
    |(?:{_EDGE}{B})?(?P<unit>tuần|tháng){B}(?P<step>trước|này|tới|sau|qua|rồi)\b""",
    regex.VERBOSE,
)
_CONNECTOR = regex.compile(rf"(?i){S}?[–-]{S}?|{B}(?:cho{B})?(?:đến|tới)(?:{B}hết)?{B}")
_AND = regex.compile(rf"(?i){B}và{B}|,{B}")
_ERA = regex.compile(
    rf"(?i)(?:giai{B}đoạn|thời{B}kỳ|nhiệm{B}kỳ|niên{B}kh[oó][áa])(?:{B}từ)?{B}(?!năm\b)"
)
_SOME_YEARS = regex.compile(rf"(?i){_COUNT}{B}(?=năm{B}(?:19|20)\d\d{S}?[–-])")
_FROM_NOW = regex.compile(rf"(?i)(?<=\btừ{S})nay{B}(?:cho{B})?(?:đến|tới)(?:{B}hết)?{B}")
_NOW = regex.compile(r"(?i)nay\b")


class Expression(NamedTuple):
    """A calendar expression as it is printed.

    Attributes:
        start: offset of its first character.
        end: offset behind its last character.
        form: what kind it is; the mention's rule is ``date.`` and this.
        bare: nothing but numbers, which might as well be a ratio ("8/10") or a range ("5-7").
        left: its point of time, or the first of a range; None for "nay".
        right: the last of a range.
        until_now: a range that ends with "nay".
        edge: "đầu", "giữa" or "cuối", where it stands before a month or year.
        relative: day, week or month counted from the article's day: the unit and the steps.
    """

    start: int
    end: int
    form: str
    bare: bool = False
    left: Point | None = None
    right: Point | None = None
    until_now: bool = False
    relative: tuple[str, int] | None = None
    edge: str = ""


def expression_at(text: str, start: int) -> Expression | None:
    """Reads the calendar expression that begins at an offset.

    Args:
        text: the article.
        start: where a number or a word of the calendar begins.

    Returns:
        The longest expression of the grammar, or None.
    """
    era = at(_ERA, text, start) if text[start : start + 1] in "gGtTnN" else None
    era = era or at(_SOME_YEARS, text, start)
    if era is not None:
        inner = _expression(text, era.end())
        named = inner is not None and inner.left is not None and inner.left.grain != "quarter"
        return inner._replace(start=start, form="era", bare=False) if inner and named else None
    return _expression(text, start)


def _expression(text: str, start: int) -> Expression | None:
    """A calendar expression without "giai đoạn" before it."""
    now = at(_FROM_NOW, text, start) if text[start : start + 1] in "nN" else None
    if now is not None:
        right = _right_end(text, now.end())
        return Expression(start, right[1], "from_now", right=right[0]) if right else None
    found = at(_POINT, text, start)
    return _relative(text, start) if found is None else _point_or_range(text, found)


def _point_or_range(text: str, found: regex.Match[str]) -> Expression | None:
    """The expression that begins with a point of time: itself, or a range from it."""
    (start, end), form, left = found.span(), _form(found), _point(found)
    if left is None:
        return Expression(start, end, form) if form == "lunar" else None
    joined = at(_CONNECTOR, text, end)
    now = at(_NOW, text, joined.end()) if joined else None
    if now is not None:
        return Expression(start, now.end(), "until_now", left=left, until_now=True)
    joined = joined or (at(_AND, text, end) if left.first[0] == 0 else None)
    right = _right_end(text, joined.end()) if joined else None
    if right is not None:
        bare = form == "bare_day" and right[0].year is None
        return Expression(start, right[1], "range", bare, left, right[0])
    if left.first[0] == 0:  # a day of the month, but no month
        return None
    bare = form.startswith("bare_")
    return Expression(start, end, form.removeprefix("bare_"), bare, left, edge=_edge(found))


def _right_end(text: str, start: int) -> tuple[Point, int] | None:
    """The second point of a range and where it ends."""
    found = at(_POINT, text, start)
    if found is None or _form(found) in {"lunar", "rest"}:
        return None
    right = _point(found)
    if right is None or right.first[0] == 0:
        return None
    return right, found.end()


def _form(found: regex.Match[str]) -> str:
    """The kind of expression that the grammar has read."""
    if found["day"]:
        return "day" if any(found[group] for group in _SURE) else "bare_day"
    return next((form for group, form in _FORMS if found[group] is not None), "year")


def _edge(found: regex.Match[str]) -> str:
    """'đầu', 'giữa' or 'cuối'."""
    return (found["edge"] or found["edgeonly"] or "").strip().lower()


def _point(found: regex.Match[str]) -> Point | None:
    """The point of time that a match of the grammar states; None for a day that cannot be."""
    year = int(found["year"]) if found["year"] else None
    shift = _SHIFTS[found["shift"].lower()] if found["shift"] else None
    if found["day"]:
        year = 2000 + int(found["short"][1:]) if found["short"] else year
        point = day(int(found["day"]), int(found["month"] or 0), year)
        return point if point.first[0] == 0 or point.interval(year or 2000) else None
    if found["lunar"]:
        return None
    if found["count"]:
        return _months_of_year(found, year, shift)
    return _part_of_year(found, year, shift)


def _part_of_year(found: regex.Match[str], year: int | None, shift: int | None) -> Point:
    """A month, quarter, half year, decade, or the whole year."""
    if found["month"]:
        return months(int(found["month"]), int(found["month"]), year, shift)
    if found["quarter"]:
        number = found["quarter"]
        return quarter(_ROMAN.get(number) or int(number), year, shift)
    if found["half"]:
        first = 1 if found["half"].lower() == "đầu" else 7
        return months(first, first + 5, year, shift)
    if found["decade"]:
        year = int(found["decade"]) + (1900 if len(found["decade"]) == 2 else 0)
        return Point("range", NEW_YEAR, YEARS_END, year)
    return Point("year", NEW_YEAR, YEARS_END, year, shift)


def _months_of_year(found: regex.Match[str], year: int | None, shift: int | None) -> Point | None:
    """'9 tháng đầu năm', 'ba quý đầu năm', '3 tháng cuối năm'."""
    word = found["count"].lower()
    number = int(word) if word.isdigit() else _NUMERALS[word]
    number *= 3 if found["unit"].lower() == "quý" else 1
    if not 1 <= number <= 12:
        return None
    at_end = (found["from"] or "").lower() == "cuối"
    return months(13 - number if at_end else 1, 12 if at_end else number, year, shift)


def _relative(text: str, start: int) -> Expression | None:
    """'hôm qua', 'sáng nay', 'tuần tới', 'trưa cùng ngày'."""
    found = at(_RELATIVE, text, start)
    if found is None:
        return None
    last = found.group().rsplit(maxsplit=1)[-1].lower()
    if found["same"]:
        return Expression(start, found.end(), "same_day", relative=("same", 0))
    if found["day"]:
        steps = {"nay": 0, "qua": -1, "mai": 1, "kia": -2}[last]
        return Expression(start, found.end(), "relative", relative=("day", steps))
    steps = {"này": 0, "tới": 1, "sau": 1}.get(last, -1)
    unit = found["unit"].lower()
    return Expression(start, found.end(), "relative", relative=(unit, steps))
