"""One truth: the tables of every store, and the data dictionary, say what the models say."""

import sqlite3
from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from pydantic import TypeAdapter
from stored import records
from thanhtra.schemas import Record
from thanhtra.stores.dictionary import MODELS, dictionary, entries, fields
from thanhtra.stores.rows import loaded, rows_of
from thanhtra.stores.sqlite_schema import numbered, statements
from thanhtra.stores.tables import TABLES

COLUMNS = [(table, column) for table in TABLES for column in table.columns]
WHOLE = {
    *("Record.source", "Record.inspection", "Record.provenance", "Sentence.scores"),
    *("Record.sentences", "Record.entities", "Record.findings", "Record.indicators"),
    *("Agency.unit", "Location.unit"),
}
"""Fields that hold a part of the record; the part's own fields have columns."""
IN_JSON = {"Cue.label", "Cue.start", "Cue.end", "Cue.text", "Cue.weight"}
"""Fields of the column ``sentences.evidence``."""
KINDS = {str: "text", bool: "boolean", date: "date", float: "real"}


def plain(annotation):
    """The type behind an optional or annotated one."""
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if annotation in (str, bool, date, int, float, Decimal) or not parts:
        return annotation
    return plain(parts[0]) if not isinstance(parts[0], str) else str


def test_every_field_of_a_record_has_a_column():
    held = {field for _, column in COLUMNS for field in column.of}
    known = {key for model in MODELS for key, _, _ in fields(model)} | {"Entity.type"}
    assert held == known - WHOLE - IN_JSON


def test_columns_have_the_types_of_their_fields():
    kinds = {key: plain(annotation) for model in MODELS for key, annotation, _ in fields(model)}
    for table, column in COLUMNS:
        for field in column.of:
            kind = kinds.get(field, str)
            if column.kind == "json" or table.name in {"inspection_entities", "indicator_entities"}:
                continue
            if kind is int:
                assert column.kind in {"integer", "whole", "number"}, field
            elif kind is Decimal:
                assert column.kind == "number", field
            else:
                assert column.kind == KINDS[kind], field


def test_rows_fit_their_tables():
    types = {
        **{"text": str, "json": str, "integer": int, "whole": int, "date": date, "boolean": bool},
        **{"number": (int, Decimal), "real": float},
    }
    for record in records():
        for name, made in rows_of(loaded(record)).items():
            table = next(table for table in TABLES if table.name == name)
            for row in made:
                for column, value in zip(table.columns, row, strict=True):
                    if value is None:
                        assert column.null, (name, column.name)
                    else:
                        assert isinstance(value, types[column.kind]), (name, column.name, value)


def test_sqlite_has_these_columns():
    connection = sqlite3.connect(":memory:")
    for statement in statements():
        connection.execute(statement)
    for table in TABLES:
        found = [row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")]
        assert found == [*(["seq"] if numbered(table) else []), *table.names]
        (links,) = connection.execute(
            "SELECT count(DISTINCT id) FROM pragma_foreign_key_list(?)", (table.name,)
        ).fetchone()
        assert links == len(table.links)


def test_postgres_has_the_indexes_of_sqlite(root):
    script = (root / "stores" / "postgres_001.sql").read_text("utf-8")
    for statement in statements(search=False):
        if statement.startswith("CREATE INDEX"):
            named, _, columns = statement.replace('"', "").partition(" ON ")
            assert f"{named} ON thanhtra.{columns};" in script


def test_links_lead_to_keys_of_tables_before():
    seen = {}
    for table in TABLES:
        seen[table.name] = table
        for link in table.links:
            assert link.target == seen[link.table].key
            assert set(link.columns) <= set(table.names)


def test_the_dictionary_is_current(root):
    text = (root / "docs" / "data-dictionary.md").read_text("utf-8")
    hint = "run: python -m thanhtra.stores.dictionary docs/data-dictionary.md"
    assert dictionary(text) == text, hint


def test_every_field_has_a_meaning_and_a_vietnamese_name():
    known = {key for model in MODELS for key, _, _ in fields(model)} | {"Entity.type"}
    assert entries().keys() == known
    for model in MODELS:
        for key, _, meaning in fields(model):
            assert meaning and entries()[key]["vietnamese"], key
    for table, column in COLUMNS:
        assert table.vi and table.doc
        assert column.of or (column.doc and column.vi), (table.name, column.name)


def test_meanings_stand_in_one_place():
    described = {
        f"{model.__name__}.{name}"
        for model in MODELS
        for name, field in model.model_fields.items()
        if field.description
    }
    for key, entry in entries().items():
        assert not (entry["meaning"] and key in described), f"{key}: take it out of dictionary.csv"


@pytest.mark.parametrize("key", [key for key, entry in entries().items() if entry["example"]])
def test_examples_are_values_of_their_fields(key):
    model, _, name = key.partition(".")
    found = next((m for m in MODELS if m.__name__ == model), None)
    kind = found.model_fields[name].annotation if found else str
    TypeAdapter(kind).validate_json(entries()[key]["example"])


def test_the_models_are_all_parts_of_a_record():
    parts = set(Record.model_json_schema()["$defs"])
    assert parts | {"Record", "Mention"} == {model.__name__ for model in MODELS}
