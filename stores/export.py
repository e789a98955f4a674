"""Rows out of a SQLite store: CSV, XLSX, JSON Lines.

Text is hostile: a cell that a spreadsheet would take for a formula gets an apostrophe before it.
Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import IO, Any

from .errors import StoreError
from .model import Column
from .query import Query
from .tables import TABLES

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell must not begin with."""
_CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""
_SHEET = 1_048_576
"""Rows of a sheet."""
_EXACT = 10**15
"""Spreadsheets round whole numbers of more digits: they are written as text."""
_COLUMNS = {table.name: {column.name: column for column in table.columns} for table in TABLES}


def columns_of(query: Query, names: tuple[str, ...] = ()) -> list[Column]:
    """The columns that an export has: those named, or all but the record itself.

    Raises:
        StoreError: the table has no such column.
    """
    known = _COLUMNS.get(query.table)
    if known is None:
        raise StoreError(f"{query.table}: no such table; there are {', '.join(_COLUMNS)}")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise StoreError(f"{query.table}: has no column {unknown[0]}; there are {', '.join(known)}")
    return [known[name] for name in names or known if names or name != "record"]


def rows(
    connection: sqlite3.Connection, query: Query, columns: Iterable[Column]
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, one at a time, in its order; booleans are booleans, the rest as stored.

    Raises:
        StoreError: the table has nothing to filter by as wanted.
    """
    columns = list(columns)
    cursor = connection.execute(*query.select(tuple(column.name for column in columns)))
    return _typed(cursor, columns)


def _typed(found: Iterable[tuple[Any, ...]], columns: list[Column]) -> Iterator[tuple[Any, ...]]:
    flags = [place for place, column in enumerate(columns) if column.kind == "boolean"]
    for row in found:
        values = list(row)
        for place in flags:
            values[place] = None if values[place] is None else bool(values[place])
        yield tuple(values)


def records(connection: sqlite3.Connection, query: Query) -> Iterator[str]:
    """The records of the articles of a query, as JSON lines, byte for byte as they were made."""
    for (line,) in connection.execute(*query.select(("record",))):
        yield f"{line}\n"


def harmless(value: Any) -> Any:
    """The value of a cell, such that no spreadsheet takes it for a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_lines(columns: Iterable[Column], values: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """The lines of a CSV file with a head line, for comma-separated UTF-8."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    for row in chain([[column.name for column in columns]], values):
        writer.writerow(map(harmless, row))
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def json_lines(columns: Iterable[Column], values: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """One JSON object a row; columns that hold JSON are part of it."""
    kinds = [(column.name, column.kind) for column in columns]
    for row in values:
        made = {
            name: json.loads(value) if kind == "json" and value is not None else value
            for (name, kind), value in zip(kinds, row, strict=True)
        }
        yield json.dumps(made, ensure_ascii=False) + "\n"


def write_xlsx(
    file: IO[bytes], name: str, columns: Iterable[Column], values: Iterable[tuple[Any, ...]]
) -> None:
    """Writes a spreadsheet: days are days, numbers numbers, everything else is text.

    Args:
        file: where it goes.
        name: of the sheet; more rows than one holds go on in ``name 2``, ``name 3`` …
        columns: of the head line.
        values: the rows.

    Raises:
        StoreError: xlsxwriter is not installed.
    """
    try:
        import xlsxwriter
    except ImportError:
        raise StoreError("XLSX needs the package xlsxwriter: pip install xlsxwriter") from None
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    columns = list(columns)
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # The same facts, the same bytes.
        head = book.add_format({"bold": True})
        sheet, used, number = None, _SHEET, 0
        for row in values:
            if used == _SHEET:
                number += 1
                sheet = _sheet(book, name if number == 1 else f"{name} {number}", columns, head)
                used = 1
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                _cell(sheet, used, place, column, value)
            used += 1
        if sheet is None:
            _sheet(book, name, columns, head)


def _sheet(book: Any, name: str, columns: list[Column], head: Any) -> Any:
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        wide = 60 if column.name in {"text", "headline", "note"} else 16
        sheet.set_column(place, place, wide)
    sheet.write_row(0, 0, [column.name for column in columns], head)
    return sheet


def _cell(sheet: Any, row: int, place: int, column: Column, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, place, value)
    elif isinstance(value, int | float) and abs(value) < _EXACT:
        sheet.write_number(row, place, value)
    elif column.kind == "date" and value >= "1900-03-01":
        sheet.write_datetime(row, place, date.fromisoformat(value))
    else:
        text = str(harmless(value))
        sheet.write_string(row, place, text if len(text) <= _CELL else text[: _CELL - 1] + "…")
