"""A worker: a process that makes shards, and is replaced when it dies.

An article at which the process dies again and again is rejected; every other one becomes what it
would have become. One process serves one worker, so that a death concerns one slice alone.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

from . import archive_process
from .archive_job import Job, RunError
from .archive_journal import Journal
from .archive_shards import Shard

DEATHS = 3
"""At so many deaths at one article it is the article's fault. Fewer could be an accident: a killed
process is replaced, and begins with the very article at which the last one died."""
FALSE_STARTS = 20
"""After so many deaths in a row without an article begun, something else is wrong."""


class Stopped(Exception):
    """The run is being stopped."""


class Worker:
    """Works at one slice after the other, in a process of its own.

    Args:
        job: what to do.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._stopping = False
        self._start()

    def identity(self) -> dict[str, str]:
        """What makes the records.

        Raises:
            Exception: whatever loading raised.
        """
        for _ in range(FALSE_STARTS):
            try:
                made: dict[str, str] = self._ask(archive_process.identity).result()
                return made
            except BrokenProcessPool:
                self._replace()
        raise self._hopeless()

    def work(self, task: Path) -> Shard:
        """Works at a slice until its shard is there.

        Args:
            task: where it is kept, on this machine; the journal stands beside it.

        Raises:
            RunError: processes die without end, or this worker is not fit for the run.
            OSError: the shard cannot be written.
        """
        journal = task.with_suffix(".journal")
        journal.unlink(missing_ok=True)
        condemned: dict[int, str] = {}
        deaths: Counter[int] = Counter()
        begun = false_starts = 0
        try:
            while false_starts < FALSE_STARTS:
                try:
                    arguments = (task, journal, condemned)
                    shard: Shard = self._ask(archive_process.work, *arguments).result()
                    return shard
                except BrokenProcessPool:
                    self._replace()
                late = self._late(journal)
                left = _read(journal)
                if left.begun == begun:
                    false_starts += 1
                    continue
                begun, false_starts = left.begun, 0
                if left.left == left.size == 1:
                    place = len(left.outcomes)
                    deaths[place] += 1
                    if late:
                        condemned[place] = f"took longer than {self._job.timeout:g} s"
                    elif deaths[place] == DEATHS:
                        condemned[place] = (
                            f"its worker process died {DEATHS} times at this article: killed, "
                            "out of memory, or a crash in native code"
                        )
            raise self._hopeless()
        finally:
            journal.unlink(missing_ok=True)
            task.unlink(missing_ok=True)

    def stop(self) -> None:
        """Starts no further process; the one that runs must be killed or end by itself."""
        self._stopping = True

    def close(self) -> None:
        """Ends the process when it has nothing left to do."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _start(self) -> None:
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=archive_process.start,
            initargs=(self._job,),
        )

    def _ask(self, function: Any, *arguments: Any) -> Future[Any]:
        future = self._pool.submit(function, *arguments)
        if self._stopping:
            raise Stopped
        return future

    def _replace(self) -> None:
        self._pool.shutdown(wait=False)
        if self._stopping:
            raise Stopped
        self._start()

    def _late(self, journal: Path) -> bool:
        """Whether the article that was last begun had its time when the process died."""
        if not journal.exists():
            return False
        return 0 < self._job.timeout <= time.time() - journal.stat().st_mtime

    def _hopeless(self) -> RunError:
        return RunError(
            f"a worker process died {FALSE_STARTS} times before it could do anything; is there "
            "enough memory for so many workers? Try fewer: --workers 1"
        )


def _read(path: Path) -> Journal:
    journal = Journal(path)
    journal.close()
    return journal
