"""Single findings inside the labelled sentences, tied to body, addressee and deadline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup
from spacy.util import minibatch

from ..models.classifier import LABELS
from .alignment import Entity, Sentence, entities_of, sentences_of, text_of, token_bounds
from .attributes import keep
from .finding_links import Linker, Tale
from .finding_tagger import Piece, Stated, Story, Tagger
from .finding_words import Kinds, Words

BATCH = 64
"""Articles split at once."""


class Findings:
    """The component: fills ``doc.spans["findings"]``; label and ``_.links`` of each span.

    Args:
        tagger: splits the sentences.
        linker: ties the findings to bodies and dates.
    """

    def __init__(self, tagger: Tagger, linker: Linker) -> None:
        self.tagger = tagger
        self.linker = linker
        self._kinds = Kinds()

    def __call__(self, doc: Doc) -> Doc:
        """Finds the findings of one article."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = BATCH) -> Iterator[Doc]:
        """Finds the findings of many articles, a batch at a time."""
        for batch in minibatch(stream, max(batch_size, BATCH)):  # type: ignore[no-untyped-call]
            docs = list(batch)
            sentences = [sentences_of(doc) for doc in docs]
            entities = [entities_of(doc) for doc in docs]
            words = Words.of(docs, self._kinds)
            stories = [*map(_story, docs, sentences, entities)]
            split = self.tagger.find(words, stories)
            tales = [*map(_tale, stories, sentences, entities, split)]
            for doc, tale, told, links in zip(
                docs, tales, sentences, self.linker.tie(words, tales), strict=True
            ):
                _set(doc, tale, told, links)
            yield from docs


def _set(
    doc: Doc, tale: Tale, sentences: Sequence[Sentence], tied: Sequence[dict[str, str]]
) -> None:
    """Sets the spans of the findings of an article, with their links."""
    starts, ends = token_bounds(doc)
    # Whole tokens only: a tokenizer of one's own may not end one at each cut.
    firsts = np.searchsorted(starts, [piece.start for piece, _ in tale.findings]).tolist()
    stops = [piece.end for piece, _ in tale.findings]
    stops = np.searchsorted(ends, stops, side="right").tolist()
    spans, kept = [], []
    for first, stop, (piece, number), links in zip(firsts, stops, tale.findings, tied, strict=True):
        if first < stop:
            scores = sentences[number].scores
            score = scores[LABELS.index(piece.label)] if scores else 0.0
            spans.append((piece.label, first, stop))
            kept.append({"sentence": number, "score": score} | links)
    keep(doc, "links", spans, kept)
    made = [Span(doc, first, stop, label=label) for label, first, stop in spans]
    doc.spans["findings"] = SpanGroup(doc, spans=made)


def _tale(
    story: Story,
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    split: Sequence[Sequence[Piece]],
) -> Tale:
    labelled = [number for number, sentence in enumerate(sentences) if sentence.labels]
    told = [(piece, n) for n, pieces in zip(labelled, split, strict=True) for piece in pieces]
    places = [(sentence.start_char, sentence.end_char) for sentence in sentences]
    return Tale(story.text, entities, places, told)


def _story(doc: Doc, sentences: Sequence[Sentence], entities: Sequence[Entity]) -> Story:
    return Story(
        text_of(doc),
        [Stated(s.start_char, s.end_char, s.labels) for s in sentences if s.labels],
        [(e.start_char, e.end_char, e.label_) for e in entities],
    )


@Language.factory("thanhtra_findings")
def create_findings(nlp: Language, name: str) -> Findings:
    """Makes the component."""
    return Findings(Tagger.load(), Linker.load())
