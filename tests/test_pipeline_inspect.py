"""What ``thanhtra inspect`` says of an input is what reading it gives."""

import json

import containers
import pytest
from test_corpus_readers_formats import SENTENCE
from thanhtra.corpus.article import Article
from thanhtra.corpus.options import ReadOptions
from thanhtra.corpus.readers import read
from thanhtra.corpus.survey import survey
from thanhtra.pipeline.cli import app
from typer.testing import CliRunner

ROW = {"content": SENTENCE, "headline": "Tin", "date": "12/3/2024", "note": ""}


@pytest.fixture
def folder(tmp_path):
    """Articles of several kinds, with two copies, two rejects and three files passed over."""
    rows = [ROW, ROW | {"content": f"{SENTENCE}Hai.", "date": ""}, {"note": "x"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "b.zip").write_bytes(containers.container("zip", [SENTENCE, f"{SENTENCE}Ba."]))
    (tmp_path / "c.txt").write_bytes(f"{SENTENCE}Hai.".encode("utf-16"))
    (tmp_path / "d.txt").write_bytes(b"\0\1\2\3")
    for name in ("e.png", "f.png", "g"):
        (tmp_path / name).write_bytes(b"")
    return tmp_path


def inspect(*arguments):
    result = CliRunner().invoke(app, ["inspect", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_inspect_counts_what_reading_gives(folder):
    report = json.loads(inspect(folder, "--json"))
    items = list(read([str(folder)]))
    articles = [item for item in items if isinstance(item, Article)]
    assert report["articles"] == report["expected_articles"] == len(articles) == 5
    assert report["rejects"] == len(items) - len(articles) == 2
    assert report["characters"] == sum(len(article.text) for article in articles)
    assert report["exact_duplicates"] == 2
    assert report["files"][".txt"] | {"bytes": 0} == {
        "files": 2,
        "bytes": 0,
        "articles": 1,
        "rejects": 1,
    }
    assert report["passed_over"] == {".png": 2, "no suffix": 1}
    assert (report["first_day"], report["last_day"]) == ("2024-03-12", "2024-03-12")
    assert report["fields"]["title"] == 0.4
    assert report["columns"] == {
        "content": 0.6667,
        "headline": 0.6667,
        "date": 0.3333,
        "note": 0.3333,
    }
    assert report["encodings"]["utf-16"] == 1
    assert report["estimate"]["seconds_with_one_worker"] > 0


def test_inspect_gives_the_reasons_with_an_example(folder):
    reasons = json.loads(inspect(folder, "--json"))["reasons"]
    assert {reason["reason"]: reason["articles"] for reason in reasons} == {
        "binary or damaged": 1,
        "no text": 1,
    }
    (missing,) = (reason for reason in reasons if reason["reason"] == "no text")
    assert missing["example"].startswith(f"{folder}/a.jsonl#L3")
    assert "--field text=NAME" in missing["message"]


def test_inspect_takes_the_options_of_extract(folder):
    report = json.loads(inspect(folder / "a.jsonl", "--json", "--field", "text=note"))
    assert (report["articles"], report["rejects"]) == (0, 3)
    report = json.loads(inspect(folder / "a.jsonl", "--json", "--max-article-size", "20"))
    assert report["reasons"][0]["reason"] == "too large"


def test_inspect_prints_the_same_for_people(folder):
    text = inspect(folder)
    for part in (".jsonl", "5, ", "2 have the text of an earlier one", "2024-03-12 to", ".png 2"):
        assert part in text
    for part in ("no text", "binary or damaged", "for one worker", "headline 67%"):
        assert part in text


def test_extract_dry_run_writes_nothing(folder):
    output = folder / "records.jsonl"
    result = CliRunner().invoke(app, ["extract", str(folder), "-o", str(output), "--dry-run"])
    assert result.exit_code == 0
    assert "would be rejected" in result.stdout
    assert not output.exists()


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz", "csv", "zip", "tar", "tar.gz"])
def test_a_sample_tells_how_many_articles_there_are(tmp_path, kind):
    import random

    chance = random.Random(0)
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    texts = [
        f"{SENTENCE}{number} {''.join(chance.choices(letters, k=3000))}" for number in range(400)
    ]
    (tmp_path / f"a.{kind}").write_bytes(containers.container(kind, texts))
    found = survey([str(tmp_path)], sample=100)
    assert not found.whole
    assert found.articles == 100
    assert 300 < found.expected < 500


def test_a_sample_of_many_files_is_the_same_every_time(tmp_path):
    for number in range(60):
        (tmp_path / f"{number}.txt").write_text(f"{SENTENCE}{number}", encoding="utf-8")
    first, second = (survey([str(tmp_path)], sample=20) for _ in range(2))
    assert first.articles == 20
    assert first.expected == pytest.approx(60, abs=3)
    assert [a.uri for a in first.timed] == [a.uri for a in second.timed]
    whole = survey([str(tmp_path)], sample=100)
    assert (whole.whole, whole.expected) == (True, 60)


def test_a_survey_keeps_few_articles(tmp_path):
    for number in range(60):
        (tmp_path / f"{number}.txt").write_text(f"{SENTENCE}{number}", encoding="utf-8")
    assert len(survey([str(tmp_path)], ReadOptions()).timed) == 32


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no/such"], "no/such: no such file or folder"),
        (["no/such/*.txt"], "no/such/*.txt: no file matches"),
        ([".", "--field", "x=y"], "PIECE one of text, title"),
        ([".", "--field", "text"], "PIECE=NAME is wanted"),
        ([".", "--max-article-size", "many"], "a size such as 500KB"),
        ([".", "--encoding", "klingon"], "no such encoding"),
    ],
)
def test_a_wrong_input_or_option_is_one_clear_line(arguments, message):
    result = CliRunner().invoke(app, ["inspect", *arguments])
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_inspect_says_when_there_is_nothing_to_read(tmp_path):
    (tmp_path / "a.png").write_bytes(b"")
    result = CliRunner().invoke(app, ["inspect", str(tmp_path)])
    assert result.exit_code == 2
    assert "passed over: .png 1" in result.stderr


def test_a_record_names_what_the_input_tells_of_its_source(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps(ROW | {"link": "https://bao.example/1"}), encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["extract", str(tmp_path / "a.jsonl")])
    source = json.loads(result.stdout)["source"]
    assert source["uri"] == f"{tmp_path}/a.jsonl#L1"
    assert source["url"] == "https://bao.example/1"
    assert (source["title"], source["published"]) == ("Tin", "2024-03-12")
