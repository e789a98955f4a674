"""Word segmentation by underthesea, kept as ``doc.spans["words"]``.

No later stage needs the words, so ``load`` leaves the component disabled; it is there for people
who count or search by words.
"""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from .alignment import char_spans, text_of


def set_words(doc: Doc) -> Doc:
    """Adds one span a word of two or more syllables or of one ("cải cách", "tỉnh")."""
    from underthesea import word_tokenize  # Loads its model, which takes a second.

    text = text_of(doc)
    bounds = []
    for sentence in doc.spans["sentences"]:
        position = sentence.start_char
        # Without normalisation the words quote the text: "Hoà" stays "Hoà".
        for word in word_tokenize(sentence.text, use_token_normalize=False):
            start, end = _locate(text, word, position, sentence.end_char)
            bounds.append((start, end, "WORD"))
            position = end
    spans = char_spans(doc, bounds)
    doc.spans["words"] = SpanGroup(doc, spans=[s for s in spans if s is not None])
    return doc


def _locate(text: str, word: str, start: int, limit: int) -> tuple[int, int]:
    """Where the word stands from ``start`` on; white space inside it may differ."""
    end = start
    begin: int | None = None
    for character in word:
        if character.isspace():
            continue
        end = text.find(character, end, limit)
        if end < 0:
            return start, limit
        begin = end if begin is None else begin
        end += 1
    return (start, start) if begin is None else (begin, end)


@Language.factory("thanhtra_words")
def create_words(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Makes the component."""
    return set_words
