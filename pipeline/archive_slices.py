"""Cuts the input into slices, the units of work of a run.

Slices hang on the input alone, never on who works at them: the same input gives the same slices,
so that any number of workers, killed any number of times, give the same output.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..corpus.article import Reject
from ..corpus.options import ReadOptions
from ..corpus.readers import units
from ..corpus.sources import Source
from ..corpus.unit import Position, Unit

Item = Unit | Reject

SMALLEST, LARGEST = 16, 512
"""Articles in a slice. Slices grow with the place in the input, to ``1 / SHARE`` of what came
before: small archives still feed every worker, large ones do not end in a million files."""
SHARE = 64
HEAVIEST = 4 * 1024 * 1024
"""Bytes in a slice, about: what a worker is handed, and what is lost when it dies."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Some consecutive articles of the input.

    Attributes:
        number: from 0, without gaps.
        items: what each article is made of, or why there is none.
        fingerprint: hash of the addresses, and of the data where no file stands behind them.
        passed: bytes of the files that were read before it was cut, as they are on disk.
    """

    number: int
    items: tuple[Item, ...]
    fingerprint: str
    passed: int = 0

    @property
    def name(self) -> str:
        """How the files of the slice are called."""
        return f"{self.number:06d}"

    @property
    def size(self) -> int:
        """Bytes of the input, about."""
        return sum(item.size for item in self.items if isinstance(item, Unit))


def slices(listed: Iterable[Source], options: ReadOptions) -> Iterator[Slice]:
    """Cuts what the sources hold into slices, lazily.

    Args:
        listed: the sources, in the order of the output.
        options: of the readers.
    """
    number = total = weight = passed = 0
    items: list[Item] = []
    digest = hashlib.sha256()
    for source in listed:
        position = Position()
        for item in units(source, options, position=position):
            items.append(item)
            digest.update(_identity(item, moving=not source.fingerprint))
            weight += item.size if isinstance(item, Unit) else 0
            wanted = min(LARGEST, max(SMALLEST, total // SHARE))
            if len(items) >= wanted or weight >= HEAVIEST:
                read = passed + min(position.at, source.size)
                yield Slice(number, tuple(items), digest.hexdigest(), read)
                number, total, weight = number + 1, total + len(items), 0
                items, digest = [], hashlib.sha256()
        passed += source.size
    if items:
        yield Slice(number, tuple(items), digest.hexdigest(), passed)


def address(item: Item) -> str:
    """Where the article stands in the input."""
    return item.address if isinstance(item, Unit) else item.uri


def _identity(item: Item, *, moving: bool) -> bytes:
    """What must be the same when a run goes on; standard input has no file to look at."""
    data = item.data if moving and isinstance(item, Unit) else None
    content = data if isinstance(data, bytes) else repr(data).encode("utf-8", "surrogatepass")
    return address(item).encode("utf-8", "surrogatepass") + b"\0" + content + b"\0"
