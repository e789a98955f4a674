"""Lines of JSON out of files, plain or compressed, each with its place."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..corpus.article import RejectError
from ..pipeline.record_files import opened
from .errors import StoreError

STDIN = "-"
LONGEST = 1 << 28
"""Bytes of one line; a longer one is no record of an article."""
_SUFFIXES = (".jsonl", ".jsonl.gz", ".jsonl.zst")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, and its bytes; a line that is too long is cut."""

    number: int
    data: bytes


def files(inputs: Sequence[str]) -> list[str]:
    """The files behind the inputs, each once.

    Args:
        inputs: files, folders of shards (read recursively, by name), ``-`` for standard input.

    Returns:
        Files of records, each followed by its file of rejects if that lies beside it.

    Raises:
        StoreError: an input does not exist, or cannot hold records.
    """
    found: dict[str, None] = {}
    for name in inputs:
        path = Path(name)
        if name == STDIN:
            found[name] = None
        elif path.is_dir():
            shards = sorted(p for p in path.rglob("*") if p.name.endswith(_SUFFIXES))
            if not shards:
                raise StoreError(f"{name}: holds no {', '.join(_SUFFIXES)} file")
            found |= dict.fromkeys(map(str, shards))
        elif not path.is_file():
            raise StoreError(f"{name}: no such file or folder")
        elif not name.endswith(_SUFFIXES):
            raise StoreError(f"{name}: not a file of records; they end in {', '.join(_SUFFIXES)}")
        else:
            found[name] = None
            found |= dict.fromkeys(_rejects_of(path))
    return list(found)


def holds_rejects(file: str) -> bool:
    """Does the file hold rejects rather than records?"""
    return _stem(Path(file)).endswith(".rejects")


def _rejects_of(path: Path) -> Iterator[str]:
    for suffix in _SUFFIXES:
        beside = path.with_name(f"{_stem(path)}.rejects{suffix}")
        if beside.is_file():
            yield str(beside)


def _stem(path: Path) -> str:
    suffix = next((s for s in _SUFFIXES if path.name.endswith(s)), "")
    return path.name.removesuffix(suffix)


def read_lines(file: str) -> Iterator[Line]:
    """Reads the lines of a file, one at a time; empty ones are skipped.

    Raises:
        RejectError: the file breaks off or is damaged; the lines before have been yielded.
    """
    number = 0
    try:
        with _opened(file) as stream:
            while data := stream.readline(LONGEST + 1):
                number += 1
                rest = data
                while len(rest) > LONGEST and not rest.endswith(b"\n"):
                    rest = stream.readline(LONGEST + 1)
                if data.strip():
                    yield Line(number, data)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise RejectError(
            f"the file cannot be read on: {error}; make it or copy it anew",
            place=f"behind line {number}",
        ) from None


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    if file == STDIN:
        yield sys.stdin.buffer
        return
    try:
        with opened(Path(file)) as stream:
            yield stream
    except ImportError:
        raise StoreError(
            f"{file}: .zst needs the package zstandard: pip install zstandard"
        ) from None
