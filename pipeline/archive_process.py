"""What runs inside a worker process: one batch of articles after the other, into a shard.

The process may die at any article, by its own fault or another's: the journal then says in which
batch, and ``archive_worker`` starts a new process that makes the articles of that batch one by one.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import connection
from pathlib import Path

from ..corpus.article import Article, Reject
from ..corpus.readers import parse
from ..corpus.unit import Unit
from .archive_job import Job, Maker, RunError, Task
from .archive_journal import Journal
from .archive_shards import Shard
from .archive_slices import Item, address
from .lasting import lasting

BATCH = 32
"""Articles that are made together: stages look up a word once a batch, not once an article."""
HEAVIEST = 256 * 1024
"""Bytes of such a batch, about."""
_FIRST = Unit(
    address="",
    kind="json",
    data='{"text": "Ngày 1/2/2024, đoàn kiểm tra làm việc tại xã.", "date": "1/2/2024"}'.encode(),
    size=0,
)


class _Process:
    """The state of this process: there is one."""

    job: Job
    maker: Maker
    error: BaseException | None = None


def start(job: Job) -> None:
    """Loads what the process needs; it is told of an error when it is first asked for something."""
    _end_with_parent()
    _Process.job = job
    try:
        with lasting():
            _Process.maker = job.recipe.load()
            _make([_FIRST])  # What is loaded at first use must not count as an article's time.
        _limit_memory(job.memory)
    except Exception as error:
        _Process.error = error


def identity() -> dict[str, str]:
    """What makes the records here."""
    if _Process.error is not None:
        raise _Process.error
    return _Process.maker.identity


def work(kept: Path, journal_path: Path, condemned: Mapping[int, str]) -> Shard:
    """Works at one slice and writes its shard.

    Args:
        kept: where the task is.
        journal_path: where to note what is done; what stands there is not done again.
        condemned: articles (by their place in the slice) that are rejected unseen, and why.

    Raises:
        RunError: this process would make other records than the run's.
        OSError: the shard cannot be written.
    """
    task = Task.kept(kept)
    if identity() != task.identity:
        raise RunError(f"a worker would make other records: {identity()}, not {task.identity}")
    journal = Journal(journal_path)
    try:
        while (place := len(journal.outcomes)) < len(task.piece.items):
            if place in condemned:
                reason = condemned[place]
                journal.add(Reject(address(task.piece.items[place]), "", reason))
                continue
            most = 1 if place < journal.alone else BATCH
            stop = min((p for p in condemned if p > place), default=len(task.piece.items))
            batch = _batch(task.piece.items[place:stop], most)
            journal.begin(len(batch))
            with _time_limit(_Process.job.timeout):
                outcomes = _make(batch)
            for outcome in outcomes:
                journal.add(outcome)
        return _Process.job.shards.write(task.piece, journal.outcomes)
    finally:
        journal.close()


def _batch(items: Sequence[Item], most: int) -> Sequence[Item]:
    """The first items, as many as are light enough to be made together."""
    weight = 0
    for count, item in enumerate(items[:most]):
        weight += item.size if isinstance(item, Unit) else 0
        if weight > HEAVIEST:
            return items[: max(1, count)]
    return items[:most]


def _make(batch: Sequence[Item]) -> list[bytes | Reject]:
    reading = _Process.job.reading
    read = [item if isinstance(item, Reject) else parse(item, reading) for item in batch]
    made = iter(_Process.maker([item for item in read if isinstance(item, Article)]))
    return [item if isinstance(item, Reject) else next(made) for item in read]


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Ends the process when the block takes too long, even in native code that holds the GIL.

    That is the default action of the kernel's alarm. Where there is none (Windows) nothing ends.
    """
    if not seconds or not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit_memory(most: int) -> None:
    """Makes allocations fail beyond a limit, where the system can: the article is then a reject."""
    if most and sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _end_with_parent() -> None:
    """Ends this process when the one that started it ends, however that ends."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
