"""How far a worker process has come in its slice, on disk, for the one that takes over from it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from ..corpus.article import Reject

_BEGUN, _RECORD, _REJECT = b"?", b"+", b"-"


class Journal:
    """The articles of a slice that are done, and the one that was begun.

    A line for each: ``?`` when an article is begun, ``+`` and the record, ``-`` and the reject.
    It outlives the process that writes it, not the machine: nothing is forced to the disk.

    Args:
        path: of the file; what an earlier process wrote is read, a half line is cut off.

    Attributes:
        outcomes: what came of each article that is done.
        open: whether one more was begun.
        begun: how often one was begun.
    """

    def __init__(self, path: Path) -> None:
        self.outcomes: list[bytes | Reject] = []
        self.open = False
        self.begun = 0
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o666)
        with os.fdopen(os.dup(self._handle), "rb") as file:
            whole = 0
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                self._take(line)
        os.ftruncate(self._handle, whole)
        os.lseek(self._handle, whole, os.SEEK_SET)

    def begin(self) -> None:
        """Notes that the next article is worked at."""
        self._append(_BEGUN + b"\n")

    def add(self, outcome: bytes | Reject) -> None:
        """Notes what came of it."""
        if isinstance(outcome, Reject):
            self._append(_REJECT + json.dumps(asdict(outcome)).encode() + b"\n")
        else:
            self._append(_RECORD + outcome)

    def close(self) -> None:
        """Closes the file."""
        os.close(self._handle)

    def _append(self, line: bytes) -> None:
        view = memoryview(line)
        while view:
            view = view[os.write(self._handle, view) :]
        self._take(line)

    def _take(self, line: bytes) -> None:
        kind, content = line[:1], line[1:]
        self.open = kind == _BEGUN
        self.begun += self.open
        if kind == _RECORD:
            self.outcomes.append(content)
        elif kind == _REJECT:
            self.outcomes.append(Reject(**json.loads(content)))
