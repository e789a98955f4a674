"""Readers: files, folders and archives to articles, lazily and in a fixed order.

Reading has two steps. ``units`` walks a source and cuts it into the raw material of its articles,
at the speed of the disk; ``parse`` makes an article of it, in this process or in another one.
Each ``Unit`` gives exactly one ``Article`` or ``Reject``: nothing is lost on the way, and the n-th
item of a source is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .article import Article, Reject
from .options import DEFAULTS, ReadOptions
from .parsers import parse
from .sources import Source, sources
from .unit import Unit
from .unpack import units

__all__ = ["parse", "read", "read_source", "sources", "units"]


def read(inputs: Sequence[str], options: ReadOptions = DEFAULTS) -> Iterator[Article | Reject]:
    """Reads every article behind the inputs.

    Args:
        inputs: files, folders (read recursively), glob patterns, or ``-`` for standard input,
            which holds either one plain text or JSON Lines.
        options: fields, limits and encoding.
    """
    for source in sources(inputs):
        yield from read_source(source, options)


def read_source(
    source: Source, options: ReadOptions = DEFAULTS, *, start: int = 0, stop: int | None = None
) -> Iterator[Article | Reject]:
    """Reads the articles of one source, from the ``start``-th up to the ``stop``-th.

    What is skipped is not parsed, and not even unpacked where the format allows it.
    """
    for item in units(source, options, start=start, stop=stop):
        yield parse(item, options) if isinstance(item, Unit) else item
