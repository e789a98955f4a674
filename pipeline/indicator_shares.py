"""Shares: which part of which whole a percentage is of, and parts and wholes without percentage.

Wording decides what *may* be tied: the figure straight before the percentage, and the wholes that
stand before it, are named behind it, or stood in an earlier sentence. Where several wholes would
do, arithmetic decides: a share that comes out as printed is hardly chance. Figures that do not come
out are tied only when the wording leaves no other reading; ``Group.sure`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from . import indicator_words as words
from .indicator_arithmetic import share_agrees
from .indicator_figures import Figure
from .indicator_groups import Group
from .indicator_pairs import AMOUNTS, is_of, pairs

_REACH = 160
"""A percentage stands at most so many characters behind its part."""
_TIMES = frozenset({"ngày", "tuần", "tháng", "năm", "giờ", "phút", "giây"})
"""Durations are no part of anything: "đúng giờ trong cả 30 ngày, bằng 94,4% tổng số 126 điểm"."""
_FAR = 2000
"""How far back the whole of a share may stand."""
_FEW = 10
"""A smaller number before "chiếm 60% vốn đầu tư" counts what holds the share, not the share."""
_MISPRINT = 12
"""A wrong percentage that misses by more points than this hints at the wrong whole instead."""


@dataclass(frozen=True)
class _Link:
    """How a percentage follows a figure.

    Attributes:
        part: the figure.
        plain: nothing says that the percentage is of something else.
        rate: it is called a rate ("tỷ lệ đúng hạn"): of that figure, though not that figure.
    """

    part: Figure
    plain: bool
    rate: bool


def shares(
    text: str,
    start: int,
    figures: Sequence[Figure],
    levels: Sequence[Figure],
    earlier: Sequence[Figure],
) -> Iterator[Group]:
    """The shares that one sentence states.

    Args:
        text: the article.
        start: where the sentence begins.
        figures: the sentence's figures but for percentages and changes, in order.
        levels: its percentages that are levels, in order.
        earlier: amounts of the sentences before, the nearest last.

    Yields:
        A group for each percentage that has a part, and each part that has a whole.
    """
    used: set[Figure] = set()
    figures = [f for f in figures if f.unit not in _TIMES]
    for percent in levels:
        group = _share(text, figures, percent, levels, earlier)
        if group is not None:
            used.update(group.figures)
            yield group
    for figure in figures:
        if figure.type == "RATIO" and figure not in used:
            yield Group(figure)
    for part, whole in pairs(text, start, [f for f in figures if f.type in AMOUNTS], earlier):
        if part not in used:
            used.update((part, whole))
            yield Group(part, whole)


def _share(
    text: str,
    figures: Sequence[Figure],
    percent: Figure,
    levels: Sequence[Figure],
    earlier: Sequence[Figure],
) -> Group | None:
    ahead = [f for f in figures if f.end <= percent.start]
    behind = [f for f in figures if f.start >= percent.end]
    while len(ahead) > 1 and not ahead[-1].same_unit(ahead[-2]):
        if not words.SCOPE.search(text, max(0, ahead[-1].start - 15), ahead[-1].start):
            break
        ahead.pop()
    rival = any(ahead and ahead[-1].end <= other.start < percent.start for other in levels)
    link = _link(text, ahead, percent) if ahead and not rival else None
    if link is not None and link.part.type == "RATIO":
        return _of_ratio(text, ahead, percent, link)
    candidates = [*_wholes(text, ahead, percent, link), *_explained(text, behind, percent, link)]
    for part, whole, sure in candidates:
        if _agrees(part, whole, percent) and (sure or part.number != whole.number):
            return Group(part, whole, percent)
    if link is None:
        return None
    if link.plain and _closed(text, percent):
        for part, whole, sure in candidates:
            if sure:
                return Group(part, whole, percent, sure=True)
    part = link.part
    if part.type == "QUANTITY" or not (link.plain or (link.rate and part.unit)):
        return None
    found = _of_earlier(text, earlier, percent, link)
    if found is None and (_closed(text, percent) or part.number >= _FEW):
        found = Group(part, None, percent) if link.plain else Group(percent, part)
    return found


def _of_earlier(text: str, earlier: Sequence[Figure], percent: Figure, link: _Link) -> Group | None:
    """A share of something that stood in an earlier sentence."""
    for whole in reversed(earlier):
        larger = whole.same_unit(link.part) and whole.number > link.part.number
        near = percent.start - whole.end <= (_FAR if _decimal(percent) else 2 * _REACH)
        if (
            near
            and larger
            and _agrees(link.part, whole, percent)
            and _exact(link.part, whole, percent)
        ):
            return Group(link.part, whole, percent)
    total = _only_total(text, earlier, link.part)
    if total and link.plain and _closed(text, percent) and _near(link.part, total, percent):
        return Group(link.part, total, percent, sure=True)
    return None


def _link(text: str, ahead: Sequence[Figure], percent: Figure) -> _Link | None:
    """The figure straight before a percentage, if the words between tie them."""
    part = ahead[-1]
    gap = text[part.end : percent.start]
    if len(gap) > _REACH or ";" in gap or "\n" in gap:
        return None
    tail = words.SHARE_TAIL.search(gap)
    if tail is None:
        return None
    of = words.SHARE_FILLER.sub(" ", tail.group()).casefold().split()
    said = text[max(0, part.start - 30) : percent.start - len(tail.group())].casefold().split()
    rate = words.RATE.search(tail.group())
    keyed = words.SHARE_KEY.search(tail.group()) is not None or _closed(text, percent)
    denied = words.NOT_SHARE.search(gap, 0, tail.start()) or (rate and rate.start() == 0)
    plain = keyed and not denied and all(word in said for word in of)
    return _Link(part, plain, rate is not None)


def _of_ratio(text: str, ahead: Sequence[Figure], percent: Figure, link: _Link) -> Group | None:
    """Reads "14/27, đạt 51,8%"; of "14/14 phường và 11/12 phòng, đạt 96,2%" it is the sum."""
    ratio = link.part
    if len(ahead) > 1 and ahead[-2].type == "RATIO" and not _agrees_ratio((ratio,), percent):
        gap = text[ahead[-2].end : ratio.start]
        if len(gap) < 40 and _agrees_ratio(ahead[-2:], percent):
            return Group(ahead[-2], None, percent, also=ratio)
    if ratio.rank or not (link.plain or _agrees_ratio((ratio,), percent)):
        return None
    return Group(ratio, None, percent, sure=link.plain and _closed(text, percent))


def _wholes(
    text: str, ahead: Sequence[Figure], percent: Figure, link: _Link | None
) -> Iterator[tuple[Figure, Figure, bool]]:
    """Part and whole before a percentage, the likeliest first, and whether the words say so."""
    if link is None:
        return
    near = [f for f in ahead if f.type in AMOUNTS and percent.start - f.end <= 2 * _REACH][-5:]
    last = near[-1] if near else None
    if last is not link.part:
        return
    others = [f for f in reversed(near[:-1]) if f.comparable(last)]
    for other in sorted(others, key=lambda f: f.unit != last.unit):
        adjacent = near[-2] is other and ";" not in text[other.end : last.start]
        if other.number >= last.number:
            sure = adjacent and _of_which(text, other, last, percent)
            if sure or link.plain or other.same_unit(last):
                yield last, other, sure
        elif is_of(text, other, last):
            yield other, replace(last, vague=False), adjacent  # "trên 429" is no "hơn 429" here.


def _of_which(text: str, whole: Figure, part: Figure, percent: Figure) -> bool:
    """Do the words make ``part`` a part of ``whole``, and of nothing else?"""
    if words.OF_WHICH.fullmatch(text, whole.end, part.start):
        return True
    if not whole.same_unit(part):
        return False
    if words.WHOLE_BEFORE.search(text, max(0, whole.start - 30), whole.start):
        return True
    # "giải quyết 2.306 hồ sơ, trễ 46 hồ sơ, tỷ lệ trễ 2,9%": the rate repeats the part's word.
    tail = words.SHARE_TAIL.search(text, part.end, percent.start)
    return tail is not None and bool(words.SHARE_FILLER.sub(" ", tail.group()).split())


def _explained(
    text: str, behind: Sequence[Figure], percent: Figure, link: _Link | None
) -> Iterator[tuple[Figure, Figure, bool]]:
    """Reads "bằng 94,4% tổng số 126 điểm" and "đạt 99,6% (8.417 văn bản trên tổng số 8.451)"."""
    near = [f for f in behind[:2] if f.type in AMOUNTS and f.start - percent.end <= _REACH]
    if not near:
        return
    named = words.WHOLE_AFTER.fullmatch(text, percent.end, near[0].start)
    if link is not None and named and link.part.comparable(near[0]):
        yield link.part, near[0], True
    if len(near) < 2 or "(" not in text[percent.end : near[0].start]:
        return
    if near[0].comparable(near[1]) and is_of(text, *near):
        yield near[0], near[1], True


def _agrees(part: Figure, whole: Figure, percent: Figure) -> bool:
    vague = part.vague or whole.vague or percent.vague
    return share_agrees(part.bounds, whole.bounds, percent, vague=vague) is True


def _agrees_ratio(ratios: Sequence[Figure], percent: Figure) -> bool:
    part = sum((r.number for r in ratios), Decimal(0))
    whole = sum((r.whole or Decimal(0) for r in ratios), Decimal(0))
    return share_agrees((part, part), (whole, whole), percent, vague=False) is True


def _near(part: Figure, whole: Figure, percent: Figure) -> bool:
    return abs(part.number / whole.number * 100 - percent.number) <= _MISPRINT


def _exact(part: Figure, whole: Figure, percent: Figure) -> bool:
    """Whether figures agree too well for a chance hit: to a decimal, or to the point."""
    off = part.number / whole.number * 100 - percent.number
    return _decimal(percent) or (part.type == "COUNT" and abs(off) < Decimal("0.05"))


def _decimal(percent: Figure) -> bool:
    return 0 < percent.step < 1


def _closed(text: str, percent: Figure) -> bool:
    return words.CLOSED.match(text, percent.end) is not None


def _only_total(text: str, earlier: Sequence[Figure], part: Figure) -> Figure | None:
    """The one amount before that is called a total and can hold the part."""
    able = [f for f in earlier if f.type == "MONEY" and f.comparable(part)]
    able = [f for f in able if f.number >= part.number]
    if len({f.number for f in able}) != 1 or able[0].number <= 0:
        return None
    total = able[0]
    called = words.TOTAL_BEFORE.search(text, max(0, total.start - 60), total.start)
    return total if called else None
