"""The README's commands work as they stand."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
COMMANDS = [
    line
    for language, block in BLOCKS
    if language == "sh"
    for line in block.splitlines()
    if line.startswith("thanhtra")
]


def test_the_readme_opens_with_the_two_commands():
    first = next(block for language, block in BLOCKS if language == "sh")
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make demo", "make test"]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_run(command, tmp_path):
    place = str(Path(sys.executable).parent)
    command = command.split(" #")[0].strip().replace("thanhtra ", f"{shlex.quote(place)}/thanhtra ")
    command = re.sub(r"\b(\w+\.jsonl?)\b(?=$| \|)", rf"{tmp_path}/\1", command)
    done = subprocess.run(
        command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("code", [block for language, block in BLOCKS if language == "python"])
def test_python_runs(code):
    exec(compile(code, str(README), "exec"), {})
