"""Bài viết: the list of articles, and one article with its findings in colours."""

from __future__ import annotations

from typing import Any

from ..schemas import Record
from .answer import Answer, Document, Missing, Page, Rows
from .asked import Asked, Pager
from .desk import Article
from .report import report
from .store import Row, Store

SIZE = 40
COLUMNS = (
    "id, headline, day, publisher, topic, inspection_kind, province_now, achievement_count, "
    "shortcoming_count, recommendation_count, mismatch_count, uri"
)
SORTS = {
    "newest": "day DESC, id",
    "oldest": "day IS NULL, day, id",
    "shortcomings": "shortcoming_count DESC, day DESC, id",
}


async def articles(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """The articles, newest first, by topic and publisher."""
    values = {name: asked.get(name) for name in ("topic", "publisher") if asked.get(name)}
    where = " AND ".join(f"{name} = :{name}" for name in values) or "1"
    order = SORTS[asked.one_of("sort", tuple(SORTS))]
    sql = f"SELECT {COLUMNS} FROM articles WHERE {where} ORDER BY {order}"
    if asked.format != "page":
        return Rows("bai-viet", sql, values)
    offset = (asked.page - 1) * SIZE
    found = await store.rows(f"{sql} LIMIT {SIZE + 1} OFFSET {offset}", values)
    return Page(
        "articles.html",
        {
            "title": asked.t("articles"),
            "rows": found[:SIZE],
            "pager": Pager.of(asked, more=len(found) > SIZE),
            "topics": await store.choices("articles", "topic"),
            "publishers": await store.choices("articles", "publisher"),
            "sorts": list(SORTS),
        },
    )


async def article(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """One article; as JSON its record, as HTML with a dot a page that stands alone."""
    found = await store.rows("SELECT record, similarity FROM articles WHERE id = :id", given)
    if not found or asked.format in {"csv", "xlsx"}:
        raise Missing
    kept: Any = found[0]["record"]
    if asked.format == "json":
        return Document(f"{given['id']}.json", kept, "application/json; charset=utf-8")
    record = Record.model_validate_json(kept)
    if asked.format == "html":
        page = report([record], language=asked.language)
        return Document(f"{given['id']}.html", page, "text/html; charset=utf-8")
    shown = Article.of(record, asked.language)
    return Page(
        "article.html",
        {
            "title": shown.title,
            "source": record.source,
            "a": shown,
            "copies": await _copies(store, given["id"], found[0]["similarity"]),
        },
    )


async def _copies(store: Store, name: str, similarity: str) -> list[Row]:
    """Other articles with the very same signature."""
    if not similarity:
        return []
    return await store.rows(
        "SELECT id, headline AS title FROM articles WHERE similarity = :s AND id <> :id LIMIT 5",
        {"s": similarity, "id": name},
    )
