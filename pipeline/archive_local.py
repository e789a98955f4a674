"""The engine of one machine: some workers, each with a process of its own."""

from __future__ import annotations

import multiprocessing
import signal
import tempfile
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from .archive_job import Job, Task
from .archive_shards import Shard
from .archive_worker import Worker


class LocalEngine:
    """Runs tasks on the processors of this machine.

    Args:
        job: what all tasks share.
        workers: processes at a time.
    """

    def __init__(self, job: Job, workers: int) -> None:
        self.slots = workers
        self._job = job
        self._scratch = tempfile.TemporaryDirectory(prefix="thanhtra-", ignore_cleanup_errors=True)
        self._own = threading.local()
        self._workers: list[Worker] = []
        # A thread waits for each process; it starts it, too, so that the process ends with it.
        self._threads = ThreadPoolExecutor(workers, initializer=self._enter)

    def identity(self, hands: int) -> dict[str, str]:
        """What makes the records; so many workers get ready meanwhile."""
        ready = [
            self._threads.submit(lambda: self._worker.identity())  # noqa: PLW0108
            for _ in range(min(hands, self.slots))
        ]
        return ready[0].result()

    def submit(self, task: Task) -> Future[Shard]:
        """Has a task done by the next worker that is free."""
        kept = task.keep(Path(self._scratch.name))
        return self._threads.submit(lambda: self._worker.work(kept))

    def close(self) -> None:
        """Ends the workers at once, whatever they are at."""
        for worker in self._workers:
            worker.stop()
        _kill_children()
        self._threads.shutdown(cancel_futures=True)
        _kill_children()  # One may have been started meanwhile.
        self._scratch.cleanup()

    def _enter(self) -> None:
        # Ctrl-C is for the driver; what a blocked thread starts is born with it blocked.
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})

    @property
    def _worker(self) -> Worker:
        """The worker of this thread."""
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = Worker(self._job)
            self._workers.append(worker)
        return worker


def _kill_children() -> None:
    for process in multiprocessing.active_children():
        process.kill()
