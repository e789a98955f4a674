"""Vietnamese numerals: digits with their grouping, number words, scale words, to exact values.

"." groups thousands and "," is the decimal sign (guideline, section 2, rule 10); the other way
round is common in print, so the grouping itself decides: three digits behind every sign.
"""

from __future__ import annotations

import re
from decimal import Decimal

from .nearby import either

NUMBER = r"(?:\d{1,3}(?:[ \xa0]\d{3}){0,3}?(?:[ \xa0]000|\xa0\d{3})(?![\d.,]\d)|\d++(?:[.,]\d++)*+)"
"""Digits with their signs, or grouped by spaces ("150 000", never "2016 150")."""

_WORDS = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_TENS = {"mười": 10, "mươi": 10, "chục": 10, "trăm": 100}
_SCALES = {
    "nghìn": 10**3,
    "ngàn": 10**3,
    "vạn": 10**4,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}
_FILLERS = {"linh", "lẻ"}
_SPACE = r"[ \xa0]"
_NO_SCALE = rf"(?!\w|{_SPACE}(?:lệ|trọng|giá|suất)\b)"
SCALE = rf"(?:{_SPACE}?+(?:{'|'.join((*_SCALES, 'TỶ', 'TỈ', 'TRIỆU', 'trăm', 'chục'))}){_NO_SCALE})"
"""A scale word behind a numeral; "tỷ" of "tỷ lệ" is none."""

_STARTS = [word for word in _WORDS if word not in {"không", "mốt", "tư", "lăm", "nhăm"}]
_STARTS += ["mười", "trăm", "nghìn", "ngàn"]
_INNER = "|".join(
    (*(word for word in _WORDS if word != "năm"), *_TENS, *_SCALES, *_FILLERS, "rưỡi")
)
# "năm" is a year far more often than a five: inside a numeral it needs its neighbours.
_FIVE = rf"(?<=linh.)năm|(?<=lẻ.)năm|năm(?={_SPACE}(?:{'|'.join((*_TENS, *_SCALES))})\b)"
_FIRST_WORDS = [form for word in _STARTS for form in either(word)]
NUMBER_WORDS = (
    rf"(?<![\w-])(?:{'|'.join(_FIRST_WORDS)})"
    rf"(?:{_SPACE}(?:{_INNER}|{_FIVE}){_NO_SCALE}){{0,12}}+(?![\w-])"
)
"""A run of number words: "hai", "mười lăm", "một trăm linh năm", "hai triệu"."""


def may_begin(spelling: str) -> bool:
    """Whether a number may begin with a word or digits."""
    return spelling[0].isdecimal() or spelling in _FIRST_WORDS


_LONGEST = 24
_SIGNS = re.compile(r"[.,]")


def read_digits(text: str, *, whole: bool = False) -> Decimal | None:
    """Reads digits with their signs.

    Args:
        text: what ``NUMBER`` matched.
        whole: the number is known to be whole (people, dong), so "200,000" is grouped.

    Returns:
        The exact value, or None when the signs fit neither grouping nor a decimal ("3.1.2"), or
        when no one would write so many digits.
    """
    text = text.replace(" ", "").replace("\xa0", "")
    if len(text) > _LONGEST:
        return None
    signs = _SIGNS.findall(text)
    if not signs:
        return Decimal(text)
    groups = _SIGNS.split(text)
    if len(set(signs)) == 2:
        if signs[:-1] != signs[:1] * (len(signs) - 1) or not _grouped(groups[:-1]):
            return None
        return Decimal("".join(groups[:-1]) + "." + groups[-1])
    if _grouped(groups) and (len(groups) > 2 or signs[0] == "." or whole):
        return Decimal("".join(groups))
    return Decimal(".".join(groups)) if len(groups) == 2 else None


def _grouped(groups: list[str]) -> bool:
    """Whether digits are grouped in thousands: "1", "291" or "912", "304"."""
    head, *rest = groups
    return len(head) <= 3 and head[0] != "0" and all(len(group) == 3 for group in rest)


def scale_of(words: str) -> int:
    """The factor that scale words stand for: "nghìn tỷ" is 10¹²."""
    factor = 1
    for word in words.lower().split():
        factor *= _SCALES.get(word) or _TENS[word]
    return factor


def read_words(text: str) -> Decimal | None:
    """Reads a run of number words; None for words that make no number ("linh")."""
    total, section, digit = Decimal(0), Decimal(0), None
    unit, highest = 1, 1
    for word in text.lower().split():
        if word in _WORDS:
            if digit is not None:
                return None
            digit = _WORDS[word]
        elif word in _TENS:
            section += (1 if digit is None else digit) * _TENS[word]
            digit, unit = None, _TENS[word]
        elif word in _SCALES:
            section += digit or 0
            scale = _SCALES[word]
            if total and scale > highest:
                total = (total + section) * scale
            else:
                total += (section or 1) * scale
            section, digit, unit, highest = Decimal(0), None, scale, scale
        elif word == "rưỡi":
            total += Decimal(unit) / 2
        elif digit is not None:
            return None
    return total + section + (digit or 0)
