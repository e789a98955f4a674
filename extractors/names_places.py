"""Puts the borders of places right: routes, hamlets, addresses, places written one behind another.

``location.route``    ``tuyến``, ``cao tốc``, ``sông`` and two names joined by a dash are one place.
``location.part``     a place and the one that it lies in are two: ``xóm 8`` ``xã Tân Lập``.
``location.hamlet``   a numbered hamlet is a place.
``location.address``  of ``lô đất 12 Bạch Sơn`` the address is the place.
``location.bracket``  a bracketed abbreviation behind a place belongs to it (guideline 2.3).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import regex

from .admin_units import candidates, split
from .nearby import either


class Found(NamedTuple):
    """A name as characters."""

    start: int
    end: int
    type: str
    rule: str


_KIND = r"(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh|TP\.?|TX\.?)"
_HAMLET = re.compile(
    r"(?:xóm|thôn|ấp|khối|khu phố|tổ dân phố|tổ|buôn)\s\S+(?:\s\S+){0,3}?"
    rf"(?=\s{_KIND}\s?[^\W_])",
    re.IGNORECASE,
)
_NUMBERED = [
    form for kind in ("xóm", "thôn", "ấp", "khối", "khu phố", "tổ dân phố") for form in either(kind)
]
_NUMBERED_HAMLET = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(_NUMBERED)}) \d{{1,2}}[A-Z]?(?!\w|[.,/]\d|\s?%)"
)
_FIRST_WORDS = frozenset(kind.split()[0] for kind in _NUMBERED)
_IN_UNIT = re.compile(rf"\s?[,;()]|\s{_KIND}\s", re.IGNORECASE)
_DASH = re.compile(r"\s?[-–]\s?")
_SPACED_DASH = re.compile(r"\s[-–]\s")
_ROUTE_BEFORE = re.compile(
    r"(?<!\w)(?:tuyến(?:\s[a-zà-ỹđ]+){0,4}|(?:đường\s)?cao tốc|đường sắt|giao lộ|ngã (?:ba|tư)|"
    r"lưu vực)\s\Z",
    re.IGNORECASE,
)
_WINDOW = 40  # characters before a name in which the word for its kind may stand
_ROUTE = re.compile(r"(?:tuyến|cao tốc|đường sắt|giao lộ|sông|khu đô thị|đường)\s", re.IGNORECASE)
_PAIRED = re.compile(r"(?:sông|khu đô thị)\s", re.IGNORECASE)
_OTHER = regex.compile(r"\s?[-–]\s?\p{Lu}\p{Ll}*(?:\s\p{Lu}\p{Ll}+){0,2}")
_LAND = re.compile(
    r"(?:(?:(?:khu|lô|mảnh)\s)?đất\s(?:vàng\s)?|vàng\s)(?=\d{1,4}\w?\s[A-ZĐ])", re.IGNORECASE
)
_ABBREVIATION = re.compile(r"\s?\(([A-ZĐ][A-ZĐ0-9]{1,7})\)")


def settled(text: str, names: Iterable[Found], hamlets: Iterable[int] = ()) -> list[Found]:
    """The names with the borders of the places among them put right.

    Args:
        text: the article.
        names: its names in order.
        hamlets: where words stand that a hamlet may begin with.

    Returns:
        The names in order, none overlapping another.
    """
    placed: list[Found] = []
    for name in names:
        if name.type != "LOCATION":
            placed.append(name)
        else:
            placed += _parts(text, name)
    joined = _joined(text, placed)
    starts = [name.start for name in joined]
    more = []
    for hamlet in _hamlets(text, hamlets):
        at = bisect_left(starts, hamlet.end)  # of names that do not overlap, the neighbour matters
        if at == 0 or joined[at - 1].end <= hamlet.start:
            more.append(hamlet)
    return sorted([*joined, *more]) if more else joined


def _parts(text: str, name: Found) -> Iterator[Found]:
    """A place as it is, cut to its address, or as the place and the one that it lies in."""
    words = text[name.start : name.end]
    glued = words[0].islower() and name.start and text[name.start - 1].isdigit()  # "500mg"
    if glued or words in {"Khu", "khu"}:
        return
    land = _LAND.match(words)
    if land is not None:
        yield Found(name.start + land.end(), name.end, "LOCATION", "location.address")
        return
    hamlet = _HAMLET.match(words)
    dash = _SPACED_DASH.search(words) if hamlet is None else None
    if hamlet is not None:
        cut = hamlet.end(), hamlet.end() + 1
    elif dash is not None and _lies_in(words, dash.end()):
        cut = dash.span()
    else:
        bracket = _ABBREVIATION.match(text, name.end)
        if bracket is not None and not candidates(*split(bracket[1])):
            name = Found(name.start, bracket.end(), "LOCATION", "location.bracket")
        yield name
        return
    yield Found(name.start, name.start + cut[0], "LOCATION", "location.part")
    yield Found(name.start + cut[1], name.end, "LOCATION", "location.part")


def _lies_in(words: str, at: int) -> bool:
    """Whether a place and its province stand with a dash between: ``Sóc Sơn – Hà Nội``."""
    whole = candidates(*split(words)) or _ROUTE.match(words)
    return not whole and bool(candidates(*split(words[at:].strip())))


def _joined(text: str, names: list[Found]) -> list[Found]:
    """The names with those joined that a route or a river ties together."""
    joined: list[Found] = []
    for name in names:
        last = joined[-1] if joined else None
        if (
            last is not None
            and (name.type, last.type) == ("LOCATION", "LOCATION")
            and _DASH.fullmatch(text, last.end, name.start)
        ):
            before = _ROUTE_BEFORE.search(text, max(0, last.start - _WINDOW), last.start)
            if before is not None or _ROUTE.match(text, last.start):
                start = before.start() if before is not None else last.start
                joined[-1] = Found(start, name.end, "LOCATION", "location.route")
                continue
        joined.append(name)
    free = [*(name.start for name in joined[1:]), len(text)]
    return [
        _with_other(text, name, behind) if name.type == "LOCATION" else name
        for name, behind in zip(joined, free, strict=False)
    ]


def _with_other(text: str, name: Found, free: int) -> Found:
    """``sông Bạch - Kim``, where only the first name was seen; ``free``: where the next begins."""
    if text[name.end : name.end + 2].strip(" ")[:1] not in {"-", "–"}:
        return name
    other = _OTHER.match(text, name.end) if _PAIRED.match(text, name.start) else None
    if other is None or other.end() > free:
        return name
    return Found(name.start, other.end(), "LOCATION", "location.route")


def may_begin(spelling: str) -> bool:
    """Whether a numbered hamlet may begin with a word."""
    return spelling in _FIRST_WORDS


def _hamlets(text: str, starts: Iterable[int]) -> Iterator[Found]:
    """Every numbered hamlet; ``khối 7 tầng`` is none, so that kind must stand in an address."""
    for start in starts:
        found = _NUMBERED_HAMLET.match(text, start)
        if found is not None and (text[start] not in "kK" or _IN_UNIT.match(text, found.end())):
            yield Found(start, found.end(), "LOCATION", "location.hamlet")
