"""The folders of a run: local, or behind any URL that fsspec knows; a file in them appears whole.

Local: written under another name, forced to the disk, renamed. Behind a URL: one upload, which
object stores show when it is complete.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO, Any, Protocol


class Folder(Protocol):
    """Named files, each there whole or not at all; picklable."""

    place: str

    def prepare(self) -> None:
        """Makes the folder, if it is not there."""

    def create(self, name: str) -> Any:
        """A context that gives a binary file to write; it is there when the block ends well."""

    def write(self, name: str, data: bytes) -> None:
        """Puts a file there, over one that may be there already."""

    def open(self, name: str) -> IO[bytes]:
        """A file to be read; FileNotFoundError if there is none."""

    def sweep(self, name: str = "") -> None:
        """Takes away what was half written (of one file) when a process was killed."""

    def sizes(self) -> dict[str, int]:
        """The files and their bytes, by name; nothing if there is no such folder."""

    def remove(self, name: str) -> None:
        """Takes a file away, if it is there."""

    def clear(self) -> None:
        """Takes the folder away with all that is in it."""

    def leave(self) -> None:
        """Takes the folder away if nothing is in it."""


def folder(place: str) -> Folder:
    """The folder at a path or URL."""
    if "://" not in place or place.startswith("file://"):
        return LocalFolder(place.removeprefix("file://"))
    return RemoteFolder(place)


def split(place: str) -> tuple[str, str]:
    """The folder and the name of a path or URL."""
    above, slash, name = place.rpartition("/")
    return (above or slash or ".", name)


class LocalFolder:
    """A folder of this machine, or of a file system that all machines share."""

    def __init__(self, place: str) -> None:
        self.place = place
        self._path = Path(place)

    def prepare(self) -> None:
        """Makes the folder, if it is not there."""
        self._path.mkdir(exist_ok=True)

    @contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write; it is there when the block ends well."""
        temporary = self._path / f".{name}.{uuid.uuid4().hex}.part"
        try:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self._path / name)
        finally:
            temporary.unlink(missing_ok=True)

    def write(self, name: str, data: bytes) -> None:
        """Puts a file there."""
        with self.create(name) as file:
            file.write(data)

    def open(self, name: str) -> IO[bytes]:
        """A file to be read."""
        return (self._path / name).open("rb")

    def sweep(self, name: str = "") -> None:
        """Takes away what was half written when a process was killed."""
        for path in self._path.glob(f".{escape(name)}*.{'[0-9a-f]' * 32}.part"):
            path.unlink(missing_ok=True)

    def sizes(self) -> dict[str, int]:
        """The files and their bytes, by name."""
        try:
            with os.scandir(self._path) as entries:
                return {e.name: e.stat().st_size for e in entries if e.is_file()}
        except FileNotFoundError:
            return {}

    def remove(self, name: str) -> None:
        """Takes a file away, if it is there."""
        (self._path / name).unlink(missing_ok=True)

    def clear(self) -> None:
        """Takes the folder away with all that is in it."""
        shutil.rmtree(self._path, ignore_errors=True)

    def leave(self) -> None:
        """Takes the folder away if nothing is in it."""
        with suppress(OSError):
            self._path.rmdir()


class RemoteFolder:
    """A folder behind a URL, such as ``s3://bucket/run``; settings come from the environment."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")

    def _at(self, name: str = "") -> tuple[Any, str]:
        import fsspec

        # Instances are cached by fsspec; what it knows of a folder is not: others write there, too.
        system, path = fsspec.core.url_to_fs(self.place, use_listings_cache=False)
        return system, f"{path}/{name}" if name else path

    def prepare(self) -> None:
        """Makes the folder, where the store has folders."""
        system, path = self._at()
        system.makedirs(path, exist_ok=True)

    @contextmanager
    def create(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write; it is there when the block ends well."""
        system, path = self._at(name)
        with system.transaction, system.open(path, "wb") as file:
            yield file

    def write(self, name: str, data: bytes) -> None:
        """Puts a file there in one upload."""
        system, path = self._at(name)
        system.pipe_file(path, data)

    def open(self, name: str) -> IO[bytes]:
        """A file to be read."""
        system, path = self._at(name)
        file: IO[bytes] = system.open(path, "rb")
        return file

    def sweep(self, name: str = "") -> None:
        """Nothing: an upload that was broken off is not there."""

    def sizes(self) -> dict[str, int]:
        """The files and their bytes, by name."""
        system, path = self._at()
        try:
            found = system.ls(path, detail=True)
        except FileNotFoundError:
            return {}
        return {split(e["name"])[1]: e["size"] for e in found if e["type"] == "file"}

    def remove(self, name: str) -> None:
        """Takes a file away, if it is there."""
        system, path = self._at(name)
        if system.exists(path):
            system.rm_file(path)

    def clear(self) -> None:
        """Takes the folder away with all that is in it."""
        system, path = self._at()
        if system.exists(path):
            system.rm(path, recursive=True)

    def leave(self) -> None:
        """Nothing: object stores have no empty folders."""
