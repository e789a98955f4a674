"""What a run was begun with: the files of its input and what makes its records."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import zip_longest
from typing import Any

from ..corpus.sources import Source
from .archive_folder import Folder
from .archive_job import RunError

LISTING = "input.jsonl.gz"
REMEDY = "start anew with --restart, or write to another output"


def write_listing(state: Folder, sources: Iterable[Source]) -> None:
    """Keeps the list of the input's files."""
    with (
        state.create(LISTING) as file,
        gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0, compresslevel=1) as lines,
    ):
        for source in sources:
            lines.write(_line(source))


def read_listing(state: Folder) -> Iterator[Source]:
    """The list of the input's files."""
    with state.open(LISTING) as file, gzip.open(file) as lines:
        yield from map(_source, lines)


def check_listing(state: Folder, sources: Iterable[Source]) -> None:
    """Compares the input with the list that a run was begun with.

    Raises:
        RunError: names the first file that differs.
    """
    for now, then in zip_longest(sources, read_listing(state)):
        if now == then:
            continue
        if then is None or now is None:
            change = f"{now.address} is new" if now else f"{then.address} is gone"
        elif now.address == then.address:
            change = f"{now.address} has changed (it had {then.size} bytes, it has {now.size})"
        else:
            change = f"{now.address} is found where {then.address} was"
        raise RunError(f"the input is not that of the run that is there: {change}; {REMEDY}")


def check_settings(then: dict[str, Any], now: dict[str, Any]) -> None:
    """Compares settings with those that a run was begun with.

    Raises:
        RunError: names those that differ.
    """
    changes = [
        f"{name} was {then.get(name)}, is {now.get(name)}"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
    if changes:
        raise RunError(f"the run that is there was begun otherwise: {'; '.join(changes)}; {REMEDY}")


def _line(source: Source) -> bytes:
    # ASCII, for the path of a file may hold what UTF-8 cannot.
    return json.dumps(asdict(source)).encode() + b"\n"


def _source(line: bytes) -> Source:
    fields = json.loads(line)
    return Source(**fields | {"layers": tuple(fields["layers"])})
