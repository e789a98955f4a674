"""Single findings inside the labelled sentences, tied to body, addressee and deadline."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import minibatch

from ..models.classifier import LABELS
from .alignment import Entity, Sentence, entities_of, sentences_of, text_of, token_bounds
from .finding_atoms import Words
from .finding_links import Links
from .finding_tagger import Piece, Stated, Story, Tagger

BATCH = 64
"""Articles split at once."""


class Findings:
    """The component: fills ``doc.spans["findings"]``; label and ``_.links`` of each span.

    Args:
        tagger: splits the sentences.
    """

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Finds the findings of one article."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = BATCH) -> Iterator[Doc]:
        """Finds the findings of many articles, a batch at a time."""
        for batch in minibatch(stream, max(batch_size, BATCH)):  # type: ignore[no-untyped-call]
            docs = list(batch)
            sentences = [sentences_of(doc) for doc in docs]
            entities = [entities_of(doc) for doc in docs]
            split = self.tagger.find([*map(_story, docs, sentences, entities)])
            for doc, inside, named, found in zip(docs, sentences, entities, split, strict=True):
                _tie(doc, inside, named, found)
            yield from docs


def _story(doc: Doc, sentences: Sequence[Sentence], entities: Sequence[Entity]) -> Story:
    return Story(
        Words.of(doc, text_of(doc)),
        [Stated(s.start_char, s.end_char, s.labels) for s in sentences if s.labels],
        [(e.start_char, e.end_char, e.label_) for e in entities],
    )


def _tie(
    doc: Doc,
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    split: Sequence[Sequence[Piece]],
) -> None:
    """Sets the findings of an article: their spans, and what they are tied to."""
    links = Links(text_of(doc), entities)
    begins = [entity.start_char for entity in entities]
    found = iter(split)
    made: list[tuple[Piece, dict[str, Any]]] = []
    for number, (_, _, start, end, labels, scores, _) in enumerate(sentences):
        pieces = next(found) if labels else []
        inside = entities[bisect_left(begins, start) : bisect_left(begins, end)]
        tied = links.of_sentence(number, start, inside, pieces)
        for piece, own in zip(pieces, tied, strict=True):
            score = scores[LABELS.index(piece.label)] if scores else 0.0
            made.append((piece, {"sentence": number, "score": score} | own))
    starts, ends = token_bounds(doc)
    # Whole tokens only: a tokenizer of one's own may not end one at each cut.
    firsts = np.searchsorted(starts, [piece.start for piece, _ in made]).tolist()
    stops = np.searchsorted(ends, [piece.end for piece, _ in made], side="right").tolist()
    spans = []
    for first, stop, (piece, tied) in zip(firsts, stops, made, strict=True):
        if first < stop:
            span = Span(doc, first, stop, label=piece.label)
            span._.links = tied
            spans.append(span)
    doc.spans["findings"] = SpanGroup(doc, spans=spans)


@Language.factory("thanhtra_findings")
def create_findings(nlp: Language, name: str) -> Findings:
    """Makes the component."""
    return Findings(Tagger.load())
