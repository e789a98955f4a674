"""Reads web archives (WARC) by warcio; goes on behind a broken record, as crawls have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from .archives import Names
from .article import Reject, printable
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


def warc_units(
    stream: BinaryIO, address: str, options: ReadOptions, ignored: Ignored
) -> Iterator[Unit | Reject]:
    """Yields the pages and documents of a web archive, plain or compressed record by record.

    Requests, redirects, pictures and the like are passed over. A broken record is a reject;
    reading goes on at the next one that begins behind it.

    Args:
        stream: seekable.
        address: of the archive.
        options: the limit of an article's size.
        ignored: is told what is passed over.
    """
    names = Names()
    position: int | None = 0
    broken = False  # One reject for a stretch of damage, however often reading fails in it.
    while position is not None:
        stream.seek(position)
        records = _records(stream)
        try:
            for record in records:
                item = _unit(record, records, address, names, options)
                broken = False
                if isinstance(item, str):
                    ignored(item)
                else:
                    yield item
            return
        except _BrokenError as error:
            yield Reject(error.address, f"byte {records.offset}", error.reason)
            broken = True
        except Exception as error:  # Of zlib, of warcio's parsers …
            if not broken:
                reason = f"damaged WARC record: {' '.join(str(error).split())[:200]}"
                place = f"byte {records.offset}"
                yield Reject(f"{address}#@{records.offset}", place, printable(reason))
            broken = True
        position = _next_record(stream, records.offset + 1)


class _BrokenError(Exception):
    """A record whose head can be read, and whose content is damaged."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(reason)
        self.address = address
        self.reason = reason


def _records(stream: BinaryIO) -> Any:
    records = extra("warcio.archiveiterator").WARCIterator(stream, check_digests=True)
    records.INC_RECORD = ""  # Or it would print; we look at its count of errors.
    return records


def _unit(
    record: Any, records: Any, address: str, names: Names, options: ReadOptions
) -> Unit | Reject | str:
    """The record's unit or reject, or what is to be ignored."""
    begin = records.offset
    head = record.rec_headers
    kind = _kind(record)
    data, limit = b"", options.max_article_size
    if kind in _KINDS.values():
        content = record.content_stream()
        while len(data) <= limit and (part := content.read(limit + 1 - len(data))):
            data += part
    errors = records.err_count
    records.read_to_end()
    whole = records.err_count == errors and getattr(record.raw_stream, "limit", 0) <= 0
    identifier = (head.get_header("WARC-Record-ID") or f"@{begin}").strip("<> ")
    name = f"{address}#{names.unlike(identifier)}"
    problems = [p for p in record.digest_checker.problems if p.startswith("block digest failed")]
    if not whole or problems:
        records.offset = begin
        what = "its digest differs" if whole else "shorter or longer than it says, or truncated"
        raise _BrokenError(name, f"damaged WARC record: {what}")
    if kind not in _KINDS.values():
        return kind
    if len(data) > limit:
        return Reject(name, f"byte {begin}", too_large(options).reason)
    url = head.get_header("WARC-Target-URI")
    return Unit(name, kind, data, len(data), f"byte {begin}", url=url and printable(url))


def _kind(record: Any) -> str:
    """The kind of article that a record holds, or what else it is."""
    if record.rec_type not in _RECORDS:
        return f"WARC {record.rec_type}"
    head = record.http_headers
    if head is not None and not head.get_statuscode().startswith("2"):
        return f"HTTP {head.get_statuscode()}"
    mime = (head or record.rec_headers).get_header("Content-Type") or "no content type"
    mime = mime.partition(";")[0].strip().lower()
    return _KINDS.get(mime, mime)


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
