"""Lists the input: which files there are, in a fixed order, without opening one of them."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .article import printable
from .formats import layers, single
from .remote import files, remote

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the input; an archive is one source, whatever it holds.

    Attributes:
        path: to open it by; it may hold surrogates where the name is not UTF-8.
        address: the same, always valid text; every address of an article in it begins so.
        size: bytes on disk; 0 for standard input.
        fingerprint: changes when the file does. It is size and time of change (nanoseconds), as
            in ``make`` and ``rsync``: an edit that keeps both goes unseen, and a copy without
            its times looks changed. Behind a URL it is size and ETag, or what there is like it.
            Empty for standard input.
        layers: what it is made of, outermost first; empty: a named file that cannot be read.
    """

    path: str
    address: str
    size: int
    fingerprint: str
    layers: tuple[str, ...]

    @property
    def single(self) -> bool:
        """Whether it gives exactly one article or reject, so that nobody need look inside."""
        return self.path != STDIN and single(self.layers)

    @property
    def plain(self) -> bool:
        """Whether it is a file of one article without any packing, which workers open."""
        return self.single and len(self.layers) == 1


def sources(inputs: Sequence[str]) -> Iterator[Source]:
    """Lists the files behind the inputs, each once, in a fixed order.

    Args:
        inputs: files, folders (walked by name; hidden files and those that no reader knows are
            left out), glob patterns (``**`` spans folders), URLs that fsspec knows of either,
            ``-`` for standard input.
    """
    named = frozenset(inputs)
    for source in listing(inputs):
        if source.layers or source.path in named:
            yield source


def listing(inputs: Sequence[str]) -> Iterator[Source]:
    """Lists what ``sources`` lists, and the files that no reader knows, with no layers."""
    seen: set[str] = set()
    for name in inputs:
        if name == STDIN:
            yield Source(STDIN, STDIN, 0, "", ("stdin",))
            continue
        if remote(name):
            for url, size, fingerprint in files(name):
                if url not in seen:
                    seen.add(url)
                    yield Source(url, printable(url), size, fingerprint, layers(url))
            continue
        for path in expand(name):
            whole = os.path.abspath(path)  # noqa: PTH100 (keeps names that are not UTF-8)
            if any(part in seen for part in _upwards(whole)):
                continue
            yield from _walk(path, seen) if os.path.isdir(path) else (_source(path),)  # noqa: PTH112
            seen.add(whole)


def expand(name: str) -> list[str]:
    """The paths that an input names: itself, or what matches it as a pattern, sorted."""
    if os.path.lexists(name) or not glob.has_magic(name):
        return [name]
    found = sorted(glob.iglob(name, recursive=True), key=_parts)  # noqa: PTH207
    return [p for p in found if "**" not in name or not os.path.isdir(p)]  # noqa: PTH112


def _parts(path: str) -> list[str]:
    return path.split(os.sep)  # noqa: PTH206


def _upwards(path: str) -> Iterator[str]:
    while True:
        yield path
        above = os.path.dirname(path)  # noqa: PTH120
        if above == path:
            return
        path = above


def _walk(
    folder: str, seen: set[str], above: frozenset[tuple[int, int]] = frozenset()
) -> Iterator[Source]:
    """Walks a folder by name; a link back to a folder that we are in is not followed."""
    try:
        here = os.stat(folder)  # noqa: PTH116
        with os.scandir(folder) as found:
            entries = sorted((e for e in found if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError:
        yield Source(folder, printable(folder), 0, "", ("folder",))  # Reading it will say why.
        return
    if (here.st_dev, here.st_ino) in above:
        return
    above |= {(here.st_dev, here.st_ino)}
    for entry in entries:
        if seen and os.path.abspath(entry.path) in seen:  # noqa: PTH100
            continue
        if entry.is_dir():
            yield from _walk(entry.path, seen, above)
        elif entry.is_file():
            yield _source(entry.path)


def _source(path: str) -> Source:
    try:
        status = os.stat(path)  # noqa: PTH116
        size, fingerprint = status.st_size, f"{status.st_size}-{status.st_mtime_ns}"
    except OSError:
        size, fingerprint = 0, ""  # Reading it will say why.
    address = printable(path)
    return Source(path, address, size, fingerprint, layers(address))
