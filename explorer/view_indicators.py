"""Chỉ số: figures of one kind, by body and period, as a table and a chart."""

from __future__ import annotations

import re
from typing import Any

from ..stores.query import spelled
from ..stores.search import match
from .answer import Answer, Page, Rows
from .asked import Asked, Pager
from .store import Store

SIZE = 50
FAMILIES = ("đúng hạn", "trực tuyến", "hài lòng", "số hóa", "không dùng tiền mặt", "giải ngân")
"""Measures that articles often give and that can be compared; searches to begin with."""
_NEGATED = re.compile(r"(?:không|chưa) +(?:được +)?$")
SORTS = {
    "newest": "at DESC, article_id, start_char",
    "highest": "percent IS NULL, percent DESC, at DESC, article_id, start_char",
    "lowest": "percent IS NULL, percent, at DESC, article_id, start_char",
    "agency": "agency_name IS NULL, agency_name, at, article_id, start_char",
}
COLUMNS = (
    "article_id, id, name, agency_key, agency_name, period_first_day, period_last_day, "
    "coalesce(period_last_day, day) AS at, percent, numerator, denominator, value, unit, "
    "difference, difference_unit, against, rank, rank_of, consistent, note, text, headline, "
    "publisher, topic, province_now, level"
)


NAMED = """
seq IN (SELECT rowid FROM indicators_fts WHERE indicators_fts MATCH 'folded : (' || :words || ')')
"""
"""By the name alone: what is measured; the words around it may be of another measure."""


def family(name: str) -> str:
    """The measure that an indicator's name speaks of, else the name: what one line connects."""
    plain = " ".join(name.casefold().split())
    for measure in FAMILIES:
        before, found, _ = plain.partition(measure)
        if found and not _NEGATED.search(before):
            return measure
    return plain


async def indicators(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """Indicators by name, shares only or all."""
    values: dict[str, Any] = {}
    where = ["1"]
    words = match(asked.get("q"))
    if words:
        values["words"] = words
        where.append(NAMED)
        for condition, spellings in spelled(asked.get("q"), "indicators", ("name",)):
            where.append(condition)
            values |= spellings
    if asked.one_of("show", ("percent", "all")) == "percent":
        where.append("percent IS NOT NULL")
    names = {"agency": "agency_key", "topic": "topic", "province": "province_now", "level": "level"}
    for name, column in names.items():
        if asked.get(name):
            values[name] = asked.get(name)
            where.append(f"{column} = :{name}")
    order = SORTS[asked.one_of("sort", tuple(SORTS))]
    sql = f"SELECT {COLUMNS} FROM indicators AS t WHERE {' AND '.join(where)} ORDER BY {order}"
    if asked.format != "page":
        return Rows("chi-so", sql, values)
    offset = (asked.page - 1) * SIZE
    found = await store.rows(f"{sql} LIMIT {SIZE + 1} OFFSET {offset}", values)
    return Page(
        "indicators.html",
        {
            "title": asked.t("indicators"),
            "rows": found[:SIZE],
            "pager": Pager.of(asked, more=len(found) > SIZE),
            "families": FAMILIES,
            "family": family,
            "topics": await store.choices("indicators", "topic"),
            "provinces": await store.choices("indicators", "province_now"),
            "levels": await store.choices("indicators", "level"),
            "sorts": list(SORTS),
        },
    )
