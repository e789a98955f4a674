"""How far a worker process has come in its slice, on disk, for the one that takes over from it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from ..corpus.article import Reject

_BEGUN, _RECORD, _REJECT = b"?", b"+", b"-"


class Journal:
    """The articles of a slice that are done, and those that were begun.

    A line for each: ``?`` and how many when a batch is begun, ``+`` and the record, ``-`` and the
    reject. It outlives the process that writes it, not the machine: nothing is forced to the disk.

    Args:
        path: of the file; what an earlier process wrote is read, a half line is cut off.

    Attributes:
        outcomes: what came of each article that is done.
        begun: how often a batch was begun.
        size: how many articles the last batch has.
        left: how many of them are not done.
        alone: up to this place articles must be made one by one: a batch broke off there.
    """

    def __init__(self, path: Path) -> None:
        self.outcomes: list[bytes | Reject] = []
        self.begun = self.size = self.left = self.alone = 0
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
        self._break_off()

    def begin(self, size: int) -> None:
        """Notes that the next so many articles are worked at."""
        self._append(_BEGUN + b"%d\n" % size)

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
        if kind == _BEGUN:
            self._break_off()
            self.begun += 1
            self.size = self.left = int(content)
            return
        self.left = max(0, self.left - 1)
        self.outcomes.append(content if kind == _RECORD else Reject(**json.loads(content)))

    def _break_off(self) -> None:
        """The last batch was not done to its end."""
        if self.size > 1:
            self.alone = max(self.alone, len(self.outcomes) + self.left)
