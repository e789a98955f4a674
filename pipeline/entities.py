"""Runs the extractors of one explicit table and settles their overlaps by one stated priority."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from ..extractors.dates import DATES, dateline
from ..extractors.legal_docs import LEGAL_DOCS
from ..extractors.mention import Context, Extractor, Mention
from ..extractors.names import NAMES
from ..extractors.numbers import NUMBERS
from .alignment import char_spans, text_of
from .attributes import plain

EXTRACTORS: tuple[Extractor, ...] = (LEGAL_DOCS, NAMES, DATES, NUMBERS)
"""Where mentions overlap, the earlier extractor's is kept: "Nghị định số 61/2018" holds no year,
"Đội Quản lý thị trường số 5" no count, "ngày 14/10" no ratio."""


class Entities:
    """The component: sets ``doc.ents`` with ``_.rule`` and ``_.value``.

    Args:
        extractors: in order of priority.
    """

    def __init__(self, extractors: Sequence[Extractor] = EXTRACTORS) -> None:
        self.extractors = tuple(extractors)

    def __call__(self, doc: Doc) -> Doc:
        """Finds the entities of one article."""
        text = text_of(doc)
        article = doc._.article or {}
        day = article.get("published")
        published = date.fromisoformat(day) if day else dateline(text)
        sentences = [(s.start_char, s.end_char) for s in doc.spans.get("sentences", ())]
        context = Context(published=published, title=article.get("title"), sentences=sentences)
        mentions = settle(e.find(text, context) for e in self.extractors)
        spans = []
        for mention, span in zip(
            mentions, char_spans(doc, ((m.start, m.end, m.type) for m in mentions)), strict=True
        ):
            if span is not None:
                span._.rule = mention.rule
                span._.value = plain(dict(mention.value))
                spans.append(span)
        doc.set_ents(spans)
        return doc


def settle(found: Iterable[Iterable[Mention]]) -> list[Mention]:
    """Drops every mention that overlaps one of an earlier group, and sorts the rest.

    Args:
        found: groups of mentions in order of priority; within a group the first mention wins.

    Returns:
        Mentions that do not overlap, in order of the text.
    """
    kept: list[Mention] = []
    taken = bytearray()
    for group in found:
        for mention in group:
            if len(taken) < mention.end:
                taken.extend(bytes(mention.end - len(taken)))
            if not any(taken[mention.start : mention.end]):
                taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
                kept.append(mention)
    return sorted(kept, key=lambda mention: mention.start)


@Language.factory("thanhtra_entities")
def create_entities(nlp: Language, name: str) -> Entities:
    """Makes the component."""
    return Entities()
