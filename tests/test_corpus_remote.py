"""Inputs behind URLs are listed and read as those on disk are."""

import containers
import pytest
from test_corpus_readers_formats import SENTENCE, needs
from thanhtra.corpus.article import Reject
from thanhtra.corpus.readers import read, sources
from thanhtra.pipeline.cli_options import existing

fsspec = pytest.importorskip("fsspec")
TEXTS = [f"{SENTENCE}{number}" for number in range(5)]


@pytest.fixture
def bucket():
    """A bucket with files of several kinds, hidden and unknown ones."""
    system = fsspec.filesystem("memory")
    kinds = [kind for kind in ("zip", "jsonl.gz", "parquet", "warc.gz", "tar") if not missing(kind)]
    for kind in kinds:
        system.pipe(f"/bucket/news/x.{kind}", containers.container(kind, TEXTS))
    system.pipe("/bucket/news/2024/a.txt", SENTENCE.encode())
    for name in ("/bucket/news/c.png", "/bucket/news/.hidden/a.txt"):
        system.pipe(name, SENTENCE.encode())
    yield kinds
    system.rm("/bucket", recursive=True)


def missing(kind):
    try:
        needs(kind)
    except pytest.skip.Exception:
        return True
    return False


def test_a_folder_behind_a_url_is_read_as_one_on_disk(bucket):
    found = list(read(["memory://bucket/news"]))
    assert len(found) == 1 + len(TEXTS) * len(bucket)
    assert sorted({item.text for item in found}) == sorted({*TEXTS, SENTENCE})
    assert len({item.uri for item in found}) == len(found)
    assert found[0].uri == "memory:///bucket/news/2024/a.txt"
    assert list(read(["memory://bucket/news"])) == found


def test_a_pattern_behind_a_url_is_matched(bucket):
    (source,) = sources(["memory://bucket/**/*.txt", "memory://bucket/news/2024/a.txt"])
    assert (source.address, source.size) == (
        "memory:///bucket/news/2024/a.txt",
        len(SENTENCE.encode()),
    )


def test_the_fingerprint_of_a_url_changes_with_the_file(bucket):
    url = "memory://bucket/news/2024/a.txt"
    (before,) = sources([url])
    assert list(sources([url])) == [before]
    fsspec.filesystem("memory").pipe("/bucket/news/2024/a.txt", SENTENCE.lower().encode())
    (after,) = sources([url])
    assert after.fingerprint != before.fingerprint


@pytest.mark.parametrize("url", ["memory://bucket/none.txt", "nosuch://bucket/a.txt"])
def test_what_cannot_be_reached_is_a_reject(url):
    existing([url])
    (reject,) = read([url])
    assert isinstance(reject, Reject)
    assert reject.uri == url
    assert reject.reason.startswith("cannot be read: ")


def test_files_on_disk_may_be_named_by_url(tmp_path):
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (article,) = read([f"file://{tmp_path}/a.txt"])
    assert article.text == SENTENCE
