"""A real run over everything that can be wrong with an input: nothing is lost, nothing doubled."""

import contextlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import containers
import pytest
from test_corpus_readers_formats import SENTENCE, needs
from thanhtra.corpus.article import Article
from thanhtra.corpus.options import ReadOptions
from thanhtra.corpus.readers import read

THANHTRA = str(Path(sys.executable).with_name("thanhtra"))
TEXTS = [f"{SENTENCE}Bài {number}." for number in range(3)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A folder of truncated, damaged, huge, nested and strangely named files, and good ones."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "good.txt").write_text(SENTENCE, encoding="utf-8")
    for kind in ("jsonl.gz", "tar.gz", "zip", "csv.gz"):
        data = containers.container(kind, TEXTS)
        (folder / f"whole.{kind}").write_bytes(data)
        (folder / f"truncated.{kind}").write_bytes(data[: len(data) * 2 // 3])
    try:
        needs("warc")
    except pytest.skip.Exception:
        pass
    else:
        data = containers.container("warc", TEXTS)
        (folder / "broken.warc").write_bytes(data.replace("Bài 1".encode(), "Bài 7".encode()))
    lines = [json.dumps({"text": text}) for text in (TEXTS[0], "\0", "\ud800", "a" * 200_000)]
    (folder / "lines.jsonl").write_bytes("\n".join([*lines, "{", lines[0]]).encode())
    with zipfile.ZipFile(folder / "names.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../out.txt", SENTENCE)
        archive.writestr("big.txt", b" " * 1_000_000)
        archive.writestr("in.zip", containers.container("zip/zip", TEXTS))
    with contextlib.suppress(OSError):  # Some file systems take names in UTF-8 only.
        (folder / os.fsdecode(b"t\xf8.txt")).write_bytes(SENTENCE.encode("utf-16"))
    return folder


def test_inputs_are_records_and_rejects(hostile, tmp_path):
    output = tmp_path / "records.jsonl"
    limit = ("--max-article-size", "100KB")
    done = subprocess.run(
        [THANHTRA, "extract", hostile, "-o", output, *limit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    items = list(read([str(hostile)], ReadOptions(max_article_size=100 << 10)))
    records = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    path = output.with_name("records.rejects.jsonl")
    rejects = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    found = [record["source"]["uri"] for record in records]
    assert found == [item.uri for item in items if isinstance(item, Article)]
    assert [reject["uri"] for reject in rejects] == [
        item.uri for item in items if not isinstance(item, Article)
    ]
    addresses = [*found, *(reject["uri"] for reject in rejects)]
    assert len(set(addresses)) == len(addresses) == len(items)
    assert all(reject["reason"] for reject in rejects)
    for part in ("truncated.zip", "lines.jsonl#L2", "lines.jsonl#L4", "names.zip!/big.txt"):
        assert any(reject["uri"].endswith(part) for reject in rejects), part


def test_inspect_foretells_them(hostile):
    done = subprocess.run(
        [THANHTRA, "inspect", hostile, "--json", "--max-article-size", "100KB"],
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout)
    items = list(read([str(hostile)], ReadOptions(max_article_size=100 << 10)))
    articles = sum(isinstance(item, Article) for item in items)
    assert (report["articles"], report["rejects"]) == (articles, len(items) - articles)
