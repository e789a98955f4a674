"""The syllables of an article: what its topic and its copies are known by."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from .alignment import text_of

SYLLABLE = re.compile(r"\w+")


def syllables_of(doc: Doc) -> list[str]:
    """The syllables of an article outside of its furniture, case folded."""
    text = text_of(doc)
    kept, place = [], 0
    for line in doc.spans.get("furniture", ()):
        kept.append(text[place : line.start_char])
        place = line.end_char
    return SYLLABLE.findall(" ".join((*kept, text[place:])).casefold())
