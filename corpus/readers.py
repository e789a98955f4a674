"""Readers: files and folders to articles, lazily and in a fixed order.

Every article of the input comes out, either as an ``Article`` or as a ``Reject`` with its reason.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from .article import Article, Reject, RejectError
from .decode import MAX_BYTES, decode
from .html import read_html
from .jsonl import read_jsonl

STDIN = "-"


def read_text(data: bytes, uri: str) -> Iterator[Article | Reject]:
    """Reads a plain text file, which is one article."""
    digest = hashlib.sha256(data).hexdigest()
    yield Article(uri=uri, text=decode(data), media_type="text/plain", sha256=digest)


_READERS: dict[str, Callable[[bytes, str], Iterator[Article | Reject]]] = {
    ".txt": read_text,
    ".html": read_html,
    ".htm": read_html,
}
_SUFFIXES = frozenset({*_READERS, ".jsonl"})


def paths(inputs: Sequence[str]) -> Iterator[Path]:
    """Yields the files behind the inputs: a file as it is, a folder's files by name.

    Only files whose suffix some reader knows are taken from a folder.
    """
    for name in inputs:
        path = Path(name)
        if path.is_dir():
            found = (p for p in path.rglob("*") if p.suffix.lower() in _SUFFIXES and p.is_file())
            yield from sorted(found)
        else:
            yield path


def read(inputs: Sequence[str]) -> Iterator[Article | Reject]:
    """Reads every article behind the inputs.

    Args:
        inputs: files, folders (read recursively), or ``-`` for standard input, which holds either
            one plain text or JSON Lines.
    """
    for name in inputs:
        if name == STDIN:
            yield from _read_stdin()
            continue
        for path in paths([name]):
            yield from _guarded(_read_file(path), str(path))


def _read_file(path: Path) -> Iterator[Article | Reject]:
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        with path.open("rb") as lines:
            yield from read_jsonl(lines, str(path))
        return
    reader = _READERS.get(suffix)
    if reader is None:
        known = ", ".join(sorted(_SUFFIXES))
        raise RejectError(f"no reader for {suffix or 'a file without suffix'}; readable: {known}")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        size = path.stat().st_size
        raise RejectError(
            f"too large: {size} bytes, at most {MAX_BYTES} are read as one article; "
            "split it into its articles"
        )
    yield from reader(data, str(path))


def _read_stdin() -> Iterator[Article | Reject]:
    stream = sys.stdin.buffer
    first = stream.readline(MAX_BYTES + 1)
    if first.lstrip().startswith(b"{"):
        yield from read_jsonl(_chain(first, stream), STDIN)
    else:
        yield from _guarded(read_text(first + stream.read(MAX_BYTES + 1), STDIN), STDIN)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _guarded(articles: Iterator[Article | Reject], uri: str) -> Iterator[Article | Reject]:
    """Turns what a reader raises into a reject, so that the run goes on."""
    try:
        yield from articles
    except RejectError as error:
        yield Reject(uri, error.place, error.reason)
    except OSError as error:
        yield Reject(uri, "", f"cannot be read: {error.strerror or error}")
