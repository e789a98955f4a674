"""Unlabelled articles for self-training: their sentences, split plainly."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from pathlib import Path

import regex

LONGEST = 60
"""Sentences read of one article; what comes later is seldom about the inspection."""

_END = regex.compile(r"(?<=\p{L}[\p{L}\d\"”)]*[.!?…])\s+(?=[\"“]?\p{Lu})")
_SHORT = regex.compile(r"(?:^|\s)(?:\p{Lu}\p{L}{0,2}|v\.v|[Tt]p|[Ss]ố)\.$")


def read_texts(path: Path) -> Iterator[str]:
    """Read the ``text`` of every line of a ``.jsonl`` or ``.jsonl.xz`` file."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def sentences(text: str) -> list[str]:
    """Split a text at line breaks and full stops, good enough to learn from.

    Returns:
        At most ``LONGEST`` sentences without white space around them.
    """
    found: list[str] = []
    for line in text.split("\n"):
        waiting = ""
        for piece in _END.split(line.strip()):
            waiting = f"{waiting} {piece}".strip()
            if waiting and not _SHORT.search(waiting):
                found.append(waiting)
                waiting = ""
        if waiting:
            found.append(waiting)
    return found[:LONGEST]
