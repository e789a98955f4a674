"""Reads tables: CSV, TSV and Parquet; one article a row, under the field names that people use."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from .article import Article, Reject, RejectError, printable
from .decode import to_text, too_large
from .extras import extra
from .fields import article_of, wanted
from .lines import Lines, TooLongError, narrow
from .options import ReadOptions
from .unit import Cursor, Unit

_BATCH = 64
"""Rows of a Parquet file in memory at a time, beside the pages that they are unpacked from."""

_CELL = "\x1f"
"""Stands between the cells of a row while its encoding is found: the unit separator of ASCII."""


class _Text:
    """Lines as the csv module wants them: each byte a character, whatever the encoding is."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self.lines).decode("latin-1")


def csv_units(
    stream: BinaryIO, address: str, options: ReadOptions, *, delimiter: str = ""
) -> Iterator[Unit | Reject]:
    """Cuts a table of text into its rows; the first one names the fields.

    Args:
        stream: in UTF-8, or any encoding that keeps ASCII.
        address: of the file; a row is ``address#L<line at which it begins>``.
        options: the limit of a field's and a line's size.
        delimiter: what stands between the fields; empty: the likeliest of ``,``, ``;`` and tab.
    """
    csv.field_size_limit(max(csv.field_size_limit(), options.max_article_size))
    text = _Text(Lines(stream, options.max_article_size))
    try:
        first = next(text, "").removeprefix("ï»¿")  # The bytes of a byte order mark.
        delimiter = delimiter or max(",;\t", key=first.count)
        rows = csv.reader(itertools.chain([first], text), delimiter=delimiter, strict=True)
        names = next(rows, [])
    except (csv.Error, TooLongError) as error:
        raise RejectError(f"no row of field names: {error}", place="line 1") from None
    if not names:
        raise RejectError("empty: no row of field names", place="line 1")
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        number = text.lines.number + 1
        place, name = f"line {number}", f"{address}#L{number}"
        try:
            row = next(rows, None)
            if row is None:
                return
            size = sum(map(len, row))
            if row and len(row) != len(names):
                found = f"{len(row)} fields in the row, {len(names)} in the first one"
                yield Reject(name, place, f"broken CSV: {found}")
            elif size > options.max_article_size:
                yield Reject(name, place, too_large(options, size).reason)
            elif row:
                yield Unit(name, "csvrow", dict(zip(names, row, strict=True)), size, place)
        except TooLongError:
            yield Reject(name, place, too_large(options).reason)
        except csv.Error as error:
            reason = f"broken CSV: {error}"
            if "field larger" in reason:
                reason = too_large(options).reason
            yield Reject(name, place, reason)


def parse_csv_row(unit: Unit, options: ReadOptions) -> Article:
    """Makes an article of a row of CSV."""
    row = csv_row(unit, options)
    return article_of(row, unit, options, media_type="text/csv", sha256=_digest(unit.row))


def csv_row(unit: Unit, options: ReadOptions) -> dict[str, str]:
    """The values of a row of CSV, decoded; in the unit each byte is a character.

    Raises:
        RejectError: in no known encoding.
    """
    raw = _CELL.join([*unit.row, *unit.row.values()]).encode("latin-1")
    cells = to_text(raw, narrow(options.encoding)).split(_CELL)  # Whole: short cells tell little.
    count = len(unit.row)
    if len(cells) != 2 * count:
        raise RejectError("binary or damaged: a control character, U+001F")
    return dict(zip(cells[:count], cells[count:], strict=True))


def parquet_units(
    stream: BinaryIO, address: str, options: ReadOptions, cursor: Cursor
) -> Iterator[Unit | Reject]:
    """Yields the rows of a Parquet file, of which only the columns that are wanted are read.

    Args:
        stream: seekable.
        address: of the file; a row is ``address#<its number, from 1>``.
        options: which columns are wanted, and the limit of a row's size.
        cursor: what is to be skipped; whole row groups are not even read.
    """
    file = extra("pyarrow.parquet").ParquetFile(
        stream, buffer_size=1 << 20, pre_buffer=False, page_checksum_verification=True
    )
    names = file.schema_arrow.names
    columns = [name for name in names if wanted(name, options)] or names[:1]
    counts = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    if sum(counts) != file.metadata.num_rows or min(counts, default=0) < 0:
        raise RejectError("damaged: its groups do not have as many rows as it says")
    done = 0
    for group, count in enumerate(counts):
        if not cursor.skip(count):
            batches = file.iter_batches(
                _BATCH, row_groups=[group], columns=columns, use_threads=False
            )
            for number, row in enumerate(itertools.islice(_rows(batches), count), done + 1):
                if not cursor.skip():
                    yield _row_unit(row, names, f"{address}#{number}", f"row {number}", options)
        done += count


def _rows(batches: Iterator[Any]) -> Iterator[dict[str, Any] | Exception]:
    """The rows of a group, or what is wrong with them; without end where the group is damaged."""
    try:
        for batch in batches:
            try:
                yield from batch.to_pylist()
            except UnicodeDecodeError:  # In one row; the others are read all the same.
                for number in range(batch.num_rows):
                    try:
                        yield from batch.slice(number, 1).to_pylist()
                    except UnicodeDecodeError as error:
                        yield error
        fault = RejectError("damaged: the group has fewer rows than it says")
    except Exception as error:  # Of Arrow; its message speaks of pages, not of rows.
        said = " ".join(str(error).split())[:200]
        fault = RejectError(f"damaged: {said or type(error).__name__}")
    yield from itertools.repeat(fault)


def _row_unit(
    row: dict[str, Any] | Exception,
    names: list[str],
    address: str,
    place: str,
    options: ReadOptions,
) -> Unit | Reject:
    if isinstance(row, UnicodeDecodeError):
        return Reject(address, place, f"not UTF-8: {row.reason}")
    if isinstance(row, Exception):
        return Reject(address, place, printable(str(row)))
    size = sum(len(value) for value in row.values() if isinstance(value, str | bytes))
    if size > options.max_article_size:
        return Reject(address, place, too_large(options, size).reason)
    return Unit(address, "row", dict.fromkeys(names) | row, size, place)


def parse_row(unit: Unit, options: ReadOptions) -> Article:
    """Makes an article of a row of values."""
    media_type = "application/vnd.apache.parquet"
    return article_of(unit.row, unit, options, media_type=media_type, sha256=_digest(unit.row))


def _digest(row: dict[str, Any]) -> str:
    written = json.dumps(row, ensure_ascii=False, default=str)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()
