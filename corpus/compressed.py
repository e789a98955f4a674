"""Unpacks gzip, bzip2, xz and Zstandard streams; says so when one is truncated, damaged, a bomb."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO

from .article import RejectError
from .extras import extra
from .options import ReadOptions

FREE = 1 << 30
"""Bytes that any file may unpack to, whatever its size."""

_MEMORY = 1 << 28
"""Bytes of memory for the window of an xz stream; its highest preset takes a quarter."""

_CHUNK = 4096
"""Bytes unpacked at once; few, because each of them may become some ten thousand."""


class BombError(RejectError):
    """A file unpacks to too much; nothing more of it is read."""


class Budget:
    """How much a file may unpack to, all its layers and members taken together."""

    def __init__(self, size: int, options: ReadOptions) -> None:
        self._ratio = options.max_ratio
        self._left = max(FREE, size * options.max_ratio)

    def spend(self, count: int) -> None:
        """Counts bytes that were unpacked, or are about to be.

        Raises:
            BombError: they are too many.
        """
        self._left -= count
        if self._left < 0:
            raise BombError(
                f"given up: unpacks to more than {self._ratio} times its size, as a zip bomb does; "
                "if it is none, raise --max-ratio"
            )


class Unpacked(io.RawIOBase):
    """The unpacked bytes of a compressed stream, which may be several, one behind the other.

    Attributes:
        begin: where the stream that is being unpacked begins, in bytes of what is packed.

    Raises:
        RejectError: from ``read``: the stream is damaged or ends too early.
    """

    def __init__(self, kind: str, stream: BinaryIO, budget: Budget) -> None:
        super().__init__()
        self._kind = kind
        self._stream = stream
        self._budget = budget
        self.begin = 0
        self._make = _DECOMPRESSORS[kind]
        self._engine = self._make()
        self._begun = False
        self._taken = 0
        self._fault: RejectError | None = None
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            if self._fault is not None:
                raise self._fault
            try:
                if not self._fill():
                    return 0
            except RejectError as error:
                self._fault = error  # Whoever reads on is told again.
                raise
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count

    def _fill(self) -> bool:
        """Unpacks a chunk; false at the end."""
        if self._engine.eof:
            packed = self._engine.unused_data.lstrip(b"\0")
            while not packed:  # Zeros may pad what lies between the streams of a file.
                if not (packed := self._take()):
                    return False
                packed = packed.lstrip(b"\0")
            self._engine = self._make()
            self.begin = self._taken - len(packed)
        elif not (packed := self._take()):
            what = "ends too early" if self._begun else "is empty"
            raise RejectError(f"truncated: the {self._kind} stream {what}", place=self._place)
        self._begun = True
        try:
            unpacked = self._engine.decompress(packed)
        except Exception as error:  # Each library has its own.
            raise RejectError(f"damaged {self._kind} stream: {error}", place=self._place) from None
        self._budget.spend(len(unpacked))
        self._ready = memoryview(unpacked)
        return True

    def _take(self) -> bytes:
        packed = self._stream.read(_CHUNK)
        self._taken += len(packed)
        return packed

    @property
    def _place(self) -> str:
        return f"byte {self._taken}"


def unpacked(kind: str, stream: BinaryIO, budget: Budget) -> io.BufferedReader:
    """A buffered stream of the unpacked bytes; see ``Unpacked``."""
    return io.BufferedReader(Unpacked(kind, stream, budget), 1 << 16)


def _zstd() -> Any:
    return extra("zstandard").ZstdDecompressor().decompressobj()


_DECOMPRESSORS: dict[str, Callable[[], Any]] = {
    "gz": lambda: zlib.decompressobj(wbits=31),
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(memlimit=_MEMORY),
    "zst": _zstd,
}
