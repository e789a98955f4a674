"""Articles that are read together: their words are told apart once, for all extractors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from .mention import Context, Mention
from .names_tokens import Words, read


class Articles(list[tuple[str, Context]]):
    """Texts, and what is known of each beside."""

    @classmethod
    def of(cls, articles: Sequence[tuple[str, Context]]) -> Articles:
        """The articles themselves where they are read together already."""
        return articles if isinstance(articles, cls) else cls(articles)

    @cached_property
    def words(self) -> Words:
        """The words of all articles."""
        return read([text for text, _ in self])

    def beginnings(self, kind: int) -> list[list[int]]:
        """Offsets of the words of each article that mentions of a kind may begin with, in order.

        Args:
            kind: one of ``beginnings``.
        """
        at = np.flatnonzero(self.words.begins & kind)
        offsets = self.words.starts[at].tolist()
        cuts = np.searchsorted(self.words.article[at], np.arange(len(self) + 1)).tolist()
        return [offsets[first:last] for first, last in pairwise(cuts)]


class WordExtractor:
    """An extractor that only looks where a word stands that its mentions may begin with."""

    name: str
    begins: int
    """The kind of mentions, as ``beginnings`` has it."""

    def find(self, text: str, context: Context) -> Iterable[Mention]:
        """The mentions of an article in order; none overlaps another."""
        return self.find_all([(text, context)])[0]

    def find_all(self, articles: Sequence[tuple[str, Context]]) -> list[list[Mention]]:
        """The mentions of each article."""
        together = Articles.of(articles)
        begun = together.beginnings(self.begins)
        return [
            list(self.found(text, context, starts))
            for (text, context), starts in zip(together, begun, strict=True)
        ]

    def found(self, text: str, context: Context, starts: Sequence[int]) -> Iterator[Mention]:
        """Yields the mentions of an article in order.

        Args:
            text: the whole article.
            context: what is known of it beside.
            starts: offsets of the words that a mention may begin with.
        """
        raise NotImplementedError
