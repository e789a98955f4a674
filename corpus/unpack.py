"""Cuts a source into the raw material of its articles, through compressions and archives."""

from __future__ import annotations

import io
import itertools
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO, cast

from .archives import Member, tar_members, zip_members
from .article import Reject, RejectError, printable
from .compressed import BombError, Budget, unpacked
from .decode import too_large
from .formats import ARCHIVES, COMPRESSIONS, SUFFIXES, hidden, layers, single, suffix
from .jsonl import json_units
from .lines import in_lines
from .options import DEFAULTS, ReadOptions
from .remote import open_file
from .sources import STDIN, Source
from .tables import csv_units, parquet_units
from .unit import Cursor, Ignored, Position, Unit
from .warc import warc_units

Items = Iterator[Unit | Reject]

_ARCHIVES = frozenset(ARCHIVES.values())
_SEEKING = frozenset({"zip", "parquet", "warc"})
_IN_MEMORY = 1 << 24
"""Bytes of an archive within an archive that are kept in memory; more goes to a temporary file."""


def units(
    source: Source,
    options: ReadOptions = DEFAULTS,
    *,
    start: int = 0,
    stop: int | None = None,
    ignored: Ignored = lambda what: None,
    position: Position | None = None,
) -> Items:
    """Yields the raw material of a source's articles, from the ``start``-th up to the ``stop``-th.

    A fault of the container itself (truncated, damaged, a bomb) is one ``Reject`` at the place
    where it was met.

    Args:
        source: of ``sources``.
        options: fields, limits and encoding.
        start: how many items to skip; they are not unpacked where the format allows it.
        stop: where to end; ``None``: at the end.
        ignored: is told what is passed over in archives because it is no article.
        position: is kept at the place in the file that was reached.
    """
    if stop is not None and stop <= start:
        return
    cursor = Cursor(start)
    walk = _Walk(options, cursor, ignored, Budget(source.size, options))
    items = guarded(_opened(source, walk, position or Position()), source.address, cursor)
    yield from itertools.islice(items, None if stop is None else stop - start)


def guarded(items: Items, address: str, cursor: Cursor, *, inside: bool = False) -> Items:
    """Turns what a reader raises into a reject, so that the run goes on behind it.

    Args:
        items: what the reader yields.
        address: of the file or member.
        cursor: what is to be skipped, to which the reject counts.
        inside: of a member: a bomb ends the reading of the whole source.
    """
    try:
        yield from items
        return
    except BombError as error:
        if inside:
            raise
        reject = Reject(address, error.place, error.reason)
    except RejectError as error:
        reject = Reject(address, error.place, printable(error.reason))
    except OSError as error:
        reject = Reject(address, "", printable(f"cannot be read: {error.strerror or error}"))
    except Exception as error:  # Each library has its own.
        said = " ".join(str(error).split())[:200]
        reject = Reject(address, "", printable(f"damaged: {said or type(error).__name__}"))
    if not cursor.skip():
        yield reject


@dataclass(frozen=True)
class _Walk:
    """What is known on the way through the layers of a source.

    Attributes:
        file: the source's own file, in which any place can be sought.
        depth: how many archives we are in.
    """

    options: ReadOptions
    cursor: Cursor
    ignored: Ignored
    budget: Budget
    file: BinaryIO | None = None
    depth: int = 0

    def read(self, stream: BinaryIO, address: str, kinds: tuple[str, ...]) -> Items:
        """Yields the items of a stream of these layers."""
        kind, *rest = kinds
        if rest:
            yield from self.read(unpacked(kind, stream, self.budget), address, tuple(rest))
        elif single(kinds):
            data = stream.read(self.options.max_article_size + 1)
            if len(data) > self.options.max_article_size:
                raise too_large(self.options)
            yield Unit(address, kind, data, len(data))
        elif kind in _SEEKING:
            with self._seekable(stream) as file:
                yield from self._sought(file, address, kind)
        elif kind == "tar":
            yield from self._members(tar_members(stream), address)
        else:
            for item in self._lines(stream, address, kind):
                if not self.cursor.skip():
                    yield item

    def _lines(self, stream: BinaryIO, address: str, kind: str) -> Items:
        lines = in_lines(_buffered(stream), self.options.encoding)
        if kind == "jsonl":
            return json_units(lines, address, self.options)
        return csv_units(lines, address, self.options, delimiter="\t" if kind == "tsv" else "")

    def _sought(self, file: BinaryIO, address: str, kind: str) -> Items:
        if kind == "zip":
            yield from self._members(zip_members(file), address)
        elif kind == "parquet":
            yield from parquet_units(file, address, self.options, self.cursor)
        else:
            for item in warc_units(file, address, self.options, self.budget, self.ignored):
                if not self.cursor.skip():
                    yield item

    def _members(self, members: Iterator[Member], address: str) -> Items:
        for member in members:
            kinds = layers(member.name)
            if hidden(member.name):
                continue
            if not kinds:
                self.ignored(suffix(member.name) or "no suffix")
                continue
            if member.packed:
                self.budget.spend(member.size)
            if single(kinds) and self.cursor.skip():
                continue
            name = f"{address}!/{member.address}"
            yield from guarded(self._member(member, name, kinds), name, self.cursor, inside=True)

    def _member(self, member: Member, address: str, kinds: tuple[str, ...]) -> Items:
        if self.depth and kinds[-1] in _ARCHIVES:
            raise RejectError("nested too deep: unpack the archive that it is in first")
        if single(kinds[:1]) and member.size > self.options.max_article_size:
            raise too_large(self.options, member.size)
        with member.open() as stream:
            yield from replace(self, depth=self.depth + 1).read(stream, address, kinds)

    def _seekable(self, stream: BinaryIO) -> BinaryIO:
        if stream is self.file:
            return stream
        file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
        while chunk := stream.read(1 << 20):
            file.write(chunk)
        file.seek(0)
        return cast("BinaryIO", file)


def _opened(source: Source, walk: _Walk, position: Position) -> Items:
    if source.path == STDIN:
        stream = _buffered(sys.stdin.buffer)
        kind = "jsonl" if stream.peek(4096).lstrip().startswith(b"{") else "text"
        if kind == "jsonl" or not walk.cursor.skip():
            yield from walk.read(stream, STDIN, (kind,))
        return
    if not source.layers:
        found = suffix(source.path) or "a file without suffix"
        if found in COMPRESSIONS:
            raise RejectError(f"its name does not say what is in it: call it e.g. x.jsonl{found}")
        raise RejectError(f"no reader for {found}; readable: {', '.join(SUFFIXES)}")
    if single(source.layers) and walk.cursor.skip():
        return
    if source.plain:
        position.at = source.size
        yield Unit(source.address, source.layers[0], None, source.size, path=source.path)
        return
    with open_file(source.path) as file:
        for item in replace(walk, file=file).read(file, source.address, source.layers):
            position.at = file.tell()
            yield item


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return stream
    return io.BufferedReader(cast("io.RawIOBase", stream))
