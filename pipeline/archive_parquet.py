"""Records as Parquet: a row each, what one filters by in columns of its own, the whole as JSON.

For typed tables of findings, entities and figures load the records into a store.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from pyarrow import parquet

SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("id", "uri", "title")),
        pa.field("published", pa.date32()),
        *(pa.field(name, pa.string()) for name in ("publisher", "author", "topic", "text")),
        *(pa.field(name, pa.string()) for name in ("similarity", "record")),
    ]
)


def encode_parquet(lines: Sequence[bytes], records: Sequence[dict[str, Any]]) -> bytes:
    """The bytes of a Parquet file of records; the same records give the same bytes.

    Args:
        lines: each record as a line of JSON, for the column ``record``.
        records: the same, read.
    """
    rows = [
        {**record["source"], **record, "published": _day(record), "record": line.decode().strip()}
        for line, record in zip(lines, records, strict=True)
    ]
    columns = {field.name: [row.get(field.name) for row in rows] for field in SCHEMA}
    file = io.BytesIO()
    parquet.write_table(pa.table(columns, schema=SCHEMA), file, compression="zstd")
    return file.getvalue()


def _day(record: dict[str, Any]) -> date | None:
    day = record["source"].get("published")
    return date.fromisoformat(day) if day else None
