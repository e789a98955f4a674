"""A figure as the indicators see it: its number, how exactly it is printed, what it counts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import regex

from .alignment import Entity

FIGURES = frozenset({"COUNT", "RATIO", "PERCENT", "MONEY", "QUANTITY"})
_FRACTION = regex.compile(r"\d(?:[.\d]{0,24},(?P<comma>\d+)|\.(?P<dot>\d{1,2})(?!\d))?")
_SCALES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
_ABOUT = regex.compile(
    r"\b(?:chưa (?:nổi|đến|tới|đầy)|không đến|ngót|xấp xỉ|quá|non|trên dưới|cỡ|ước)(?: đạt)?\s*\Z",
    regex.IGNORECASE,
)
"""Approximations beside those that the entity keeps (``hơn``, ``gần``, ``khoảng`` …)."""
_NONE = Decimal(0)
_SCALE = regex.compile(r"\b(?:" + "|".join(_SCALES) + r")\b", regex.IGNORECASE)


@dataclass(eq=False)
class Figure:
    """One number of the text; compared by where it stands.

    Attributes:
        id: id of the entity.
        type: type of the entity.
        start: offset of its first character.
        end: offset behind its last character.
        number: the number; of a ratio its numerator.
        step: one unit of the last printed digit; 0 when the number is printed in full.
        unit: what is counted or measured, in lower case.
        whole: of a ratio its denominator.
        rank: whether a ratio is a place in an order.
        vague: an approximation ("hơn", "gần") or a range: nothing that can be checked exactly.
        kind: what it measures: the nouns of two counts, and of ratios, may differ.
    """

    id: str
    type: str
    start: int
    end: int
    number: Decimal
    step: Decimal = _NONE
    unit: str | None = None
    whole: Decimal | None = None
    rank: bool = False
    vague: bool = False

    def __post_init__(self) -> None:
        counts = self.type in {"COUNT", "RATIO"}
        self.kind = ("COUNT", None) if counts else (self.type, self.unit)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Figure) and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return self.start

    @cached_property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest number that prints like this, rounded or cut off."""
        if not self.step:
            return self.number, self.number
        return self.number - self.step / 2, (self.number + self.step).next_minus()

    def comparable(self, other: Figure) -> bool:
        """Whether both measure the same kind of thing; the nouns of two counts may differ."""
        return self.kind == other.kind

    def same_unit(self, other: Figure) -> bool:
        """Whether both count the same noun ("hộ", "hộ kinh doanh"), or one is without a noun."""
        one, two = self.unit or "", other.unit or ""
        return self.kind == other.kind and (one.startswith(two) or two.startswith(one))


def figure(span: Entity, identifier: str, text: str) -> Figure | None:
    """The figure that an entity is, or None when it has no number (or is of another type).

    Args:
        span: the entity.
        identifier: its id.
        text: the article.
    """
    type_ = span.label_
    if type_ not in FIGURES or span.rule == "ratio.shares":  # of nothing that is named
        return None
    value = span.value
    start, end = span.start_char, span.end_char
    ratio, money = type_ == "RATIO", type_ == "MONEY"
    number = value.get("numerator" if ratio else "amount" if money else "number")
    if number is None:
        return None
    vague = (
        value.get("amount_max" if money else "number_max") is not None
        or value.get("approximation") is not None
        or _ABOUT.search(text, max(0, start - 20), start) is not None
    )
    unit = value.get("currency" if money else "unit")
    return Figure(
        id=identifier,
        type=type_,
        start=start,
        end=end,
        number=Decimal(str(number)),
        step=_NONE if ratio or type_ == "COUNT" else _step(text[start:end]),
        unit=unit.casefold().replace(",", "") if unit else None,
        whole=Decimal(str(value["denominator"])) if ratio else None,
        rank=bool(value.get("rank")),
        vague=vague,
    )


def _step(text: str) -> Decimal:
    """One unit of the last printed digit: "42,1 tỷ đồng" is exact to 0,1 tỷ, "97%" to one."""
    numbers = [*_FRACTION.finditer(text)]
    if not numbers:
        return _NONE
    printed = numbers[-1]
    scale = _SCALE.search(text, printed.end())
    power = _SCALES[scale.group().lower()] if scale else 0
    return Decimal(1).scaleb(power - len(printed["comma"] or printed["dot"] or ""))
