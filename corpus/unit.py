"""The raw material of one article, found cheaply and parsed later, perhaps in another process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Ignored = Callable[[str], None]
"""Is told what is passed over because it is no article: a suffix, a media type."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What exactly one ``Article`` or ``Reject`` is made of; picklable.

    Attributes:
        address: stable within the input, e.g. ``dump.jsonl.gz#L12``, ``a.zip!/2019/b.html``.
        kind: which parser it is for: ``text``, ``html``, ``docx``, ``pdf``, ``json``, ``row`` …
        data: the bytes as they were read, or the named values of a table's row; ``None``: a file
            of its own, which is opened when it is parsed.
        size: bytes, about: what it weighs in a slice.
        place: for people, e.g. ``line 12``; empty where the unit is a whole file.
        path: of a file of its own.
        url: where the article was published, if the container tells.
    """

    address: str
    kind: str
    data: bytes | dict[str, Any] | None
    size: int
    place: str = ""
    path: str = ""
    url: str | None = None

    @property
    def raw(self) -> bytes:
        """The bytes of a unit that was loaded and is no row."""
        assert isinstance(self.data, bytes)
        return self.data

    @property
    def row(self) -> dict[str, Any]:
        """The values of a unit that is a row."""
        assert isinstance(self.data, dict)
        return self.data


@dataclass(slots=True)
class Position:
    """How far a source has been read.

    Attributes:
        at: bytes of the file, packed as they are on disk; of a zip and Parquet, roughly.
    """

    at: int = 0


@dataclass(slots=True)
class Cursor:
    """How many items are still to be skipped."""

    left: int

    def skip(self, count: int = 1) -> bool:
        """Whether the next ``count`` items are to be skipped; they are then counted as done."""
        if self.left < count:
            return False
        self.left -= count
        return True
