"""The verdict on a group: do its figures agree as printed, and what should they be?

``False`` is an accusation, so it needs both arithmetic that fails and wording that leaves no other
reading (``sure``); all else that fails is left open.
"""

from __future__ import annotations

from decimal import Decimal

from .indicator_arithmetic import change_agrees, in_vietnamese, share_agrees, sum_agrees
from .indicator_figures import Figure
from .indicator_groups import Group

Verdict = tuple[bool | None, str | None]
_OPEN: Verdict = (None, None)


def check(group: Group) -> Verdict:
    """Checks what can be checked of a group.

    Returns:
        Whether the figures agree (None: nothing to check, or not surely wrong), and the sum that
        was done, in Vietnamese notation.
    """
    verdicts = [v for v in (_share(group), _sum(group), _change(group)) if v[0] is not None]
    return min(verdicts, key=lambda verdict: bool(verdict[0]), default=_OPEN)


def _share(group: Group) -> Verdict:
    percent, level = group.percent, group.level
    if percent is None or level.rank:
        return _OPEN
    if level.whole is not None:
        numerator = level.number + (group.also.number if group.also else 0)
        denominator = level.whole + (group.also.whole or 0 if group.also else 0)
        part, whole = (numerator, numerator), (denominator, denominator)
        vague = level.vague or percent.vague
    elif group.whole is not None:
        numerator, denominator = level.number, group.whole.number
        part, whole = level.bounds, group.whole.bounds
        vague = level.vague or group.whole.vague or percent.vague
    else:
        return _OPEN
    agrees = share_agrees(part, whole, percent, vague=vague)
    if agrees is None or not (agrees or group.sure):
        return _OPEN
    exact = numerator / denominator * 100
    digits = max(0, -int(percent.step.as_tuple().exponent))
    expected = round(exact, digits)
    if expected != percent.number:
        expected = round(exact, digits + 1)
    sum_done = f"{in_vietnamese(numerator)} / {in_vietnamese(denominator)}"
    sum_done += f" = {in_vietnamese(expected)}%"
    return agrees, sum_done + _printed(agrees, in_vietnamese(percent.number) + "%")


def _sum(group: Group) -> Verdict:
    if not group.parts or not sum_agrees(group.level, group.parts):
        return _OPEN
    added = " + ".join(in_vietnamese(p.number) for p in group.parts)
    total = sum((p.number for p in group.parts), Decimal(0))
    return True, f"{added} = {in_vietnamese(total)}"


def _change(group: Group) -> Verdict:
    change = group.change
    if change is None or change.amount is None or change.base is None:
        return _OPEN
    level = group.percent or group.level
    agrees = change_agrees(level, change.base, change.amount, lower=change.lower)
    if agrees is None or not (agrees or change.sure):
        return _OPEN
    distance = in_vietnamese(level.number - change.base.number)
    done = f"{in_vietnamese(level.number)} - {in_vietnamese(change.base.number)} = {distance}"
    return agrees, done + _printed(agrees, _signed(change.amount, lower=change.lower))


def _signed(amount: Figure, *, lower: bool) -> str:
    sign = "-" if lower else ""
    return sign + in_vietnamese(amount.number) + ("%" if amount.type == "PERCENT" else "")


def _printed(agrees: bool, figure: str) -> str:
    return "" if agrees else f"; bài viết ghi {figure}"
