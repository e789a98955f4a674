"""Sentence boundaries (guideline, section 1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import regex
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from .alignment import char_spans, text_of

# Abbreviations behind whose full stop a name or number goes on, not a new sentence.
_ABBREVIATION = regex.compile(
    r"(?:^|[\s(“\"/.,-])(?:T[Pp]|T[Xx]|T[Tt]|[QPH]|G[Ss]|PGS|T[Ss]|Th[Ss]|B[Ss]|K[Ss]|L[Ss]|CN|NCS|Mr|Mrs|Ms"
    r"|Dr|St|No|Co|Ltd|tr|vol|v\.v|Ô|Str|Tel|đ/c)\Z"
)
# "1." or "a." at the start of a line numbers what follows it.
_NUMBERING = regex.compile(
    r"(?:\A|\n)(?:[^\S\n]|[\-–•*]){0,12}+(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|\p{L})\Z"
)
# Initials written with a space between them: "bà T.T. H.", "anh N. V."
_INITIAL = regex.compile(r"(?:^|[\s.])\p{Lu}\Z")
_NEXT_INITIAL = regex.compile(r"\p{Lu}(?:[.,\s]|\Z)")
_STOP = re.compile(r"\n\s*+|(?P<marks>[.?!…][.?!…\"”’'»)\]/]*+)(?P<gap>[^\S\n]*+)")
_CLOSING = "\"”’'»)]"
_NEXT = regex.compile(r"(?<![^\S\n])[^\S\n]++[\"“‘'«(\[–\-•*+]*+[^\S\n]*+(?P<first>[\p{L}\d])")


def split(text: str) -> Iterator[tuple[int, int]]:
    """Yields start and end of each sentence, without the white space around it, in order."""
    start = len(text) - len(text.lstrip())
    for stop in _STOP.finditer(text):
        marks, gap = stop.groups()
        place = stop.start()
        if marks is None:
            end = start + len(text[start:place].rstrip())
        elif gap and _ends(text, start, place, marks):
            end = place + len(marks)
        else:
            continue
        if start < end:
            yield start, end
        start = max(start, stop.end())
    end = len(text.rstrip())
    if start < end:
        yield start, end


def _ends(text: str, start: int, place: int, marks: str) -> bool:
    """Does a new sentence begin behind these marks?

    Args:
        text: the article.
        start: where the sentence begins.
        place: where the marks stand.
        marks: full stops and the like, with brackets and quotation marks that close behind them.
    """
    found = _NEXT.match(text, place + len(marks))
    if found is None or not (found["first"].isupper() or found["first"].isdigit()):
        return False
    mark = marks.rstrip(_CLOSING)
    if mark != marks or not mark.endswith(".") or mark.endswith(("..", "….", "./.")):
        return not mark.endswith("/")
    place += len(mark) - 1
    before = text[max(0, start - 1, place - 16) : place]
    if _INITIAL.search(before) and _NEXT_INITIAL.match(text, found.start("first")):
        return False
    return not (_ABBREVIATION.search(before) or _NUMBERING.search(before))


def set_sentences(doc: Doc) -> Doc:
    """Sets ``doc.sents`` and, without the white space around them, ``doc.spans["sentences"]``."""
    bounds = list(split(text_of(doc)))
    spans = [s for s in char_spans(doc, ((*b, "SENTENCE") for b in bounds)) if s is not None]
    marks = np.full(len(doc), -1)  # spaCy's values: 1 begins a sentence, -1 does not.
    marks[[span.start for span in spans if span.start_char > bounds[0][0]]] = 1
    doc.from_array([SENT_START], marks.view("uint64"))  # type: ignore[arg-type]
    doc.spans["sentences"] = SpanGroup(doc, spans=spans)
    return doc


@Language.factory("thanhtra_sentences")
def create_sentences(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Makes the component."""
    return set_sentences
