"""The formats of a file of records."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

FORMATS = ("jsonl", "jsonl.gz", "jsonl.zst", "parquet")
JOINABLE = FORMATS[:3]
"""Formats in which two files, one behind the other, are one file."""


def encode(kind: str, lines: Sequence[bytes], records: Sequence[dict[str, Any]]) -> bytes:
    """The bytes of a file of records; the same records give the same bytes.

    Args:
        kind: one of ``FORMATS``.
        lines: each record as a line of JSON.
        records: the same, read.
    """
    if kind == "jsonl.gz":
        return gzip.compress(b"".join(lines), compresslevel=6, mtime=0)
    if kind == "jsonl.zst":
        import zstandard

        return zstandard.ZstdCompressor(level=3).compress(b"".join(lines))
    if kind == "parquet":
        from .archive_parquet import encode_parquet

        return encode_parquet(lines, records)
    return b"".join(lines)


def needed(kind: str) -> str | None:
    """The module that a format needs and that is not there, if any."""
    module = {"jsonl.zst": "zstandard", "parquet": "pyarrow"}.get(kind)
    return module if module and find_spec(module) is None else None
