"""A run over an archive: begun, killed, gone on with, until every article is accounted for.

The folder of a run holds ``manifest.json`` (what makes the records, settings, and in the end
counts and checksums), the shards, and in the end ``rejects.jsonl`` and ``stats.json``. Nothing in
it hangs on the clock, on who did the work, or on how often it was interrupted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from queue import SimpleQueue
from typing import Any, Protocol

import orjson

from ..corpus.article import Reject
from ..corpus.readers import sources
from .archive_job import Job, RunError, Task
from .archive_listing import (
    LISTING,
    REMEDY,
    check_listing,
    check_settings,
    read_listing,
    write_listing,
)
from .archive_shards import Shard, Shards
from .archive_slices import slices
from .output import reject_line

MANIFEST, REJECTS, STATS = "manifest.json", "rejects.jsonl", "stats.json"
FORMAT = 1
"""Of the folder of a run."""
HANDFUL = 100_000
"""Bytes of input for which it is worth while to start another worker."""
_INDENT = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


class Engine(Protocol):
    """Who does the work."""

    @property
    def slots(self) -> int:
        """Tasks done at a time."""

    def identity(self, hands: int) -> dict[str, str]:
        """What makes the records; so many workers get ready meanwhile, as far as there are."""

    def submit(self, task: Task) -> Future[Shard]:
        """Has a task done."""

    def close(self) -> None:
        """Ends the work at once."""


@dataclass
class Totals:
    """What a run has come to.

    Attributes:
        shards: how many there are.
        resumed: articles that an earlier run had done.
        bytes: of the articles, about.
        total: bytes of all files of the input.
        passed: bytes of those that are behind us, at least.
        skipped: bytes of those that an earlier run had done.
        reasons: rejects by reason, numbers aside.
    """

    shards: int = 0
    articles: int = 0
    records: int = 0
    rejects: int = 0
    resumed: int = 0
    bytes: int = 0
    total: int = 0
    passed: int = 0
    skipped: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, shard: Shard) -> None:
        """Counts a shard."""
        self.shards += 1
        self.articles += shard.articles
        self.records += shard.records
        self.rejects += len(shard.rejects)
        self.reasons.update(
            re.sub(r"(?<!\w)\d+", "…", reject["reason"]) for reject in shard.rejects
        )


Watcher = Callable[[Totals], None]


def run(
    job: Job,
    inputs: Sequence[str],
    engine: Engine,
    *,
    restart: bool = False,
    watch: Watcher = lambda totals: None,
) -> Totals:
    """Makes a record or a reject of every article behind the inputs, in the folder of the job.

    What an earlier run has done there is kept. The caller holds the lock and closes the engine.

    Args:
        job: what to do.
        inputs: as ``corpus.readers.sources`` takes them.
        engine: who does it.
        restart: throw away what an earlier run has done.
        watch: is told of the totals whenever a slice is done.

    Raises:
        RunError: what is there was begun with another input, version, model or other settings.
        OSError: the output cannot be written.
    """
    shards = job.shards
    if restart:
        _discard(shards)
    shards.prepare()
    manifest = _manifest(shards)
    begun = bool(manifest) and LISTING in shards.state.sizes()
    if begun:
        check_listing(shards.state, sources(inputs))
    else:
        _discard(shards)
        write_listing(shards.state, sources(inputs))
    totals = Totals(total=sum(source.size for source in read_listing(shards.state)))
    try:
        identity = engine.identity(1 + totals.total // HANDFUL)
    except RunError:
        if not begun:
            _remove(shards)
        raise
    settings = _settings(job, identity)
    if begun:
        check_settings(manifest["settings"], settings)
    else:
        _put(shards, MANIFEST, {"format": FORMAT, "complete": False, "settings": settings})
    if manifest.get("complete"):
        return _finished(shards, manifest)
    for shard in _work(job, engine, identity, totals):
        totals.add(shard)
        watch(totals)
    if not totals.articles:
        _remove(shards)
        raise RunError("no article was found in the input")
    _finish(shards, settings, totals)
    return totals


def _work(job: Job, engine: Engine, identity: dict[str, str], totals: Totals) -> Iterator[Shard]:
    """Yields every shard; those that are there already come at once."""
    finished: SimpleQueue[tuple[Future[Shard], int, int]] = SimpleQueue()
    done = job.shards.done()
    running = 0

    def next_done() -> Shard:
        future, size, passed = finished.get()
        totals.bytes += size
        totals.passed = max(totals.passed, passed)
        return future.result()

    for piece in slices(read_listing(job.shards.state), job.reading):
        if piece.number in done:
            shard = job.shards.read(piece.number)
            if shard.fingerprint != piece.fingerprint:
                raise RunError(
                    f"the input has changed between {shard.first} and {shard.last}; {REMEDY}"
                )
            totals.resumed += shard.articles
            totals.skipped = totals.passed = piece.passed
            yield shard
            continue
        future = engine.submit(Task(replace(piece, passed=0), identity))
        known = piece.size, piece.passed  # The slice itself need not stay in memory.
        future.add_done_callback(lambda f, known=known: finished.put((f, *known)))  # type: ignore
        running += 1
        # One task more than there are hands, so that none is idle while the driver reads; and none
        # is cut before it is wanted.
        while running > engine.slots:
            yield next_done()
            running -= 1
    for _ in range(running):
        yield next_done()


def _settings(job: Job, identity: dict[str, str]) -> dict[str, Any]:
    """Everything that the output hangs on beside the input."""
    reading = {
        "fields": [list(pair) for pair in job.reading.fields],
        "max-article-size": job.reading.max_article_size,
        "max-ratio": job.reading.max_ratio,
        "encoding": job.reading.encoding,
    }
    limits = {"timeout": job.timeout, "max-memory": job.memory, "format": job.shards.kind}
    return identity | reading | limits


def _manifest(shards: Shards) -> dict[str, Any]:
    try:
        with shards.parts.open(MANIFEST) as file:
            manifest: dict[str, Any] = orjson.loads(file.read())
    except FileNotFoundError:
        return {}
    except orjson.JSONDecodeError as error:
        raise RunError(f"{MANIFEST} of the output cannot be read: {error}") from None
    if manifest.get("format") != FORMAT:
        raise RunError("the run that is there was made by another version; start anew: --restart")
    return manifest


def _discard(shards: Shards) -> None:
    """Takes away what a run has left: its own files, nothing else."""
    shards.parts.remove(MANIFEST)
    for name in shards.parts.sizes():
        if name in {REJECTS, STATS} or re.fullmatch(r"part-\d{6,}\.[a-z.]+", name):
            shards.parts.remove(name)
    for name in shards.state.sizes():
        if name.endswith(".json") or name == LISTING:
            shards.state.remove(name)


def _remove(shards: Shards) -> None:
    """Takes the folders of a run away that has come to nothing."""
    _discard(shards)
    shards.state.clear()
    shards.parts.leave()


def _finish(shards: Shards, settings: dict[str, Any], totals: Totals) -> None:
    """Writes what is known of the whole; the manifest last."""
    facts: Counter[str] = Counter()
    listed = []
    sizes = shards.parts.sizes()
    with shards.parts.create(REJECTS) as rejects:
        for shard in shards.all(totals.shards):
            if sizes.get(shard.name) != shard.bytes:
                raise RunError(f"{shard.name} is not as it was written; take it away and run again")
            for reject in shard.rejects:
                rejects.write(reject_line(Reject(**reject)).encode())
            facts.update(shard.facts)
            known = ("name", "articles", "records", "bytes", "sha256")
            listed.append({name: getattr(shard, name) for name in known})
    counts = {"articles": totals.articles, "records": totals.records, "rejects": totals.rejects}
    reasons = dict(sorted(totals.reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    facts_sorted = dict(sorted(facts.items()))
    _put(shards, STATS, counts | {"reasons": reasons, "facts": facts_sorted})
    whole = {"format": FORMAT, "complete": True, "settings": settings, "counts": counts}
    _put(shards, MANIFEST, whole | {"shards": listed})
    for number in range(totals.shards):
        shards.state.remove(f"{number:06d}.json")


def _finished(shards: Shards, manifest: dict[str, Any]) -> Totals:
    """The totals of a run that was complete already."""
    sizes = shards.parts.sizes()
    for shard in manifest["shards"]:
        if sizes.get(shard["name"]) != shard["bytes"]:
            raise RunError(f"{shard['name']} is not as it was written; start anew with --restart")
    with shards.parts.open(STATS) as file:
        reasons = orjson.loads(file.read())["reasons"]
    counts = manifest["counts"]
    return Totals(
        len(manifest["shards"]), **counts, resumed=counts["articles"], reasons=Counter(reasons)
    )


def _put(shards: Shards, name: str, content: dict[str, Any]) -> None:
    shards.parts.write(name, orjson.dumps(content, option=_INDENT))
