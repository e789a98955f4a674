"""Texts, numbers and days, likeness of findings, reports, and the commands."""

import json
import re
import subprocess
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import get_args

import pytest
from explorer_articles import DISTRICT
from explorer_site import COMMAND, made, site  # noqa: F401
from thanhtra.explorer import alike, formats
from thanhtra.explorer.pages import HERE, LANGUAGES, catalogue
from thanhtra.explorer.report import report
from thanhtra.pipeline.cli import app
from thanhtra.schemas.base import Level
from thanhtra.schemas.record import Topic
from thanhtra.stores.tables import FINDINGS
from typer.testing import CliRunner

USED = re.compile(r"""\bt\(\s*"([a-z_A-Z]+)"(?!\s*~)""")


def test_every_text_is_there_in_both_languages():
    for name, texts in catalogue().items():
        assert set(texts) == set(LANGUAGES), name
        assert all(texts.values()), name
        fields = [
            {field for _, field, _, _ in Formatter().parse(t) if field} for t in texts.values()
        ]
        assert fields[0] == fields[1], name


def test_every_text_that_is_asked_for_is_there():
    sources = [*HERE.glob("templates/*.html"), *HERE.glob("*.py")]
    used = {name for path in sources for name in USED.findall(path.read_text("utf-8"))}
    assert len(used) > 60
    assert used <= set(catalogue())


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (Decimal("97.90"), "97,90", "97.90"),
        (98.5, "98,5", "98.5"),
        (Decimal("1E+3"), "1.000", "1,000"),
        (-0.25, "-0,25", "-0.25"),
        (None, "", ""),
    ],
)
def test_numbers(value, vi, en):
    assert (formats.number(value, "vi"), formats.number(value, "en")) == (vi, en)


def test_days():
    assert formats.day("2018-10-05") == "05/10/2018"
    assert formats.day(date(2018, 10, 5), "en") == "5 Oct 2018"
    assert formats.days(None, date(2018, 10, 5)) == "… – 05/10/2018"
    assert formats.days("2018-10-05", "2018-10-05") == "05/10/2018"


def test_every_word_of_the_closed_lists_has_an_english_one():
    words = (*get_args(Topic), *get_args(Level), "kiểm tra", "thanh tra", "giám sát", "kiểm toán")
    for word in words:
        assert formats.term(word) == word
        assert formats.term(word, "en") not in {word, ""}
    assert formats.term("tỉnh Thái Nguyên", "en") == "tỉnh Thái Nguyên"
    assert formats.term(None) == ""


def test_the_arithmetic_is_written_in_the_language():
    note = "1.702 / 1.935 = 87,96%; bài viết ghi 88,9%"
    assert formats.arithmetic(note) == note
    assert formats.arithmetic(note, "en") == "1,702 / 1,935 = 87.96%; the article says 88.9%"
    assert formats.arithmetic(None, "en") == ""


def row(number, text, day):
    """A finding as a page has it."""
    return {"article_id": str(number), "id": "f1", "text": text, "day": day, "year": int(day[:4])}


def test_what_comes_back_in_another_year_is_repeated():
    first = row(1, "chưa niêm yết công khai thủ tục đất đai tại bộ phận một cửa", "2019-01-01")
    again = row(2, "thủ tục đất đai còn chưa niêm yết công khai ở bộ phận một cửa", "2021-01-01")
    other = row(3, "sổ tiếp công dân ghi thiếu nội dung đơn thư", "2021-01-01")
    same_year = row(4, "sổ tiếp công dân ghi thiếu nội dung nhiều đơn thư", "2021-06-01")
    assert alike.repeated([first, again, other, same_year]) == [[first, again]]


def test_only_a_later_achievement_in_the_same_words_may_have_met_what_was_asked():
    asked = row(1, "lắp đặt camera giám sát tại bộ phận một cửa trước ngày 30/6", "2019-05-14")
    before = row(2, "đã lắp đặt camera giám sát tại bộ phận một cửa", "2018-01-01")
    after = row(3, "đã lắp đặt camera giám sát tại bộ phận một cửa", "2020-01-01")
    other = row(4, "giải quyết hồ sơ đúng hạn tại bộ phận một cửa", "2020-01-01")
    assert alike.possibly_met([asked], [before, other]) == {}
    assert alike.possibly_met([asked], [before, other, after]) == {("1", "f1"): after}


def test_a_report_names_every_finding_and_loads_nothing(nlp):
    records = made(nlp, DISTRICT)
    page = report(records, language="en", title="Two articles")
    assert page.startswith("<!doctype html>\n")
    assert '<html lang="en">' in page
    for number, record in enumerate(records, 1):
        for finding in record.findings:
            assert f'id="a{number}-{finding.id}"' in page
            assert f'href="#a{number}-{finding.id}"' in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<script" not in page and "<link" not in page and "url(" not in page
    assert page == report(records, language="en", title="Two articles")


def test_the_report_command_takes_records_and_articles(nlp, root, tmp_path):
    records = tmp_path / "records.jsonl"
    records.write_text("".join(r.model_dump_json() + "\n" for r in made(nlp, DISTRICT)), "utf-8")
    article = next((root / "corpus" / "articles").glob("*.txt"))
    output = tmp_path / "page.html"
    done = CliRunner().invoke(app, ["report", str(records), str(article), "-o", str(output)])
    assert done.exit_code == 0, done.output
    assert output.read_text("utf-8").count('class="article"') == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report", "{broken}", "-o", "{out}"], "line 2: is no record"),
        (["report", "nowhere.jsonl", "-o", "{out}"], "no such file"),
        (["report", "{broken}", "-o", "{out}", "--lang", "fr"], "only vi and en"),
        (["serve", "nowhere.db"], "no such file"),
        (["serve", "{broken}"], "cannot be read as a store"),
    ],
)
def test_commands_say_in_one_line_what_is_wrong(nlp, tmp_path, arguments, said):
    broken = tmp_path / "broken.jsonl"
    broken.write_text(made(nlp, DISTRICT[:1])[0].model_dump_json() + '\n{"a": 1}\n', "utf-8")
    places = {"broken": broken, "out": tmp_path / "out.html"}
    done = subprocess.run(
        [COMMAND, *(a.format(**places) for a in arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not places["out"].exists()


def test_a_port_that_is_taken_is_said(site):  # noqa: F811
    from explorer_site import serving

    with serving(site[0]) as address:
        port = address.rpartition(":")[2]
        done = subprocess.run(
            [COMMAND, "serve", str(site[0]), "--port", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "try another --port" in done.stderr


def test_what_the_search_shows_are_columns_of_the_store():
    from thanhtra.explorer.view_search import SHOWN

    assert set(SHOWN) <= set(FINDINGS.names)


def test_files_of_others_stand_with_their_licences():
    scripts = {p.name.split(".")[0] for p in (HERE / "static").glob("*.min.js")}
    licences = {p.stem for p in (HERE / "static").glob("*.LICENSE")}
    assert scripts == licences
    assert json.dumps(sorted(scripts)) == '["d3", "plot"]'
