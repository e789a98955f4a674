"""Labelling sheets: out, corrected, and back as gold."""

import csv

import pytest
from thanhtra.corpus.gold import GoldError, read_gold
from thanhtra.corpus.sheets import read_sheet, write_gold, write_sheet
from thanhtra.pipeline import record


@pytest.fixture
def sheet(tmp_path, nlp, article):
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_sheet(file, [record(nlp(article))])
    return path


def test_a_sheet_comes_back_as_gold_with_the_corrections(sheet, tmp_path):
    rows = list(csv.DictReader(sheet.open(encoding="utf-8-sig", newline="")))
    rows[1] |= {"achievement": "", "shortcoming": "x", "recommendation": "1"}
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert write_gold(tmp_path / "gold", read_sheet(sheet)) == 1
    (gold,) = read_gold(tmp_path / "gold")
    assert gold.sentences[1]["labels"] == ["shortcoming", "recommendation"]
    texts = [gold.text[s["start"] : s["end"]] for s in gold.sentences]
    assert texts == [row["text"] for row in rows]


def test_gold_is_not_overwritten(sheet, tmp_path):
    write_gold(tmp_path / "gold", read_sheet(sheet))
    with pytest.raises(GoldError, match="holds gold already"):
        write_gold(tmp_path / "gold", read_sheet(sheet))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_sheet_may_be_saved_as_the_spreadsheet_likes(sheet, separator):
    wanted = list(read_sheet(sheet))
    rows = list(csv.DictReader(sheet.open(encoding="utf-8-sig", newline="")))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)
    assert list(read_sheet(sheet)) == wanted


def test_a_sheet_of_another_kind_is_said(tmp_path):
    path = tmp_path / "s.csv"
    path.write_bytes("article,sentence\nđất".encode("utf-16"))
    with pytest.raises(GoldError, match="no CSV file in UTF-8"):
        list(read_sheet(path))
    with pytest.raises(GoldError, match="is a folder"):
        list(read_sheet(tmp_path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("article,sentence,text\na,1,b\n", "no column achievement"),
        ("article,sentence,achievement,shortcoming,recommendation,text\na,1,x\n", "line 2"),
    ],
)
def test_a_broken_sheet_is_reported_with_its_line(tmp_path, content, message):
    path = tmp_path / "s.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=message):
        list(read_sheet(path))
