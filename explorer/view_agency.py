"""One body: its inspections, what was found of it, what was asked of it, its figures."""

from __future__ import annotations

from datetime import date
from typing import Any

from .alike import COMPARED, possibly_met, repeated
from .answer import Answer, Missing, Page
from .asked import Asked
from .store import Row, Store
from .view_indicators import family

COLUMNS = (
    "article_id, id, label, text, agency_key, agency_name, addressee_key, addressee_name, "
    "deadline_text, deadline_last_day, headline, day, year, publisher, topic"
)
SHOWN = 15
"""Findings of a class on the page; the rest is one click away, in the search."""

FINDINGS = f"""
SELECT {COLUMNS} FROM findings WHERE agency_key = :key AND label = :label
ORDER BY day DESC, article_id, start_char LIMIT {COMPARED}
"""
RECEIVED = f"""
SELECT {COLUMNS} FROM findings WHERE addressee_key = :key AND label = 'recommendation'
ORDER BY deadline_last_day IS NULL, deadline_last_day DESC, day DESC, article_id, start_char
LIMIT {COMPARED}
"""
INSPECTIONS = """
SELECT DISTINCT articles.id, headline, day, publisher, topic, inspection_kind, role,
  shortcoming_count, achievement_count
FROM inspection_entities JOIN articles ON articles.id = article_id
WHERE agency_key = :key AND role IN ('inspected', 'inspector') ORDER BY day DESC, articles.id
LIMIT 200
"""
INDICATORS = """
SELECT *, coalesce(period_last_day, day) AS at FROM indicators WHERE agency_key = :key
ORDER BY name, at, article_id, start_char LIMIT 200
"""
YEARS = """
SELECT year AS name, sum(label = 'achievement') AS achievement,
  sum(label = 'shortcoming') AS shortcoming, sum(label = 'recommendation') AS recommendation
FROM findings WHERE (agency_key = :key AND label <> 'recommendation'
  OR addressee_key = :key AND label = 'recommendation') AND year IS NOT NULL
GROUP BY year ORDER BY year DESC
"""


async def agency(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """The page of the body with that key."""
    found = await store.rows("SELECT * FROM agencies WHERE key = :key", given)
    if not found:
        raise Missing
    achievements = await store.rows(FINDINGS, {**given, "label": "achievement"})
    shortcomings = await store.rows(FINDINGS, {**given, "label": "shortcoming"})
    received = await store.rows(RECEIVED, given)
    made = await store.rows(FINDINGS, {**given, "label": "recommendation"})
    met = possibly_met(received, achievements)
    today = date.today().isoformat()
    for row in received:
        row["met"] = met.get((row["article_id"], row["id"]))
        row["overdue"] = bool(row["deadline_last_day"]) and row["deadline_last_day"] < today
    inspections = await store.rows(INSPECTIONS, given)
    years = await store.rows(YEARS, given)
    return Page(
        "agency.html",
        {
            "title": found[0]["name"],
            "agency": found[0],
            "parent": await _named(store, found[0]["parent"]),
            "children": await store.rows(
                "SELECT key, name FROM agencies WHERE parent = :key ORDER BY name LIMIT 30", given
            ),
            "inspected": [row for row in inspections if row["role"] == "inspected"],
            "inspector": [row for row in inspections if row["role"] == "inspector"],
            "classes": [("achievement", achievements), ("shortcoming", shortcomings)],
            "received": received,
            "made": made,
            "repeated": repeated(shortcomings)[:10],
            "indicators": await store.rows(INDICATORS, given),
            "years": [_year(row) for row in years],
            "family": family,
            "shown": SHOWN,
        },
    )


async def _named(store: Store, key: str | None) -> Row | None:
    found = await store.rows("SELECT key, name FROM agencies WHERE key = :key", {"key": key})
    return found[0] if found else None


def _year(row: Row) -> dict[str, Any]:
    counts = [row["achievement"], row["shortcoming"], row["recommendation"]]
    return {"name": row["name"], "href": None, "counts": counts}
