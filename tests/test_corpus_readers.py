"""Files, folders and standard input to articles; faults to rejects."""

import io
import json
from datetime import date

import pytest
from thanhtra.corpus.article import Article, Reject
from thanhtra.corpus.readers import read

TEXT = "Đoàn kiểm tra đề nghị Ủy ban nhân dân huyện khắc phục ngay những tồn tại, hạn chế."
PAGE = f"""<html><head><title>Kết quả kiểm tra - Cổng thông tin</title>
<meta property="og:title" content="Kết quả kiểm tra cải cách hành chính">
<meta property="article:published_time" content="2023-05-12T08:00:00+07:00">
<meta name="author" content="Thu Hà"></head>
<body><nav><a href="/">Trang chủ</a></nav><article>
<h1>Kết quả kiểm tra cải cách hành chính</h1><p>{TEXT}</p><p>{TEXT} Lần hai.</p>
</article><script>alert(1)</script></body></html>"""


def test_read_walks_folders_in_order_and_skips_other_files(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "1.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    found = list(read([str(tmp_path)]))
    assert [item.uri for item in found] == [
        str(tmp_path / "a.txt"),
        str(tmp_path / "b" / "1.txt"),
    ]
    assert all(isinstance(item, Article) and item.text == TEXT for item in found)


def test_read_html_gives_title_text_date_and_author(tmp_path):
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    (page,) = read([str(tmp_path)])
    assert page.title == "Kết quả kiểm tra cải cách hành chính"
    assert page.text.startswith(f"{page.title}\n{TEXT}")
    assert "alert" not in page.text
    assert "Trang chủ" not in page.text
    assert (page.published, page.author) == (date(2023, 5, 12), "Thu Hà")


def test_read_jsonl_names_line_and_column_of_a_fault(tmp_path):
    lines = [
        json.dumps({"content": TEXT, "headline": "Tin", "date": "2023-05-12T10:00"}),
        '{"text": oops}',
        "[1]",
        '{"title": "x"}',
        json.dumps({"text": "no Vietnamese here at all"}),
    ]
    path = tmp_path / "dump.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    good, *bad = read([str(path)])
    assert (good.uri, good.text, good.title) == (f"{path}#L1", TEXT, "Tin")
    assert good.published == date(2023, 5, 12)
    assert [item.place for item in bad] == ["line 2, column 10", "line 3", "line 4", "line 5"]
    assert all(isinstance(item, Reject) and item.reason for item in bad)


@pytest.mark.parametrize("written", ["12/05/2023", "12-05-2023 08:15", "ngày 12 tháng 5 năm 2023"])
def test_read_jsonl_understands_vietnamese_dates(tmp_path, written):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": TEXT, "date": written}), encoding="utf-8")
    assert next(iter(read([str(path)]))).published == date(2023, 5, 12)


@pytest.mark.parametrize(
    "content", [TEXT, json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT})]
)
def test_read_standard_input_as_text_or_json_lines(monkeypatch, content):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    found = list(read(["-"]))
    assert len(found) == content.count(TEXT) or found[0].text == TEXT
    assert {item.text for item in found} == {TEXT}


def test_read_goes_on_behind_a_broken_file(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "c.html").write_text("<html></html>", encoding="utf-8")
    (tmp_path / "d.doc").write_text(TEXT, encoding="utf-8")
    broken, good, empty, unknown = read(
        [str(tmp_path / n) for n in ("a.txt", "b.txt", "c.html", "d.doc")]
    )
    assert isinstance(good, Article)
    for item, reason in ((broken, "binary"), (empty, "not Vietnamese"), (unknown, "no reader")):
        assert isinstance(item, Reject)
        assert reason in item.reason


def test_read_reports_a_file_of_fifty_megabytes_without_reading_it(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    (big,) = read([str(path)])
    assert isinstance(big, Reject)
    assert "50000000 bytes" in big.reason
