"""Single findings inside the labelled sentences, tied to body, addressee and deadline."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from ..models.classifier import LABELS
from .alignment import entity_spans, text_of
from .finding_links import Links
from .finding_tagger import Piece, Tagger


class Findings:
    """The component: fills ``doc.spans["findings"]``; label and ``_.links`` of each span.

    Args:
        tagger: splits the sentences.
    """

    def __init__(self, tagger: Tagger) -> None:
        self.tagger = tagger

    def __call__(self, doc: Doc) -> Doc:
        """Finds the findings of one article."""
        links = Links(doc)
        text, starts = text_of(doc), doc.to_array("IDX").tolist()
        found: list[Span] = []
        for number, (sentence, entities) in enumerate(_sentences(doc)):
            findings = (
                self._split(doc, text, starts, sentence, entities) if sentence._.labels else []
            )
            tied = links.of_sentence(number, sentence, entities, findings)
            for finding, own in zip(findings, tied, strict=True):
                score = sentence._.scores[LABELS.index(finding.label_)]
                finding._.links = {"sentence": number, "score": score} | own
            found += findings
        doc.spans["findings"] = SpanGroup(doc, spans=found)
        return doc

    def _split(
        self, doc: Doc, text: str, starts: Sequence[int], sentence: Span, entities: list[Span]
    ) -> list[Span]:
        made = self.tagger.find(
            text,
            sentence.start_char,
            sentence.end_char,
            sentence._.labels,
            [(e.start_char, e.end_char, e.label_) for e in entities],
        )
        spans = (_tokens(doc, starts, piece) for piece in made)
        return [span for span in spans if span is not None]


def _tokens(doc: Doc, starts: Sequence[int], piece: Piece) -> Span | None:
    """The whole tokens inside a piece; ``doc.char_span`` would walk the article for each of them.

    Our tokenizer has a boundary at each cut; one of the user's own may not.
    """
    first, stop = bisect_left(starts, piece.start), bisect_left(starts, piece.end)
    if stop > first and doc[stop - 1].idx + len(doc[stop - 1]) > piece.end:
        stop -= 1
    return Span(doc, first, stop, label=piece.label) if first < stop else None


def _sentences(doc: Doc) -> Iterator[tuple[Span, list[Span]]]:
    """The sentences with their entities."""
    ents = entity_spans(doc)
    sentences = list(doc.spans["sentences"])
    first = 0
    for sentence, following in pairwise([*sentences, None]):
        assert sentence is not None
        stop = first
        limit = following.start if following is not None else len(doc)
        while stop < len(ents) and ents[stop].start < limit:
            stop += 1
        yield sentence, ents[first:stop]
        first = stop


@Language.factory("thanhtra_findings")
def create_findings(nlp: Language, name: str) -> Findings:
    """Makes the component."""
    return Findings(Tagger.load())
