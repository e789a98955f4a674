"""Reads records back, line by line, from the files and folders that ``extract`` wrote."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from .archive_formats import JOINABLE


class RecordFileError(ValueError):
    """A file cannot be read as records; says which, where and why."""


def record_lines(place: Path) -> Iterator[tuple[str, bytes]]:
    """Yields each line of a file or folder of shards, and where it stands.

    Raises:
        RecordFileError: the place holds no JSON Lines, or a file is damaged.
    """
    for path in _files(place):
        try:
            with opened(path) as lines:
                for number, line in enumerate(lines, 1):
                    yield f"{path}: line {number}", line
        except ImportError:
            raise RecordFileError(
                f"{path}: zstandard is missing; pip install 'thanhtra[archives]'"
            ) from None
        except (OSError, EOFError) as error:
            raise RecordFileError(f"{path}: cannot be read: {error}") from None


def _files(place: Path) -> list[Path]:
    kinds = tuple(f".{kind}" for kind in JOINABLE)
    if not place.is_dir():
        if place.name.endswith(kinds):
            return [place]
        raise RecordFileError(f"{place}: records end in {', '.join(kinds)}")
    found = sorted(p for p in place.glob("part-*") if p.name.endswith(kinds))
    if not found:
        raise RecordFileError(f"{place}: holds no shards of JSON Lines (part-000000.jsonl …)")
    return found


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A file of lines, unpacked by its name.

    Raises:
        OSError: it cannot be read, or what was packed is damaged.
        ImportError: it is packed by Zstandard, and the package is not there.
    """
    if path.suffix == ".gz":
        with gzip.open(path) as packed:
            yield io.BufferedReader(packed)
    elif path.suffix == ".zst":
        import zstandard

        try:
            with (
                path.open("rb") as raw,
                zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True) as stream,
            ):
                yield io.BufferedReader(stream)
        except zstandard.ZstdError as error:
            raise OSError(str(error)) from None
    else:
        with path.open("rb") as file:
            yield file
