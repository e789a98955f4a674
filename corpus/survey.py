"""What an input holds and what would be rejected, without running the pipeline."""

from __future__ import annotations

import contextlib
import heapq
import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from .article import Article, Reject, RejectError, printable
from .decode import decoded
from .fields import FIELDS
from .formats import suffix
from .lines import narrow
from .options import DEFAULTS, ReadOptions
from .parsers import loaded, parse, row_of
from .sources import STDIN, Source, listing
from .unit import Position, Unit
from .unpack import units

TIMED = 32
"""Articles kept to measure the pipeline's speed on."""

_EACH = 50
"""Articles of a file that a sample reads at least: fewer tell little of how many there are."""

_ATTRIBUTES = {"id": "identifier"}


@dataclass
class Kind:
    """The files of one kind.

    Attributes:
        read: how many of them were looked into, and ``read_bytes`` how far.
    """

    files: int = 0
    bytes: int = 0
    read_bytes: int = 0
    articles: int = 0
    rejects: int = 0


@dataclass
class Survey:
    """What was found.

    Attributes:
        kinds: the files that can be read, by suffix.
        ignored: what is passed over, by suffix or media type.
        fields: how many articles have each piece (``title`` …).
        columns: how many rows have each named value of JSON, CSV and Parquet.
        reasons: why articles would be rejected: how many, the first one's address and reason.
        seconds: how long reading took.
        whole: whether everything was read; else the numbers of articles are those of a sample.
        timed: some articles, evenly chosen, to measure the pipeline's speed on.
    """

    kinds: dict[str, Kind] = field(default_factory=dict)
    ignored: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    duplicates: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    encodings: Counter[str] = field(default_factory=Counter)
    first_day: date | None = None
    last_day: date | None = None
    reasons: dict[str, tuple[int, str, str]] = field(default_factory=dict)
    seconds: float = 0.0
    whole: bool = True
    timed: list[Article] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many articles were read."""
        return sum(kind.articles for kind in self.kinds.values())

    @property
    def rejects(self) -> int:
        """How many would be rejected, of what was read."""
        return sum(kind.rejects for kind in self.kinds.values())

    @property
    def expected(self) -> int:
        """How many articles there are: the number read, or an estimate from the bytes read."""
        if self.whole:
            return self.articles
        seen = [kind for kind in self.kinds.values() if kind.read_bytes]
        others = sum(kind.bytes for kind in self.kinds.values() if not kind.read_bytes)
        alike = self.articles / (sum(kind.read_bytes for kind in seen) or 1)
        known = sum(kind.articles * kind.bytes / kind.read_bytes for kind in seen)
        return round(known + others * alike)

    @property
    def expected_characters(self) -> int:
        """How many characters the articles have, estimated likewise."""
        return round(self.characters * self.expected / self.articles) if self.articles else 0


def survey(
    inputs: Sequence[str], options: ReadOptions = DEFAULTS, *, sample: int | None = None
) -> Survey:
    """Reads the input, or a sample of it, and counts what is there.

    Args:
        inputs: as of ``read``.
        options: fields, limits and encoding.
        sample: about how many articles to read, spread over the files; ``None``: all.
    """
    found = Survey()
    counting = _Counting(found, options)
    begin = time.perf_counter()
    files = (source for source in listing(inputs) if _listed(source, inputs, found))
    if sample is None:
        for source in files:
            counting.source(source, None)
    else:
        chosen = heapq.nsmallest(2 * sample, files, key=_hash)
        each = max(_EACH, math.ceil(sample / max(1, len(chosen))))
        found.whole = len(chosen) == sum(kind.files for kind in found.kinds.values())
        for source in chosen:
            if found.articles + found.rejects >= sample:
                found.whole = False
                break
            counting.source(source, each)
    found.seconds = time.perf_counter() - begin
    found.timed = counting.timed()
    return found


def _hash(source: Source) -> bytes:
    """Orders files evenly, and in the same way every time."""
    return blake2b(source.address.encode(), digest_size=8).digest()


def _listed(source: Source, inputs: Sequence[str], found: Survey) -> bool:
    """Counts a file by its kind; false for one that is passed over."""
    if not source.layers and source.path not in inputs:
        found.ignored[suffix(source.address) or "no suffix"] += 1
        return False
    kind = found.kinds.setdefault(_kind(source), Kind())
    kind.files += 1
    kind.bytes += source.size
    return True


def _kind(source: Source) -> str:
    if source.path == STDIN:
        return "standard input"
    name = source.address.rpartition("/")[2].lower()
    last = suffix(name)
    if len(source.layers) > 1 or name.endswith(".warc.gz"):
        return (suffix(name.removesuffix(last)) + last) or last
    return last or "no suffix"


class _Counting:
    """Adds up what is read."""

    def __init__(self, found: Survey, options: ReadOptions) -> None:
        self._found = found
        self._options = options
        self._texts: set[bytes] = set()
        self._timed: list[tuple[int, int, Article]] = []

    def source(self, source: Source, most: int | None) -> None:
        """Counts a source's articles, the first ones only where a number is given."""
        found, position = self._found, Position()
        kind = found.kinds[_kind(source)]

        def ignored(what: str) -> None:
            found.ignored[what] += 1

        stream = units(source, self._options, stop=most, ignored=ignored, position=position)
        before = kind.articles + kind.rejects
        for item in stream:
            done = self._parse(item) if isinstance(item, Unit) else item
            if isinstance(done, Reject):
                kind.rejects += 1
                self._reject(done)
            else:
                kind.articles += 1
                self._article(done)
        if kind.articles + kind.rejects - before == most and position.at < source.size:
            found.whole = False
            kind.read_bytes += position.at
        else:
            kind.read_bytes += source.size

    def timed(self) -> list[Article]:
        """The articles that were kept, in an order that depends on nothing but them."""
        return [article for _, _, article in sorted(self._timed, key=lambda kept: -kept[0])]

    def _parse(self, unit: Unit) -> Article | Reject:
        with contextlib.suppress(RejectError, OSError):  # Parsing says why.
            unit = loaded(unit, self._options)
        if (row := row_of(unit, self._options)) is not None:
            self._found.rows += 1
            filled = (name for name, value in row.items() if value not in (None, "", [], {}))
            self._found.columns.update(map(printable, filled))
        done = parse(unit, self._options)
        if isinstance(done, Article) and unit.kind in {"text", "markdown", "html"}:
            encoding = decoded(unit.raw, narrow(self._options.encoding))[1]
            self._found.encodings[encoding] += 1
        return done

    def _reject(self, reject: Reject) -> None:
        cause = reject.reason.partition(":")[0]
        place = f" ({reject.place})" if reject.place and reject.place not in reject.uri else ""
        count, uri, reason = self._found.reasons.get(cause, (0, reject.uri + place, reject.reason))
        self._found.reasons[cause] = (count + 1, uri, reason)

    def _article(self, article: Article) -> None:
        found = self._found
        found.characters += len(article.text)
        for piece in FIELDS:
            found.fields[piece] += bool(getattr(article, _ATTRIBUTES.get(piece, piece)))
        if (day := article.published) is not None:
            found.first_day = min(found.first_day or day, day)
            found.last_day = max(found.last_day or day, day)
        digest = blake2b(article.text.encode(), digest_size=8).digest()
        if digest in self._texts:
            found.duplicates += 1
            return
        self._texts.add(digest)
        # The articles with the smallest hashes: an even choice, and the same every time.
        kept = (-int.from_bytes(digest), len(self._texts), article)
        if len(self._timed) < TIMED:
            heapq.heappush(self._timed, kept)
        else:
            heapq.heappushpop(self._timed, kept)
