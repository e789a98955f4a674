"""Cuts a source into the raw material of its articles, through compressions and archives."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .article import Reject, RejectError, printable
from .decode import too_large
from .formats import SUFFIXES, single
from .jsonl import json_units
from .options import DEFAULTS, ReadOptions
from .sources import STDIN, Source
from .unit import Unit

Items = Iterator[Unit | Reject]


@dataclass
class _Cursor:
    """How many items are still to be skipped."""

    left: int

    def skip(self) -> bool:
        """Whether the next item is to be skipped, which is then counted as done."""
        self.left -= 1
        return self.left >= 0


def units(
    source: Source, options: ReadOptions = DEFAULTS, *, start: int = 0, stop: int | None = None
) -> Items:
    """Yields the raw material of a source's articles, from the ``start``-th up to the ``stop``-th.

    A fault of the container itself (truncated, damaged, a bomb) is one ``Reject`` at the place
    where it was met.
    """
    if stop is not None and stop <= start:
        return
    cursor = _Cursor(start)
    yield from itertools.islice(_guarded(source, options, cursor), stop and stop - start)


def _guarded(source: Source, options: ReadOptions, cursor: _Cursor) -> Items:
    """Turns what a reader raises into a reject, so that the run goes on."""
    try:
        yield from _opened(source, options, cursor)
        return
    except RejectError as error:
        reject = Reject(source.address, error.place, printable(error.reason))
    except OSError as error:
        reason = printable(f"cannot be read: {error.strerror or error}")
        reject = Reject(source.address, "", reason)
    if not cursor.skip():
        yield reject


def _opened(source: Source, options: ReadOptions, cursor: _Cursor) -> Items:
    if source.path == STDIN:
        yield from _stdin(sys.stdin.buffer, options, cursor)
        return
    if not source.layers:
        suffix = source.path.rpartition(".")[2]
        raise RejectError(f"no reader for .{suffix}; readable: {', '.join(SUFFIXES)}")
    if single(source.layers) and cursor.skip():
        return
    with open(source.path, "rb") as stream:  # noqa: PTH123
        if (
            len(source.layers) == 1
            and single(source.layers)
            and source.size > options.max_article_size
        ):
            raise too_large(options, source.size)
        yield from _read(stream, source.address, source.layers, options, cursor)


def _read(
    stream: BinaryIO, address: str, kinds: tuple[str, ...], options: ReadOptions, cursor: _Cursor
) -> Items:
    kind = kinds[0]
    if kind == "jsonl":
        yield from (u for u in json_units(stream, address, options) if not cursor.skip())
    elif single(kinds):
        data = stream.read(options.max_article_size + 1)
        if len(data) > options.max_article_size:
            raise too_large(options)
        yield Unit(address, kind, data)
    else:
        raise RejectError(f"no reader for {kind} yet")


def _stdin(stream: BinaryIO, options: ReadOptions, cursor: _Cursor) -> Items:
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
    kind = "jsonl" if buffered.peek(4096).lstrip().startswith(b"{") else "text"
    if kind == "jsonl" or not cursor.skip():
        yield from _read(buffered, STDIN, (kind,), options, cursor)
