"""Every format gives back the texts that were written into it, at addresses that do not change."""

import csv
import gzip
import io
import json
from datetime import date

import containers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thanhtra.corpus.article import Article, Reject, normalise
from thanhtra.corpus.options import ReadOptions
from thanhtra.corpus.readers import read, read_source, sources, units

SENTENCE = "Đoàn kiểm tra đề nghị Ủy ban nhân dân huyện khắc phục ngay những tồn tại, hạn chế. "
WORDS = SENTENCE.split()
KINDS = containers.TABLES + containers.ARCHIVES + containers.PACKED + containers.NESTED
NEEDED = {
    "parquet": "pyarrow",
    "warc": "warcio",
    "zst": "zstandard",
    "docx": "docx",
    "pdf": "pypdf",
}

characters = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
texts = st.lists(
    st.text(characters, max_size=60).map(lambda text: normalise(SENTENCE + text)),
    unique=True,
    min_size=1,
    max_size=7,
)
prose = st.lists(st.sampled_from(WORDS), min_size=5, max_size=40).map(" ".join)
each_example = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def needs(kind):
    for suffix, module in NEEDED.items():
        if suffix in kind:
            pytest.importorskip(module)


def written(folder, kind, contents):
    path = folder / f"x.{kind.partition('/')[0]}"
    path.write_bytes(containers.container(kind, contents))
    return str(path)


@pytest.mark.parametrize("kind", KINDS)
@given(texts)
@each_example
def test_a_container_gives_its_texts_at_stable_addresses(tmp_path, kind, contents):
    needs(kind)
    path = written(tmp_path, kind, contents)
    found = list(read([path]))
    assert sorted(item.text for item in found) == sorted(contents)
    assert len({item.uri for item in found}) == len(contents)
    assert all(item.uri.startswith(path) for item in found)
    assert list(read([path])) == found


@pytest.mark.parametrize("kind", KINDS)
def test_reading_can_begin_and_end_anywhere(tmp_path, kind):
    needs(kind)
    (source,) = sources([written(tmp_path, kind, [f"{SENTENCE}{n}" for n in range(7)])])
    whole = list(read_source(source))
    assert len(whole) == 7
    for start in range(9):
        assert list(read_source(source, start=start)) == whole[start:]
        assert list(read_source(source, start=start, stop=4)) == whole[start:4]


ADDRESSES = {
    "jsonl": "x.jsonl#L1",
    "jsonl.zst": "x.jsonl.zst#L1",
    "csv": "x.csv#L2",
    "parquet": "x.parquet#1",
    "warc.gz": "x.warc.gz#urn:uuid:0-cd613e30",
    "zip": "x.zip!/0/0.txt",
    "tgz": "x.tgz!/0/0.txt",
    "zip/jsonl.gz": "x.zip!/a/data.jsonl.gz#L1",
    "zip/zip": "x.zip!/a/data.zip!/0/0.txt",
}


@pytest.mark.parametrize("kind", ADDRESSES)
def test_addresses_are_those_of_the_manual(tmp_path, monkeypatch, kind):
    needs(kind)
    monkeypatch.chdir(tmp_path)
    (article,) = read([written(tmp_path, kind, [SENTENCE]).removeprefix(f"{tmp_path}/")])
    assert article.uri.partition("-")[0] == ADDRESSES[kind].partition("-")[0]


@pytest.mark.parametrize("kind", containers.DOCUMENTS)
@given(st.lists(prose, min_size=1, max_size=5))
@each_example
def test_a_document_is_one_article(tmp_path, kind, paragraphs):
    needs(kind)
    text = "\n".join(f"{SENTENCE}{paragraph}." for paragraph in paragraphs)
    path = tmp_path / f"a.{kind}"
    path.write_bytes(containers.document(kind, text))
    (article,) = read([str(path)])
    assert isinstance(article, Article), article
    if kind == "html":  # trafilatura leaves out a paragraph that occurs again.
        assert set(article.text.split("\n")) == set(text.split("\n"))
    else:
        assert article.text.split("\n") == text.split("\n")
    assert list(read([str(path)])) == [article]


def test_read_pdf_joins_the_lines_of_a_paragraph(tmp_path):
    pytest.importorskip("pypdf")
    lines = (
        "KẾT LUẬN THANH TRA",
        "Đoàn kiểm tra đề nghị Ủy ban nhân dân huyện Phú Bình khắc phục ngay",
        "những tồn tại, hạn chế; báo cáo kết quả về Sở Nội vụ.",
        "Thời hạn báo cáo là 30 ngày kể từ ngày nhận được kết luận của đoàn",
        "Kiểm tra tỉnh.",
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(containers.pdf("\n".join(lines), title="Kết luận thanh tra"))
    (article,) = read([str(path)])
    assert article.text.split("\n") == [lines[0], " ".join(lines[1:3]), " ".join(lines[3:])]
    assert article.title == "Kết luận thanh tra"


def test_read_docx_gives_tables_as_lines_in_their_place(tmp_path):
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph(SENTENCE)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Đơn vị", "Hồ sơ trễ hạn", "Xã A", "12"), strict=True):
        cell.text = text
    document.add_paragraph("Hết.")
    document.save(tmp_path / "a.docx")
    (article,) = read([str(tmp_path / "a.docx")])
    lines = [SENTENCE.strip(), "Đơn vị\tHồ sơ trễ hạn", "Xã A\t12", "Hết."]
    assert [line.strip() for line in article.text.split("\n")] == lines


def test_read_markdown_takes_title_and_day_from_its_head(tmp_path):
    head = '---\ntitle: "Kiểm tra công vụ"\ndate: 2024-03-12\n---\n\n'
    (tmp_path / "a.md").write_text(f"{head}{SENTENCE}", encoding="utf-8")
    (tmp_path / "b.md").write_text(f"# Kiểm tra công vụ\n\n{SENTENCE}", encoding="utf-8")
    first, second = read([str(tmp_path)])
    assert (first.text, first.title) == (SENTENCE, "Kiểm tra công vụ")
    assert first.published == date(2024, 3, 12)
    assert (second.text, second.title) == (f"# Kiểm tra công vụ\n\n{SENTENCE}", first.title)


ROW = {
    "Nội dung": SENTENCE,
    "Tiêu đề": "Kiểm tra công vụ",
    "Ngày đăng": "Thứ ba, 12/3/2024, 10:30 GMT+7",
    "Nguồn": "Báo Tỉnh",
    "Tác giả": "Thu Hà",
    "Link": "https://bao.example/1",
    "ID": "7",
}


@pytest.mark.parametrize("kind", ["jsonl", "csv", "tsv", "parquet"])
def test_fields_are_found_under_vietnamese_names(tmp_path, kind):
    needs(kind)
    (article,) = read([row_file(tmp_path, kind, ROW)])
    assert (article.text, article.title) == (SENTENCE, "Kiểm tra công vụ")
    assert (article.publisher, article.author) == ("Báo Tỉnh", "Thu Hà")
    assert (article.url, article.identifier) == ("https://bao.example/1", "7")
    assert article.published == date(2024, 3, 12)


def row_file(folder, kind, row):
    path = folder / f"rows.{kind}"
    if kind == "parquet":
        import pyarrow
        from pyarrow import parquet

        parquet.write_table(pyarrow.Table.from_pylist([row]), path)
    elif kind == "jsonl":
        path.write_text(json.dumps(row), encoding="utf-8")
    else:
        buffer = io.StringIO(newline="")
        delimiter = {"csv": ";", "tsv": "\t"}[kind]
        csv.writer(buffer, delimiter=delimiter).writerows([row.keys(), row.values()])
        path.write_bytes(buffer.getvalue().encode("utf-8-sig"))
    return str(path)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_fields_that_are_named_win_over_those_that_are_guessed(tmp_path, kind):
    needs(kind)
    row = {"text": "summary", "story": SENTENCE, "title": "no", "kicker": "Tin", "date": "2024"}
    options = ReadOptions(fields=(("text", "story"), ("title", "none"), ("title", "kicker")))
    (article,) = read([row_file(tmp_path, kind, row)], options)
    assert (article.text, article.title) == (SENTENCE, "Tin")


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_a_row_without_text_names_the_fields_that_are_there(tmp_path, kind):
    needs(kind)
    (reject,) = read([row_file(tmp_path, kind, {"story": SENTENCE, "kicker": "Tin"})])
    assert isinstance(reject, Reject)
    for part in ("no text", "story, kicker", "--field text=NAME"):
        assert part in reject.reason


def test_jsonl_reads_lists_of_paragraphs_and_authors(tmp_path):
    row = {"content": [SENTENCE, "Hết."], "authors": ["Thu Hà", "An"], "published": 1710214200.5}
    (article,) = read([row_file(tmp_path, "jsonl", row)])
    assert (article.text, article.author) == (f"{SENTENCE}\nHết.", "Thu Hà, An")
    assert article.published == date(2024, 3, 12)


def test_parquet_reads_days_and_passes_over_columns_that_are_not_wanted(tmp_path):
    pytest.importorskip("pyarrow")
    row = {"text": SENTENCE, "date": date(2024, 3, 12), "picture": b"\x89" * 100_000}
    (source,) = sources([row_file(tmp_path, "parquet", row)])
    (unit,) = units(source)
    assert unit.size < 10_000
    (article,) = read_source(source)
    assert article.published == date(2024, 3, 12)


def test_csv_counts_lines_of_quoted_fields(tmp_path):
    (tmp_path / "a.csv").write_text(
        f'n,text\n1,"{SENTENCE}\nHai ""dòng""."\n\n2,{SENTENCE.replace(",", "")}\n',
        encoding="utf-8",
    )
    first, second = read([str(tmp_path / "a.csv")])
    assert first.text == f'{SENTENCE}\nHai "dòng".'
    assert [item.uri.rpartition("#")[2] for item in (first, second)] == ["L2", "L5"]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", None), ("utf-8-sig", None), ("utf-16", None), ("utf-16-le", "utf-16-le")],
)
@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_tables_are_read_in_the_encodings_that_spreadsheets_write(
    tmp_path, suffix, encoding, named
):
    line = json.dumps({"text": SENTENCE}, ensure_ascii=False)
    content = {"jsonl": f"{line}\n{line}\n", "csv": f'text\n"{SENTENCE}"\n"{SENTENCE}"\n'}[suffix]
    (tmp_path / f"a.{suffix}").write_bytes(content.encode(encoding))
    found = list(read([str(tmp_path)], ReadOptions(encoding=named)))
    assert [getattr(item, "text", item) for item in found] == [SENTENCE, SENTENCE]


def test_warc_takes_pages_and_documents_with_their_url(tmp_path):
    pytest.importorskip("warcio")
    path = written(tmp_path, "warc.gz", [SENTENCE])
    passed_over = []
    (source,) = sources([path])
    (unit,) = units(source, ignored=passed_over.append)
    assert sorted(passed_over) == ["WARC warcinfo", "image/png"]
    (article,) = read([path])
    assert article.url == unit.url == "https://bao.example/0"


@pytest.mark.parametrize("packed", [False, True])
def test_warc_understands_what_servers_send(tmp_path, packed):
    pytest.importorskip("warcio")
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    page = containers.document("html", f"{SENTENCE}\n{SENTENCE}Hai.", title="Tin").replace(
        b"<head>", b'<head><meta property="article:published_time" content="2024-03-12">'
    )
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in (page[:50], page[50:], b""))
    html = ("Content-Type", "text/html; charset=UTF-8")
    answers = [
        ("response", "200 OK", [html], page),
        ("response", "200 OK", [html, ("Content-Encoding", "gzip")], gzip.compress(page)),
        ("response", "200 OK", [html, ("Transfer-Encoding", "chunked")], chunked),
        ("response", "404 Not Found", [html], page),
        ("response", "301 Moved", [html], b""),
        ("revisit", "200 OK", [html], b""),
        ("resource", None, "text/html", page),
        ("conversion", None, "text/plain", SENTENCE.encode()),
        ("metadata", None, "text/plain", SENTENCE.encode()),
    ]
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for kind, status, headers, data in answers:
            http = status and StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            record = writer.create_warc_record(
                "https://bao.example/a",
                kind,
                payload=io.BytesIO(data),
                http_headers=http,
                warc_content_type="" if status else headers,
            )
            writer.write_record(record)
    found = list(read([str(path)]))
    assert [item.text.count(SENTENCE.strip()) for item in found] == [2, 2, 2, 2, 1]
    assert {item.published for item in found[:4]} == {date(2024, 3, 12)}
    assert {item.url for item in found} == {"https://bao.example/a"}


def test_a_warc_that_was_compressed_as_a_whole_is_read(tmp_path):
    pytest.importorskip("warcio")
    texts = [f"{SENTENCE}{number}" for number in range(3)]
    data = containers.pack("gz", containers.container("warc", texts))
    (tmp_path / "a.warc.gz").write_bytes(data)
    assert [item.text for item in read([str(tmp_path)])] == texts
