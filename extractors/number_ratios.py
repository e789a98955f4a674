"""So many out of so many, and ranks: "1.291/1.365 hồ sơ", "108 trên tổng số 550 hồ sơ"."""

from __future__ import annotations

import re
from decimal import Decimal

from .mention import Mention
from .number_context import Before
from .number_readings import CANDIDATE, Numeral, numeral
from .number_tails import Tail, tail_at

_JOINT = re.compile(r"[ \xa0]?+(?:[-–/:]|tr[oê]n)")
"""How all begins that stands between the two numbers of a ratio; looked at first, for speed."""
_SLASH = re.compile(r"[ \xa0]?+/[ \xa0]?+(?=\d)")
_OUT_OF = re.compile(r"[ \xa0](?:trong|trên)[ \xa0](?:(?:tổng[ \xa0])?số[ \xa0])?(?=\d)")
_MANY = re.compile(r"[ \xa0](?:các|số|tổng số)(?=[ \xa0])")
_CODE_BEHIND = re.compile(r"[^\W_]|[ \xa0]?[/:–-][ \xa0]?\w|_")
_NOUN_LENGTH = 30
_WHOLE = 100
_AGAINST = re.compile(r"[ \xa0]?+[-–/:][ \xa0]?+(?=\d)")
_SHARED = re.compile(r"(?i)(?<!\w)(?:t[ỷỉ] lệ|chia|góp)(?!\w)[^.,;\n]*\Z")
_SHARED_WITHIN = 50
_END = re.compile(r"[ \xa0]?+(?:[;,)(…=]|\.(?!\d)|\n|$)")


def ratio(text: str, first: Numeral, before: Before) -> tuple[Mention | None, bool]:
    """Reads a ratio that begins with a numeral in digits.

    Returns:
        The mention, if it is one, and whether the number is used up: a slash between two numbers
        that are no ratio (a day, a house number, the scale of a map) is nothing else either.
    """
    near = _JOINT.match(text, first.end) is not None
    shares = _shares(text, first) if near else None
    if shares is not None:
        return shares, True
    slash = _SLASH.match(text, first.end) if near else None
    joint = slash or (_OUT_OF.match(text, first.end) if near else None)
    tail = None
    if joint is None and "/" in text[first.end : first.end + _NOUN_LENGTH]:
        tail = tail_at(text, first.end)
        joint = _SLASH.match(text, tail.end) if tail and tail.kind == "noun" else None
    found = CANDIDATE.match(text, joint.end()) if joint else None
    second = numeral(text, found) if found else None
    if second is None:
        return None, False
    mention = _mention(text, first, second, tail, before, printed=slash is not None)
    return mention, mention is not None or slash is not None


def _shares(text: str, first: Numeral) -> Mention | None:
    """Two shares that make a whole: "chia theo tỷ lệ 30-70", "góp vốn 50/50"."""
    joint = _AGAINST.match(text, first.end)
    found = CANDIDATE.match(text, joint.end()) if joint else None
    second = numeral(text, found) if found else None
    if second is None or second.digits == "" or _CODE_BEHIND.match(text, second.end):
        return None
    low, high = first.number(), second.number()
    if low is None or high is None or low + high != _WHOLE or tail_at(text, second.end):
        return None
    if _SHARED.search(text, max(0, first.start - _SHARED_WITHIN), first.start) is None:
        return None
    value = {"numerator": low, "denominator": high, "unit": None, "rank": False}
    return Mention("RATIO", first.start, second.end, "ratio.shares", value)


def _mention(
    text: str, first: Numeral, second: Numeral, inner: Tail | None, before: Before, *, printed: bool
) -> Mention | None:
    """The ratio of two numerals; ``inner`` is the noun of "95 mẫu/262 mẫu"."""
    low, high = first.number(), second.number()
    if low is None or high is None or not _is_part(low, high):
        return None
    rank = before.is_rank
    many = _MANY.match(text, second.end)
    tail = tail_at(text, many.end() if many else second.end)
    named = _CODE_BEHIND.match(text, second.end) or (not rank and before.is_ordinal(tail))
    if named or (inner and tail and inner.unit != tail.unit):
        return None
    day = low <= 31 and high <= 12
    if tail and (tail.kind == "noun" or _fits(tail, day=day, printed=printed)):
        end, unit = tail.end, tail.unit
    elif printed and (rank or _stands_alone(text, second, day, before)):
        end, unit = second.end, None
    else:
        return None
    scale = max(first.scale, second.scale)
    value = {"numerator": low * scale, "denominator": high * scale, "unit": unit, "rank": rank}
    return Mention("RATIO", first.start, end, "ratio.rank" if rank else "ratio.part", value)


def _is_part(low: Decimal, high: Decimal) -> bool:
    """Whether one number may be a part of the other; 1/500 is the scale of a plan."""
    return high > 0 and low <= high and not (low == 1 and high % 100 == 0)


def _fits(tail: Tail, *, day: bool, printed: bool) -> bool:
    """Whether what is no listed noun may follow: a unit behind a slash, any noun behind "trong"."""
    if printed:
        return tail.kind in {"currency", "measure"} and not (day and tail.group == "time")
    return tail.kind == "unknown"


def _stands_alone(text: str, second: Numeral, day: bool, before: Before) -> bool:
    """Whether two numbers are a ratio though nothing is named: "đạt 83/92,", "256/312 (82%)"."""
    return (
        (before.has_result or (before.colon and not day))
        and not before.names
        and not second.is_year
        and _END.match(text, second.end) is not None
    )
