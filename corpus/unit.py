"""The raw material of one article, found cheaply and parsed later, perhaps in another process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Unit:
    """What exactly one ``Article`` or ``Reject`` is made of; picklable.

    Attributes:
        address: stable within the input, e.g. ``dump.jsonl.gz#L12``, ``a.zip!/2019/b.html``.
        kind: which parser it is for: ``text``, ``html``, ``docx``, ``pdf``, ``json``, ``row`` …
        data: the bytes as they were read, or the named values of a table's row.
        place: for people, e.g. ``line 12``; empty where the unit is a whole file.
        known: what the container tells about the article, e.g. its ``url``.
    """

    address: str
    kind: str
    data: bytes | dict[str, Any]
    place: str = ""
    known: dict[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        """The bytes of a unit that is not a row."""
        assert isinstance(self.data, bytes)
        return self.data

    @property
    def size(self) -> int:
        """Bytes, about: what the unit weighs in a slice."""
        if isinstance(self.data, bytes):
            return len(self.data)
        return sum(len(value) for value in self.data.values() if isinstance(value, str | bytes))
