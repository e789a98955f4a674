"""Số liệu cần kiểm tra: figures of an article that do not add up, with the arithmetic."""

from __future__ import annotations

from .answer import Answer, Page, Rows
from .asked import Asked, Pager
from .store import Store

SIZE = 40
COLUMNS = (
    "article_id, id, name, text, note, numerator, denominator, percent, value, unit, agency_key, "
    "agency_name, headline, day, publisher, topic"
)


async def checks(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """Arithmetic that does not come out as printed, latest article first."""
    values = {"topic": asked.get("topic")} if asked.get("topic") else {}
    where = " AND topic = :topic" if values else ""
    sql = (
        f"SELECT {COLUMNS} FROM indicators WHERE consistent = 0{where} "
        "ORDER BY day DESC, article_id, start_char"
    )
    if asked.format != "page":
        return Rows("so-lieu-can-kiem-tra", sql, values)
    offset = (asked.page - 1) * SIZE
    found = await store.rows(f"{sql} LIMIT {SIZE + 1} OFFSET {offset}", values)
    return Page(
        "checks.html",
        {
            "title": asked.t("checks"),
            "rows": found[:SIZE],
            "pager": Pager.of(asked, more=len(found) > SIZE),
            "topics": await store.choices("indicators", "topic"),
        },
    )
