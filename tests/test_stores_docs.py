"""The examples in the documentation of the stores work as they stand."""

import re
import sqlite3
from pathlib import Path

import pytest
from stored import lines, thanhtra, write

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs" / "stores.md").read_text("utf-8"), re.S)


def blocks(wanted):
    return [block for language, block in BLOCKS if language == wanted]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    file = write(folder / "records.jsonl", lines())
    assert thanhtra("load", file, "--db", folder / "facts.db").exit_code == 0
    return folder


@pytest.mark.parametrize("sql", blocks("sql"))
def test_sql_runs(folder, sql):
    with sqlite3.connect(folder / "facts.db") as connection:
        assert connection.execute(sql).fetchall()


@pytest.mark.parametrize("code", blocks("python"))
def test_python_runs(folder, code, monkeypatch, capsys):
    pytest.importorskip(code.split()[1], reason="the library of the example is not installed")
    monkeypatch.chdir(folder)
    assert thanhtra("export", "facts.db", "--parquet", "facts").exit_code == 0
    exec(compile(code, "docs/stores.md", "exec"), {})
    assert capsys.readouterr().out
