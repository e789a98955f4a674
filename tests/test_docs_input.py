"""docs/input.md says what is there, and its commands work as they stand."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from thanhtra.corpus.fields import FIELDS, key
from thanhtra.corpus.formats import SUFFIXES
from thanhtra.pipeline.cli_options import SIZE

ROOT = Path(__file__).resolve().parent.parent
MANUAL = (ROOT / "docs" / "input.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", MANUAL, re.DOTALL)


@pytest.mark.parametrize("script", [block for language, block in BLOCKS if language == "sh"])
def test_commands_run(script, tmp_path):
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_python_runs(monkeypatch):
    monkeypatch.chdir(ROOT)
    (code,) = (block for language, block in BLOCKS if language == "python")
    exec(compile(code, "docs/input.md", "exec"), {})


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_suffix_stands_in_the_table(suffix):
    assert f"`{suffix}`" in MANUAL


@pytest.mark.parametrize("piece", FIELDS)
def test_every_name_of_a_field_stands_in_the_table(piece):
    (row,) = re.findall(rf"^\| `{piece}` \| (.*) \|$", MANUAL, re.MULTILINE)
    assert {key(name) for name in row.split(", ")} == {key(name) for name in FIELDS[piece]}


def test_the_limits_are_those_of_the_program():
    from thanhtra.corpus.options import MAX_RATIO

    assert f"| {SIZE.replace('MB', ' MB')} |" in MANUAL
    assert f"| {MAX_RATIO:,} times its size |" in MANUAL
