"""Numbers, days, terms and values of entities as people write them, in Vietnamese and English."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Literal, assert_never

from ..schemas import Entity

Language = Literal["vi", "en"]

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ENGLISH = {
    "cải cách hành chính": "administrative reform",
    "đất đai": "land",
    "xây dựng": "construction",
    "tài chính - ngân sách": "public finance",
    "an toàn thực phẩm": "food safety",
    "môi trường": "environment",
    "giáo dục": "education",
    "y tế": "health",
    "lao động": "labour",
    "khác": "other",
    "kiểm tra": "check (kiểm tra)",
    "thanh tra": "inspection (thanh tra)",
    "giám sát": "oversight (giám sát)",
    "kiểm toán": "audit (kiểm toán)",
    "trung ương": "central",
    "tỉnh": "province",
    "huyện": "district",
    "xã": "commune",
}
"""The records' closed lists: topics, kinds of inspection, levels of government."""
_APPROXIMATE = {">": "> ", "<": "< ", "~": "≈ ", None: ""}


def number(value: Decimal | float | None, language: Language = "vi") -> str:
    """A number with its digits grouped: 1.234,5 in Vietnamese, 1,234.5 in English."""
    if value is None:
        return ""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if exact == exact.to_integral_value():
        exact = exact.quantize(Decimal(1)) if abs(exact) < Decimal("1e27") else exact
    english = f"{exact:,f}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def day(value: date | str | None, language: Language = "vi") -> str:
    """A day: 05/10/2018 in Vietnamese, 5 Oct 2018 in English; empty for none."""
    if not value:
        return ""
    try:
        shown = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return str(value)
    if language == "vi":
        return f"{shown:%d/%m/%Y}"
    return f"{shown.day} {_MONTHS[shown.month - 1]} {shown.year}"


def days(first: date | str | None, last: date | str | None, language: Language = "vi") -> str:
    """An interval of days, both ends inclusive; an open end is shown as an ellipsis."""
    if first == last:
        return day(first, language)
    return f"{day(first, language) or '…'} – {day(last, language) or '…'}"


def term(value: object, language: Language = "vi") -> str:
    """A topic, kind of inspection or level in the language; whatever else stays as it is."""
    shown = "" if value is None else str(value)
    return _ENGLISH.get(shown, shown) if language == "en" else shown


def arithmetic(note: str | None, language: Language = "vi") -> str:
    """The note of an indicator: its numbers and its one phrase in the language."""
    if language == "vi" or not note:
        return note or ""
    swapped = re.sub(r"(?<=\d)[.,](?=\d)", lambda sign: {",": ".", ".": ","}[sign[0]], note)
    return swapped.replace("bài viết ghi", "the article says")


def value(entity: Entity, language: Language = "vi") -> str:  # noqa: PLR0911
    """The normalised value of an entity in one short line."""
    match entity.type:
        case "AGENCY":
            province = entity.unit and entity.unit.province
            return _listed(entity.name, term(entity.level, language), province)
        case "DATE":
            return days(entity.first_day, entity.last_day, language)
        case "COUNT" | "QUANTITY":
            return _amount(entity, number(entity.number, language), entity.unit or "", language)
        case "PERCENT":
            return _amount(entity, number(entity.number, language), "%", language)
        case "MONEY":
            shown, most, name = entity.amount, entity.amount_max, entity.currency
            name = "đồng" if name == "VND" else name
            upper = f"–{number(most, language)}" if most is not None else ""
            return f"{_APPROXIMATE[entity.approximation]}{number(shown, language)}{upper} {name}"
        case "RATIO":
            parts = f"{number(entity.numerator, language)}/{number(entity.denominator, language)}"
            return f"{parts} {entity.unit or ''}".rstrip()
        case "PERSON":
            return _listed(entity.name, entity.role)
        case "LOCATION":
            return _listed(entity.name, entity.unit and entity.unit.province)
        case "LEGAL_DOC":
            issued = day(entity.issued, language)
            return _listed(entity.kind, entity.number, entity.provision, entity.issuer, issued)
        case _ as never:
            assert_never(never)


def _listed(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part)


def _amount(entity: Entity, shown: str, unit: str, language: Language) -> str:
    upper = getattr(entity, "number_max", None)
    until = f"–{number(upper, language)}" if upper is not None else ""
    about = _APPROXIMATE[getattr(entity, "approximation", None)]
    return f"{about}{shown}{until} {unit}".rstrip()
