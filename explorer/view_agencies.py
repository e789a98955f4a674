"""Cơ quan: the list of bodies with what was found of them."""

from __future__ import annotations

from ..stores.search import match
from .answer import Answer, Page, Rows
from .asked import Asked, Pager
from .store import Store

SIZE = 50
SORTS = {
    "shortcomings": "shortcomings DESC, achievements DESC, name, key",
    "achievements": "achievements DESC, shortcomings DESC, name, key",
    "recommendations": "recommendations DESC, name, key",
    "name": "name, key",
}
LIST = """
WITH concerned AS (
  SELECT agency_key AS key, sum(label = 'achievement') AS achievements,
    sum(label = 'shortcoming') AS shortcomings
  FROM findings WHERE agency_key IS NOT NULL GROUP BY agency_key
), asked AS (
  SELECT addressee_key AS key, count(*) AS recommendations
  FROM findings WHERE addressee_key IS NOT NULL AND label = 'recommendation'
  GROUP BY addressee_key
)
SELECT agencies.key, agencies.name, agencies.level, agencies.province_now,
  agencies.province_before, coalesce(achievements, 0) AS achievements,
  coalesce(shortcomings, 0) AS shortcomings, coalesce(recommendations, 0) AS recommendations
FROM agencies LEFT JOIN concerned USING (key) LEFT JOIN asked USING (key)
WHERE {where} ORDER BY {order}
"""


async def agencies(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """The bodies, by name, level and province; those with most shortcomings first."""
    values: dict[str, str] = {}
    where = ["1"]
    words = match(asked.get("q"))
    if words:
        values["words"] = words
        where.append(
            "agencies.seq IN (SELECT rowid FROM agencies_fts WHERE agencies_fts MATCH :words)"
        )
    for name, column in {"level": "level", "province": "province_now"}.items():
        if asked.get(name):
            values[name] = asked.get(name)
            where.append(f"agencies.{column} = :{name}")
    order = SORTS[asked.one_of("sort", tuple(SORTS))]
    sql = LIST.format(where=" AND ".join(where), order=order)
    if asked.format != "page":
        return Rows("co-quan", sql, values)
    offset = (asked.page - 1) * SIZE
    found = await store.rows(f"{sql} LIMIT {SIZE + 1} OFFSET {offset}", values)
    return Page(
        "agencies.html",
        {
            "title": asked.t("agencies"),
            "rows": found[:SIZE],
            "pager": Pager.of(asked, more=len(found) > SIZE),
            "levels": await store.choices("agencies", "level"),
            "provinces": await store.choices("agencies", "province_now"),
            "sorts": list(SORTS),
        },
    )
