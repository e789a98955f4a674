"""What tests of stores share: records of the written corpus, and how to compare stores."""

import gzip
import json
import sqlite3
import sys
from functools import cache
from itertools import islice
from pathlib import Path

from thanhtra.corpus.readers import read
from thanhtra.pipeline import load as load_pipeline
from thanhtra.pipeline.cli import app
from thanhtra.pipeline.runner import run
from thanhtra.schemas import Record
from thanhtra.stores.tables import TABLES
from typer.testing import CliRunner

ROOT = Path(__file__).resolve().parent.parent
THANHTRA = str(Path(sys.executable).with_name("thanhtra"))


@cache
def lines(count=24):
    """JSON lines of records, made once."""
    articles = islice(read([str(ROOT / "corpus" / "articles")]), count)
    return [record.model_dump_json() for record in run(load_pipeline(), articles)]


def records(count=24):
    """The same as records."""
    return [Record.model_validate_json(line) for line in lines(count)]


def write(path, made):
    """Writes lines to a file; its name says whether they are compressed."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in made)
    return path


def changed(line, **values):
    """The line with some fields of the record changed."""
    return Record.model_validate(json.loads(line) | values).model_dump_json()


def with_text(text, **values):
    """The line of a record about one hostile text: one sentence, one finding, one body."""
    end = len(text)
    agency = {"id": "e1", "type": "AGENCY", "start": 0, "end": end, "text": text}
    agency |= {"rule": "test", "name": text, "key": "k"}
    finding = {"id": "f1", "label": "shortcoming", "start": 0, "end": end, "text": text}
    finding |= {"sentence": 0, "score": 0.5, "agency": "e1", "entities": ["e1"]}
    record = json.loads(lines(1)[0]) | {
        "id": "x" * 32,
        "text": text,
        "sentences": [{"start": 0, "end": end, "labels": ["shortcoming"]}],
        "entities": [agency],
        "findings": [finding],
        "indicators": [],
        "inspection": {},
    }
    return Record.model_validate(record | values).model_dump_json()


def thanhtra(*arguments, stdin=None):
    """Runs the command in this process: its ``exit_code``, ``stdout`` and ``stderr``."""
    return CliRunner().invoke(app, [*map(str, arguments)], input=stdin)


def dump(path):
    """A store as SQL, byte for byte."""
    with sqlite3.connect(path) as connection:
        return "\n".join(connection.iterdump())


def content(path, *, numbers=False):
    """The rows of a store by table; ``numbers``: with the ``seq`` of each."""
    connection = sqlite3.connect(path)
    found = {}
    for table in TABLES:
        names = ", ".join(f'"{name}"' for name in table.names)
        seq = ", seq" if numbers and (table.searched or table.name == "articles") else ""
        found[table.name] = sorted(
            connection.execute(f"SELECT {names}{seq} FROM {table.name}"), key=repr
        )
    connection.close()
    return found


def check(path):
    """The file is sound: pages, references, and the indexes agree with the texts."""
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in TABLES:
        if table.searched:
            name = f"{table.name}_fts"
            connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
    connection.rollback()
    connection.close()
