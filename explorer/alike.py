"""Findings that say the same in other words: what comes back, what may have been put right.

Word for word, and careful: what a page shows from here, it calls possible. Two findings are
compared by the syllables that carry their matter; verdicts ("chưa", "đã"), fillers and figures
are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

Row = dict[str, Any]

_SYLLABLE = re.compile(r"[^\W\d_]+")
_EMPTY = frozenset(
    """
    ai bị bởi các cái càng cần cho chỉ chiếc chưa có còn cùng của cũng do đã đang đây để đến đều
    đi điều đó được gì hay hết hiện hơn hoặc khi không là lại làm lên luôn mà mới một một_số này
    năm nên nếu ngay nhiều như nhưng những nữa ở phải qua quá ra rất rằng rồi sau sẽ số so song sự
    tại tất theo thì tháng ngày thời tiếp trên trong trước từ tuy và vẫn về vì việc với vụ xã huyện
    tỉnh thực hiện đối yêu cầu đề nghị kịp khắc phục chấn chỉnh đầy đủ nghiêm túc tồn hạn chế
    """.split()
)

REPEATED = 0.5
"""Share of all their syllables that two shortcomings have in common when one repeats the other."""
MET = 0.6
"""Share of a recommendation's syllables that a later achievement has to take up."""
FEWEST = 4
"""Syllables in common below which nothing is said."""
COMPARED = 400
"""The latest findings of a class of one body that are compared."""
DONE = f"""
SELECT * FROM (
  SELECT agency_key, article_id, id, text, day, headline, publisher, row_number()
    OVER (PARTITION BY agency_key ORDER BY day DESC, article_id, start_char) AS n
  FROM findings WHERE label = 'achievement'
    AND agency_key IN (SELECT value FROM json_each(:bodies))
) WHERE n <= {COMPARED}
"""
"""What bodies have achieved."""


def matter(text: str) -> frozenset[str]:
    """The syllables that carry the matter of a finding."""
    return frozenset(_SYLLABLE.findall(text.casefold())) - _EMPTY


def repeated(rows: Sequence[Row]) -> list[list[Row]]:
    """Groups of shortcomings that are alike and come from different years.

    Args:
        rows: with ``text`` and ``year``, in the order in which they shall stand in a group.

    Returns:
        The groups, the largest first; a finding stands in one group at most.
    """
    left = [(row, matter(row["text"])) for row in rows if row["year"] is not None]
    groups: list[list[Row]] = []
    while left:
        (first, words), *left = left
        group = [first]
        rest = []
        for row, others in left:
            common = len(words & others)
            if common >= FEWEST and common >= REPEATED * len(words | others):
                group.append(row)
            else:
                rest.append((row, others))
        if len({row["year"] for row in group}) > 1:
            groups.append(group)
            left = rest
    return sorted(groups, key=len, reverse=True)


def possibly_met(asked: Sequence[Row], done: Sequence[Row]) -> dict[tuple[str, str], Row]:
    """For each recommendation the earliest later achievement that takes up its words.

    Args:
        asked: recommendations, with ``article_id``, ``id``, ``text`` and ``day``.
        done: achievements of the same body, likewise.

    Returns:
        Achievements by the recommendation's ``article_id`` and ``id``; only of later days.
    """
    order: Callable[[Row], str] = lambda row: row["day"]  # noqa: E731
    candidates = [(row, matter(row["text"])) for row in sorted(filter(order, done), key=order)]
    found: dict[tuple[str, str], Row] = {}
    for row in filter(order, asked):
        words = matter(row["text"])
        for other, others in candidates:
            common = len(words & others)
            enough = common >= FEWEST and common >= MET * len(words)
            if enough and other["day"] > row["day"]:
                found[row["article_id"], row["id"]] = other
                break
    return found
