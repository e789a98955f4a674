"""How fast the explorer answers: ``python tests/bench_explorer.py RECORDS [FINDINGS [STORE]]``.

Loads the records again and again under other ids and days until there are that many findings
(100,000), serves them with ``thanhtra serve``, and asks for each kind of page over HTTP. A store
that is named is kept, and used again if it is there. Prints median and 95th percentile of the
wall time, that of the very first request, and the mean of the processor time.
"""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from thanhtra.schemas import Record
from thanhtra.stores.rows import loaded
from thanhtra.stores.sqlite import SqliteStore

WORDS = (
    "đất đai", "dat dai", "hồ sơ", '"trễ hạn"', "thủ tục hành chính", "môi trường OR rác thải",
    "công chức -xã", "ngân sách", "UBND", "an toàn thực phẩm", "trực tuy*", "không khắc phục",
)  # fmt: skip
FILTERS = ("", "&label=shortcoming", "&topic=y+t%E1%BA%BF", "&figures=1&since=2020-01-01")
PAGES = {
    "first page": ["/"],
    "search": [f"/tim-kiem?q={quote(q)}{f}" for q in WORDS for f in FILTERS],
    "search by filters alone": [f"/tim-kiem?x=1{f}" for f in (*FILTERS, "&page=200")],
    "agencies": ["/co-quan", "/co-quan?q=so+noi+vu", "/co-quan?sort=name&page=9"],
    "agency": ["/co-quan/chinh-phu", "/co-quan/doan-kiem-tra"],
    "recommendations": ["/kien-nghi", "/kien-nghi?due=overdue&page=30"],
    "indicators": ["/chi-so", "/chi-so?q=dung+han&sort=lowest"],
    "figures to check": ["/so-lieu"],
    "articles": ["/bai-viet", "/bai-viet?sort=shortcomings"],
}
ROUNDS = 5


def copies(records: list[dict], findings: int):
    """The records again and again, each time under another id and day, until there are enough."""
    made = turn = 0
    while made < findings:
        for number, record in enumerate(records):
            day = date(2012, 1, 1) + timedelta(days=(turn * 7919 + number * 131) % 5000)
            other = json.loads(json.dumps(record))
            other["id"] = f"{turn:08x}{record['id'][8:]}"
            other["source"]["published"] = day.isoformat()
            yield loaded(Record.model_validate(other))
            made += len(record["findings"])
            if made >= findings:
                return
        turn += 1


def fill(path: Path, source: Path, findings: int) -> None:
    """Makes the store."""
    records = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    batch = []
    with SqliteStore(path) as store:
        for item in copies(records, findings):
            batch.append(item)
            if len(batch) == 500:
                store.write(batch)
                batch = []
        store.write(batch)


def took(address: str) -> float:
    """Seconds until the whole answer is there."""
    start = time.perf_counter()
    with urlopen(address) as answer:
        answer.read()
    return time.perf_counter() - start


def worked(server: subprocess.Popen) -> float:
    """Seconds of processor time that the server has used; 0 where the system does not tell."""
    stat = Path(f"/proc/{server.pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Makes the store, serves it, measures."""
    findings = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    command = str(Path(sys.executable).with_name("thanhtra"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[3]) if len(sys.argv) > 3 else Path(folder) / "facts.db"
        if not path.exists():
            fill(path, Path(sys.argv[1]), findings)
        print(f"{findings:,} findings, {path.stat().st_size / 1e6:,.0f} MB")
        server = subprocess.Popen(
            [command, "serve", str(path), "--port", "0"], stderr=subprocess.PIPE, text=True
        )
        try:
            base = re.search(r"http://[^\s/]+", server.stderr.readline())[0]
            print(f"{'page':28}{'first':>9}{'median':>9}{'p95':>9}{'cpu':>9}  seconds")
            for name, paths in PAGES.items():
                first = took(base + paths[0])
                before = worked(server)
                times = [took(base + path) for path in paths * ROUNDS]
                p95 = statistics.quantiles(times, n=20)[-1]
                cpu = (worked(server) - before) / len(times)
                print(f"{name:28}{first:9.3f}{statistics.median(times):9.3f}{p95:9.3f}{cpu:9.3f}")
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
