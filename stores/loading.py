"""Loads files of records into a store: every line becomes rows, or a reject with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Protocol

from pydantic import ValidationError

from ..corpus.article import Reject, RejectError
from ..schemas import SCHEMA_VERSION, Record
from .lines import LONGEST, Line, holds_rejects, read_lines
from .rows import Loaded, loaded

BATCH = 256
"""Records a transaction."""

Item = Loaded | tuple[str, Reject]
"""A record, or a reject with the stage at which it arose."""


class Store(Protocol):
    """Where records go."""

    def begin(self, file: str) -> None:
        """A file is about to be loaded."""

    def write(self, items: Sequence[Loaded], rejects: Iterable[tuple[str, Reject]] = ()) -> int:
        """Writes a batch, whole or not at all; returns how many records were new or changed."""


@dataclass(slots=True)
class Tally:
    """What a load came to: lines that hold a record, those that were new or changed, the rest."""

    records: int = 0
    changed: int = 0
    rejects: int = 0
    broken: list[Reject] = field(default_factory=list)


def load(
    inputs: Iterable[str],
    stores: Sequence[Store],
    *,
    progress: Callable[[int], None] = lambda count: None,
) -> Tally:
    """Loads files into stores.

    Args:
        inputs: files, as ``lines.files`` lists them.
        stores: each gets every record.
        progress: called with the number of lines of each batch that was written.

    Returns:
        What it came to; ``broken`` are the lines that hold no record.

    Raises:
        StoreError: a store cannot be written.
    """
    tally = Tally()
    for file in inputs:
        for store in stores:
            store.begin(file)
        items = _items(file)
        while batch := list(islice(items, BATCH)):
            write(batch, stores, tally)
            progress(len(batch))
    return tally


def write(batch: Sequence[Item], stores: Sequence[Store], tally: Tally) -> None:
    """Writes one batch into stores and counts it.

    When a store refuses a batch for the sake of one record, that one becomes a reject.
    """
    records = [item for item in batch if isinstance(item, Loaded)]
    rejects = [item for item in batch if not isinstance(item, Loaded)]
    changed = 0
    for store in stores:
        try:
            changed = max(changed, store.write(records, rejects))
        except (ValueError, ArithmeticError) as error:
            if not records:
                raise
            if len(batch) == 1:
                uri = records[0].record.source.uri
                batch = [("load", Reject(uri, "", f"cannot be stored: {error}"))]
                write(batch, stores, tally)
            else:
                for item in batch:
                    write([item], stores, tally)
            return
    tally.records += len(records)
    tally.changed += changed
    tally.rejects += sum(stage == "extract" for stage, _ in rejects)
    tally.broken += (reject for stage, reject in rejects if stage == "load")


def _items(file: str) -> Iterator[Item]:
    read = _reject if holds_rejects(file) else _record
    try:
        for line in read_lines(file):
            try:
                yield read(line)
            except RejectError as error:
                place = f"line {line.number}{error.place}"
                yield "load", Reject(f"{file}#L{line.number}", place, error.reason)
    except RejectError as error:
        yield "load", Reject(f"{file}#L", error.place, error.reason)


def _text(line: Line) -> str:
    if len(line.data) > LONGEST:
        raise RejectError(f"too long: a record has at most {LONGEST} bytes")
    try:
        return line.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = f", byte {error.start + 1}"
        raise RejectError(f"not UTF-8: {error.reason}; make the file anew", place=place) from None


def _record(line: Line) -> Loaded:
    text = _text(line)
    try:
        return loaded(Record.model_validate_json(text))
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
        raise _fault(first, text) from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise RejectError(f"not a record that can be stored: {error}") from None


def _fault(error: dict[str, Any], text: str) -> RejectError:
    """Says what is wrong with a line, in one sentence."""
    fields = ".".join(map(str, error["loc"]))
    if error["type"] == "json_invalid":
        return _broken(text)
    if fields == "schema_version" and error["type"] != "missing":
        return RejectError(
            f"a record of schema version {str(error['input'])[:20]}; this version of thanhtra "
            f"reads {SCHEMA_VERSION}",
            place=f", {fields}",
        )
    place = f", {fields}" if fields else ""
    return RejectError(f"not a record: {error['msg']}", place=place)


def _broken(text: str) -> RejectError:
    """Where the JSON of a line breaks: the standard parser tells the column."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"broken JSON: {error.msg}; the line may have been cut off"
        return RejectError(reason, place=f", column {error.colno}")
    except (RecursionError, ValueError):
        pass
    return RejectError("broken JSON: nested too deep, or not Unicode")


def _reject(line: Line) -> tuple[str, Reject]:
    """A reject as ``thanhtra extract`` writes it."""
    text = _text(line)
    try:
        row = json.loads(text)
        return "extract", Reject(*(str(row[name]) for name in ("uri", "place", "reason")))
    except (ValueError, RecursionError):
        raise _broken(text) from None
    except (KeyError, TypeError):
        raise RejectError("not a reject: an object with uri, place, reason is wanted") from None
