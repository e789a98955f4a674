"""Parquet: typed, exact, the same bytes for the same facts, readable by what people use."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from stored import changed, content, lines, thanhtra, with_text, write
from thanhtra.stores.tables import TABLES

pytest.importorskip("pyarrow", reason="pyarrow is not installed")
from pyarrow import parquet
from thanhtra.stores.parquet import schema


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parquet")
    file = write(folder / "records.jsonl", lines())
    assert thanhtra("load", file, "--parquet", folder / "facts").exit_code == 0
    assert thanhtra("load", file, "--db", folder / "facts.db").exit_code == 0
    return folder


def digests(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_one_file_a_table_and_nothing_else(folder):
    names = sorted(p.name for p in (folder / "facts").iterdir())
    assert names == sorted(f"{table.name}.parquet" for table in TABLES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_files_hold_the_rows_of_the_store(folder, table):
    made = parquet.read_table(folder / "facts" / f"{table.name}.parquet")
    assert made.schema.equals(schema(table))
    stored = content(folder / "facts.db")[table.name]
    found = [tuple(map(as_sqlite, row.values())) for row in made.to_pylist()]
    assert sorted(found, key=repr) == stored


def as_sqlite(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def test_the_same_facts_are_the_same_bytes(folder, tmp_path):
    backwards = write(tmp_path / "r.jsonl", lines()[::-1])
    thanhtra("load", backwards, "--parquet", tmp_path / "a")
    assert digests(tmp_path / "a") == digests(folder / "facts")
    done = thanhtra("export", folder / "facts.db", "--parquet", tmp_path / "b")
    assert done.exit_code == 0
    assert digests(tmp_path / "b") == digests(folder / "facts")


def test_a_load_replaces_the_files_whole(tmp_path):
    file = write(tmp_path / "r.jsonl", lines(3))
    thanhtra("load", file, "--parquet", tmp_path / "facts")
    write(file, [changed(lines(3)[0], topic="y tế")])
    thanhtra("load", file, "--parquet", tmp_path / "facts")
    made = parquet.read_table(tmp_path / "facts" / "articles.parquet")
    assert made.column("topic").to_pylist() == ["y tế"]


def test_numbers_are_exact_or_null(tmp_path):
    def money(number, amount):
        part = {"id": f"e{number}", "type": "MONEY", "start": number, "end": number + 1}
        part |= {"text": "abcd"[number], "rule": "test", "amount": amount, "currency": "USD"}
        return part

    amounts = [22.2, 2**62 + 1, 0.1, 10**40]
    entities = [money(number, amount) for number, amount in enumerate(amounts)]
    file = write(tmp_path / "r.jsonl", [with_text("abcd", entities=entities, findings=[])])
    thanhtra("load", file, "--parquet", tmp_path / "facts")
    made = parquet.read_table(tmp_path / "facts" / "entities.parquet").column("amount")
    expected = [Decimal("22.2"), Decimal(2**62 + 1), Decimal("0.1"), None]
    assert made.to_pylist() == expected


def test_pandas_polars_and_duckdb_read_it(folder):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    polars = pytest.importorskip("polars", reason="polars is not installed")
    duckdb = pytest.importorskip("duckdb", reason="DuckDB is not installed")
    file = str(folder / "facts" / "findings.parquet")
    count = len(content(folder / "facts.db")["findings"])
    assert len(pandas.read_parquet(file)) == count
    frame = polars.read_parquet(file)
    assert frame.height == count and frame.schema["deadline_last_day"] == polars.Date
    (typed,) = duckdb.sql(f"SELECT typeof(day), count(*) FROM '{file}' GROUP BY 1").fetchall()
    assert typed == ("DATE", count)


def test_a_place_that_is_no_folder_is_one_clear_line(tmp_path):
    file = write(tmp_path / "r.jsonl", lines(1))
    done = thanhtra("load", file, "--parquet", file)
    assert done.exit_code == 2
    assert "name a folder" in done.stderr and len(done.stderr.splitlines()) == 1
