"""The SQLite form of the tables: definitions, full-text search, the file's version.

Tables under full-text search (and ``articles``) have a number ``seq`` of their own, for FTS5 wants
one that VACUUM does not change; the others are kept in the order of their key. FTS5's tokenizer
takes the tone and vowel marks off, but not the stroke of đ: the index reads the generated columns
``folded`` (the text) and ``folded_names`` (the bodies' names), in which đ is d. They have a
character for each character of the original, so a place in one is the same place in the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from .model import Column, Table
from .tables import TABLES

APPLICATION_ID = 0x74687472
"""Marks a file as ours (``PRAGMA application_id``): "thtr"."""
SCHEMA = 2
"""Version of the tables (``PRAGMA user_version``)."""

_TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "whole": "NUMERIC",
    "number": "NUMERIC",
    "real": "REAL",
    "date": "TEXT",
    "boolean": "INTEGER",
    "json": "TEXT",
}
TOKENIZER = "unicode61 remove_diacritics 2"
OPEN_MARK, CLOSE_MARK = "\x02", "\x03"
"""What ``highlight()`` puts round a hit: characters that stand in no folded column."""
FOLDED = {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", OPEN_MARK: " ", CLOSE_MARK: " "}
"""Character for character, before the tokenizer folds the rest; Ð is a common slip for Đ."""


def statements(*, search: bool = True) -> Iterator[str]:
    """The statements that make an empty store, in order, with full-text search or without."""
    for table in TABLES:
        yield _create(table)
        for columns in _indexes(table):
            name = "_".join((table.name, *columns))
            # Most entities are no body: a reference that is not there needs no place in the index.
            there = f" WHERE {columns[0]} IS NOT NULL" if columns[0].endswith("_key") else ""
            yield f"CREATE INDEX {name} ON {table.name} ({_list(columns)}){there}"
        if search and table.searched:
            yield from _search(table)
    yield f"PRAGMA application_id = {APPLICATION_ID}"
    yield f"PRAGMA user_version = {SCHEMA}"


def numbered(table: Table) -> bool:
    """Has the table a ``seq``?"""
    return bool(table.searched) or table.name == "articles"


def quoted(name: str) -> str:
    """A name as SQL has it."""
    return f'"{name}"'


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(map(quoted, names))


def _create(table: Table) -> str:
    lines = [_column(column) for column in table.columns]
    if numbered(table):
        lines = ["seq INTEGER PRIMARY KEY", *lines, f"UNIQUE ({_list(table.key)})"]
    else:
        lines.append(f"PRIMARY KEY ({_list(table.key)})")
    if table.searched:
        place = len(table.columns) + 1
        lines[place:place] = [
            f"{name} TEXT GENERATED ALWAYS AS ({source}) VIRTUAL"
            for name, source in _folded(table).items()
        ]
    for link in table.links:
        action = " ON DELETE CASCADE" if link.cascade else " DEFERRABLE INITIALLY DEFERRED"
        lines.append(
            f"FOREIGN KEY ({_list(link.columns)}) REFERENCES {link.table} ({_list(link.target)})"
            + action
        )
    tail = "" if numbered(table) else " WITHOUT ROWID"
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + f"\n){tail}"


def _column(column: Column) -> str:
    return f"{quoted(column.name)} {_TYPES[column.kind]}" + ("" if column.null else " NOT NULL")


def _indexes(table: Table) -> Iterator[tuple[str, ...]]:
    for column in table.columns:
        if column.indexed:
            yield (column.name,)
    yield from table.indexes


def _folded(table: Table) -> dict[str, str]:
    """The folded columns and what they are made of."""
    text, *names = map(quoted, table.searched)
    made = {"folded": text}
    if names:
        made["folded_names"] = " || ' ' || ".join(f"coalesce({name}, '')" for name in names)
    for letter, plain in FOLDED.items():
        made = {
            name: f"replace({source}, char({ord(letter)}), '{plain}')"
            for name, source in made.items()
        }
    return made


def _search(table: Table) -> Iterator[str]:
    """The index of a table, and the triggers that keep it true."""
    index, columns = f"{table.name}_fts", tuple(_folded(table))
    yield (
        f"CREATE VIRTUAL TABLE {index} USING fts5({', '.join(columns)}, "
        f'content="{table.name}", content_rowid="seq", '
        f'tokenize="{TOKENIZER}")'
    )
    names = ", ".join(("rowid", *columns))
    old, new = (", ".join(f"{row}.{name}" for name in ("seq", *columns)) for row in ("old", "new"))
    add = f"INSERT INTO {index} ({names}) VALUES ({new});"
    take = f"INSERT INTO {index} ({index}, {names}) VALUES ('delete', {old});"
    for event, action in {"insert": add, "delete": take, "update": f"{take} {add}"}.items():
        yield (
            f"CREATE TRIGGER {index}_{event} AFTER {event.upper()} ON {table.name} "
            f"BEGIN {action} END"
        )
