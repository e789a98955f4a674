"""Tổng quan: how much there is, of what, when and where."""

from __future__ import annotations

from datetime import date
from typing import Any

from .answer import Answer, Page
from .asked import Asked
from .store import Row, Store

LABELS = ("achievement", "shortcoming", "recommendation")

TALLY = """
SELECT {column} AS name, {counts}, count(*) AS total
FROM findings WHERE {column} IS NOT NULL GROUP BY {column}
ORDER BY {order} LIMIT {limit}
"""
COUNTS = ", ".join(f"sum(label = '{label}') AS {label}" for label in LABELS)

AGENCIES = f"""
SELECT agencies.key, agencies.name, {COUNTS}
FROM findings JOIN agencies ON agencies.key = findings.agency_key
WHERE findings.agency_key IS NOT NULL AND agencies.level IS NOT NULL GROUP BY agencies.key
ORDER BY shortcoming DESC, agencies.name LIMIT 10
"""


async def overview(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """The first page."""
    found = await store.kept("SELECT label, count(*) AS n FROM findings GROUP BY label")
    totals = dict.fromkeys(LABELS, 0) | {row["label"]: row["n"] for row in found}
    (overdue,) = await store.kept(
        "SELECT count(*) AS overdue FROM findings "
        "WHERE deadline_last_day < :today AND label = 'recommendation'",
        today=date.today().isoformat(),
    )
    (others,) = await store.kept(
        """SELECT (SELECT count(*) FROM articles) AS articles,
        (SELECT count(*) FROM agencies) AS agencies,
        (SELECT count(*) FROM indicators) AS indicators,
        (SELECT count(*) FROM indicators WHERE consistent = 0) AS mismatches,
        (SELECT min(day) FROM articles) AS first_day, (SELECT max(day) FROM articles) AS last_day"""
    )
    return Page(
        "overview.html",
        {
            "title": asked.t("overview"),
            "totals": {**others, **totals, **overdue},
            "years": await _tally(asked, store, "year", "year", order="name DESC", limit=25),
            "topics": await _tally(asked, store, "topic", "topic"),
            "provinces": await _tally(asked, store, "province_now", "province", limit=15),
            "kinds": await _tally(asked, store, "inspection_kind", "kind"),
            "agencies": await store.kept(AGENCIES),
            "latest": await store.kept(
                "SELECT id, headline, day, publisher FROM articles ORDER BY day DESC, id LIMIT 8"
            ),
        },
    )


async def _tally(
    asked: Asked,
    store: Store,
    column: str,
    parameter: str,
    *,
    order: str = "total DESC, name",
    limit: int = 12,
) -> list[dict[str, Any]]:
    sql = TALLY.format(column=column, counts=COUNTS, order=order, limit=limit)
    return [
        {
            "name": row["name"],
            "href": asked.link("/tim-kiem", **_filter(parameter, row)),
            "counts": [row[label] for label in LABELS],
        }
        for row in await store.kept(sql)
    ]


def _filter(parameter: str, row: Row) -> dict[str, str]:
    if parameter == "year":
        return {"since": f"{row['name']}-01-01", "until": f"{row['name']}-12-31"}
    return {parameter: str(row["name"])}
