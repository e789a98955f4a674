"""Sums: figures that add up to a total, before it or behind it.

A total and its parts are known by the numbers: "1.674 thủ tục (cấp tỉnh: 1.377, cấp huyện: 195, cấp
xã: 102)". Small numbers add up by chance, so they need a word that announces a list; a run that
does not add up is no group at all, for lists in the news are rarely complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from . import indicator_words as words
from .indicator_arithmetic import meet
from .indicator_figures import Figure
from .indicator_groups import Group

_FEWEST, _LONGEST, _WINDOW = 2, 8, 24
"""A sum has so many parts, at least and at most, among so many figures next to its total."""
_LARGE, _UNLIKELY = Decimal(20), Decimal(100)
"""Counts of the same thing from 20 on seldom add up by chance, and any from 100 on."""
_SPREAD = 260
"""Neighbouring figures of a sum stand at most so many characters apart."""


def sums(text: str, figures: Sequence[Figure], end: int) -> Iterator[Group]:
    """The sums among neighbouring figures that begin in a sentence.

    Args:
        text: the article.
        figures: amounts and ratios (their numerators count), in order.
        end: where the sentence ends; what lies behind it counts only as a rest or a list.

    Yields:
        A group a sum: the total as ``level``, the others as ``parts``.
    """
    alike: dict[object, list[tuple[int, Figure]]] = {}
    for numbered in enumerate(figures):
        alike.setdefault(numbered[1].kind, []).append(numbered)
    for run in alike.values():
        if len(run) > _FEWEST and run[0][1].start < end:
            yield from _of_kind(text, run, end)


def _of_kind(text: str, figures: Sequence[tuple[int, Figure]], end: int) -> Iterator[Group]:
    """The sums among comparable figures, given with their number among all."""
    taken: set[Figure] = set()
    for place, (number, total) in enumerate(figures):
        if total in taken or total.type == "RATIO" or total.number <= 1 or total.vague:
            continue
        behind = figures[place + 1 : place + 1 + _LONGEST]
        before = figures[max(0, place - _LONGEST) : place][::-1]
        for run in (behind, before):
            if len(run) < _FEWEST:
                continue
            parts = _parts(total, [f for n, f in run if abs(n - number) <= _WINDOW])
            if parts and _meant(text, total, parts, end):
                taken.update((total, *parts))
                if min(total.start, parts[0].start) < end:
                    yield Group(total, parts=tuple(parts))
                break


def _parts(total: Figure, run: Sequence[Figure]) -> list[Figure]:
    """The figures next to a total that add up to it, in order of the text; else none."""
    parts: list[Figure] = []
    added = low = high = Decimal(0)
    previous = total
    for figure in run:
        gap = max(figure.start - previous.end, previous.start - figure.end)
        if gap > _SPREAD or figure.vague or figure.number <= 0:
            break
        previous = figure
        if figure.number > total.number:
            if parts:
                break
            continue
        parts.append(figure)
        added += figure.number
        if added > total.number + total.step:
            break
        low, high = low + figure.bounds[0], high + figure.bounds[1]
        if len(parts) >= _FEWEST and meet(total.bounds, (low, high)):
            return sorted(parts, key=lambda f: f.start)
    return []


def _meant(text: str, total: Figure, parts: Sequence[Figure], end: int) -> bool:
    """Is the sum more than chance?"""
    if parts[0].start < total.start:
        listed = words.TOTAL_BEFORE.search(text, max(0, total.start - 60), total.start) is not None
    else:
        listed = words.LIST_AHEAD.search(text[total.end : parts[0].start]) is not None
    around = text[max(0, parts[-1].start - 45) : parts[-1].end + 20]
    beyond = max(total.end, parts[-1].end) > end
    if listed or words.REST.search(around):
        return total.number >= _LARGE or not beyond
    if beyond or any(p.number <= 1 for p in parts):
        return False
    alike = all(p.unit is not None and p.unit == total.unit for p in parts)
    return total.number >= (_LARGE if alike else _UNLIKELY)
