"""The command ``thanhtra dedup``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from .cli_options import existing, fail, writable

_NEXT = ',"provenance":'
_ALONE = f'"group":null{_NEXT}'.encode()
"""How a record that was not yet grouped says so; inside a text the quotes would be escaped."""


def dedup(
    records: Annotated[list[str], typer.Argument(help="What `extract` wrote: files and folders.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Write the records again, with their groups."),
    ] = None,
    unique: Annotated[
        bool, typer.Option("--unique", help="Write only the first record of each group.")
    ] = False,
    threshold: Annotated[
        float,
        typer.Option(min=0.2, max=1, help="The least share of text that copies have in common."),
    ] = 0.5,
) -> None:
    """Groups the copies of articles over an archive: syndicated, cut, re-headed, touched up.

    Prints the groups, one a line, the first article first. With `-o` the records are written again
    and each names in `group` the first of its group.

    Examples:

        thanhtra dedup records.jsonl

        thanhtra dedup 2019/ 2020/ -o grouped.jsonl

        thanhtra dedup records.jsonl.zst --unique -o unique.jsonl
    """
    from .record_files import RecordFileError

    existing(records)
    if unique and output is None:
        raise fail("--unique needs a file to write to: -o unique.jsonl")
    if output is not None:
        writable(output)
    try:
        count, copies = _dedup(records, output, unique=unique, threshold=threshold)
    except RecordFileError as error:
        raise fail(str(error)) from None
    print(f"{count} records: {count - copies} different, {copies} copies", file=sys.stderr)


def _dedup(
    records: list[str], output: Path | None, *, unique: bool, threshold: float
) -> tuple[int, int]:
    """Groups, and writes what was asked for; returns how many records and copies there are."""
    from .duplicates import group, signatures
    from .output import whole_file

    ids: list[str] = []

    def signs() -> Iterator[str]:
        for _, row in _rows(records):
            ids.append(row["id"])
            yield row["similarity"]

    first = group(signatures(signs()), threshold=threshold)
    if not ids:
        raise fail("no record was found in the input")
    copies = sum(leader != number for number, leader in enumerate(first.tolist()))
    if output is None:
        _print_groups(records, first.tolist())
        return len(ids), copies
    with whole_file(output) as file:
        for leader, (number, (line, row)) in zip(first, enumerate(_rows(records)), strict=True):
            if unique and leader != number:
                continue
            named = f'"group":"{ids[leader]}"{_NEXT}'.encode()
            made = line.replace(_ALONE, named) if _ALONE in line else _renamed(row, ids[leader])
            file.write(made.decode())
    return len(ids), copies


def _renamed(row: dict[str, Any], name: str) -> bytes:
    import orjson

    return orjson.dumps(row | {"group": name}, option=orjson.OPT_APPEND_NEWLINE)


def _print_groups(records: list[str], first: list[int]) -> None:
    """Prints each group of more than one, in the order of the archive, as a line of JSON."""
    from .similarity import similar

    large = {leader for number, leader in enumerate(first) if leader != number}
    groups: dict[int, list[dict[str, Any]]] = {leader: [] for leader in sorted(large)}
    for leader, (_, row) in zip(first, _rows(records), strict=True):
        if leader in large:
            member = {"id": row["id"], "uri": row["source"]["uri"], "similarity": row["similarity"]}
            groups[leader].append(member)
    for members in groups.values():
        sign = members[0]["similarity"]
        for member in members:
            member["similarity"] = round(similar(sign, member["similarity"]), 2)
        print(json.dumps({"group": members[0]["id"], "articles": members}, ensure_ascii=False))


def _rows(records: list[str]) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """The records, each as its line and read."""
    import orjson

    from .record_files import RecordFileError, record_lines

    for name in records:
        for place, line in record_lines(Path(name)):
            try:
                row = orjson.loads(line)
                row["id"], row["similarity"], row["source"]["uri"]
            except (KeyError, TypeError):
                raise RecordFileError(f"{place}: is no record that extract wrote") from None
            except orjson.JSONDecodeError as error:
                raise RecordFileError(f"{place}: is no record: {error}") from None
            yield line, row


def register(app: typer.Typer) -> None:
    """Adds the command to the application."""
    app.command()(dedup)
