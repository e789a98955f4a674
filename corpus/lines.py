"""Lines of a stream, none longer than a limit in memory."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from .article import RejectError

CHUNK = 1 << 20


class TooLongError(ValueError):
    """A line above the limit; the next one can be read."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number} is too long")
        self.number = number


class Lines:
    """Iterates over the lines of a stream with their end; ``number`` is that of the last, from 1.

    Raises:
        TooLongError: for a line above the limit, once; iterating may go on behind it.
    """

    def __init__(self, stream: BinaryIO, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self.number = 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        line = self._stream.readline(self._limit + 2)  # Two for the line's end.
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) < self._limit + 2 or line.endswith(b"\n"):
            return line
        while line and not line.endswith(b"\n"):
            line = self._stream.readline(CHUNK)
        raise TooLongError(self.number)


def narrow(encoding: str | None) -> str | None:
    """The encoding of lines, given that of their file: UTF-16 and UTF-32 were made UTF-8."""
    return None if encoding is not None and _wide(encoding) else encoding


def in_lines(stream: io.BufferedReader, encoding: str | None) -> BinaryIO:
    """The stream in an encoding that can be cut into lines: UTF-16 and UTF-32 become UTF-8."""
    if encoding is None:
        head = stream.peek(4)[:4]
        marks = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
        if head.startswith(marks):
            encoding = "utf-32"
        elif head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            encoding = "utf-16"
    if encoding is None or not _wide(encoding):
        return stream
    return io.BufferedReader(_Recoded(stream, encoding), 1 << 16)


def _wide(encoding: str) -> bool:
    return codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))


class _Recoded(io.RawIOBase):
    """A stream turned into UTF-8; halves of surrogate pairs stay, and are found by the parser."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        super().__init__()
        self._stream = stream
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        end = False
        while not self._ready and not end:
            data = self._stream.read(1 << 16)
            end = not data
            try:
                text = self._decoder.decode(data, end)
            except UnicodeDecodeError as error:
                raise RejectError(f"not {self._encoding}: {error.reason}") from None
            self._ready = text.encode("utf-8", "surrogatepass")
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count
