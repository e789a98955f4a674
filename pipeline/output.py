"""Writes records and rejects: a file appears whole or not at all."""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from ..corpus.article import Reject
from ..schemas import Record


@contextmanager
def whole_file(path: Path, *, encoding: str = "utf-8", newline: str = "\n") -> Iterator[IO[str]]:
    """A file to write to; it replaces ``path`` when the block ends well, else nothing is left."""
    with whole_bytes(path) as raw:
        file = io.TextIOWrapper(raw, encoding=encoding, newline=newline)
        yield file
        file.flush()
        file.detach()


@contextmanager
def whole_bytes(path: Path) -> Iterator[BinaryIO]:
    """The same for bytes."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def record_line(record: Record) -> str:
    """The record as one line of JSON."""
    return record.model_dump_json() + "\n"


def reject_line(reject: Reject) -> str:
    """The reject as one line of JSON."""
    fields = {"uri": reject.uri, "place": reject.place, "reason": reject.reason}
    return json.dumps(fields, ensure_ascii=False) + "\n"


def rejects_path(output: Path) -> Path:
    """Where the rejects of an output go: ``records.jsonl`` has ``records.rejects.jsonl``."""
    return output.with_name(f"{output.stem}.rejects.jsonl")
