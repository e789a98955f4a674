"""The benchmark of runs over archives: ``python tests/bench_archive.py``; some minutes.

Prints Markdown tables: one worker against two, the driver's share of the CPU, Dask against the
local engine, start-up (all with the real pipeline); time and memory at ten thousand and a hundred
thousand articles (with a recipe that only tokenises, so that the numbers of articles can be
reached; the driver does the same work for it as for the real one).

Articles are made by repetition of ``corpus/articles`` with other figures, so that no text comes
twice. Times of processes are CPU times, peaks of memory are resident sets, both as the kernel
counted them; ratios of one run are worth more than the rates.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
SMALL, LARGE = 10_000, 100_000
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")


def write_archive(path: Path, count: int, *, shorten: int | None = None) -> int:
    """Writes so many articles as JSON Lines; returns their characters."""
    texts = [p.read_text("utf-8") for p in sorted((ROOT / "corpus/articles").glob("*.txt"))]
    chance = random.Random(1)
    size = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = texts[number % len(texts)][:shorten]
            text = re.sub(r"\d", lambda _: str(chance.randint(1, 9)), text) + f"\nMã {number}."
            size += len(text)
            file.write(json.dumps({"text": text, "id": number}, ensure_ascii=False) + "\n")
    return size


class Watch:
    """Runs a command; what it and the processes under it took.

    Attributes:
        seconds: on the wall.
        driver: CPU seconds of the process itself.
        cpu: CPU seconds of all.
        peaks: the largest resident set, in MB: of the driver, of any process under it.
    """

    def __init__(self, *command: str) -> None:
        started = time.monotonic()
        self.peaks = [0.0, 0.0]
        self.times: dict[int, float] = {}
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT / "tests"
        )
        driver = psutil.Process(process.pid)
        looked = threading.Thread(target=self._look, args=(process, driver))
        looked.start()
        _, errors = process.communicate()
        self.seconds = time.monotonic() - started
        looked.join()
        if process.returncode:
            raise SystemExit(errors.decode())
        self.driver = self.times[process.pid]
        self.cpu = sum(self.times.values())

    def _look(self, process: subprocess.Popen[bytes], driver: psutil.Process) -> None:
        """Looks at the processes until they end; the last quarter of a second may be missed."""
        while process.returncode is None:
            try:
                for number, one in enumerate([driver, *driver.children(recursive=True)]):
                    times = one.cpu_times()
                    self.times[one.pid] = times.user + times.system
                    peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{one.pid}/status").read_text())
                    place = min(number, 1)
                    self.peaks[place] = max(self.peaks[place], int(peak[1]) / 1024 if peak else 0)
            except (psutil.Error, OSError):
                pass
            time.sleep(0.25)


def real(archive: Path, output: Path, *options: str) -> Watch:
    """The command with the real pipeline."""
    thanhtra = str(Path(sys.executable).with_name("thanhtra"))
    return Watch(thanhtra, "extract", str(archive), "-o", str(output), *options)


def cheap(archive: Path, output: Path, *options: str) -> Watch:
    """The command with the recipe that only tokenises."""
    script = str(ROOT / "tests" / "bench_recipe.py")
    return Watch(sys.executable, script, "extract", str(archive), "-o", str(output), *options)


def throughput(place: Path, count: int) -> None:
    archive = place / "real.jsonl"
    size = write_archive(archive, count)
    one_article = place / "one.jsonl"
    write_archive(one_article, 1)
    starts = [real(one_article, place / f"s{n}.jsonl") for n in range(3)]
    start = min(made.cpu for made in starts)
    print(f"\n{count:,} articles, {size:,} characters, the real pipeline")
    wall = min(made.seconds for made in starts)
    print(f"start-up (a run of one article, start to end): {wall:.1f} s, {start:.1f} CPU s\n")
    print("| | wall s | CPU s | characters a CPU second | driver's share of the CPU | × |")
    print("|---|---:|---:|---:|---:|---:|")
    base = 0.0
    engines = {
        "local, 1 worker": ("--workers", "1"),
        "local, 2 workers": ("--workers", "2"),
        "Dask, 2 workers": ("--dask", "local:2"),
    }
    walls = {}
    for name, options in engines.items():
        made = real(archive, place / f"{name}.jsonl", *options)
        base = base or made.seconds
        walls[name] = made.seconds
        print(
            f"| {name} | {made.seconds:.1f} | {made.cpu:.1f} | {size / made.cpu:,.0f} "
            f"| {made.driver / made.cpu:.1%} | {base / made.seconds:.2f} |",
            flush=True,
        )
    print(f"\nDask / local: {walls['Dask, 2 workers'] / walls['local, 2 workers']:.2f}")


def scale(place: Path) -> None:
    print("\nTokenising only, 2 workers\n")
    print("| articles | wall s | CPU s | driver's CPU s | peak MB: driver | a worker |")
    print("|---:|---:|---:|---:|---:|---:|")
    for count in (SMALL, LARGE):
        archive = place / f"{count}.jsonl"
        write_archive(archive, count, shorten=1500)
        made = cheap(archive, place / f"{count}.out", "--workers", "2", "--format", "jsonl.gz")
        print(
            f"| {count:,} | {made.seconds:.1f} | {made.cpu:.1f} | {made.driver:.1f} "
            f"| {made.peaks[0]:.0f} | {made.peaks[1]:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as folder:
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
        scale(Path(folder))
        throughput(Path(folder), articles)
