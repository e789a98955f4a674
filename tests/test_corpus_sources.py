"""The files behind the inputs: all of them, each once, in a fixed order."""

import os
import pickle

import pytest
from thanhtra.corpus.article import Reject
from thanhtra.corpus.formats import layers, single
from thanhtra.corpus.options import ReadOptions
from thanhtra.corpus.readers import read, sources, units
from thanhtra.corpus.sources import listing

TEXT = "Đoàn kiểm tra đề nghị Ủy ban nhân dân huyện khắc phục ngay những tồn tại, hạn chế."


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A folder with files that are read, hidden or unknown; it is the current one."""
    for name in ("b/2.txt", "b/1.html", "a.txt", "c.png", ".hidden.txt", ".git/x.txt", "b/d/3.md"):
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def addresses(*inputs):
    return [source.address for source in sources(inputs)]


ALL = ["news/a.txt", "news/b/1.html", "news/b/2.txt", "news/b/d/3.md"]


def test_a_folder_is_walked_by_name_without_hidden_and_unknown_files(tree):
    assert addresses("news") == ALL
    assert [s.address for s in listing(["news"]) if not s.layers] == ["news/c.png"]


def test_patterns_are_matched_as_a_shell_does(tree):
    assert addresses("news/**/*.txt") == ["news/a.txt", "news/b/2.txt"]
    assert addresses("news/**") == ALL
    assert addresses("news/?") == ALL[1:]


def test_a_file_is_taken_as_it_is_called_before_it_is_a_pattern(tree):
    (tree / "a[1].txt").write_text(TEXT, encoding="utf-8")
    assert addresses("a[1].txt") == ["a[1].txt"]


@pytest.mark.parametrize(
    "inputs", [["news", "news"], ["news", "news/a.txt"], ["news/a.txt", "news"], ["news/b", "news"]]
)
def test_what_is_named_twice_is_read_once(tree, inputs):
    assert sorted(addresses(*inputs)) == ALL


def test_links_in_a_circle_are_not_followed(tree):
    (tree / "news" / "b" / "up").symlink_to(tree / "news")
    (tree / "news" / "other").symlink_to(tree / "elsewhere")
    (tree / "elsewhere").mkdir()
    (tree / "elsewhere" / "4.txt").write_text(TEXT, encoding="utf-8")
    assert addresses("news") == [*ALL, "news/other/4.txt"]


def test_a_named_file_that_no_reader_knows_is_a_reject(tree):
    (reject,) = read(["news/c.png"])
    assert isinstance(reject, Reject)
    assert "no reader for .png" in reject.reason


def test_a_compressed_file_of_unknown_content_says_how_to_call_it(tree):
    (tree / "dump.gz").write_bytes(b"")
    (reject,) = read(["dump.gz"])
    assert "call it e.g. x.jsonl.gz" in reject.reason


def test_a_folder_that_may_not_be_read_is_a_reject(tree):
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tree / "news" / "b").chmod(0)
    _, reject = read(["news"])
    (tree / "news" / "b").chmod(0o755)
    assert (reject.uri, reject.reason) == ("news/b", "cannot be read: Permission denied")


def test_a_file_that_vanishes_is_a_reject(tree):
    listed = list(sources(["news"]))
    (tree / "news" / "a.txt").unlink()
    found = [item for source in listed for item in read_one(source)]
    assert len(found) == len(ALL)
    assert isinstance(found[0], Reject)
    assert "No such file" in found[0].reason


def read_one(source):
    from thanhtra.corpus.readers import read_source

    return list(read_source(source))


def test_names_that_are_not_utf8_are_read_and_shown(tmp_path):
    path = os.fsencode(tmp_path) + b"/tin t\xf8c.txt"
    try:
        with open(path, "wb") as file:  # noqa: PTH123 (a name of bytes)
            file.write(TEXT.encode())
    except OSError:
        pytest.skip("the file system takes names in UTF-8 only")
    for name in (str(tmp_path), os.fsdecode(path)):
        (article,) = read([name])
        assert article.text == TEXT
        assert article.uri.encode("utf-8").endswith(b"tin t\\udcf8c.txt")


def test_the_fingerprint_changes_with_the_file(tree):
    before = {source.address: source.fingerprint for source in sources(["news"])}
    assert before == {source.address: source.fingerprint for source in sources(["news"])}
    (tree / "news" / "a.txt").write_text(TEXT.replace("ngay", "hết"), encoding="utf-8")
    os.utime(tree / "news" / "a.txt", ns=(1, 1))
    after = {source.address: source.fingerprint for source in sources(["news"])}
    assert [address for address in ALL if before[address] != after[address]] == ["news/a.txt"]


def test_sources_units_and_options_can_be_handed_to_other_processes(tree):
    for thing in (*sources(["news"]), ReadOptions(fields=(("text", "body"),))):
        assert pickle.loads(pickle.dumps(thing)) == thing
    (unit,) = units(next(sources(["news"])))
    assert pickle.loads(pickle.dumps(unit)) == unit
    assert unit.data is None  # A file of its own is opened by whoever parses it.


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.TXT", ("text",)),
        ("2019.tar.zst", ("zst", "tar")),
        ("x.tgz", ("gz", "tar")),
        ("dump.ndjson.xz", ("xz", "jsonl")),
        ("a.html.gz", ("gz", "html")),
        ("crawl.warc.gz", ("warc",)),
        ("crawl.warc.zst", ("zst", "warc")),
        ("a.gz", ()),
        (".txt", ()),
        ("dir.txt/logo", ()),
        ("logo.png", ()),
    ],
)
def test_layers_are_read_from_the_name(name, expected):
    assert layers(name) == expected
    assert single(layers("a.html.gz"))
    assert not single(layers("a.zip"))
