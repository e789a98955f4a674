"""What an extractor is given and what it returns.

An extractor is a plain object with a name and ``find(text, context)``. It knows nothing of spaCy
and works on characters, so it is tested on strings.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol, runtime_checkable


class Mention(NamedTuple):
    """One entity found in a text.

    Attributes:
        type: one of the ten entity types of the guideline.
        start: offset of its first character.
        end: offset behind its last character.
        rule: id of the rule that found it, e.g. ``date.day``.
        value: the value fields of its class in ``thanhtra.schemas.entities`` (without ``id``,
            ``start``, ``end``, ``text`` and ``rule``). A reference to another mention is its
            ``(start, end)``; the record turns it into that entity's id.
    """

    type: str
    start: int
    end: int
    rule: str
    value: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the article beside its text.

    Attributes:
        published: day of publication, where known.
        title: the headline, where known.
        sentences: start and end of each sentence, in order; may be empty.
    """

    published: date | None = None
    title: str | None = None
    sentences: Sequence[tuple[int, int]] = ()


class Extractor(Protocol):
    """Finds the mentions of one kind of fact."""

    name: str

    def find(self, text: str, context: Context) -> Iterable[Mention]:
        """Yields mentions in any order; mentions of one extractor do not overlap."""
        ...


@runtime_checkable
class BatchExtractor(Extractor, Protocol):
    """An extractor that takes less time for many articles at once."""

    def find_all(self, articles: Sequence[tuple[str, Context]]) -> Sequence[Iterable[Mention]]:
        """The mentions of each article, just as ``find`` yields them."""
        ...
