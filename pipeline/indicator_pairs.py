"""Parts and wholes: "5.117 trong 5.206 hồ sơ", "X, trong đó Y", "kiểm tra X, phát hiện Y"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import indicator_words as words
from .indicator_figures import Figure

AMOUNTS = frozenset({"COUNT", "MONEY", "QUANTITY"})
"""The types of figures that can be a part or a whole."""


def pairs(
    text: str, start: int, amounts: Sequence[Figure], earlier: Sequence[Figure]
) -> Iterator[tuple[Figure, Figure]]:
    """Parts and wholes for which no percentage is given.

    Args:
        text: the article.
        start: where the sentence begins.
        amounts: the sentence's counts, sums of money and quantities, in order.
        earlier: those of the sentences before, the nearest last.

    Yields:
        Part and whole.
    """
    if amounts and earlier and words.GOES_ON.match(text, start):
        part, whole = amounts[0], earlier[-1]
        if part.unit == whole.unit and part.comparable(whole) and part.number < whole.number:
            yield part, whole
    for number, part in enumerate(amounts):
        other = next((f for f in reversed(amounts[:number]) if f.comparable(part)), None)
        if other is None:
            continue
        if other.number <= part.number and is_of(text, other, part):
            yield other, part
        elif 0 < part.number <= other.number > 1 and _is_part(text, other, part):
            yield part, other


def _is_part(text: str, whole: Figure, part: Figure) -> bool:
    """Whether it says "X, trong đó Y", "trong X có Y" or "kiểm tra X, phát hiện Y"."""
    if words.OF_WHICH.fullmatch(text, whole.end, part.start):
        return True
    if not whole.same_unit(part):
        return False
    if words.WHOLE_BEFORE.search(text, max(0, whole.start - 30), whole.start):
        return True
    if whole.type != "COUNT" or words.CHECKED.fullmatch(text, whole.end, part.start) is None:
        return False
    taken_in = words.INTAKE.search(text, max(0, whole.start - 50), part.start)
    return taken_in is not None and words.OUTCOME.search(text, whole.end, part.end + 30) is not None


def is_of(text: str, part: Figure, whole: Figure) -> bool:
    """Whether it says "X trong tổng số Y"; a bare "trong" ties only figures of one kind."""
    matched = words.PART_OF.fullmatch(text, part.end, whole.start)
    return matched is not None and (matched["bare"] is None or part.same_unit(whole))
