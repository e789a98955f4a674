"""What a worker must know to do its part of a run."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..corpus.article import Article, Reject
from ..corpus.options import ReadOptions
from .archive_shards import Shards
from .archive_slices import Slice


class Maker(Protocol):
    """Makes of each article its record, as a line of JSON, or says why there is none.

    What comes of an article does not hang on the others of its batch.
    """

    identity: dict[str, str]
    """What makes the records: version, model, settings."""

    def __call__(self, articles: Sequence[Article]) -> list[bytes | Reject]: ...


class Recipe(Protocol):
    """What is to be made of articles; picklable."""

    def load(self) -> Maker:
        """Loads what it takes, once in each worker process."""


@dataclass(frozen=True)
class Job:
    """All tasks of a run share it; picklable.

    Attributes:
        recipe: what is to be made of articles.
        reading: how the input is read.
        shards: where the output goes.
        timeout: seconds that one article may take; 0: any time.
        memory: bytes that a worker's data may take; 0: any amount.
    """

    recipe: Recipe
    reading: ReadOptions
    shards: Shards
    timeout: float = 30
    memory: int = 0


@dataclass(frozen=True)
class Task:
    """One slice to be worked at.

    Attributes:
        piece: the slice.
        identity: what must make the records; a worker that differs refuses.
    """

    piece: Slice
    identity: dict[str, str]

    def keep(self, scratch: Path) -> Path:
        """Writes the task to a file: slices that wait or are worked at take no memory then."""
        path = scratch / f"{self.piece.name}.task"
        with path.open("wb") as file:
            pickle.dump(self, file, pickle.HIGHEST_PROTOCOL)
        return path

    @staticmethod
    def kept(path: Path) -> Task:
        """Reads what ``keep`` has written."""
        with path.open("rb") as file:
            task: Task = pickle.load(file)
        return task


class RunError(Exception):
    """The run cannot go on; says why and what to do. What is done stays done."""
