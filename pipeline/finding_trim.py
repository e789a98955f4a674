"""Where exactly a finding begins and ends: without punctuation, lone quotes or brackets."""

from __future__ import annotations

import regex

_OPENING = {"”": "“", "»": "«", ")": "(", "]": "[", '"': '"'}
_CLOSING = {opening: closing for closing, opening in _OPENING.items()}
_EDGE = " \t\n\u00a0,;:.…-–—•*+"
_NEGATION = regex.compile(r"\b(?:không|chưa|chẳng)\s{1,3}+\Z", regex.IGNORECASE)


def settle(text: str, low: int, start: int, end: int) -> tuple[int, int]:
    """The span trimmed, with the negation before it, and no further than its quotation.

    "(các xã) chưa | thực hiện" would say the contrary without its first word; and behind the quote
    that closes what was said stands who said it.

    Args:
        text: the article.
        low: where the sentence begins.
        start: where the span begins.
        end: where it ends.
    """
    start, end = trim(text, start, end)
    negation = _NEGATION.search(text, max(low, start - 9), start) if start > low else None
    if negation:
        start = negation.start()
    closed = text.find("”", start, end)
    if closed > start and not any(text.find(sign, start, closed) >= 0 for sign in '“"'):
        start, end = trim(text, start, closed)
    return start, end


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space, punctuation and lone quotes or brackets at its edges."""
    while True:
        while start < end and text[start] in _EDGE:
            start += 1
        while start < end and text[end - 1] in _EDGE:
            end -= 1
        if start >= end or (text[start].isalnum() and text[end - 1].isalnum()):
            return start, end
        before = start, end
        start, end = _unquote(text, start, end)
        if text[end - 1] == "/" and text[start] != "/":
            end -= 1
        if before == (start, end):
            return start, end


def _unquote(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a quote or bracket that opens or closes nothing, or that wraps it all."""
    first, last = text[start], text[end - 1]
    if first in _CLOSING and text.find(_CLOSING[first], start + 1, end) in {-1, end - 1}:
        return start + 1, end - 1 if last == _CLOSING[first] and end - 1 > start else end
    if first in _OPENING:
        return start + 1, end
    opened = text.find(_OPENING.get(last, last), start, end - 1) >= 0
    if last == "”":  # Some open with the plain sign what they close with the curved one.
        opened |= text.count('"', start, end) >= text.count(last, start, end)
    if last in _OPENING and not opened:
        return start, end - 1
    if last in _CLOSING:
        return start, end - 1
    return start, end
