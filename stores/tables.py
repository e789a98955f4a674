"""The relational model: the tables that SQLite, PostgreSQL and Parquet share.

Rows are named by the record's own stable ids: the article's id, and within it ``e3``, ``f2``,
``i1``. A test holds every field of the record against these columns.
"""

from __future__ import annotations

from .tables_articles import ARTICLES, REJECTS, RUNS, SENTENCES
from .tables_entities import AGENCIES, DOCUMENTS, ENTITIES, INSPECTION_ENTITIES, PERSONS
from .tables_findings import FINDING_ENTITIES, FINDINGS, INDICATOR_ENTITIES, INDICATORS

TABLES = (
    RUNS,
    ARTICLES,
    AGENCIES,
    DOCUMENTS,
    SENTENCES,
    ENTITIES,
    PERSONS,
    INSPECTION_ENTITIES,
    FINDINGS,
    FINDING_ENTITIES,
    INDICATORS,
    INDICATOR_ENTITIES,
    REJECTS,
)
"""All tables, each behind those that it refers to."""

OF_ARTICLES = tuple(table for table in TABLES if "article_id" in table.names)
"""The tables whose rows belong to one article and go with it."""

__all__ = [
    "AGENCIES",
    "ARTICLES",
    "DOCUMENTS",
    "ENTITIES",
    "FINDINGS",
    "FINDING_ENTITIES",
    "INDICATORS",
    "INDICATOR_ENTITIES",
    "INSPECTION_ENTITIES",
    "OF_ARTICLES",
    "PERSONS",
    "REJECTS",
    "RUNS",
    "SENTENCES",
    "TABLES",
]
