"""What stands before a number, and when it counts: ordinals, clock times, numbers alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from .number_lexicon import CONTEXT
from .number_readings import Numeral
from .number_tails import Tail

_WINDOW = 28
_QUOTES = "(“\"'‘["
_SETS = {key: frozenset(words) for key, words in CONTEXT.items() if key != "coordinated"}
_RANK = frozenset(["thứ", "xếp hạng", "vị trí", "thứ hạng"])
_END = re.compile(r"[ \xa0]?+(?:[;,)…=]|\.(?!\d)|\((?!\d)|\n|$)")
_FUNCTION_BEHIND = re.compile(r"[ \xa0](?:đang|đã|cho|nên|được|bị|đến|là|chưa|có|do|tại)(?!\w)")
_DIGIT_BEHIND = re.compile(r"[ \xa0]\d")
_LIST_MARK = re.compile(r"[.)]")
_LASTING = re.compile(r"[ \xa0](?:sau|trước|qua|trở lên|liền|nữa)(?!\w)")
_ROUND = frozenset(["trăm", "nghìn", "ngàn"])
_ABOUT = frozenset(["hơn", "gần", "trên"])
_STREET = re.compile(r"[ \xa0][A-ZĐ]\w+[ \xa0][A-ZĐÁÂẤÔƯ]\w*[^\W\d_A-Z]")
_DATE_BEHIND = {
    "năm": re.compile(r"[ \xa0]?+(?:(?:19|20)\d\d|đầu|cuối|nào)"),
    "tháng": re.compile(r"[ \xa0]?+(?:\d{1,2}(?!\d)|đầu|cuối|chạp|giêng|âm lịch|nào|năm[ \xa0]\d)"),
    "ngày": re.compile(r"[ \xa0]?+(?:\d{1,2}(?![\d.])|(?:đầu|cuối)[ \xa0](?:tháng|năm)|nào|tháng)"),
    "tuần": re.compile(r"[ \xa0]?+(?:đầu|cuối)[ \xa0](?:tháng|năm)"),
}
_CLOCK_BEHIND = re.compile(
    r"\d|[ \xa0]?+(?:\d|(?:sáng|trưa|chiều|tối|đêm|khuya|ngày|cùng|hôm|rạng|đến|kém|phút)(?!\w))"
)


class Before(NamedTuple):
    """The words before a number on its line.

    Attributes:
        last: the last word in lower case, without quotation marks and brackets; empty when a
            sentence, a clause or the line begins with the number.
        pair: the last two words.
        colon: whether a colon stands between.
        fresh: whether something begins with the number: a line, a sentence, a quotation.
        names: whether the last word is capitalised, as in a name.
    """

    last: str = ""
    pair: str = ""
    colon: bool = False
    fresh: bool = True
    names: bool = False

    @classmethod
    def at(cls, text: str, start: int) -> Before:
        """Reads the words before a place."""
        window = text[max(0, start - _WINDOW) : start]
        line = window[window.rfind("\n") + 1 :].rstrip()
        bare = line.rstrip(_QUOTES).rstrip()
        if not bare or bare[-1] in ".,;!?…":
            return cls()
        words = bare.rstrip(": ").rsplit(maxsplit=2)[-2:]
        if not words:
            return cls()
        last = words[-1].lstrip(_QUOTES)
        pair = f"{words[-2].lstrip(_QUOTES)} {last}" if len(words) > 1 else last
        colon = bare[-1] == ":"
        fresh = colon or line[-1] in _QUOTES or last in {"-", "–", "+", "*"}
        return cls(last.lower(), pair.lower(), colon, fresh, last[:1].isupper() and pair != last)

    def _among(self, key: str) -> bool:
        return self.last in _SETS[key] or self.pair in _SETS[key]

    @property
    def is_rank(self) -> bool:
        """Whether the number is a place in an order."""
        return self.last in _RANK or self.pair in _RANK

    @property
    def scores(self) -> bool:
        """Whether points of a score follow, not points on a map."""
        return self._among("scored")

    @property
    def multiplies(self) -> bool:
        """Whether the number says how many times as much."""
        return self._among("multiplied")

    @property
    def has_result(self) -> bool:
        """Whether a figure is announced: "đạt", "là", "quá hạn"."""
        return self._among("counted_result")

    @property
    def approximation(self) -> str | None:
        """ ">" for "hơn" (not "cao hơn"), "<" for "gần", "~" for "khoảng", else None."""
        table: dict[str, str | None] = CONTEXT["approximation"]
        return table.get(self.pair, table.get(self.last))

    def is_ordinal(self, tail: Tail | None = None) -> bool:
        """Whether the number only names a thing: "khoản 9", "kỳ họp 37", "tổ 3 phường".

        Args:
            tail: what stands behind the number; a noun that is not listed counts for nothing.
        """
        first = self.pair.partition(" ")[0]
        counted = tail is not None and tail.kind != "unknown"
        if self.last == "số":
            return first not in _SETS["total"] or not (counted or first == "tổng")
        if counted and first in _SETS["each"]:
            return False
        if tail and counted and tail.group != "place" and self._among("ordinal_unless_counted"):
            return False
        return self._among("ordinal")

    def _lasts(self, text: str, tail: Tail) -> bool:
        """Whether one span of time is measured: "sau một năm", "một tuần trước"."""
        return self.last in _SETS["lasting"] or _LASTING.match(text, tail.end) is not None

    def counts_word(self, text: str, first: Numeral, tail: Tail) -> bool:
        """Whether a number word is meant as a number: "chỉ một xã", not "một cách"."""
        word = text[first.start : first.end].split(maxsplit=1)[0]
        named = self.last in _SETS["titles"] or (word[0].isupper() and not self.fresh)
        if tail.kind == "unknown" or named:
            return False
        if word in _ROUND:
            return self.last in _ABOUT
        if self.last in _SETS["vague"]:
            return False
        if first.value == 1:
            return (
                self._among("counted_one")
                or (tail.group == "time" and self._lasts(text, tail))
                or tail.extra > 0
            )
        if first.value == 5 and word.lower() == "năm":
            return tail.unit == "năm" or (tail.kind == "noun" and self._among("counted_five"))
        return True


def inside_code(text: str, start: int) -> bool:
    """Whether digits go on something: "A92", "COVID-19", "7/2018", "7:30", "1.2.3"."""
    before = text[start - 1 : start]
    if before.isalnum() or (before and before in "_/#@+&"):
        return True
    two = text[start - 2 : start - 1] if start > 1 else ""
    return (before in {".", ",", ":"} and two.isdigit()) or (before in {"-", "–"} and two.isalnum())


def is_address(text: str, end: int, tail: Tail) -> bool:
    """Whether a house number and its street look like a count: "39 Hàng Bạc", "12 Cầu Gỗ"."""
    return tail.group in {"place", "thing", "work"} and _STREET.match(text, end) is not None


def is_numbered(text: str, tail: Tail) -> bool:
    """Whether the noun is numbered itself: "Trung ương 4 khóa 12", "ấp 5 phường 3"."""
    return tail.unit in _SETS["ordinal"] and _DIGIT_BEHIND.match(text, tail.end) is not None


def is_date_part(text: str, tail: Tail) -> bool:
    """Whether a span of time belongs to a date: "9 tháng đầu năm", "3 năm 2017-2019"."""
    behind = _DATE_BEHIND.get(tail.unit)
    return behind is not None and behind.match(text, tail.end) is not None


def is_clock(text: str, tail: Tail, before: Before) -> bool:
    """Whether hours are a time of day: "lúc 7h", "10 giờ sáng", "7h30"."""
    if tail.unit == "phút" and before.last in {"giờ", "h"}:
        return True
    hours = tail.unit in {"h", "giờ"} or (tail.unit == "phút" and tail.factor > 1)
    if not hours or text[tail.end : tail.end + 1] == "/":
        return False
    return before.last in _SETS["clock"] or _CLOCK_BEHIND.match(text, tail.end) is not None


def counts_without_noun(text: str, first: Numeral, before: Before) -> bool:
    """Whether a number alone is a count: "mức độ 3: 407", "đúng hạn 1.310, quá hạn 429"."""
    digits = first.digits
    if first.is_year or before.names or (len(digits) > 2 and digits[0] == "0"):
        return False
    if len(digits) > 6 and digits.isdigit():
        return False
    if before.colon and len(digits) == 1 and _LIST_MARK.match(text, first.end):
        return False
    ends = _END.match(text, first.end) is not None
    if before.approximation in {">", "<"} and len(digits) > 2:
        return ends or _FUNCTION_BEHIND.match(text, first.end) is not None
    return ends and (before.colon or before.has_result or before.pair == "tổng số")
