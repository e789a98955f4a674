"""Comparisons: "cao hơn 39,58% so với chỉ tiêu", "từ 214 thôn xuống 142 thôn, giảm 62 thôn"."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from . import indicator_words as words
from .indicator_figures import Figure
from .indicator_groups import Change

_BEFORE = 60
_FAR = 180
"""What it is compared with stands at most so many characters behind a level."""
_NEAR = 100
"""A change is stated at most so many characters behind the level that changes."""


def changes(text: str, figures: Sequence[Figure]) -> dict[Figure, Change]:
    """The comparisons in one sentence.

    Args:
        text: the article.
        figures: the figures of the sentence, in order.

    Returns:
        What each compared level is compared with.
    """
    found: dict[Figure, Change] = {}
    spent: set[Figure] = set()
    for number, figure in enumerate(figures):
        before = figures[number - 1] if number else None
        if figure in spent or before is None:
            continue
        if _follows_from(text, before, figure):
            found[figure] = _from_to(text, before, figure, figures[number + 1 :])
        else:
            level = _level(text, figures[:number], figure, spent)
            change = (
                None if level is None else _compared(text, figure, figures[number + 1 :], level)
            )
            if level is None or change is None or level in found:
                continue
            found[level] = change
        spent.update(c for change in found.values() for c in change.figures)
    return found


def is_change(text: str, figure: Figure) -> bool:
    """Whether the words before make a figure a difference or a target, not a level of its own."""
    matched = _word(text, figure)
    return matched is not None and words.TO_LEVEL.search(matched["between"]) is None


def _word(text: str, figure: Figure) -> regex.Match[str] | None:
    begin = max(0, figure.start - _BEFORE)
    # No word before one of these signs is meant.
    begin = max(begin, *(text.rfind(sign, begin, figure.start) for sign in ".;,()\n"))
    return words.CHANGE_BEFORE.search(text, begin, figure.start)


def _follows_from(text: str, earlier: Figure, later: Figure) -> bool:
    """Whether the wording is "từ A xuống B"."""
    if not earlier.same_unit(later) or earlier.type == "RATIO" or earlier.vague or later.vague:
        return False
    if words.CHANGED_TO.fullmatch(text, earlier.end, later.start) is None:
        return False
    return words.FROM.search(text, max(0, earlier.start - 20), earlier.start) is not None


def _from_to(text: str, earlier: Figure, later: Figure, ahead: Sequence[Figure]) -> Change:
    """The change from one level to another, with the difference where it is printed behind."""
    lower = later.number < earlier.number
    amount = None
    if ahead and ahead[0].start - later.end <= 20 and (matched := _word(text, ahead[0])):
        plain = not matched["between"].strip() and matched.start() - later.end <= 5
        plain = plain and (ahead[0].type == "PERCENT" or ahead[0].same_unit(earlier))
        if plain and (matched["word"].casefold() in words.LOWER) == lower:
            amount = ahead[0]
    return Change(amount, earlier, text[earlier.start : earlier.end], lower, sure=True)


def _level(text: str, ahead: Sequence[Figure], change: Figure, spent: set[Figure]) -> Figure | None:
    """The figure that a change is said of: the last one before it, in the same clause."""
    for figure in reversed(ahead):
        gap = text[figure.end : change.start]
        if ";" in gap or len(gap) > _NEAR or figure in spent or is_change(text, figure):
            return None
        return figure
    return None


def _compared(text: str, figure: Figure, ahead: Sequence[Figure], level: Figure) -> Change | None:
    """The comparison that a figure states of the level before it."""
    matched = _word(text, figure)
    if matched is None or words.TO_LEVEL.search(matched["between"]) or matched.start() < level.end:
        return _beside(text, figure, level)
    lower = matched["word"].casefold() in words.LOWER
    between = matched["between"]
    if figure.type == level.type == "PERCENT" and words.LEVEL_BEFORE.search(between):
        return Change(None, figure, _named(text, figure, between), lower)
    against = words.AGAINST.match(text, figure.end)
    if figure.type != level.type or figure.type != "PERCENT":
        direct = text[level.end : matched.start()].strip() in {",", "("} and not between.strip()
        related = figure.type == "PERCENT" or figure.same_unit(level)
        if not (related and (direct or against or "chỉ tiêu" in between)):
            return None
    base = ahead[0] if ahead and level.comparable(ahead[0]) else None
    base = base if base is not None and base.start - figure.end <= _FAR else None
    if (
        base is not None
        and is_change(text, base)
        and not words.LEVEL_BEFORE.search(text, base.start - 20, base.start)
    ):
        base = None
    if base is not None and not (
        words.BASE_AHEAD.fullmatch(text, figure.end, base.start)
        or (against and text[against.end() : base.start].strip() in {"(", ""})
    ):
        base = None
    named = against["what"].strip() if against else between.strip() or None
    return Change(figure, base, named, lower, sure=base is not None)


def _beside(text: str, figure: Figure, level: Figure) -> Change | None:
    """Reads "95%, trong khi năm 2010 chỉ có 81,3%": another level, and no word on the distance."""
    if figure.type != level.type or level.type == "RATIO" or not level.same_unit(figure):
        return None
    if figure.start - level.end > _FAR or not words.BASE_AHEAD.fullmatch(
        text, level.end, figure.start
    ):
        return None
    named = text[level.end : figure.start].strip(" ,;:(–-")
    return Change(None, figure, named or None, figure.number > level.number)


def _named(text: str, figure: Figure, between: str) -> str:
    return f"{between.strip(' (')} {text[figure.start : figure.end]}"
