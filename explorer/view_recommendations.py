"""Kiến nghị: what was asked of whom by when, what is overdue first, what may have been met."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from .alike import DONE, possibly_met
from .answer import Answer, Beside, Page, Rows
from .asked import Asked, Pager
from .store import Row, Store

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


def _bodies(rows: Sequence[Row]) -> dict[str, Any]:
    keys = {row["addressee_key"] for row in rows} - {None}
    return {"bodies": json.dumps(sorted(keys))}


def _tell(rows: Sequence[Row], done: Sequence[Row]) -> None:
    """Puts into each row the later achievement of the addressee that may have met it."""
    asked_of, done_by = defaultdict(list), defaultdict(list)
    for row in rows:
        row["met"] = row["met_day"] = row["met_text"] = row["met_article_id"] = None
        asked_of[row["addressee_key"]].append(row)
    for row in done:
        done_by[row["agency_key"]].append(row)
    for body, asked in asked_of.items():
        met = possibly_met(asked, done_by[body])
        for row in asked:
            if later := met.get((row["article_id"], row["id"])):
                row["met"] = later
                row |= {f"met_{name}": later[name] for name in ("day", "text", "article_id")}


MET = Beside(DONE, _bodies, _tell, ("met_day", "met_text", "met_article_id"))


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
        return Rows("kien-nghi", sql, values, MET)
    offset = (asked.page - 1) * SIZE
    found = await store.rows(f"{sql} LIMIT {SIZE + 1} OFFSET {offset}", values)
    rows = found[:SIZE]
    _tell(rows, await store.rows(DONE, _bodies(rows)))
    return Page(
        "recommendations.html",
        {
            "title": asked.t("recommendations"),
            "today": today,
            "rows": rows,
            "pager": Pager.of(asked, more=len(found) > SIZE),
            "dues": list(DUE),
            "topics": await store.choices("findings", "topic"),
            "provinces": await store.choices("findings", "province_now"),
        },
    )
