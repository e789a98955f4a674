"""Runs of ``thanhtra extract`` with the fake recipe, and the account that is made of them."""

import json
import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent
COMMAND = [sys.executable, str(TESTS / "fake_extract.py"), "extract"]


def write_dump(path, count, words=None):
    """Writes JSON Lines of so many articles; ``words`` are put into the articles of that number."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = f"Đoàn kiểm tra số {number} làm việc với Ủy ban nhân dân."
            text += " " + (words or {}).get(number, "")
            file.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
    return path


def environment(**settings):
    return os.environ | {name: str(value) for name, value in settings.items()}


def extract(*arguments, stdin=None, **settings):
    """Runs the command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        input=stdin,
        env=environment(**settings),
        timeout=120,
    )


def begin(*arguments, stdin=None, **settings):
    """Starts the command."""
    return subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(**settings),
    )


def lines(path):
    """The rows of a file of JSON Lines; a half line would be an error."""
    text = path.read_text("utf-8")
    assert not text or text.endswith("\n")
    return [json.loads(line) for line in text.splitlines()]


def account(dump, output):
    """Checks that every article of a dump is there once; returns the reasons of the rejects."""
    records = [row["source"]["uri"] for row in lines(output)]
    rejects = output.with_name(f"{output.name.removesuffix('.jsonl')}.rejects.jsonl")
    reasons = {row["uri"]: row["reason"] for row in lines(rejects)} if rejects.exists() else {}
    wanted = [f"{dump}#L{number}" for number, _ in enumerate(dump.open(), 1)]
    assert sorted([*records, *reasons]) == sorted(wanted)
    assert records == [uri for uri in wanted if uri not in reasons]
    return reasons
