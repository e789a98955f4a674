"""Lines of a stream, none longer than a limit in memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 20


class TooLong(ValueError):
    """A line above the limit; the next one can be read."""

    def __init__(self, number: int) -> None:
        super().__init__(f"line {number} is too long")
        self.number = number


class Lines:
    """Iterates over the lines of a stream with their end; ``number`` is that of the last, from 1.

    Raises:
        TooLong: for a line above the limit, once; iterating may go on behind it.
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
        raise TooLong(self.number)
