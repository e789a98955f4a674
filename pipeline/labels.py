"""Classes the sentences: achievement, shortcoming, recommendation, any of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from ..models.classifier import LABELS, SentenceClassifier
from ..models.evidence import Cue
from ..models.load import load_model
from .alignment import text_of
from .attributes import keep

BATCH = 64
"""Articles classified at once: many short predictions cost more than one long one."""


class Labels:
    """The component: sets ``_.labels`` and ``_.scores`` of ``doc.spans["sentences"]``.

    Args:
        model: gives the calibrated probabilities of the three labels, article by article.
        evidence: set ``_.evidence`` too, the words that decided each label given (slower).
    """

    def __init__(self, model: SentenceClassifier, *, evidence: bool = False) -> None:
        self.model = model
        self.evidence = evidence

    def __call__(self, doc: Doc) -> Doc:
        """Labels the sentences of one article."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = BATCH) -> Iterator[Doc]:
        """Labels the sentences of many articles, a batch at a time."""
        for batch in minibatch(stream, max(batch_size, BATCH)):  # type: ignore[no-untyped-call]
            docs = list(batch)
            self._label(docs)
            yield from docs

    def _label(self, docs: Sequence[Doc]) -> None:
        """Furniture is not shown to the model: it says nothing, and is no context either."""
        prose, texts = [], []
        for doc in docs:
            text = text_of(doc)
            marked = {s.start for s in doc.spans.get("furniture", ())}
            prose.append([s for s in doc.spans["sentences"] if s.start not in marked])
            texts.append([text[s.start_char : s.end_char] for s in prose[-1]])
        scored = self.model.predict(texts)
        for doc, sentences, rows in zip(docs, prose, scored, strict=True):
            rounded = rows.astype(np.float64).round(4)
            given = (rounded >= self.model.thresholds).tolist()
            spans = [(s.label_, s.start, s.end) for s in sentences]
            keep(doc, "scores", spans, rounded.tolist())
            keep(doc, "labels", spans, [[*compress(LABELS, has)] for has in given])
        if self.evidence:
            for sentences, found in zip(prose, self.model.evidence(texts), strict=True):
                for sentence, cues in zip(sentences, found, strict=True):
                    sentence._.evidence = list(_given(sentence, cues))


def _given(sentence: Span, cues: Sequence[Sequence[Cue]]) -> Iterator[dict[str, Any]]:
    """The cues of the labels that the sentence was given, with their offsets in the article."""
    for label, found in zip(LABELS, cues, strict=True):
        if label in sentence._.labels:
            for cue in found:
                start, end = sentence.start_char + cue.start, sentence.start_char + cue.end
                span = {"start": start, "end": end, "text": cue.text}
                yield {"label": label, **span, "weight": cue.weight}


@Language.factory("thanhtra_labels", default_config={"model": "fast", "evidence": False})
def create_labels(nlp: Language, name: str, model: str, evidence: bool) -> Labels:
    """Makes the component.

    Args:
        nlp: the pipeline that it becomes part of.
        name: of the component.
        model: name of a packaged model, or the path of one.
        evidence: keep what decided each label.
    """
    return Labels(load_model(model), evidence=evidence)
