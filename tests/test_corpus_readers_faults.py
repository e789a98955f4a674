"""What is broken, hostile or strange in an input ends as a reject, and the rest is read."""

import io
import json
import subprocess
import sys
import tarfile
import zipfile

import containers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_corpus_readers_formats import KINDS, NEEDED, SENTENCE, needs, written
from thanhtra.corpus import compressed
from thanhtra.corpus.article import Article, Reject
from thanhtra.corpus.options import ReadOptions
from thanhtra.corpus.readers import read, read_source, sources

TEXTS = [f"{SENTENCE}Bài {number}." for number in range(4)]
CHECKED = {"jsonl", "ndjson", "csv", "tsv"}
"""Kinds of files that may be cut between two articles without anybody seeing it."""

many_examples = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def split(items):
    """The texts and the rejects of what was read."""
    items = list(items)
    assert len({item.uri for item in items}) == len(items)
    articles = [item.text for item in items if isinstance(item, Article)]
    return articles, [item for item in items if isinstance(item, Reject)]


def zipped(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


@pytest.mark.parametrize("kind", KINDS)
@given(share=st.floats(0, 1, exclude_max=True))
@many_examples
def test_a_truncated_container_gives_a_beginning_and_a_reject(tmp_path, kind, share):
    needs(kind)
    data = containers.container(kind, TEXTS)
    path = tmp_path / f"x.{kind.partition('/')[0]}"
    path.write_bytes(data)
    whole, _ = split(read([str(path)]))
    path.write_bytes(data[: int(share * len(data))])
    found, rejects = split(read([str(path)]))
    assert found == whole[: len(found)]
    # A tar ends in zeros that say nothing, a WARC's last record in line ends, or before a record.
    assert rejects or kind in CHECKED or "tar" in kind or "warc" in kind
    if kind.startswith("tar") and not rejects:
        assert found == whole
    assert all(reject.reason for reject in rejects)


@pytest.mark.parametrize("kind", KINDS)
@given(place=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255))
@many_examples
def test_a_damaged_container_never_stops_the_run(tmp_path, kind, place, value):
    needs(kind)
    data = bytearray(containers.container(kind, TEXTS))
    data[int(place * len(data))] = value
    path = tmp_path / f"x.{kind.partition('/')[0]}"
    path.write_bytes(data)
    (source,) = sources([str(path)])
    found = list(read_source(source))
    split(found)
    assert list(read_source(source, start=2)) == found[2:]


@pytest.mark.parametrize("number", range(4))
def test_a_broken_record_of_a_warc_costs_no_other(tmp_path, number):
    pytest.importorskip("warcio")
    for kind in ("warc", "warc.gz"):
        data = bytearray(containers.container(kind, TEXTS))
        mark = b"WARC/1.0" if kind == "warc" else b"\x1f\x8b\x08"
        begin = -1
        for _ in range(2 * number + 2):  # The head of the crawl, then a page and a picture each.
            begin = data.index(mark, begin + 1)
        inside = data.index("Đoàn".encode(), begin) if kind == "warc" else begin + 120
        data[inside : inside + 4] = bytes(byte ^ 0x55 for byte in data[inside : inside + 4])
        path = tmp_path / f"x.{kind}"
        path.write_bytes(data)
        found, rejects = split(read([str(path)]))
        assert found == TEXTS[:number] + TEXTS[number + 1 :]
        assert len(rejects) == 1
        assert rejects[0].place == f"byte {begin}"


def test_every_broken_record_of_a_warc_is_a_reject_of_its_own(tmp_path):
    pytest.importorskip("warcio")
    data = containers.container("warc", TEXTS).replace("Đoàn".encode(), b"\xff" * 6)
    (tmp_path / "x.warc").write_bytes(data)
    found, rejects = split(read([str(tmp_path)]))
    assert (found, len(rejects)) == ([], len(TEXTS))
    assert {reject.reason for reject in rejects} == {"damaged WARC record: its digest differs"}


def test_a_warc_record_with_a_wrong_length_is_not_read_into_the_next_one(tmp_path):
    pytest.importorskip("warcio")
    data = containers.container("warc", TEXTS)
    length = data.index(b"Content-Length: 1", data.index(b"WARC-Target-URI"))
    value = data[length : data.index(b"\r\n", length)]
    (tmp_path / "x.warc").write_bytes(data.replace(value, b"Content-Length: 999", 1))
    found, rejects = split(read([str(tmp_path / "x.warc")]))
    assert found == TEXTS[1:]
    assert "not as long as it says" in rejects[0].reason


@pytest.mark.parametrize("suffix", ["gz", "bz2", "xz", "zst"])
def test_a_file_that_unpacks_to_too_much_is_given_up(tmp_path, monkeypatch, suffix):
    needs(suffix)
    monkeypatch.setattr(compressed, "FREE", 1 << 20)
    line = json.dumps({"text": SENTENCE}).encode() + b"\n"
    path = tmp_path / f"bomb.jsonl.{suffix}"
    path.write_bytes(containers.pack(suffix, line + b"\n" * (64 << 20)))
    found, (reject,) = split(read([str(path)], ReadOptions(max_ratio=100)))
    assert found in ([], [SENTENCE])
    assert "--max-ratio" in reject.reason
    if path.stat().st_size * 1000 > 64 << 20:
        assert split(read([str(path)]))[1] == []


def test_a_zip_whose_members_overlap_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(compressed, "FREE", 1 << 20)
    data = SENTENCE.encode() + b" " * (1 << 20)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", data)
        (first,) = archive.infolist()
        for number in range(1, 5000):  # The same bytes under many names.
            info = zipfile.ZipInfo(f"{number}.txt")
            for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(info, field, getattr(first, field))
            archive.filelist.append(info)
    found, rejects = split(read([str(path)], ReadOptions(max_ratio=100)))
    assert len(found) + len(rejects) < 100
    assert rejects[-1].uri == str(path)
    assert "bomb" in rejects[-1].reason


def test_a_member_above_the_limit_is_not_unpacked(tmp_path):
    zipped(tmp_path / "a.zip", [("big.txt", b" " * (1 << 20)), ("b.txt", SENTENCE)])
    found, (reject,) = split(read([str(tmp_path / "a.zip")], ReadOptions(max_article_size=1 << 16)))
    assert found == [SENTENCE]
    assert reject.uri.endswith("a.zip!/big.txt")
    for part in (f"{1 << 20} bytes", "--max-article-size"):
        assert part in reject.reason


def test_names_that_lead_out_of_an_archive_are_addresses_only(tmp_path):
    names = ["../../out.txt", "/etc/out.txt", "C:\\out.txt", "a/../../out.txt"]
    (tmp_path / "in").mkdir()
    zipped(tmp_path / "in" / "a.zip", [(name, SENTENCE) for name in names])
    before = sorted(tmp_path.rglob("*"))
    found = list(read([str(tmp_path / "in" / "a.zip")]))
    assert {item.text for item in found} == {SENTENCE}
    assert found[0].uri.endswith("a.zip!/../../out.txt")
    assert len(found) == len(names)
    assert sorted(tmp_path.rglob("*")) == before


def test_links_and_devices_in_archives_are_passed_over(tmp_path):
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("l.txt", tarfile.SYMTYPE), ("d.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("a.txt")
        info.size = len(SENTENCE.encode())
        archive.addfile(info, io.BytesIO(SENTENCE.encode()))
    link = zipfile.ZipInfo("l.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("__MACOSX/._b.txt", b"\0")
        archive.writestr("b.txt", SENTENCE)
    found, rejects = split(read([str(tmp_path)]))
    assert (found, rejects) == ([SENTENCE, SENTENCE], [])


def test_an_encrypted_member_is_a_reject(tmp_path):
    path = tmp_path / "a.zip"
    zipped(path, [("a.txt", SENTENCE)])
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    found, (reject,) = split(read([str(path)]))
    assert found == []
    assert "encrypted" in reject.reason


def test_a_damaged_member_of_a_zip_costs_no_other(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:  # Not compressed.
        for number, text in enumerate(TEXTS):
            archive.writestr(f"{number}.txt", text)
    path.write_bytes(path.read_bytes().replace("Bài 1.".encode(), "Bài 7.".encode()))
    found, (reject,) = split(read([str(path)]))
    assert found == [TEXTS[0], *TEXTS[2:]]
    assert reject.uri.endswith("a.zip!/1.txt")
    assert "CRC" in reject.reason


def test_files_of_one_name_in_an_archive_have_distinct_addresses(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate"):
        zipped(tmp_path / "a.zip", [("a.txt", text) for text in TEXTS[:3]])
    found = list(read([str(tmp_path / "a.zip")]))
    assert [item.uri.rpartition("/")[2] for item in found] == ["a.txt", "a.txt~2", "a.txt~3"]


def test_archives_are_not_followed_for_ever(tmp_path):
    data = containers.container("zip/zip", TEXTS)
    zipped(tmp_path / "a.zip", [("inner.zip", data), ("b.txt", SENTENCE)])
    found, (reject,) = split(read([str(tmp_path / "a.zip")]))
    assert found == [SENTENCE]
    assert reject.uri.endswith("a.zip!/inner.zip!/a/data.zip")
    assert "nested too deep" in reject.reason


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_a_line_above_the_limit_is_a_reject_and_the_rest_is_read(tmp_path, suffix):
    lines = {
        "jsonl": [json.dumps({"text": text}) for text in (TEXTS[0], "á" * 100_000, TEXTS[1])],
        "csv": ["text", f'"{TEXTS[0]}"', "á" * 100_000, f'"{TEXTS[1]}"'],
    }[suffix]
    path = tmp_path / f"a.{suffix}"
    path.write_text("\n".join(lines), encoding="utf-8")
    found, (reject,) = split(read([str(path)], ReadOptions(max_article_size=50_000)))
    assert found == TEXTS[:2]
    assert reject.uri.endswith({"jsonl": "#L2", "csv": "#L3"}[suffix])
    assert "too large" in reject.reason


def test_a_row_above_the_limit_is_a_reject_though_its_lines_are_not(tmp_path):
    lines = ["text", '"', *["á" * 20_000] * 3, '"', f'"{TEXTS[0]}"']
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    whole, none = split(read([str(path)]))
    assert (len(whole) + len(none), whole[-1]) == (2, TEXTS[0])
    found, rejects = split(read([str(path)], ReadOptions(max_article_size=50_000)))
    assert found == TEXTS[:1]
    assert "too large" in rejects[0].reason


def test_csv_rows_that_do_not_fit_are_rejects(tmp_path):
    rows = ["text,n", f'"{TEXTS[0]}",1', "one", "x,y,z", f'"{TEXTS[1]}" x,2', f'"{TEXTS[2]}",3']
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    found, rejects = split(read([str(tmp_path)]))
    assert found == [TEXTS[0], TEXTS[2]]
    assert [reject.place for reject in rejects] == ["line 3", "line 4", "line 5"]
    assert "1 fields in the row, 2 in the first one" in rejects[0].reason


def test_nul_bytes_and_halves_of_surrogate_pairs_are_rejects(tmp_path):
    lines = [
        json.dumps({"text": SENTENCE + "\0"}),
        json.dumps({"text": SENTENCE + "\ud800"}),
        '{"text": "' + SENTENCE + '\0"}',
        json.dumps({"text": SENTENCE, "title": "Tin\ud800 mới\0", "url": "\udc00"}),
        json.dumps({"\ud800": 1}),
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes("\n".join(lines).encode())
    found = list(read([str(path)]))
    reasons = [item.reason for item in found if isinstance(item, Reject)]
    assert [reason.partition(":")[0] for reason in reasons] == [
        "binary or damaged",
        "binary or damaged",
        "broken JSON",
        "no text",
    ]
    assert (found[3].title, found[3].url) == ("Tin mới", None)
    assert all(str(item).encode("utf-8") for item in found)


def test_encodings_may_be_mixed(tmp_path):
    from test_corpus_decode import windows_1258

    encoded = [SENTENCE.encode(), SENTENCE.encode("utf-16"), windows_1258(SENTENCE)]
    for number, data in enumerate(encoded):
        (tmp_path / f"{number}.txt").write_bytes(data)
    rows = [b"title,text", *(b'Tin,"' + data + b'"' for data in (encoded[0], encoded[2]))]
    (tmp_path / "a.csv").write_bytes(b"\r\n".join(rows))
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "' + encoded[2] + b'"}\n')
    found, (reject,) = split(read([str(tmp_path)]))
    assert found == [SENTENCE] * 5
    assert "--encoding" in reject.reason
    options = ReadOptions(encoding="cp1258")
    (article,) = read([str(tmp_path / "b.jsonl")], options)
    assert article.text == SENTENCE


def test_a_scan_and_a_locked_pdf_say_what_to_do(tmp_path):
    pypdf = pytest.importorskip("pypdf")
    (tmp_path / "scan.pdf").write_bytes(containers.pdf(""))
    writer = pypdf.PdfWriter(io.BytesIO(containers.pdf(SENTENCE)))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    locked, scan = read([str(tmp_path)])
    assert "encrypted" in locked.reason
    assert scan.reason == "no text layer: run OCR first"


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 no more", b"PK\x03\x04", bytes(100)])
@pytest.mark.parametrize("suffix", ["pdf", "docx", "parquet", "zip", "tar", "warc", "html"])
def test_rubbish_of_every_suffix_is_one_reject(tmp_path, suffix, data):
    needs(suffix)
    if (suffix, data) == ("tar", bytes(100)):
        pytest.skip("zeros are an empty tar")
    (tmp_path / f"a.{suffix}").write_bytes(data)
    (reject,) = read([str(tmp_path)])
    assert isinstance(reject, Reject)
    assert reject.reason


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("parquet", "pyarrow.parquet"),
        ("warc.gz", "warcio.recordloader"),
        ("jsonl.zst", "zstandard"),
        ("docx", "docx"),
        ("pdf", "pypdf"),
    ],
)
def test_a_missing_library_is_named_with_the_remedy(tmp_path, monkeypatch, kind, module):
    needs(kind)
    if kind in containers.DOCUMENTS:
        path = tmp_path / f"a.{kind}"
        path.write_bytes(containers.document(kind, SENTENCE))
    else:
        path = written(tmp_path, kind, TEXTS)
    monkeypatch.setitem(sys.modules, module, None)
    (reject,) = read([str(path)])
    assert "pip install 'thanhtra[archives]'" in reject.reason
    assert module.partition(".")[0] in reject.reason


def test_nothing_of_the_extra_is_imported_until_it_is_needed(tmp_path):
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    code = (
        "import sys; from thanhtra.corpus.readers import read; list(read(sys.argv[1:]));"
        f"print([m for m in {list(NEEDED.values())} + ['trafilatura'] if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
