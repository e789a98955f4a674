"""Kiến nghị: what was asked of whom by when, what is overdue first."""

from __future__ import annotations

from datetime import date

from .answer import Answer, Page, Rows
from .asked import Asked, Pager
from .store import Store

SIZE = 40
COLUMNS = (
    "article_id, id, text, agency_key, agency_name, addressee_key, addressee_name, deadline_text, "
    "deadline_first_day, deadline_last_day, headline, day, topic, publisher, "
    "deadline_last_day < :today AS overdue"
)
DUE = {
    "all": "has_deadline",
    "overdue": "has_deadline AND deadline_last_day < :today",
    "ahead": "has_deadline AND deadline_last_day >= :today",
    "unknown": "has_deadline AND deadline_last_day IS NULL",
}


async def recommendations(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """Recommendations by deadline: overdue first (the latest of them first), then what is ahead.

    Whether something is overdue is seen from today, or from the day in ``on``.
    """
    today = asked.day("on") or date.today()
    values = {"today": today.isoformat()}
    where = ["label = 'recommendation'", DUE[asked.one_of("due", tuple(DUE))]]
    for name in ("topic", "province"):
        if asked.get(name):
            values[name] = asked.get(name)
            column = {"province": "province_now"}.get(name, name)
            where.append(f"{column} = :{name}")
    sql = (
        f"SELECT {COLUMNS} FROM findings WHERE {' AND '.join(where)} "
        "ORDER BY deadline_last_day IS NULL, deadline_last_day >= :today, "
        "CASE WHEN deadline_last_day < :today THEN -julianday(deadline_last_day) "
        "ELSE julianday(deadline_last_day) END, article_id, start_char"
    )
    if asked.format != "page":
        return Rows("kien-nghi", sql, values)
    offset = (asked.page - 1) * SIZE
    found = await store.rows(f"{sql} LIMIT {SIZE + 1} OFFSET {offset}", values)
    return Page(
        "recommendations.html",
        {
            "title": asked.t("recommendations"),
            "today": today,
            "rows": found[:SIZE],
            "pager": Pager.of(asked, more=len(found) > SIZE),
            "dues": list(DUE),
            "topics": await store.choices("findings", "topic"),
            "provinces": await store.choices("findings", "province_now"),
        },
    )
