"""The SQLite store: idempotent, whole or not at all, sound whatever happens."""

import json
import signal
import sqlite3
import subprocess
import time
from decimal import Decimal

import pytest
from stored import (
    THANHTRA,
    changed,
    check,
    content,
    dump,
    lines,
    records,
    thanhtra,
    with_text,
    write,
)
from thanhtra.corpus.article import Reject
from thanhtra.pipeline.runner import run
from thanhtra.stores.errors import StoreError
from thanhtra.stores.rows import loaded
from thanhtra.stores.sqlite import SqliteStore, connect


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write(tmp_path_factory.mktemp("records") / "records.jsonl", lines())


@pytest.fixture(scope="module")
def store(file):
    path = file.with_name("facts.db")
    assert thanhtra("load", file, "--db", path).exit_code == 0
    return path


def fill(path, *batches):
    """A store that was filled with batches of lines."""
    from thanhtra.schemas import Record

    with SqliteStore(path) as store:
        for batch in batches:
            store.write([loaded(Record.model_validate_json(line)) for line in batch])
    return path


def test_a_store_holds_every_fact(store):
    made, rows = records(), content(store)
    assert len(rows["articles"]) == len(made)
    for table in ("sentences", "entities", "findings", "indicators"):
        assert len(rows[table]) == sum(len(getattr(r, table)) for r in made)
    assert len(rows["finding_entities"]) == sum(len(f.entities) for r in made for f in r.findings)
    keys = {e.key for r in made for e in r.entities if e.type == "AGENCY"}
    assert {row[0] for row in rows["agencies"]} == keys
    check(store)


def test_loading_again_changes_not_a_byte(store, file):
    before = dump(store)
    done = thanhtra("load", file, file, "--db", store)
    assert "0 new or changed" in done.stderr
    assert dump(store) == before


def test_the_store_is_one_file(store):
    assert [p.name for p in store.parent.glob("facts.db*")] == ["facts.db"]


def test_shards_and_batches_do_not_matter(tmp_path, store):
    made = lines()
    one = fill(tmp_path / "one.db", *([line] for line in made))
    backwards = fill(tmp_path / "backwards.db", made[::-1])
    assert content(one) == content(store)
    assert content(backwards) == content(store)


def test_a_newer_record_replaces_the_older_whole(tmp_path):
    old = lines()
    new = changed(old[3], findings=[], topic="y tế", indicators=[])
    replaced = fill(tmp_path / "replaced.db", old, [new])
    fresh = fill(tmp_path / "fresh.db", [*old[:3], new, *old[4:]])
    assert content(replaced) == content(fresh)
    check(replaced)


def test_of_several_records_of_one_article_the_last_counts(tmp_path):
    old = lines()
    new = changed(old[3], findings=[])
    path = fill(tmp_path / "a.db", [*old, new])
    assert content(path) == content(fill(tmp_path / "b.db", [*old[:3], new, *old[4:]]))
    before = content(path, numbers=True)
    fill(path, [*old, new])
    fill(path, old, [new])
    assert content(path, numbers=True) == before
    check(path)


def test_bodies_without_mentions_go(tmp_path):
    made = lines()
    path = fill(tmp_path / "a.db", made)
    bare = [changed(x, entities=[], findings=[], indicators=[], inspection={}) for x in made]
    fill(path, bare)
    rows = content(path)
    assert rows["agencies"] == rows["documents"] == rows["persons"] == []
    assert len(rows["articles"]) == len(made)
    check(path)


def test_indexes_follow_changes_by_plain_sql(tmp_path):
    path = fill(tmp_path / "a.db", lines())
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("UPDATE findings SET text = 'Đất đai' WHERE seq % 3 = 0")
        connection.execute("DELETE FROM articles WHERE seq % 4 = 0")
        connection.execute("VACUUM") if not connection.in_transaction else None
    check(path)
    with sqlite3.connect(path) as connection:
        connection.execute("VACUUM")
    check(path)


BROKEN = {
    "cut off": (lines()[0][:1000], "column", "broken JSON"),
    "no JSON": ("nonsense", "column", "broken JSON"),
    "another object": ('{"a": 1}', "", "not a record"),
    "a list": ("[1]", "", "not a record"),
    "a newer version": (lines()[0].replace('"1"', '"9"', 1), "schema_version", "version 9"),
    "not grounded": (lines()[0].replace('"text":"', '"text":"x', 1), "", "not a record"),
    "nested deep": ("[" * 10_000, "", "broken JSON"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_leaves_nothing_but_its_reason(tmp_path, name):
    line, place, reason = BROKEN[name]
    made = lines(4)
    file = write(tmp_path / "r.jsonl", [made[1], line, made[2]])
    done = thanhtra("load", file, "--db", tmp_path / "a.db")
    assert done.exit_code == 1
    assert "Traceback" not in done.stderr
    rows = content(tmp_path / "a.db")
    ((stage, uri, where, why),) = rows.pop("rejects")
    assert (stage, uri) == ("load", f"{file}#L2")
    assert where.startswith("line 2") and place in where
    assert reason in why
    assert f"{file}: line 2" in done.stderr
    whole = content(fill(tmp_path / "b.db", made[1:3]))
    assert rows == {name: found for name, found in whole.items() if name != "rejects"}
    check(tmp_path / "a.db")


def test_a_repaired_file_takes_its_rejects_away(tmp_path):
    path = tmp_path / "a.db"
    file = write(tmp_path / "r.jsonl", ["{", *lines(2)])
    other = write(tmp_path / "other.jsonl", ["{"])
    assert thanhtra("load", file, other, "--db", path).exit_code == 1
    write(file, lines(2))
    assert thanhtra("load", file, "--db", path).exit_code == 0
    assert [row[1] for row in content(path)["rejects"]] == [f"{other}#L1"]


def test_a_line_that_is_not_utf8_is_placed(tmp_path):
    file = tmp_path / "r.jsonl"
    file.write_bytes(b'{"id": "\xff"}\n')
    done = thanhtra("load", file, "--db", tmp_path / "a.db")
    assert "line 1, byte 9: not UTF-8" in done.stderr


def test_a_record_that_the_tables_refuse_is_a_reject_of_its_own(tmp_path):
    made = [json.loads(line) for line in lines(3)]
    made[1]["findings"][1]["id"] = made[1]["findings"][0]["id"]
    file = write(tmp_path / "r.jsonl", [json.dumps(m, ensure_ascii=False) for m in made])
    done = thanhtra("load", file, "--db", tmp_path / "a.db")
    assert done.exit_code == 1
    assert "cannot be stored" in done.stderr
    assert len(content(tmp_path / "a.db")["articles"]) == 2
    check(tmp_path / "a.db")


def test_rejects_of_the_extraction_come_along_until_the_article_is_read(tmp_path, nlp):
    path = tmp_path / "a.db"
    made = lines(2)
    uri = json.loads(made[1])["source"]["uri"]
    file = write(tmp_path / "r.jsonl", made[:1])
    rejects = [{"uri": uri, "place": "byte 3", "reason": "binary"}, {"uri": "b", "place": ""}]
    write(tmp_path / "r.rejects.jsonl", [json.dumps(reject) for reject in rejects])
    done = thanhtra("load", file, "--db", path)
    assert done.exit_code == 1
    assert "not a reject" in done.stderr
    found = content(path)["rejects"]
    assert ("extract", uri, "byte 3", "binary") in found and len(found) == 2
    write(file, made)
    (tmp_path / "r.rejects.jsonl").unlink()
    thanhtra("load", file, "--db", path)
    assert [row[0] for row in content(path)["rejects"]] == ["load"]


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".jsonl.zst"])
def test_compressed_files_and_folders(tmp_path, store, suffix):
    shards = tmp_path / "shards"
    shards.mkdir()
    if suffix.endswith("zst"):
        zstandard = pytest.importorskip("zstandard", reason="zstandard is not installed")
        data = "".join(f"{line}\n" for line in lines()).encode()
        (shards / f"a{suffix}").write_bytes(zstandard.compress(data))
    else:
        write(shards / f"a{suffix}", lines())
    assert thanhtra("load", shards, "--db", tmp_path / "a.db").exit_code == 0
    assert content(tmp_path / "a.db") == content(store)


def test_a_damaged_archive_keeps_what_can_be_read(tmp_path):
    file = write(tmp_path / "a.jsonl.gz", lines())
    file.write_bytes(file.read_bytes()[:-3000])
    done = thanhtra("load", file, "--db", tmp_path / "a.db")
    assert done.exit_code == 1
    assert f"{file}: behind line" in done.stderr
    check(tmp_path / "a.db")


def test_standard_input(tmp_path, store):
    done = thanhtra("load", "-", "--db", tmp_path / "a.db", stdin="\n".join(lines()))
    assert done.exit_code == 0
    assert content(tmp_path / "a.db") == content(store)


def test_extract_writes_into_a_store_at_once(tmp_path, article):
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")
    once = thanhtra("extract", tmp_path, "--db", tmp_path / "once.db")
    assert (once.exit_code, once.stdout) == (1, "")
    thanhtra("extract", tmp_path, "-o", tmp_path / "r.jsonl")
    thanhtra("load", tmp_path / "r.jsonl", "--db", tmp_path / "twice.db")
    assert content(tmp_path / "once.db") == content(tmp_path / "twice.db")
    assert len(content(tmp_path / "once.db")["rejects"]) == 1


def test_a_killed_load_goes_on_as_if_nothing_had_been(tmp_path):
    base = [json.loads(line) for line in lines()]
    many = [json.dumps(r | {"id": f"{n:032x}"}) for n, r in enumerate(base * 25)]
    file = write(tmp_path / "many.jsonl", many)
    path = tmp_path / "killed.db"
    loader = subprocess.Popen([THANHTRA, "load", file, "--db", path], stderr=subprocess.DEVNULL)
    for _ in range(600):
        time.sleep(0.05)
        if path.exists() and path.with_name("killed.db-wal").exists() and _articles(path):
            break
    loader.send_signal(signal.SIGKILL)
    loader.wait()
    half = _articles(path)
    assert 0 < half < len(many)
    check(path)
    assert thanhtra("load", file, "--db", path).exit_code == 0
    thanhtra("load", file, "--db", tmp_path / "whole.db")
    assert content(path, numbers=True) == content(tmp_path / "whole.db", numbers=True)
    check(path)


def _articles(path):
    try:
        with sqlite3.connect(path, timeout=10) as connection:
            return connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def test_two_loaders_at_once(tmp_path, store):
    made = lines()
    files = [write(tmp_path / f"{n}.jsonl", made[n::2]) for n in range(2)]
    commands = [[THANHTRA, "load", *files, "--db", tmp_path / "a.db"] for _ in range(2)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE) for command in commands]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert content(tmp_path / "a.db") == content(store)
    check(tmp_path / "a.db")


def test_hostile_characters_are_kept(tmp_path):
    text = "Đất\0đai\x02 =1+1 \u202e<script>\x03"
    line = with_text(text)
    path = fill(tmp_path / "a.db", [line])
    with connect(path) as connection:
        (found,) = connection.execute("SELECT text FROM findings").fetchone()
        (record,) = connection.execute("SELECT record FROM articles").fetchone()
    assert found == text.replace("\0", "\ufffd")
    assert json.loads(record)["text"] == text
    check(path)


@pytest.mark.parametrize(
    ("amount", "kept"),
    [(97.9, 97.9), (2**62, 2**62), (10**25, float(10**25)), (-(2**63), -(2**63))],
)
def test_numbers_of_any_size_are_kept(tmp_path, amount, kept):
    money = {"id": "e1", "type": "MONEY", "start": 0, "end": 2, "text": "ab", "rule": "test"}
    money |= {"amount": amount, "currency": "VND", "dong": int(amount)}
    line = with_text("ab", entities=[money], findings=[])
    path = fill(tmp_path / "a.db", [line])
    with connect(path) as connection:
        assert connection.execute("SELECT amount FROM entities").fetchone() == (kept,)
        (record,) = connection.execute("SELECT record FROM articles").fetchone()
    exact = json.loads(record, parse_float=Decimal)["entities"][0]["amount"]
    assert exact == (Decimal(str(amount)) if isinstance(amount, float) else amount)


def test_a_file_that_is_no_store_is_refused_and_not_touched(tmp_path):
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (x)")
    text = tmp_path / "text.db"
    text.write_text("no database at all, but long enough to look at\n" * 40)
    newer = fill(tmp_path / "newer.db", [])
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    file = write(tmp_path / "r.jsonl", lines(1))
    for path, message in (
        (other, "not a store of thanhtra"),
        (text, "cannot be opened"),
        (newer, "update thanhtra"),
        (tmp_path / "no" / "such.db", "no such folder"),
        (tmp_path, "is a folder"),
    ):
        before = path.read_bytes() if path.is_file() else None
        done = thanhtra("load", file, "--db", path)
        assert done.exit_code == 2
        assert message in done.stderr and len(done.stderr.splitlines()) == 1
        assert before is None or path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no/such.jsonl", "--db", "x.db"], "no such file"),
        (["README.md", "--db", "x.db"], "not a file of records"),
        (["docs", "--db", "x.db"], "holds no .jsonl"),
        (["README.md"], "say where to"),
    ],
)
def test_a_wrong_command_is_one_clear_line(root, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(root)
    arguments = [str(tmp_path / a) if a == "x.db" else a for a in arguments]
    done = thanhtra("load", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr and len(done.stderr.splitlines()) == 1


def test_connect_says_what_is_missing(tmp_path):
    with pytest.raises(StoreError, match="thanhtra load"):
        connect(tmp_path / "no.db")


def test_a_reject_from_the_runner_is_stored(tmp_path, nlp):
    with SqliteStore(tmp_path / "a.db") as store:
        made = list(run(nlp, [Reject("a", "line 1", "empty")]))
        store.write([], [("extract", reject) for reject in made])
        store.write([], [("extract", reject) for reject in made])
    assert content(tmp_path / "a.db")["rejects"] == [("extract", "a", "line 1", "empty")]


def test_a_record_that_is_repaired_takes_its_reject_away(tmp_path):
    made = json.loads(lines(3)[1])
    broken = json.loads(lines(3)[1])
    broken["findings"][1]["id"] = broken["findings"][0]["id"]
    file = write(tmp_path / "r.jsonl", [json.dumps(broken)])
    assert thanhtra("load", file, "--db", tmp_path / "a.db").exit_code == 1
    write(file, [json.dumps(made)])
    assert thanhtra("load", file, "--db", tmp_path / "a.db").exit_code == 0
    assert content(tmp_path / "a.db")["rejects"] == []
