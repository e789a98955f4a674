"""The command line as a user meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from thanhtra.pipeline.cli import app
from thanhtra.schemas import Record
from typer.testing import CliRunner

COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands]
THANHTRA = str(Path(sys.executable).with_name("thanhtra"))


def run(*arguments, stdin=None):
    return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples(command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Examples" in result.output
    assert f"thanhtra {command}" in result.output or f"| thanhtra {command}" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(root, command):
    assert f"thanhtra {command}" in (root / "README.md").read_text("utf-8")


def test_every_option_has_help():
    for command in typer.main.get_command(app).commands.values():
        for parameter in command.params:
            assert parameter.help or parameter.name == "help", (command.name, parameter.name)


def test_version():
    assert run("--version").output.startswith("thanhtra ")


def test_extract_writes_records_and_rejects(tmp_path, article):
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"\x00\x01")
    output = tmp_path / "out" / "records.jsonl"
    output.parent.mkdir()
    result = run("extract", tmp_path, "-o", output)
    assert result.exit_code == 1
    assert sorted(p.name for p in output.parent.iterdir()) == [
        "records.jsonl",
        "records.rejects.jsonl",
    ]
    assert "2 articles: 1 records, 1 rejected" in result.output
    (line,) = output.read_text("utf-8").splitlines()
    assert Record.model_validate_json(line).source.uri == str(tmp_path / "a.txt")
    reject = json.loads((output.parent / "records.rejects.jsonl").read_text("utf-8"))
    assert reject["uri"] == str(tmp_path / "b.txt")
    assert "binary" in reject["reason"]


def test_extract_takes_away_the_rejects_of_an_earlier_run(tmp_path, article):
    (tmp_path / "a.txt").write_text(article, encoding="utf-8")
    output = tmp_path / "records.jsonl"
    stale = tmp_path / "records.rejects.jsonl"
    stale.write_text("{}\n")
    assert run("extract", tmp_path / "a.txt", "-o", output).exit_code == 0
    assert not stale.exists()


def test_extract_writes_to_standard_output(tmp_path, article):
    path = tmp_path / "a.txt"
    path.write_text(article, encoding="utf-8")
    done = subprocess.run([THANHTRA, "extract", path], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["text"] == article.rstrip("\n") or json.loads(done.stdout)
    assert done.stderr == ""


def test_extract_reads_standard_input(article):
    done = subprocess.run(
        [THANHTRA, "extract", "-"], input=article, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["source"]["uri"] == "-"


@pytest.mark.parametrize("command", ["extract", "show", "evaluate"])
def test_a_missing_path_is_one_clear_line(command):
    done = subprocess.run(
        [THANHTRA, command, "no/such/path"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "no/such/path" in done.stderr


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--model", "no/such.npz", "no such model"),
        ("--model", "README.md", "is no model"),
        ("--output", "corpus", "holds other things"),
        ("--output", "no/such/records.jsonl", "no such folder"),
    ],
)
def test_a_wrong_option_is_one_clear_line(root, option, value, message):
    done = subprocess.run(
        [THANHTRA, "extract", "corpus/articles/001-cchc-quan-ba.txt", option, value],
        capture_output=True,
        text=True,
        check=False,
        cwd=root,
    )
    assert done.returncode == 2
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_extract_says_when_there_is_nothing_to_read(tmp_path):
    result = run("extract", tmp_path)
    assert result.exit_code == 2
    assert "no article was found" in result.output


def test_an_article_that_breaks_the_pipeline_is_a_reject(tmp_path, article, monkeypatch):
    from thanhtra.pipeline import runner

    whole = runner.record_fields

    def fails(docs):
        if any("Định Hóa" in doc.text for doc in docs):
            raise RuntimeError("no such luck")
        return whole(docs)

    monkeypatch.setattr(runner, "record_fields", fails)
    for name, place in (("a", "Phú Bình"), ("b", "Định Hóa"), ("c", "Võ Nhai")):
        (tmp_path / f"{name}.txt").write_text(article.replace("Phú Bình", place), encoding="utf-8")
    result = run("extract", tmp_path)  # In this process, where the pipeline can be broken.
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    rejected = " ".join(result.stderr.split())
    assert "b.txt" in rejected
    assert "no such luck" in rejected


def test_show_prints_sentences_and_findings(tmp_path, article):
    path = tmp_path / "a.txt"
    path.write_text(article, encoding="utf-8")
    output = run("show", path).output
    for part in ("Hạn chế", "Kiến nghị", "Số liệu", "1.180/1.200 hồ sơ"):
        assert part in output


def test_schema_prints_the_schema(root):
    assert run("schema").output == (root / "schemas" / "record.schema.json").read_text("utf-8")


def test_evaluate_prints_and_writes_scores(root, tmp_path):
    scores = tmp_path / "scores.json"
    result = run("evaluate", root / "corpus" / "gold", "--json", scores, "--errors")
    assert result.exit_code == 0
    written = json.loads(scores.read_text("utf-8"))
    assert f"{written['labels']['macro_f1']:.3f}" in result.output
    assert written["articles"] >= 30


WRONG = {
    "nowhere.db": None,
    "folder.db": "folder",
    "picture.png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "empty.db": b"",
    "odd.jsonl": b'{"a": 1}\n',
    "broken.jsonl": b"{\n",
    "text.txt": "Ngày 12/5/2023, đoàn đã làm việc.".encode(),
}
"""Files that are something else than a command wants."""


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "WRONG"),
        ("export", "WRONG", "--csv"),
        ("dedup", "WRONG"),
        ("gold", "WRONG", "-o", "OUT"),
        ("evaluate", "WRONG"),
        ("train", "WRONG", "-o", "OUT"),
        ("extract", "text.txt", "--model", "WRONG"),
    ],
    ids=" ".join,
)
def test_a_wrong_file_is_one_line_that_names_it(tmp_path, monkeypatch, arguments, wrong):
    monkeypatch.chdir(tmp_path)
    for name, content in WRONG.items():
        if content == "folder":
            Path(name).mkdir()
        elif content is not None:
            Path(name).write_bytes(content)
    result = run(*({"WRONG": wrong, "OUT": "out"}.get(a, a) for a in arguments))
    assert result.exit_code == 2, result.exception
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith("thanhtra: ") and wrong in result.stderr
    assert not Path("out").exists()


@pytest.mark.parametrize("wrong", ["picture.png", "text.txt", "odd.jsonl", "broken.jsonl"])
@pytest.mark.parametrize("option", ["--db", "--parquet"])
def test_what_is_no_store_is_not_written_to(tmp_path, monkeypatch, option, wrong):
    monkeypatch.chdir(tmp_path)
    Path(wrong).write_bytes(WRONG[wrong])
    Path("records.jsonl").write_bytes(b"")
    result = run("load", "records.jsonl", option, wrong)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert wrong in result.stderr and "name a" in result.stderr and "Errno" not in result.stderr
    assert Path(wrong).read_bytes() == WRONG[wrong]


def test_many_broken_lines_are_counted_not_all_told(tmp_path):
    path = tmp_path / "broken.jsonl"
    path.write_text('{"a": 1}\n' * 300, "utf-8")
    result = run("load", path, "--db", tmp_path / "facts.db")
    assert result.exit_code == 1
    *_, more, counts = result.stderr.splitlines()
    assert len(result.stderr.splitlines()) == 22
    assert more == "… and 280 more; the table rejects has them all"
    assert "300 broken lines" in counts


@pytest.mark.parametrize("command", ["show", "label"])
def test_an_input_without_articles_is_said(tmp_path, command):
    output = ("-o", tmp_path / "sheet.csv") if command == "label" else ()
    (tmp_path / "empty").mkdir()
    result = run(command, tmp_path / "empty", *output)
    assert result.exit_code == 2
    assert "no article was found" in result.stderr
    assert not (tmp_path / "sheet.csv").exists()
