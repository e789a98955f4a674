"""The engine of many machines: the same tasks, on a Dask cluster.

A Dask worker has the slices worked at in processes of their own, as ``archive_local`` does: an
article that kills its process does not take the Dask worker with it, and one that holds the
interpreter's lock does not make it deaf to its scheduler.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import dask
import distributed
from distributed import KilledWorker, WorkerPlugin
from distributed.client import FutureCancelledError

from ..corpus.remote import remote
from ..corpus.unit import Unit
from .archive_folder import LocalFolder
from .archive_job import Job, RunError, Task
from .archive_local import LocalEngine
from .archive_shards import Shard, Shards
from .archive_slices import Slice
from .archive_worker import Worker

_LOOK = 10.0  # Seconds between two looks at how large the cluster is.
_JOIN = 300  # Seconds to wait for the first worker of a cluster.


class DaskEngine:
    """Runs tasks on a Dask cluster that shares the file system, or a store of objects, with us.

    Args:
        job: what all tasks share.
        cluster: address of a scheduler, or ``local:N`` for N worker processes on this machine.

    Raises:
        RunError: there is no such scheduler, or no worker joins it.
    """

    def __init__(self, job: Job, cluster: str) -> None:
        place = job.shards.parts.place
        if isinstance(job.shards.parts, LocalFolder):
            place = os.path.abspath(place)  # noqa: PTH100 (not resolved: mounts may differ)
        self._job = replace(job, shards=Shards(place, job.shards.kind))
        self._name = f"thanhtra-{hashlib.sha256(place.encode()).hexdigest()[:16]}"
        _hush()
        self._cluster: Any = _local(cluster)
        try:
            connect: Any = distributed.Client  # Untyped.
            self._client = connect(self._cluster or cluster, timeout=30, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_JOIN)
        except (OSError, TimeoutError, ValueError) as error:
            raise RunError(f"--dask {cluster}: no cluster can be reached there: {error}") from None
        self._client.register_plugin(_Plugin(self._job), name=self._name)
        self._own: LocalEngine | None = None
        self._looked = 0.0
        self._slots = 1

    @property
    def slots(self) -> int:
        """Tasks done at a time, which grows and shrinks with the cluster."""
        if time.monotonic() - self._looked > _LOOK:
            self._looked = time.monotonic()
            self._slots = max(1, sum(self._client.nthreads().values()))
        return 2 * self._slots  # One for each is under way while the other is worked at.

    def identity(self, hands: int) -> dict[str, str]:
        """What makes the records; so many workers get ready meanwhile."""
        self._ready = [
            self._client.submit(_identity, self._name, workers=[worker], pure=False)
            for worker in list(self._client.nthreads())[:hands]
        ]
        made: dict[str, str] = self._ready[0].result()
        return made

    def submit(self, task: Task) -> Future[Shard]:
        """Has a task done by the next worker that is free."""
        task = replace(task, piece=_rooted(task.piece))
        outcome: Future[Shard] = Future()

        def settle(done: Any) -> None:
            try:
                outcome.set_result(done.result())
            except KilledWorker:  # One after the other: is it the slice? Here we can see.
                self._home().submit(task).add_done_callback(settle)
            except FutureCancelledError:
                outcome.set_exception(RunError("the scheduler of the cluster is gone"))
            except BaseException as error:
                outcome.set_exception(error)

        self._client.submit(_work, self._name, task, pure=False).add_done_callback(settle)
        return outcome

    def close(self) -> None:
        """Ends the work at once."""
        if self._own is not None:
            self._own.close()
        with suppress(OSError, TimeoutError):
            if self._client.status == "running":
                self._client.unregister_worker_plugin(self._name)
            self._client.close(timeout=5)
        if self._cluster is not None:
            self._cluster.close(timeout=5)

    def _home(self) -> LocalEngine:
        """A worker on the driver's machine."""
        if self._own is None:
            self._own = LocalEngine(self._job, 1)
        return self._own


class _Plugin(WorkerPlugin):
    """Keeps the processes of a Dask worker: one for each of its threads, loaded once."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def setup(self, worker: Any) -> None:
        """Makes ready to start processes."""
        # A nanny starts its worker as a daemon, which may not have children; these end by
        # themselves when the worker does.
        multiprocessing.current_process().daemon = False
        # A nanny sets this for itself; our processes would give memory back at every batch.
        os.environ.pop("MALLOC_TRIM_THRESHOLD_", None)
        self.scratch = Path(worker.local_directory)
        self._all: list[Worker] = []
        self._free: SimpleQueue[Worker] = SimpleQueue()

    def teardown(self, worker: Any) -> None:
        """Ends the processes."""
        for process in self._all:
            process.stop()
            process.close()

    @contextmanager
    def process(self) -> Iterator[Worker]:
        """A process, for the time of one task."""
        try:
            process = self._free.get_nowait()
        except Empty:
            process = Worker(self._job)
            self._all.append(process)
        try:
            yield process
        finally:
            self._free.put(process)


def _plugin(name: str) -> _Plugin:
    plugins: dict[str, Any] = distributed.get_worker().plugins
    plugin: _Plugin = plugins[name]
    return plugin


def _identity(name: str) -> dict[str, str]:
    with _plugin(name).process() as process:
        return process.identity()


def _work(name: str, task: Task) -> Shard:
    plugin = _plugin(name)
    with plugin.process() as process:
        return process.work(task.keep(plugin.scratch))


def _rooted(piece: Slice) -> Slice:
    """The slice with paths that hold on every machine, whatever folder it works in."""
    items = (
        replace(item, path=os.path.abspath(item.path))  # noqa: PTH100 (names that are not UTF-8)
        if isinstance(item, Unit) and item.path and not remote(item.path)
        else item
        for item in piece.items
    )
    return replace(piece, items=tuple(items))


def _hush() -> None:
    """Leaves it to us to say that a cluster is gone; Dask says it by tracebacks."""
    for name in ("tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _local(cluster: str) -> Any:
    """A cluster on this machine, if that is what is asked for."""
    kind, _, count = cluster.partition(":")
    if kind != "local":
        return None
    if not count.isdecimal() or not int(count):
        raise RunError(f"--dask {cluster}: local:N is wanted, N a number of processes")
    # Nobody looks at the profile that Dask takes of our waiting a hundred times a second.
    dask.config.set({"distributed.worker.profile.enabled": False})
    make: Any = distributed.LocalCluster  # Untyped.
    return make(
        n_workers=1,
        threads_per_worker=int(count),  # Each has a process of its own below it.
        dashboard_address=None,
        worker_dashboard_address=None,
        silence_logs=logging.ERROR,
    )
