"""The text of an article as HTML: sentences, findings in colours, entities with their values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import TypeVar

from markupsafe import Markup, escape

from ..schemas import Entity, Finding, Record, Sentence
from .formats import Language, value

Span = TypeVar("Span", Finding, Entity)
Piece = tuple[int, int]


def marked(record: Record, language: Language, *, prefix: str = "") -> Markup:
    """The article with everything that was found in it marked.

    Args:
        record: the article's record.
        language: in which the values of entities are written.
        prefix: put before every id, to keep several articles on one page apart.

    Returns:
        Escaped HTML. Sentence 3 is the element ``s3``, finding f7 is ``f7``, entity e2 is ``e2``,
        and ``i1`` stands before the sentence in which indicator i1 begins; line ends are
        kept as they are (show with ``white-space: pre-line``).
    """
    return _Marker(record, language, prefix).whole()


class _Marker:
    def __init__(self, record: Record, language: Language, prefix: str) -> None:
        self._record, self._text, self._prefix = record, record.text, prefix
        self._titles = {entity.id: value(entity, language) for entity in record.entities}
        self._opened: set[str] = set()

    def whole(self) -> Markup:
        parts: list[Markup] = []
        place = 0
        for number, sentence in enumerate(self._record.sentences):
            parts.append(escape(self._text[place : sentence.start]))
            parts.append(self._sentence(number, sentence))
            place = sentence.end
        parts.append(escape(self._text[place:]))
        return Markup("").join(parts)

    def _sentence(self, number: int, sentence: Sentence) -> Markup:
        start, end = sentence.start, sentence.end
        findings = [f for f in self._record.findings if f.sentence == number]
        entities = [e for e in self._record.entities if start <= e.start < end]
        edges = {start, end}
        for span in (*findings, *entities):
            edges |= {span.start, min(span.end, end)}
        cuts = sorted(edges)
        pieces = pairwise(cuts)
        inner = Markup("").join(
            self._findings(here, self._entities(entities, run))
            for here, run in groupby(pieces, key=lambda piece: _covering(findings, piece))
        )
        anchors = Markup("").join(
            Markup("<span{}></span>").format(self._id(indicator.id))
            for indicator in self._record.indicators
            if start <= indicator.start < end
        )
        kind = "sentence furniture" if sentence.furniture else "sentence"
        return Markup('<span class="{}" id="{}s{}">{}{}</span>').format(
            kind, self._prefix, number, anchors, inner
        )

    def _findings(self, findings: tuple[Finding, ...], pieces: Iterable[Markup]) -> Markup:
        """The pieces inside one mark for each finding that covers them."""
        inner = Markup("").join(pieces)
        for finding in reversed(findings):
            name = self._id(finding.id)
            kind = f"{finding.label} first" if name else finding.label
            inner = Markup('<mark class="{}"{}>{}</mark>').format(kind, name, inner)
        return inner

    def _entities(self, entities: list[Entity], pieces: Iterable[Piece]) -> Iterator[Markup]:
        for here, run in groupby(pieces, key=lambda piece: _covering(entities, piece)):
            cut = list(run)
            quote = escape(self._text[cut[0][0] : cut[-1][1]])
            if not here:
                yield quote
                continue
            entity = here[0]
            yield Markup('<span class="entity {}"{} title="{}">{}</span>').format(
                f"is-{entity.type.lower()}", self._id(entity.id), self._titles[entity.id], quote
            )

    def _id(self, name: str) -> Markup:
        """The id attribute, once for each name: a span that is cut into several bears it first."""
        if name in self._opened:
            return Markup("")
        self._opened.add(name)
        return Markup(' id="{}{}"').format(self._prefix, name)


def _covering(spans: Iterable[Span], piece: Piece) -> tuple[Span, ...]:
    return tuple(s for s in spans if s.start <= piece[0] and piece[1] <= s.end)
