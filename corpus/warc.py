"""Reads web archives (WARC) by warcio; goes on behind a broken record, as crawls have them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from .archives import Names
from .article import Reject, RejectError, printable
from .compressed import BombError, Budget, Unpacked
from .decode import too_large
from .extras import extra
from .options import ReadOptions
from .unit import Ignored, Unit

_KINDS = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_RECORDS = frozenset({"response", "resource", "conversion"})
_CHUNK = 1 << 20
_LINE = 1 << 16
"""Bytes of a line of a record's head at most."""


def warc_units(
    file: BinaryIO, address: str, options: ReadOptions, budget: Budget, ignored: Ignored
) -> Iterator[Unit | Reject]:
    """Yields the pages and documents of a web archive, plain or compressed with gzip.

    Requests, redirects, pictures and the like are passed over. A broken record is a reject;
    reading goes on at the next one that begins behind it.

    Args:
        file: seekable.
        address: of the archive.
        options: the limit of an article's size.
        budget: how much may be unpacked.
        ignored: is told what is passed over.
    """
    loader = extra("warcio.recordloader").ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    names = Names()
    position: int | None = 0
    broken = False  # One reject for a stretch of damage, however often reading fails in it.
    while position is not None:
        records = _Records(file, position, budget)
        try:
            line = records.first_line()
            if not line and not position:
                raise RejectError("empty: no record")
            while line:
                record = loader.parse_record_stream(records, line, "warc", check_digests=True)
                item = _unit(record, records, address, names, options)
                broken = False
                if isinstance(item, str):
                    ignored(item)
                else:
                    yield item
                line = records.first_line()
            return
        except BombError:
            raise
        except Exception as error:  # Of zlib, of warcio's parsers …
            if isinstance(error, RejectError):  # Of the compressed stream that is being read.
                records.begin = records.reached
            if not broken or isinstance(error, _BrokenError):
                identifier = getattr(error, "identifier", f"@{records.begin}")
                name = f"{address}#{names.unlike(identifier)}"
                said = " ".join(printable(str(error)).split())[:200] or "truncated"
                yield Reject(name, f"byte {records.begin}", f"damaged WARC record: {said}")
            broken = True
            position = _next_record(file, records.begin + 1)


class _BrokenError(Exception):
    """A record whose head can be read, and whose content is damaged."""

    def __init__(self, identifier: str, what: str) -> None:
        super().__init__(what)
        self.identifier = identifier


class _Records:
    """The bytes of the records from a position on, as warcio reads them.

    Attributes:
        begin: where the record that is being read begins in the file; of a compressed one, where
            its compressed stream begins.
    """

    def __init__(self, file: BinaryIO, position: int, budget: Budget) -> None:
        file.seek(position)
        packed = file.read(2) == b"\x1f\x8b"
        file.seek(position)
        self._position = position
        self._unpacked = Unpacked("gz", file, budget) if packed else None
        self._stream = file if self._unpacked is None else io.BufferedReader(self._unpacked)
        self.begin = position

    @property
    def reached(self) -> int:
        """The place in the file that was reached, or the beginning of the stream that it is in."""
        if self._unpacked is None:
            return self._stream.tell()
        return self._position + self._unpacked.begin

    def first_line(self) -> bytes:
        """The first line of the next record; empty at the end."""
        while True:
            before = self.reached
            line = self.readline()
            if line.strip() or not line:
                self.begin = before if self._unpacked is None else self.reached
                return line

    def tell(self) -> int:
        """No place: warcio wants one of records without a length, which are rejected."""
        return 0

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes."""
        return self._stream.read(size)

    def readline(self, size: int | None = None) -> bytes:
        """A line, or what of it is allowed."""
        return self._stream.readline(_LINE if size is None else min(size, _LINE))


def _unit(
    record: Any, records: _Records, address: str, names: Names, options: ReadOptions
) -> Unit | Reject | str:
    """The record's unit or reject, or what is to be ignored."""
    kind = _kind(record)
    data, limit = b"", options.max_article_size
    if kind in _KINDS.values():
        content = record.content_stream()
        while len(data) <= limit and (part := content.read(limit + 1 - len(data))):
            data += part
    rest = record.raw_stream
    identifier = (record.rec_headers.get_header("WARC-Record-ID") or "").strip("<> ")
    identifier = printable(identifier) or f"@{records.begin}"
    if not (record.rec_headers.get_header("Content-Length") or "").isdigit():
        raise _BrokenError(identifier, "no length in its head")
    while rest.read(_CHUNK):
        pass
    if rest.limit or records.read(4) not in {b"\r\n\r\n", b""}:
        raise _BrokenError(identifier, "truncated, or not as long as it says")
    if any(p.startswith("block digest failed") for p in record.digest_checker.problems):
        raise _BrokenError(identifier, "its digest differs")
    if kind not in _KINDS.values():
        return kind
    name, place = f"{address}#{names.unlike(identifier)}", f"byte {records.begin}"
    if len(data) > limit:
        return Reject(name, place, too_large(options).reason)
    url = record.rec_headers.get_header("WARC-Target-URI")
    return Unit(name, kind, data, len(data), place, url=url and printable(url))


def _kind(record: Any) -> str:
    """The kind of article that a record holds, or what else it is."""
    if record.rec_type not in _RECORDS:
        return f"WARC {record.rec_type}"
    head = record.http_headers
    if head is not None and not head.get_statuscode().startswith("2"):
        return f"HTTP {head.get_statuscode()}"
    mime = (head or record.rec_headers).get_header("Content-Type") or "no content type"
    mime = mime.partition(";")[0].strip().lower()
    return _KINDS.get(mime, printable(mime))


def _next_record(stream: BinaryIO, position: int) -> int | None:
    """Where the next record seems to begin at or behind a position."""
    stream.seek(position)
    before = b""
    while chunk := stream.read(_CHUNK):
        window = before + chunk
        found = [at for mark in (b"\nWARC/1.", b"\x1f\x8b\x08") if (at := window.find(mark)) >= 0]
        if found:
            at = min(found)
            return position - len(before) + at + (window[at] == 0x0A)
        before = window[-8:]
        position += len(chunk)
    return None
