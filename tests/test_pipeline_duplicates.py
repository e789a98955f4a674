"""Copies of an article are found over an archive, and named."""

import json
import random
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thanhtra.pipeline import load
from thanhtra.pipeline.cli import app
from thanhtra.pipeline.duplicates import group, signatures
from thanhtra.pipeline.similarity import SIZE, signature, similar
from thanhtra.pipeline.syllables import syllables_of
from thanhtra.schemas import Record
from typer.testing import CliRunner

CHANCE = random.Random(11)


def edited(text):
    words = text.split(" ")
    return " ".join(w if CHANCE.random() > 0.02 else CHANCE.choice(words) for w in words)


COPIES = {
    "whole": lambda text: text,
    "cut": lambda text: text[: int(len(text) * 0.75)],
    "with another headline": lambda text: "Tin trong ngày\n" + text.split("\n", 1)[1],
    "touched up": edited,
    "syndicated": lambda text: f"(Báo Địa phương) {text}\nTheo Trần Thị Mẫu\nLượt xem: 12",
}


@pytest.fixture(scope="module")
def texts(root):
    """Articles that were written one by one, long enough to be told apart."""
    found = (p.read_text("utf-8") for p in sorted((root / "corpus" / "articles").glob("*.txt")))
    return [text for text in found if len(text) > 600 and "\n" in text]


@pytest.fixture(scope="module")
def sign():
    stages = ("sentences", "words", "entities", "labels", "findings", "indicators")
    nlp = load(disable=stages)
    return lambda text: signature(syllables_of(nlp(text)))


def test_planted_copies_are_found_and_nothing_else(texts, sign):
    signs = [sign(text) for text in texts]
    for kind, copy in COPIES.items():
        first = group(signatures([*signs, *(sign(copy(text)) for text in texts)]))
        originals, copies = first[: len(texts)], first[len(texts) :]
        assert (originals == np.arange(len(texts))).all(), "articles are not copies"
        assert (copies == np.arange(len(texts))).mean() > 0.97, kind
        assert set(copies[copies != np.arange(len(texts))]) <= {
            *range(len(texts), 2 * len(texts))
        }, "a copy is of its original or of nothing"


@settings(deadline=None)
@given(
    st.lists(st.binary(min_size=SIZE, max_size=SIZE), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 40)), max_size=12),
)
def test_groups_are_the_same_whatever_stands_between(bases, copies):
    signs = [base.hex() for base in bases]
    for base, spoilt in copies:
        sign = bytearray(bases[base % len(bases)])
        sign[:spoilt] = bytes(byte ^ 1 for byte in sign[:spoilt])
        signs.append(sign.hex())
    first = group(signatures(signs))
    assert (first <= np.arange(len(signs))).all()
    assert (first[first] == first).all()
    for number, leader in enumerate(first):
        near = [n for n in range(len(signs)) if n != number and first[n] == leader]
        if near:  # Each of a group is like another of it.
            assert max(similar(signs[number], signs[n]) for n in near) >= 0.5


def test_articles_without_words_are_no_copies():
    assert group(signatures(["", "", ""])).tolist() == [0, 1, 2]


@pytest.fixture
def records(tmp_path, article):
    """A file of records: an article, another, a copy of the first."""
    for name, text in {
        "a": article,
        "b": "Sở Y tế kiểm tra nhà thuốc trên địa bàn huyện Cao Phong trong tháng 5.",
        "c": article.replace("Lượt xem: 128", "Theo Báo Mẫu"),
    }.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    path = tmp_path / "records.jsonl"
    done = CliRunner().invoke(app, ["extract", str(tmp_path)])
    path.write_text(done.stdout, encoding="utf-8")
    return path


def dedup(*arguments):
    return CliRunner().invoke(app, ["dedup", *map(str, arguments)])


def test_dedup_prints_groups(records):
    done = dedup(records)
    assert done.exit_code == 0
    (found,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert [member["uri"][-5:] for member in found["articles"]] == ["a.txt", "c.txt"]
    assert found["articles"][0]["similarity"] == 1
    assert "3 records: 2 different, 1 copies" in done.stderr


def test_records_name_their_group(records, tmp_path):
    output = tmp_path / "grouped.jsonl"
    assert dedup(records, "-o", output).exit_code == 0
    before = records.read_text("utf-8").splitlines()
    after = output.read_text("utf-8").splitlines()
    a, b, c = (Record.model_validate_json(line) for line in after)
    assert a.group == c.group == a.id
    assert b.group == b.id
    unnamed = [record.model_copy(update={"group": None}) for record in (a, b, c)]
    assert [record.model_dump_json() for record in unnamed] == before
    again = tmp_path / "again.jsonl"
    assert dedup(output, "-o", again).exit_code == 0
    assert [json.loads(line) for line in again.read_text().splitlines()] == [
        json.loads(line) for line in after
    ]


def test_only_the_first_of_each_group(records, tmp_path):
    output = tmp_path / "unique.jsonl"
    assert dedup(records, "--unique", "-o", output).exit_code == 0
    assert [json.loads(line)["source"]["uri"][-5:] for line in output.open()] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("content", "message"),
    [('{"id": "a"}\n', "line 1: is no record"), ("{\n", "line 1: is no record"), ("", "no record")],
)
def test_what_is_no_record_is_one_clear_line(tmp_path, content, message):
    path = tmp_path / "r.jsonl"
    path.write_text(content)
    done = dedup(path)
    assert done.exit_code == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_package_is_named_with_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "zstandard", None)
    path = tmp_path / "r.jsonl.zst"
    path.write_bytes(b"")
    done = dedup(path)
    assert done.exit_code == 2
    (line,) = done.stderr.splitlines()
    assert "r.jsonl.zst: zstandard is missing" in line
    assert "thanhtra[archives]" in line
