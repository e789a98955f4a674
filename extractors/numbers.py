"""Numbers with what they measure: COUNT, PERCENT, RATIO, MONEY and QUANTITY.

One pass finds where numbers begin; the words behind say which type a number is, the words before
whether it counts at all (guideline, section 2, rule 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from .articles import WordExtractor
from .beginnings import NUMBER
from .mention import Context, Mention
from .number_context import (
    Before,
    counts_without_noun,
    inside_code,
    is_address,
    is_clock,
    is_date_part,
    is_numbered,
)
from .number_ratios import ratio
from .number_readings import Numeral, Reading, candidates, numeral, reading
from .number_tails import Tail

_GLUED = re.compile(r"[^\W_]|[/:–-]\d|_")
_MILLION, _BILLION = 10**6, 10**9


class NumberExtractor(WordExtractor):
    """Finds numbers by what stands behind and before them."""

    name = "numbers"
    begins = NUMBER

    def found(self, text: str, context: Context, starts: Sequence[int]) -> Iterator[Mention]:
        """Yields counts, percentages, ratios, amounts of money and quantities in order.

        Args:
            text: the whole article.
            context: not needed; numbers explain themselves.
            starts: where digits or number words begin.
        """
        done = 0
        for found in candidates(text, starts):
            if found.start() < done:
                continue
            if found["digits"] and inside_code(text, found.start()):
                continue
            first = numeral(text, found)
            if first is None:
                continue
            mention = _mention(text, first)
            if mention:
                done = mention.end
                yield mention


NUMBERS = NumberExtractor()
"""The extractor that the pipeline uses."""


def _mention(text: str, first: Numeral) -> Mention | None:
    """The mention that begins with a numeral, if it is one."""
    before = Before.at(text, first.start)
    if first.digits:
        part, used_up = ratio(text, first, before)
        if used_up:
            return part
    read = reading(text, first)
    if read.tail is None and _GLUED.match(text, read.last.end):
        return None
    if _is_money_without_currency(read):
        return _money(read, "VND", read.last.end, "money.scale", before)
    if read.tail is None:
        return _bare(text, first, before)
    if not first.digits and not before.counts_word(text, first, read.tail):
        return None
    return _with_tail(text, read, read.tail, before)


def _is_money_without_currency(read: Reading) -> bool:
    """Whether an amount is dong though nothing says so: "31 tỉ", "phạt 560 triệu"."""
    if not read.low.digits:
        return False
    if read.tail is None:
        return read.last.scale >= _MILLION
    return read.tail.kind == "unknown" and read.last.scale >= _BILLION


def _with_tail(text: str, read: Reading, tail: Tail, before: Before) -> Mention | None:
    """The mention that the words behind a number make of it."""
    if tail.kind == "percent":
        return _percent(read, tail, before)
    if tail.kind == "currency":
        return _money(read, tail.group, tail.end, "money.currency", before)
    if before.is_ordinal(tail) or (read.low.is_year and before.names):
        return None
    if tail.kind == "measure":
        in_date = is_date_part(text, tail) or is_clock(text, tail, before)
        return None if in_date else _quantity(read, tail, before)
    return _count(text, read, tail, before)


def _range(low: Any, high: Any, before: Before) -> dict[str, Any]:
    return {"number": low, "number_max": high, "approximation": before.approximation}


def _percent(read: Reading, tail: Tail, before: Before) -> Mention | None:
    bounds = read.bounds(whole=False)
    if bounds is None:
        return None
    return Mention("PERCENT", read.low.start, tail.end, "percent.sign", _range(*bounds, before))


def _money(read: Reading, currency: str, end: int, rule: str, before: Before) -> Mention | None:
    bounds = read.bounds(whole=True)
    if bounds is None:
        return None
    low, high = bounds
    value: dict[str, Any] = {"amount": low, "amount_max": high, "currency": currency}
    if currency == "VND":
        value |= {"dong": int(low), "dong_max": None if high is None else int(high)}
    value["approximation"] = before.approximation
    return Mention("MONEY", read.low.start, end, rule, value)


def _quantity(read: Reading, tail: Tail, before: Before) -> Mention | None:
    bounds = read.bounds(whole=False)
    if bounds is None:
        return None
    value = _range(*bounds, before) | {"unit": tail.unit}
    return Mention("QUANTITY", read.low.start, tail.end, f"quantity.{tail.group}", value)


def _count(text: str, read: Reading, tail: Tail, before: Before) -> Mention | None:
    """A count, or a score ("đạt 45 điểm"), which is a quantity."""
    bounds = read.bounds(whole=True)
    if bounds is None or not _counts(text, read, tail, before):
        return None
    low, high = bounds
    whole = low == low.to_integral_value() and (high is None or high == high.to_integral_value())
    if tail.unit == "điểm" and (before.scores or not whole):
        return _quantity(read, tail._replace(group="score"), before)
    if tail.unit == "lần" and not whole:
        return _quantity(read, tail._replace(group="multiple"), before)
    if not whole:
        return None
    value = _range(int(low), None if high is None else int(high), before) | {"unit": tail.unit}
    rule = "count.noun" if tail.kind == "noun" else "count.unlisted"
    return Mention("COUNT", read.low.start, tail.end, rule, value)


def _counts(text: str, read: Reading, tail: Tail, before: Before) -> bool:
    """Whether a number counts the noun behind it: no code, year, address or "gấp 3 lần"."""
    if text[read.last.end] not in " \xa0" or tail.group == "activity":
        return False
    if tail.kind == "unknown":
        return not (read.low.is_year or before.names)
    if tail.unit == "lần":
        return not before.multiplies or "," in read.low.digits
    return not (is_address(text, read.last.end, tail) or is_numbered(text, tail))


def _bare(text: str, first: Numeral, before: Before) -> Mention | None:
    """A number alone: "mức độ 3: 407"."""
    number = first.number(whole=True) if first.scale == 1 and first.digits else None
    if (
        number is None
        or number != number.to_integral_value()
        or (before.is_ordinal() and not (before.colon and "." in first.digits))
        or not counts_without_noun(text, first, before)
    ):
        return None
    return Mention("COUNT", first.start, first.end, "count.bare", _range(int(number), None, before))
