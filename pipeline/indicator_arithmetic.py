"""Do figures agree as they are printed? Rounded and cut off numbers both count as right.

"12/14 nội dung, đạt 85,7%" is right, for 12/14 = 85,714…; so is "14/27, đạt 51,8%", cut off from
51,85… A figure stands for every number that prints like it, and figures agree when some choice of
such numbers fits exactly. A sum that misses is called wrong only for figures that are not vague.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from .indicator_figures import Figure

_VAGUE = Decimal(2)
"""So many percentage points may "hơn 80%" and "gần 60%" be off and still be called right."""

Bounds = tuple[Decimal, Decimal]


def share_agrees(part: Bounds, whole: Bounds, percent: Figure, *, vague: bool) -> bool | None:
    """Is the percentage the part of the whole?

    Returns:
        True or False; None when a vague figure leaves it open.
    """
    if whole[0] <= 0 or part[0] < 0:
        return None
    least, most = part[0] / whole[1] * 100, part[1] / whole[0] * 100
    low, high = percent.bounds
    if meet((least, most), (low, high)):
        return True
    if not vague:
        return False
    return True if meet((least, most), (low - _VAGUE, high + _VAGUE)) else None


def sum_agrees(whole: Figure, parts: Sequence[Figure]) -> bool:
    """Do the parts add up to the whole?"""
    low = sum((p.bounds[0] for p in parts), Decimal(0))
    high = sum((p.bounds[1] for p in parts), Decimal(0))
    return meet(whole.bounds, (low, high))


def change_agrees(level: Figure, base: Figure, change: Figure, *, lower: bool) -> bool | None:
    """Is the change the distance between two levels, or their distance in per cent of the base?

    "tăng 3%" of a percentage may mean points or per cent; either is right.

    Returns:
        True or False; None when a figure is vague or the kinds do not fit.
    """
    if any(f.vague for f in (level, base, change)):
        return None
    above, below = (base, level) if lower else (level, base)
    distance = above.bounds[0] - below.bounds[1], above.bounds[1] - below.bounds[0]
    if level.comparable(change) and meet(distance, change.bounds):
        return True
    if change.type != "PERCENT":
        return False if level.comparable(change) else None
    if base.bounds[0] <= 0:
        return None
    relative = distance[0] / base.bounds[1] * 100, distance[1] / base.bounds[0] * 100
    return meet(relative, change.bounds)


def in_vietnamese(number: Decimal) -> str:
    """A number as a Vietnamese reader expects it: 11.794 and 57,4."""
    text = f"{number:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def meet(one: Bounds, other: Bounds) -> bool:
    """Do two intervals share a number?"""
    return one[0] <= other[1] and other[0] <= one[1]
