"""The PostgreSQL store on a real server: the same facts as SQLite, for several loaders at once."""

import json
import signal
import subprocess
import time
from datetime import date
from decimal import Decimal

import pytest
from servers import MISSING, installed, postgres
from stored import THANHTRA, changed, content, lines, thanhtra, with_text, write
from thanhtra.stores.tables import TABLES

psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")
pytestmark = pytest.mark.skipif(not installed(), reason=MISSING)


@pytest.fixture(scope="module")
def server():
    with postgres() as address:
        yield address


@pytest.fixture
def database(server, request):
    """A new database; its address."""
    name = f"facts_{abs(hash(request.node.nodeid))}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server}/{name}"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write(tmp_path_factory.mktemp("postgres") / "records.jsonl", lines())


def load(database, *files):
    return thanhtra("load", *files, "--postgres", database)


def ask(database, sql, *values):
    with psycopg.connect(database) as connection:
        return connection.execute(sql, values).fetchall()


def facts(database):
    """The rows by table, in SQLite's types; ``articles.record`` is parsed."""
    found = {}
    for table in TABLES:
        rows = ask(database, f"SELECT {', '.join(table.names)} FROM thanhtra.{table.name}")
        found[table.name] = sorted((tuple(map(plain, row)) for row in rows), key=repr)
    return found


def plain(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else value


def of_sqlite(path):
    json_columns = {
        table.name: [p for p, c in enumerate(table.columns) if c.kind == "json"] for table in TABLES
    }
    found = {}
    for name, rows in content(path).items():
        made = []
        for row in rows:
            values = list(row)
            for place in json_columns[name]:
                if values[place] is not None:
                    values[place] = json.dumps(json.loads(values[place]), sort_keys=True)
            made.append(tuple(values))
        found[name] = sorted(made, key=repr)
    return found


def sqlite(tmp_path, *files):
    path = tmp_path / "same.db"
    thanhtra("load", *files, "--db", path)
    return of_sqlite(path)


def test_it_holds_what_sqlite_holds(database, file, tmp_path):
    done = load(database, file)
    assert done.exit_code == 0, done.stderr
    assert facts(database) == sqlite(tmp_path, file)


def test_loading_again_changes_nothing(database, file):
    load(database, file)
    before = ask(database, "SELECT xmin::text, id FROM thanhtra.articles ORDER BY id")
    done = load(database, file, file)
    assert "0 new or changed" in done.stderr
    assert ask(database, "SELECT xmin::text, id FROM thanhtra.articles ORDER BY id") == before


def test_a_newer_record_replaces_the_older_whole(database, file, tmp_path):
    load(database, file)
    new = changed(lines()[3], findings=[], topic="y tế", indicators=[], entities=[], inspection={})
    newer = write(tmp_path / "newer.jsonl", [new])
    assert "1 new or changed" in load(database, newer).stderr
    assert facts(database) == sqlite(tmp_path, file, newer)


def test_of_repeats_in_one_batch_the_last_counts(database, file, tmp_path):
    repeats = [*lines(), changed(lines()[2], topic="y tế"), changed(lines()[2], topic="lao động")]
    twice = write(tmp_path / "twice.jsonl", repeats)
    load(database, twice)
    assert facts(database) == sqlite(tmp_path, twice)
    topics = ask(database, "SELECT topic FROM thanhtra.articles WHERE topic = 'lao động'")
    assert len(topics) >= 1


def test_broken_lines_leave_nothing_but_their_reason(database, tmp_path):
    broken = write(tmp_path / "r.jsonl", [lines()[0], "{", lines()[1]])
    done = load(database, broken)
    assert done.exit_code == 1
    assert facts(database) == sqlite(tmp_path, broken)
    write(broken, lines()[:2])
    load(database, broken)
    assert ask(database, "SELECT * FROM thanhtra.rejects") == []


def test_what_the_server_refuses_is_a_reject_of_its_own(database, tmp_path):
    huge = with_text("a" * 10, source={"uri": "u", "media_type": "t", "sha256": "s"})
    words = " ".join(f"{n:05}" for n in range(60_000))
    record = json.loads(huge) | {"id": "y" * 32}
    record["source"]["uri"] = words  # Longer than an entry of an index may be.
    made = [lines()[0], json.dumps(record), lines()[1]]
    done = load(database, write(tmp_path / "r.jsonl", made))
    assert done.exit_code == 1 and "cannot be stored" in done.stderr
    assert ask(database, "SELECT count(*) FROM thanhtra.articles") == [(2,)]


def test_nul_and_other_hostile_characters(database, tmp_path):
    text = "Đất\0đai \\u0000 \\\0 '; DROP TABLE x; -- \t\u202e"
    load(database, write(tmp_path / "r.jsonl", [with_text(text)]))
    kept = text.replace("\0", "\ufffd")
    assert ask(database, "SELECT text FROM thanhtra.findings") == [(kept,)]
    assert ask(database, "SELECT record ->> 'text' FROM thanhtra.articles") == [(kept,)]


def test_amounts_of_any_size_are_exact(database, tmp_path):
    money = {"id": "e1", "type": "MONEY", "start": 0, "end": 2, "text": "ab", "rule": "test"}
    money |= {"amount": 10**30 + 1, "currency": "VND", "dong": 10**30 + 1}
    load(database, write(tmp_path / "r.jsonl", [with_text("ab", entities=[money], findings=[])]))
    found = ask(database, "SELECT amount, dong FROM thanhtra.entities")
    assert found == [(10**30 + 1, 10**30 + 1)]


@pytest.mark.parametrize("query", ["đất đai", "dat dai", "đat dai", "ĐẤT ĐAI"])
def test_search_does_not_mind_marks(database, tmp_path, query):
    made = [with_text("Đất đai chưa quản lý"), with_text("đát", id="y" * 32)]
    load(database, write(tmp_path / "r.jsonl", made))
    sql = (
        "SELECT text FROM thanhtra.findings "
        "WHERE search @@ websearch_to_tsquery('thanhtra.vietnamese', %s)"
    )
    assert ask(database, sql, query) == [("Đất đai chưa quản lý",)]


def test_the_tables_are_those_of_the_model(database, file):
    load(database, file)
    for table in TABLES:
        rows = ask(
            database,
            "SELECT column_name, is_nullable = 'YES' FROM information_schema.columns "
            "WHERE table_schema = 'thanhtra' AND table_name = %s AND column_name <> 'search'",
            table.name,
        )
        assert sorted(rows) == sorted((column.name, column.null) for column in table.columns)
    indexes = ask(database, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'thanhtra'")
    assert any("jsonb_path_ops" in definition for (definition,) in indexes)


def test_loaders_at_once(database, file, tmp_path):
    shuffled = write(tmp_path / "shuffled.jsonl", lines()[::-1])
    running = [
        subprocess.Popen([THANHTRA, "load", name, "--postgres", database], stderr=subprocess.PIPE)
        for name in (file, shuffled)
    ]
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert facts(database) == sqlite(tmp_path, file)


def test_a_killed_load_leaves_whole_batches_and_can_be_repeated(database, tmp_path):
    base = [json.loads(line) for line in lines()]
    many = [json.dumps(r | {"id": f"{n:032x}"}) for n, r in enumerate(base * 25)]
    file = write(tmp_path / "many.jsonl", many)
    loader = subprocess.Popen(
        [THANHTRA, "load", file, "--postgres", database], stderr=subprocess.DEVNULL
    )
    loaded = 0
    for _ in range(600):
        time.sleep(0.05)
        ready = ask(database, "SELECT to_regclass('thanhtra.articles')") != [(None,)]
        if ready and (loaded := ask(database, "SELECT count(*) FROM thanhtra.articles")[0][0]):
            break
    loader.send_signal(signal.SIGKILL)
    loader.wait()
    assert 0 < loaded < len(many)
    half = ask(
        database,
        "SELECT count(*) FROM thanhtra.articles AS a WHERE finding_count <> "
        "(SELECT count(*) FROM thanhtra.findings WHERE article_id = a.id)",
    )
    assert half == [(0,)]
    assert load(database, file).exit_code == 0
    assert facts(database) == sqlite(tmp_path, file)


def test_a_role_with_least_rights_loads_and_a_reader_reads(database, file, root):
    """The statements of the documentation, as they stand there."""
    load(database, write(file.with_name("first.jsonl"), lines(1)))
    text = (root / "docs" / "postgres.md").read_text("utf-8")
    script = text.split("```sql\n")[1].split("```")[0]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(script)
    loader, reader = (database.replace("owner@", f"thanhtra_{r}@") for r in ("loader", "reader"))
    assert load(loader, file).exit_code == 0
    assert len(ask(reader, "SELECT id FROM thanhtra.articles")) == len(lines())
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(reader, "DELETE FROM thanhtra.articles RETURNING id")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(loader, "DROP TABLE thanhtra.articles")
    done = load(reader, file)
    assert done.exit_code == 2
    assert "docs/postgres.md" in done.stderr and len(done.stderr.splitlines()) == 1


def test_a_newer_database_is_refused(database, file):
    load(database, file)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("INSERT INTO thanhtra.migrations (version) VALUES (99)")
    done = load(database, file)
    assert done.exit_code == 2
    assert "update thanhtra" in done.stderr and len(done.stderr.splitlines()) == 1


def test_tables_of_an_older_version_are_brought_up_to_date(database, file):
    load(database, file)
    before = ask(database, "SELECT id, province_basis FROM thanhtra.articles ORDER BY id")
    assert {basis for _, basis in before} & {"inspection", "text"}
    with psycopg.connect(database, autocommit=True) as connection:
        for table in ("articles", "findings", "indicators"):
            connection.execute(f"ALTER TABLE thanhtra.{table} DROP COLUMN province_basis")
        connection.execute("DELETE FROM thanhtra.migrations WHERE version > 1")
    assert load(database, file).exit_code == 0
    assert ask(database, "SELECT id, province_basis FROM thanhtra.articles ORDER BY id") == before


@pytest.mark.parametrize("address", ["postgresql://u:secret@127.0.0.1:1/x", "nonsense"])
def test_a_database_that_cannot_be_reached_is_one_clear_line(file, address):
    done = load(address, file)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert "secret" not in done.stderr
