"""The same run on a Dask cluster: a real scheduler and real workers, started by command."""

import json
import os
import random
import subprocess
import sys
import time
from contextlib import ExitStack

import pytest
from archives import TESTS, account, begin, extract, write_dump
from fake_recipe import HANG_IN_C, KILL

pytest.importorskip("distributed")
psutil = pytest.importorskip("psutil")

DASK = [sys.executable, "-m", "dask"]


class Cluster:
    """A scheduler and two workers, each under a nanny, on loopback."""

    def __init__(self, place):
        self.place = place
        self.processes = []
        self.start()

    def start(self):
        self.file = self.place / "scheduler.json"
        self.file.unlink(missing_ok=True)
        quiet = ("--host", "127.0.0.1", "--scheduler-file", str(self.file))
        self.scheduler = self._begin("scheduler", *quiet, "--port", "0", "--no-dashboard")
        deadline = time.monotonic() + 60
        while not (self.file.exists() and self.file.read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text())["address"]
        for _ in range(2):
            self._begin(
                "worker",
                self.address,
                "--host",
                "127.0.0.1",
                "--nthreads",
                "1",
                "--no-dashboard",
                "--local-directory",
                str(self.place),
            )

    def _begin(self, *arguments):
        process = subprocess.Popen(
            [*DASK, *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.place,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
        )
        self.processes.append(process)
        return process

    def workers(self):
        """The processes that are Dask workers: children of the nannies."""
        found = []
        for process in self.processes[-2:]:
            children = psutil.Process(process.pid).children()
            found += [c for c in children if "spawn_main" in " ".join(c.cmdline())]
        return found

    def stop(self):
        everything = []
        for process in self.processes:
            if process.poll() is None:
                everything += psutil.Process(process.pid).children(recursive=True)
                process.kill()
                process.wait()
        for process in everything:
            if process.is_running():
                process.kill()
        psutil.wait_procs(everything, timeout=20)
        self.processes.clear()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    place = tmp_path_factory.mktemp("cluster")
    made = Cluster(place)
    yield made
    made.stop()


@pytest.fixture
def dump(tmp_path):
    return write_dump(tmp_path / "dump.jsonl", 300)


@pytest.fixture
def whole(dump, tmp_path):
    """What the local engine leaves."""
    output = tmp_path / "whole.jsonl"
    extract(dump, "-o", output, "--workers", 2)
    return output.read_bytes()


def parts(output):
    return list(output.parent.glob(f".{output.name}.run/part-*"))


def test_a_cluster_gives_what_one_machine_gives(cluster, dump, whole, tmp_path):
    output = tmp_path / "records.jsonl"
    done = extract(dump, "-o", output, "--dask", cluster.address)
    assert done.returncode == 0, done.stderr
    assert account(dump, output) == {}
    assert output.read_bytes() == whole


def test_a_cluster_of_its_own_on_this_machine(dump, whole, tmp_path):
    output = tmp_path / "records.jsonl"
    done = extract(dump, "-o", output, "--dask", "local:2")
    assert done.returncode == 0, done.stderr
    assert output.read_bytes() == whole


def test_articles_that_kill_their_worker_every_time(cluster, tmp_path):
    dump = write_dump(tmp_path / "dump.jsonl", 100, {30: KILL, 50: HANG_IN_C})
    output, local = tmp_path / "records.jsonl", tmp_path / "local.jsonl"
    done = extract(dump, "-o", output, "--dask", cluster.address, "--timeout", 4)
    assert done.returncode == 1, done.stderr
    reasons = account(dump, output)
    assert [int(uri.rpartition("L")[2]) - 1 for uri in reasons] == [30, 50]
    extract(dump, "-o", local, "--timeout", 4)
    assert output.read_bytes() == local.read_bytes()
    assert account(dump, local) == reasons


def test_a_dask_worker_killed_in_the_middle(cluster, dump, whole, tmp_path):
    output = tmp_path / "records.jsonl"
    run = begin(dump, "-o", output, "--dask", cluster.address)
    while not parts(output):
        time.sleep(0.05)
    random.Random(3).choice(cluster.workers()).kill()
    _, errors = run.communicate(timeout=100)
    assert run.returncode == 0, errors
    assert account(dump, output) == {}
    assert output.read_bytes() == whole


def test_the_scheduler_killed_and_the_run_begun_again(dump, whole, tmp_path):
    with ExitStack() as stack:
        place = tmp_path / "cluster"
        place.mkdir()
        cluster = Cluster(place)
        stack.callback(cluster.stop)
        output = tmp_path / "records.jsonl"
        run = begin(dump, "-o", output, "--dask", cluster.address)
        while not parts(output):
            time.sleep(0.05)
        cluster.scheduler.kill()
        _, errors = run.communicate(timeout=100)
        assert run.returncode == 2
        assert "scheduler" in errors
        assert "Traceback" not in errors
        cluster.stop()
        cluster.start()
        done = extract(dump, "-o", output, "--dask", cluster.address)
        assert done.returncode == 0, done.stderr
        assert "of an earlier run" in done.stderr
        assert account(dump, output) == {}
        assert output.read_bytes() == whole


def test_no_scheduler_is_one_clear_line(dump, tmp_path):
    done = extract(dump, "-o", tmp_path / "r.jsonl", "--dask", "local:many")
    assert done.returncode == 2
    assert "local:N is wanted" in done.stderr
