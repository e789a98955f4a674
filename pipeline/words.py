"""Word segmentation by underthesea's model, kept as ``doc.spans["words"]``.

No later stage needs the words, so ``load`` leaves the component disabled; it is there for people
who count or search by words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from ..models.segmenter import Segmenter
from .alignment import char_spans

_segmenter = cache(Segmenter)  # Loaded at first use, for the stage may be disabled.


def set_words(doc: Doc) -> Doc:
    """Adds one span a word of two or more syllables or of one ("cải cách", "tỉnh")."""
    words = _segmenter().words
    bounds = [
        (sentence.start_char + start, sentence.start_char + end, "WORD")
        for sentence in doc.spans["sentences"]
        for start, end in words(sentence.text)
    ]
    spans = char_spans(doc, bounds)
    doc.spans["words"] = SpanGroup(doc, spans=[s for s in spans if s is not None])
    return doc


@Language.factory("thanhtra_words")
def create_words(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Makes the component."""
    return set_words
