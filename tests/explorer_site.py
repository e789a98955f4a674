"""A store made of written articles, and the explorer over it, for several tests."""

import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from explorer_articles import DISTRICT, HOSTILE
from thanhtra.corpus.article import Article
from thanhtra.corpus.readers import read
from thanhtra.pipeline.runner import run
from thanhtra.schemas import Record
from thanhtra.stores.rows import loaded
from thanhtra.stores.sqlite import SqliteStore

COMMAND = str(Path(sys.executable).with_name("thanhtra"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NAME = "<img src=x onerror=window.hacked=8>\u202ehuyện"
KEY = 'a"><b>%20x'
"""A hostile name and key of a body."""


def made(nlp, given):
    """Records of the tests' articles."""
    fixed = {"media_type": "text/plain", "sha256": "0" * 64}
    rows = ({**row, "published": date.fromisoformat(row["published"])} for row in given)
    return list(run(nlp, (Article(**row, **fixed) for row in rows)))


def hostile(record: Record) -> Record:
    """The record with hostile names of bodies, as a stranger's file could have them."""
    body = record.model_dump(mode="json")
    for entity in body["entities"]:
        if entity["type"] == "AGENCY" and entity["key"] == "doan-kiem-tra":
            entity["name"], entity["key"] = NAME, KEY
    return Record.model_validate(body)


def fill(path, nlp, root, *, some=40):
    """Makes a store of the tests' articles and some of the written corpus."""
    corpus = [str(p) for p in sorted((root / "corpus" / "articles").glob("*.txt"))[:some]]
    records = [
        *made(nlp, DISTRICT),
        *map(hostile, made(nlp, HOSTILE)),
        *run(nlp, read(corpus)),
    ]
    with SqliteStore(path) as store:
        store.write([loaded(record) for record in records])
    return records


@pytest.fixture(scope="session")
def site(tmp_path_factory, nlp, root):
    """A store, and its records."""
    path = tmp_path_factory.mktemp("explorer") / "facts.db"
    return path, fill(path, nlp, root)


@contextmanager
def serving(path, *options):
    """The address of a real server over a store."""
    server = subprocess.Popen(
        [COMMAND, "serve", str(path), "--port", "0", *options], stderr=subprocess.PIPE, text=True
    )
    try:
        line = server.stderr.readline()
        found = re.search(r"http://[^\s/]+", line)
        assert found, line + server.stderr.read()
        yield found[0]
    finally:
        server.terminate()
        server.communicate(timeout=30)
