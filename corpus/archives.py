"""The members of zip and tar archives, as streams; nothing is ever written to disk by its name."""

from __future__ import annotations

import contextlib
import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO, cast

from .article import RejectError, printable


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive.

    Attributes:
        name: as the archive has it, which is never used as a path.
        address: the same, made unlike every one before.
        size: bytes, as the archive declares it; no more than that can be read.
        open: gives its bytes; raises ``RejectError`` where there is no way to.
        packed: whether reading it unpacks something.
    """

    name: str
    address: str
    size: int
    open: Callable[[], BinaryIO]
    packed: bool


def zip_members(stream: BinaryIO) -> Iterator[Member]:
    """Yields the files of a zip in the order of its directory.

    Args:
        stream: seekable.
    """
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise RejectError(f"damaged or truncated zip: {error}") from None
    names = Names()
    with archive:
        for info in archive.infolist():
            if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16):
                name, opener = printable(_zip_name(info)), _ZipOpener(archive, info)
                yield Member(name, names.unlike(name), info.file_size, opener, True)


@dataclass(frozen=True, slots=True)
class _ZipOpener:
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    def __call__(self) -> BinaryIO:
        if self.info.flag_bits & 1:
            raise RejectError("encrypted: unpack it with its password first")
        return cast("BinaryIO", self.archive.open(self.info))


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Names not marked as UTF-8 are mostly UTF-8 all the same; else they are code page 437."""
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            return info.filename.encode("cp437").decode("utf-8")
    return info.filename


def tar_members(stream: BinaryIO) -> Iterator[Member]:
    """Yields the files of a tar in its order; links and devices are passed over.

    A member can be opened until the next one is asked for.

    Raises:
        RejectError: at the end, where the archive is damaged or has no proper end.
    """
    tail = _Tail(stream)
    names = Names()
    try:
        archive = tarfile.open(fileobj=tail, mode="r|", errors="surrogateescape")  # noqa: SIM115
        while (info := archive.next()) is not None:
            archive.members.clear()  # type: ignore[attr-defined] # Or it would keep them all.
            if info.isfile():
                name, opener = printable(info.name), _TarOpener(archive, info)
                yield Member(name, names.unlike(name), info.size, opener, False)
    except tarfile.TarError as error:
        raise RejectError(f"damaged or truncated tar: {error}") from None
    # At a damaged header tarfile stops without a word, as it does at the end.
    block = tail.block(archive.offset)
    if len(block) < tarfile.BLOCKSIZE:
        raise RejectError("truncated: the tar has no end", place=f"byte {archive.offset}")
    if any(block):
        raise RejectError("damaged tar: no header here", place=f"byte {archive.offset}")
    while stream.read(1 << 16):  # What is compressed around it is checked at its end.
        pass


@dataclass(frozen=True, slots=True)
class _TarOpener:
    archive: tarfile.TarFile
    info: tarfile.TarInfo

    def __call__(self) -> BinaryIO:
        file = self.archive.extractfile(self.info)
        assert file is not None, "members are files"
        return cast("BinaryIO", file)


class _Tail(io.RawIOBase):
    """A stream that remembers what was read last."""

    KEPT = 4 * tarfile.RECORDSIZE

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._kept = b""
        self._end = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._end += len(data)
        self._kept = (self._kept + data)[-self.KEPT :]
        return data

    def block(self, offset: int) -> bytes:
        """The block at an offset from the stream's beginning."""
        begin = offset - (self._end - len(self._kept))
        return self._kept[begin : begin + tarfile.BLOCKSIZE] if begin >= 0 else b""


class Names:
    """Makes names that occur again distinct: ``a.txt``, ``a.txt~2`` …"""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def unlike(self, name: str) -> str:
        """The name, with a number where it was met before."""
        unique, number = name, 1
        while (digest := blake2b(unique.encode(), digest_size=8).digest()) in self._seen:
            number += 1
            unique = f"{name}~{number}"
        self._seen.add(digest)
        return unique
