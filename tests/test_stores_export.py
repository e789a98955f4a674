"""Exports: what was asked for, exactly, and nothing that a spreadsheet would run."""

import csv
import io
import json
import subprocess
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stored import THANHTRA, content, lines, thanhtra, with_text, write
from thanhtra.stores.export import csv_lines, harmless, rows, write_xlsx
from thanhtra.stores.model import column
from thanhtra.stores.query import Query
from thanhtra.stores.sqlite import connect
from thanhtra.stores.tables import FINDINGS

EVIL = '=HYPERLINK("http://x","+1") đất đai'


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    made = [*lines(), with_text(EVIL), with_text("-2+3", id="y" * 32)]
    path = folder / "facts.db"
    file = write(folder / "records.jsonl", made)
    assert thanhtra("load", file, "--db", path).exit_code == 0
    return path


def exported(*arguments):
    done = thanhtra("export", *arguments)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_records_come_back_byte_for_byte(store):
    made = exported(store, "--jsonl", "--table", "records")
    assert made == store.with_name("records.jsonl").read_text("utf-8")


def test_json_lines_have_types(store):
    made = [json.loads(line) for line in exported(store, "--jsonl").splitlines()]
    assert len(made) == len(content(store)["findings"])
    assert list(made[0]) == list(FINDINGS.names)
    assert {type(row["has_figures"]) for row in made} == {bool}
    sentences = exported(store, "--jsonl", "--table", "sentences").splitlines()
    assert {type(json.loads(line)["labels"]) for line in sentences} == {list}


def test_csv_is_what_was_asked_for(store):
    made = exported(store, "dat dai", "--csv", "--label", "shortcoming")
    head, *found = csv.reader(io.StringIO(made))
    assert head == list(FINDINGS.names)
    connection = connect(store)
    query = Query(text="dat dai", labels=("shortcoming",))
    expected = [row[5] for row in rows(connection, query, FINDINGS.columns)]
    assert [row[5] for row in found] == [harmless(text) for text in expected]
    assert f"'{EVIL}" in [row[5] for row in found]


def test_no_cell_is_a_formula(store):
    _, *found = csv.reader(io.StringIO(exported(store, "--csv")))
    texts = [row[5] for row in found]
    assert "'-2+3" in texts and f"'{EVIL}" in texts
    assert not any(cell.startswith(tuple("=+-@\t\r")) for row in found for cell in row)


@given(st.text(), st.sampled_from("=+-@\t\r\n"))
def test_whatever_begins_like_a_formula_is_text(text, sign):
    assert harmless(sign + text) == f"'{sign}{text}"


@pytest.mark.parametrize("value", [-5, 2.5, None, "đất = đai", "'quoted"])
def test_numbers_and_plain_text_stay(value):
    assert harmless(value) == value


def test_csv_survives_any_text():
    columns = [column("a", "text"), column("b", "text")]
    values = [('x,"y"\nz', "Đất"), (None, ""), ("\u2028", "'")]
    made = "".join(csv_lines(columns, values))
    found = list(csv.reader(io.StringIO(made, newline="")))
    assert found[1:] == [[cell or "" for cell in row] for row in values]


def test_a_csv_file_is_marked_as_utf8_for_spreadsheets(store, tmp_path):
    exported(store, "-o", tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfarticle_id,")


def sheet_of(path):
    book = openpyxl.load_workbook(path)
    return book, list(book.worksheets[0].iter_rows(values_only=True))


def test_a_spreadsheet_has_types_and_no_formula(store, tmp_path):
    exported(store, "--table", "findings", "-o", tmp_path / "a.xlsx")
    book, (head, *found) = sheet_of(tmp_path / "a.xlsx")
    assert head == FINDINGS.names
    assert len(found) == len(content(store)["findings"])
    places = {name: place for place, name in enumerate(head)}
    assert {type(row[places["has_deadline"]]) for row in found} == {bool}
    assert {type(row[places["score"]]) for row in found} <= {float, int}
    assert datetime in {type(row[places["day"]]) for row in found}
    assert f"'{EVIL}" in [row[places["text"]] for row in found]
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


def test_a_spreadsheet_holds_what_does_not_fit(monkeypatch):
    monkeypatch.setattr("thanhtra.stores.export._SHEET", 4)
    columns = [column("name", "text"), column("amount", "whole"), column("day", "date")]
    values = [("a" * 40_000, 10**17 + 1, "1850-01-01"), *[("b", 1, "2020-02-29")] * 6]
    file = io.BytesIO()
    write_xlsx(file, "facts", columns, values)
    book, (_, first, second, _) = sheet_of(file)
    assert book.sheetnames == ["facts", "facts 2", "facts 3"]
    assert len(first[0]) == 32_767 and first[0].endswith("…")
    assert first[1:] == ("100000000000000001", "1850-01-01")
    assert second[2].date() == date(2020, 2, 29)


def test_a_spreadsheet_is_the_same_each_time(store, tmp_path):
    for name in ("a", "b"):
        exported(store, "-o", tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("format_", ["--csv", "--jsonl"])
def test_filters_of_the_command(store, format_):
    made = [json.loads(line) for line in exported(store, "--jsonl").splitlines()]
    day, province = made[0]["day"], next(r["province_now"] for r in made if r["province_now"])
    for options, keep in (
        (["--since", day], lambda r: r["day"] and r["day"] >= day),
        (["--until", day], lambda r: r["day"] and r["day"] <= day),
        (["--topic", made[0]["topic"]], lambda r: r["topic"] == made[0]["topic"]),
        (["--topic", "CAI CACH hanh chinh"], lambda r: r["topic"] == "cải cách hành chính"),
        (
            ["--province", province],
            lambda r: province in (r["province_now"], r["province_before"]),
        ),
        (["--label", "achievement", "--label", "recommendation"], lambda r: r["label"][0] in "ar"),
    ):
        count = sum(map(bool, map(keep, made)))
        found = exported(store, format_, *options)
        size = len(list(csv.reader(io.StringIO(found)))) - 1 if format_ == "--csv" else None
        assert count == (len(found.splitlines()) if size is None else size) > 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "say which format"),
        (["--csv", "--jsonl"], "choose one"),
        (["--xlsx"], "name a file with -o"),
        (["--csv", "--table", "nix"], "no such table"),
        (["--csv", "--table", "records"], "records are JSON"),
        (["--csv", "--table", "agencies", "--topic", "y tế"], "has no topic"),
        (["--csv", "--province", "Atlantis"], "no such province"),
        (["-o", "no/such/a.csv"], "no such folder"),
        (["--csv", "--label", "bad"], "not one of achievement, shortcoming, recommendation"),
        (["--csv", "--topic", "thể thao"], "not one of cải cách hành chính"),
    ],
)
def test_a_wrong_command_is_one_clear_line(store, arguments, message):
    done = thanhtra("export", store, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_missing_store_is_one_clear_line(tmp_path):
    done = thanhtra("export", tmp_path / "no.db", "--csv")
    assert done.exit_code == 2 and "no such file" in done.stderr


def test_a_failed_export_leaves_the_old_file(store, tmp_path):
    output = tmp_path / "a.csv"
    output.write_text("before")
    assert thanhtra("export", store, "--province", "Atlantis", "-o", output).exit_code == 2
    assert output.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_closed_pipe_is_no_error(store):
    command = f"{THANHTRA} export {store} --csv | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("article_id")
    assert "Traceback" not in done.stderr
