"""A run over an archive: slices, shards, formats, one output whatever the number of workers."""

import gzip
import hashlib
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from archives import account, extract, lines, write_dump
from hypothesis import given, settings
from hypothesis import strategies as st
from thanhtra.corpus.article import Reject
from thanhtra.corpus.options import DEFAULTS
from thanhtra.corpus.sources import sources
from thanhtra.pipeline.archive_folder import folder
from thanhtra.pipeline.archive_journal import Journal
from thanhtra.pipeline.archive_slices import HEAVIEST, LARGEST, address, slices

THANHTRA = str(Path(sys.executable).with_name("thanhtra"))


@pytest.fixture
def dump(tmp_path):
    return write_dump(tmp_path / "dump.jsonl", 100)


@settings(deadline=None)
@given(st.lists(st.integers(1, 3000), max_size=5), st.integers(0, 3))
def test_slices_part_the_input_in_its_order(tmp_path_factory, counts, empty):
    place = tmp_path_factory.mktemp("input")
    for number, count in enumerate(counts):
        (place / f"{number}.jsonl").write_text("{}\n" * count)
    for number in range(empty):
        (place / f"x{number}.jsonl").write_text("")
    made = list(slices(sources([str(place)]), DEFAULTS))
    assert [piece.number for piece in made] == list(range(len(made)))
    assert [address(item) for piece in made for item in piece.items] == [
        f"{place}/{number}.jsonl#L{line + 1}"
        for number, count in enumerate(counts)
        for line in range(count)
    ]
    assert all(1 <= len(piece.items) <= LARGEST for piece in made)
    assert made == list(slices(sources([str(place)]), DEFAULTS))


def test_a_slice_is_bounded_in_bytes(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text((json.dumps({"text": "x" * 1_000_000}) + "\n") * 20)
    made = list(slices(sources([str(path)]), DEFAULTS))
    assert len(made) == 4
    assert all(piece.size < HEAVIEST + 1_100_000 for piece in made)


@settings(deadline=None)
@given(st.lists(st.booleans(), max_size=6), st.integers(0, 500))
def test_a_journal_that_is_cut_anywhere_holds_what_was_whole(tmp_path_factory, kinds, cut):
    path = tmp_path_factory.mktemp("journal") / "journal"
    outcomes = [
        b'{"n": %d}\n' % number if kind else Reject(f"a#{number}", "line 1", "quá dài\n")
        for number, kind in enumerate(kinds)
    ]
    journal = Journal(path)
    for outcome in outcomes:
        journal.begin(1)
        journal.add(outcome)
    journal.close()
    path.write_bytes(path.read_bytes()[:cut])
    again = Journal(path)
    kept = len(again.outcomes)
    assert again.outcomes == outcomes[:kept]
    for outcome in outcomes[kept:]:
        again.begin(1)
        again.add(outcome)
    again.close()
    assert Journal(path).outcomes == outcomes


def test_a_journal_says_which_articles_must_be_made_alone(tmp_path):
    path = tmp_path / "journal"
    journal = Journal(path)
    journal.begin(3)
    for number in range(3):
        journal.add(b"%d\n" % number)
    journal.begin(4)
    journal.add(b"3\n")
    journal.close()
    again = Journal(path)
    assert (again.alone, again.size, again.left) == (7, 4, 3)
    again.begin(1)  # The next one dies, too, and is made once more, alone.
    again.close()
    last = Journal(path)
    assert (last.alone, last.size, last.left) == (7, 1, 1)
    assert len(last.outcomes) == 4
    last.close()


@pytest.mark.parametrize("place", ["{tmp}/run", "memory://run"])
def test_a_folder_holds_whole_files(tmp_path, place):
    if "://" in place:
        pytest.importorskip("fsspec")
    there = pickle.loads(pickle.dumps(folder(place.format(tmp=tmp_path))))
    assert there.sizes() == {}
    there.prepare()
    there.write("a.json", b"one")
    there.write("a.json", b"three")
    with pytest.raises(RuntimeError), there.create("b.json") as file:
        file.write(b"half")
        raise RuntimeError
    with there.create("c.json") as file:
        file.write(b"whole")
    assert there.sizes() == {"a.json": 5, "c.json": 5}
    with there.open("c.json") as file:
        assert file.read() == b"whole"
    there.remove("c.json")
    there.remove("c.json")
    assert there.sizes() == {"a.json": 5}
    there.clear()
    assert there.sizes() == {}
    with pytest.raises(FileNotFoundError):
        there.open("a.json")


def test_any_number_of_workers_gives_the_same_bytes(dump, tmp_path):
    made = []
    for workers in (1, 3):
        output = tmp_path / f"{workers}.jsonl"
        assert extract(dump, "-o", output, "--workers", workers).returncode == 0
        assert account(dump, output) == {}
        made.append(output.read_bytes())
    assert made[0] == made[1]


def test_a_run_gives_what_the_pipeline_gives_without_one(root, tmp_path):
    articles = sorted((root / "corpus" / "articles").glob("00*.txt"))
    output = tmp_path / "records.jsonl"
    subprocess.run([THANHTRA, "extract", *articles, "-o", output], check=True, capture_output=True)
    streamed = subprocess.run(
        [THANHTRA, "extract", *articles], check=True, capture_output=True
    ).stdout
    assert output.read_bytes() == streamed
    assert len(streamed.splitlines()) == len(articles)


def test_a_folder_of_shards(dump, tmp_path):
    output = tmp_path / "records"
    with dump.open("a") as file:
        file.write("{\n")
    first = extract(dump, "-o", output, "--workers", 2)
    assert first.returncode == 1
    manifest = json.loads((output / "manifest.json").read_text())
    assert manifest["complete"]
    assert manifest["counts"] == {"articles": 101, "records": 100, "rejects": 1}
    stated = [(s["name"], s["bytes"], s["sha256"], s["records"]) for s in manifest["shards"]]
    shards = sorted(output.glob("part-*.jsonl"))
    assert stated == [
        (p.name, p.stat().st_size, hashlib.sha256(p.read_bytes()).hexdigest(), len(lines(p)))
        for p in shards
    ]
    (reject,) = lines(output / "rejects.jsonl")
    assert reject["uri"] == f"{dump}#L101"
    stats = json.loads((output / "stats.json").read_text())
    assert stats["rejects"] == 1
    assert stats["facts"]["characters"] == sum(len(r["text"]) for p in shards for r in lines(p))
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}
    again = extract(dump, "-o", output)
    assert again.returncode == 1
    assert "101 of an earlier run" in again.stderr
    assert {path: path.stat().st_mtime_ns for path in output.rglob("part-*")}.items() <= (
        before.items()
    )
    shards[1].write_text("")
    spoilt = extract(dump, "-o", output)
    assert spoilt.returncode == 2
    assert f"{shards[1].name} is not as it was written" in spoilt.stderr
    assert extract(dump, "-o", output, "--restart").returncode == 1
    assert lines(shards[1])


@pytest.mark.parametrize("kind", ["jsonl.gz", "jsonl.zst"])
def test_compressed_output_is_the_same_records(dump, tmp_path, kind):
    plain, packed = tmp_path / "records.jsonl", tmp_path / f"packed.{kind}"
    with dump.open("a") as file:
        file.write("{\n")
    extract(dump, "-o", plain)
    assert extract(dump, "-o", packed).returncode == 1
    if kind == "jsonl.gz":
        content = gzip.decompress(packed.read_bytes())
    else:
        zstandard = pytest.importorskip("zstandard")
        with zstandard.open(packed, "rb") as file:
            content = file.read()
    assert content == plain.read_bytes()
    assert len(lines(tmp_path / "packed.rejects.jsonl")) == 1


def test_parquet_holds_the_records(dump, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    plain, output = tmp_path / "records.jsonl", tmp_path / "shards"
    extract(dump, "-o", plain)
    made = extract(dump, "-o", output, "--format", "parquet", "--workers", 2)
    assert made.returncode == 0, made.stderr
    tables = [parquet.read_table(path) for path in sorted(output.glob("part-*.parquet"))]
    rows = [row for table in tables for row in table.to_pylist()]
    assert [row["record"] for row in rows] == plain.read_text("utf-8").splitlines()
    assert [row["uri"] for row in rows] == [row["source"]["uri"] for row in lines(plain)]


def test_a_url_is_an_output_too(dump, tmp_path):
    """``local://`` stands for a store of objects here: it takes the same way through fsspec."""
    pytest.importorskip("fsspec")
    plain, other = tmp_path / "records.jsonl", tmp_path / "other.jsonl"
    with dump.open("a") as file:
        file.write("{\n")
    assert extract(dump, "-o", plain).returncode == 1
    done = extract(dump, "-o", f"local://{other}", "--workers", 2)
    assert done.returncode == 1, done.stderr
    assert other.read_bytes() == plain.read_bytes()
    assert account(dump, other) == account(dump, plain)
    assert not list(tmp_path.glob(".*"))
    assert extract(dump, "-o", f"local://{tmp_path}/run").returncode == 1
    again = extract(dump, "-o", f"local://{tmp_path}/run")
    assert "101 of an earlier run" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "{tmp}"), "holds other things"),
        (("-o", "{tmp}/dump.jsonl/x"), "no such folder"),
        (("-o", "{tmp}/r.jsonl", "--format", "parquet"), "name a folder"),
        (("-o", "{tmp}/r", "--format", "xml"), "is none of jsonl"),
        (("-o", "{tmp}/other"), "is a file"),
    ],
)
def test_an_output_that_cannot_be_is_one_clear_line(dump, tmp_path, arguments, message):
    (tmp_path / "other").touch()
    done = extract(dump, *(argument.format(tmp=tmp_path) for argument in arguments))
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_nothing_to_read_leaves_nothing(tmp_path):
    (tmp_path / "a.jsonl").touch()
    done = extract(tmp_path, "-o", tmp_path / "records.jsonl")
    assert done.returncode == 2
    assert "no article was found" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_slices_know_how_far_the_input_has_been_read(tmp_path):
    path = write_dump(tmp_path / "a.jsonl", 3000, dict.fromkeys(range(3000), "kiểm tra " * 100))
    (source,) = sources([str(path)])
    passed = [piece.passed for piece in slices([source], DEFAULTS)]
    assert passed == sorted(passed)
    assert passed[-1] == source.size
    assert passed[len(passed) // 2] < source.size * 0.75


def test_progress_for_machines(dump, tmp_path):
    with dump.open("a") as file:
        file.write("{\n" * 3)
    done = extract(dump, "-o", tmp_path / "r.jsonl", "--log-json", FAKE_SECONDS=0.03)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    assert {event["event"] for event in events[:-1]} <= {"progress"}
    assert events[-1]["event"] == "end"
    assert events[-1]["articles"] == 103
    assert events[-1]["records"] == 100
    (reason,) = events[-1]["reasons"]
    assert events[-1]["reasons"][reason] == 3
    articles = [event["articles"] for event in events]
    assert articles == sorted(articles)
