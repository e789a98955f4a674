"""Where exactly a finding begins and ends: without punctuation, lone quotes or brackets."""

from __future__ import annotations

_OPENING = {"”": "“", "»": "«", ")": "(", "]": "[", '"': '"'}
_CLOSING = {opening: closing for closing, opening in _OPENING.items()}
_EDGE = " \t\n\u00a0,;:.…-–—•*+"


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space, punctuation and lone quotes or brackets at its edges."""
    while True:
        before = start, end
        while start < end and text[start] in _EDGE:
            start += 1
        while start < end and text[end - 1] in _EDGE:
            end -= 1
        if start < end:
            start, end = _unquote(text, start, end)
        if before == (start, end):
            return start, end


def _unquote(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a quote or bracket that opens or closes nothing, or that wraps it all."""
    first, last = text[start], text[end - 1]
    if first in _CLOSING and text.find(_CLOSING[first], start + 1, end) in {-1, end - 1}:
        return start + 1, end - 1 if last == _CLOSING[first] and end - 1 > start else end
    if first in _OPENING:
        return start + 1, end
    if last in _OPENING and text.find(_OPENING[last], start, end - 1) < 0:
        return start, end - 1
    if last in _CLOSING:
        return start, end - 1
    return start, end
