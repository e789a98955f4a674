"""How the input is to be read: small, immutable, and picklable, so that workers can be given it."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 10 * 1024 * 1024
"""Larger articles are rejected: the longest real ones have some hundred kilobytes."""

MAX_RATIO = 1000
"""How many times its size a file may unpack to; text packs 3 to 50 times, a bomb millions."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Settings of the readers.

    Attributes:
        fields: pairs such as ``("text", "body")``: where a piece of an article is to be found in
            JSON, CSV and Parquet; looked at in this order, before the names that are guessed.
        max_article_size: bytes; an article (a file, a line, a row, a member) above is a reject.
        max_ratio: a file that unpacks to more than this many times its size is given up as a bomb
            (small ones never are).
        encoding: of all text, as Python names it; ``None``: detected for each article.
    """

    fields: tuple[tuple[str, str], ...] = ()
    max_article_size: int = MAX_BYTES
    max_ratio: int = MAX_RATIO
    encoding: str | None = None


DEFAULTS = ReadOptions()
