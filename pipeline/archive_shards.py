"""The shard contract: what a task leaves behind, whoever runs it and wherever.

A task reads one slice and writes one shard. Beside the records (``part-000012.jsonl``) stands
what is to be known of them (``.run/000012.json``): counts, checksum, the rejects. The latter is
written first, so that a shard that is there is done, and a kill between the two loses nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from ..corpus.article import Reject
from .archive_folder import Folder, folder
from .archive_formats import encode
from .archive_slices import Slice, address

STATE = ".run"
"""The subfolder of what only a run that goes on needs."""


@dataclass(frozen=True, slots=True)
class Shard:
    """What is known of the output of one slice.

    Attributes:
        name: of the file of records.
        first: address of the first article.
        last: address of the last one.
        fingerprint: of the slice.
        articles: how many the slice holds; always ``records`` plus the number of rejects.
        records: how many the shard holds.
        bytes: of the file of records.
        sha256: of the file of records.
        rejects: uri, place and reason of each.
        facts: counts for ``stats.json``.
    """

    name: str
    first: str
    last: str
    fingerprint: str
    articles: int
    records: int
    bytes: int
    sha256: str
    rejects: list[dict[str, str]] = field(default_factory=list)
    facts: dict[str, int] = field(default_factory=dict)


class Shards:
    """The shards of a run in its folder; picklable.

    Args:
        place: the folder, a path or URL.
        kind: ``jsonl``, ``jsonl.gz``, ``jsonl.zst`` or ``parquet``.
    """

    def __init__(self, place: str, kind: str) -> None:
        self.kind = kind
        self.parts: Folder = folder(place)
        self.state: Folder = folder(f"{place}/{STATE}")

    def prepare(self) -> None:
        """Makes the folders, and takes away what was half written."""
        for place in (self.parts, self.state):
            place.prepare()
            place.sweep()

    def part(self, number: int) -> str:
        """The name of a file of records."""
        return f"part-{number:06d}.{self.kind}"

    def write(self, piece: Slice, outcomes: Sequence[bytes | Reject]) -> Shard:
        """Writes the shard of a slice.

        Args:
            piece: the slice.
            outcomes: for each of its articles the record as a line of JSON, or the reject.
        """
        lines = [outcome for outcome in outcomes if not isinstance(outcome, Reject)]
        rejects = [asdict(outcome) for outcome in outcomes if isinstance(outcome, Reject)]
        records = [orjson.loads(line) for line in lines]
        data = encode(self.kind, lines, records)
        shard = Shard(
            name=self.part(piece.number),
            first=address(piece.items[0]),
            last=address(piece.items[-1]),
            fingerprint=piece.fingerprint,
            articles=len(piece.items),
            records=len(lines),
            bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            rejects=rejects,
            facts=_facts(records),
        )
        self.state.write(f"{piece.name}.json", orjson.dumps(asdict(shard)))
        self.parts.write(shard.name, data)
        return shard

    def done(self) -> set[int]:
        """The numbers of the slices whose shards are there."""
        known = self.state.sizes()
        pattern = re.compile(rf"part-(\d{{6,}})\.{re.escape(self.kind)}")
        found = (pattern.fullmatch(name) for name in self.parts.sizes())
        return {int(m[1]) for m in found if m and f"{m[1]}.json" in known}

    def read(self, number: int) -> Shard:
        """What is known of a shard that is there."""
        with self.state.open(f"{number:06d}.json") as file:
            return Shard(**orjson.loads(file.read()))

    def all(self, count: int) -> Iterator[Shard]:
        """What is known of the first shards, in order."""
        return (self.read(number) for number in range(count))


def _facts(records: Iterable[dict[str, Any]]) -> dict[str, int]:
    """What records add to ``stats.json``."""
    facts: Counter[str] = Counter()
    for record in records:
        facts["characters"] += len(record["text"])
        facts["sentences"] += len(record["sentences"])
        facts["indicators"] += len(record["indicators"])
        facts["indicators inconsistent"] += sum(
            indicator["consistent"] is False for indicator in record["indicators"]
        )
        facts[f"topic {record['topic']}"] += 1
        facts.update(f"entities {entity['type']}" for entity in record["entities"])
        facts.update(f"findings {finding['label']}" for finding in record["findings"])
    return dict(sorted(facts.items()))
