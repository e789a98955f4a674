"""A group of figures that belong together, before it is described."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from .indicator_figures import Figure


@dataclass(frozen=True)
class Change:
    """What a level is compared with, and by how much it differs.

    Attributes:
        amount: the printed difference.
        base: the level compared with: a target, an earlier value, another body's.
        against: what that is, in the article's words.
        lower: whether the level lies below it.
        sure: whether the wording ties all three figures beyond doubt.
    """

    amount: Figure | None
    base: Figure | None
    against: str | None
    lower: bool
    sure: bool = False

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Its printed figures."""
        return tuple(f for f in (self.amount, self.base) if f is not None)


@dataclass(frozen=True)
class Group:
    """Figures tied together.

    Attributes:
        level: the figure that the group is about: a part, a ratio, a percentage, a total.
        whole: what the level is a part of.
        percent: the share that is printed for it.
        change: what it is compared with.
        parts: figures that the level is the sum of.
        also: a second ratio that the percentage sums up with the first.
        sure: whether the wording ties the percentage to the figures beyond doubt.
    """

    level: Figure
    whole: Figure | None = None
    percent: Figure | None = None
    change: Change | None = None
    parts: tuple[Figure, ...] = ()
    also: Figure | None = None
    sure: bool = False

    @cached_property
    def figures(self) -> list[Figure]:
        """All figures, in order of the text."""
        change = self.change.figures if self.change is not None else ()
        found = {self.level, self.whole, self.percent, self.also, *self.parts, *change} - {None}
        return sorted((f for f in found if f is not None), key=attrgetter("start"))

    @property
    def percent_between(self) -> bool:
        """Whether the percentage stands between part and whole."""
        part, whole, percent = self.level, self.whole, self.percent
        return whole is not None and percent is not None and part.end <= percent.start < whole.start
