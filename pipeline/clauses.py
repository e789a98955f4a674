"""Cuts a sentence into atoms: the pieces that a finding is made of.

A finding is a run of whole atoms (``finding_tagger`` says which). A cut may stand behind
punctuation, round the words that join clauses ("nhưng", "và"), behind the words that introduce one
("đề nghị", "cho biết") and behind the name of a body or person, which may be the subject that is
left out. There is none inside brackets, inside an entity, or inside a word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any

import regex

_BULLET = regex.compile(r"(?:[-–—•*+]+|\(?\d{1,2}[.)]|\(?\p{Ll}[.)])\s+")
_OPENING = {"”": "“", "»": "«", ")": "(", "]": "[", '"': '"'}
_CLOSING = {opening: closing for closing, opening in _OPENING.items()}
_EDGE = " \t\n\u00a0,;:.…-–—•*+"


def read_words(name: str) -> Any:
    """The content of a JSON file beside this module."""
    return json.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


WORDS = read_words("finding_words.json")
"""``joins``: words between clauses; ``leads``: words that introduce one, by what they do."""


def _cutter() -> regex.Pattern[str]:
    """Finds punctuation and the words at which a clause may end or begin, in one pass."""
    leading = (word for words in WORDS["leads"].values() for word in words)
    joins, leads = (
        "|".join(sorted(words, key=lambda word: (-len(word), word)))
        for words in (WORDS["joins"], leading)
    )
    return regex.compile(
        r"(?P<mark>[,;:…“”«»\"]+(?=[\s“\"«]|\w)|[.](?=\s)|[-–—](?=\s))"
        r"|(?P<bracket>[()\[\]])"
        rf"|\b(?:(?P<join>{joins})|(?P<lead>{leads}))\b",
        regex.IGNORECASE,
    )


_CUTTER = _cutter()


def atoms(
    text: str, start: int, end: int, entities: Sequence[tuple[int, int, str]] = ()
) -> list[int]:
    """The bounds of the atoms of one sentence: its start, the cuts in order, its end.

    Args:
        text: the article.
        start: of the sentence.
        end: of the sentence.
        entities: start, end and type of the entities of the sentence.
    """
    bullet = _BULLET.match(text, start, end)
    cuts = {bullet.end()} if bullet else set()
    depth = 0
    for match in _CUTTER.finditer(text, start, end):
        sign = match["bracket"]
        if sign:
            depth = max(0, depth + (1 if sign in "([" else -1))
            if depth == 0:
                cuts.add(match.end())
        elif depth == 0:
            cuts.add(match.end())
            if match["join"]:
                cuts.add(match.start())
    cuts.update(e for _, e, type_ in entities if type_ in {"AGENCY", "LOCATION", "PERSON"})
    inside = {position for s, e, _ in entities for position in range(s + 1, e)}
    return [start, *sorted(_settle(text, cuts, start, end) - inside), end]


def _settle(text: str, cuts: Iterable[int], start: int, end: int) -> set[int]:
    """Cuts moved behind the white space and closing signs that follow them."""
    body = len(text[:end].rstrip(_EDGE + '”»"'))
    settled = set()
    for cut in cuts:
        place = cut
        while place < body and (text[place].isspace() or text[place] in ",;:…”»"):
            place += 1
        if start < place < body:
            settled.add(place)
    return settled


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
