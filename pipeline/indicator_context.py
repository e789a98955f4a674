"""Whose an indicator is and when it holds: the bodies and dates around its figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import regex

from .alignment import Entity
from .indicator_figures import Figure

_BACKGROUND = regex.compile(
    r"(?:so với|cùng kỳ|của|theo|giao|trong khi)\s*(?:[^.;,\d]{0,20}\s)?\Z", regex.IGNORECASE
)
_INSPECTOR = regex.compile(
    r"(?:đoàn|tổ) (?:kiểm tra|thanh tra|giám sát|công tác)|thanh tra|báo\b", regex.IGNORECASE
)


class Sentence(NamedTuple):
    """A sentence: its place in the text, and its entities in order."""

    start: int
    end: int
    entities: Sequence[Entity]


def agency(text: str, sentence: Sentence, level: Figure) -> Entity | None:
    """The body measured: the last one before the figure that is no bystander.

    "so với Sở Y tế" and "UBND tỉnh giao" name bystanders. The figure's own clause, from the last
    semicolon on, comes first.
    """
    semicolon = text.rfind(";", sentence.start, level.start)
    found = None
    for body in sentence.entities:
        if body.label_ not in {"AGENCY", "LOCATION"} or body.end_char > level.start:
            continue
        before = text[max(sentence.start, body.start_char - 20) : body.start_char]
        if _BACKGROUND.search(before) or _INSPECTOR.match(body.text):
            continue
        if found is None or body.start_char > semicolon:
            found = body
    return found


def period(text: str, sentence: Sentence, level: Figure) -> Entity | None:
    """The date that a figure holds for: the last before it, else the next in its clause."""
    found = None
    for date in sentence.entities:
        if date.label_ != "DATE":
            continue
        if _BACKGROUND.search(text[max(0, date.start_char - 25) : date.start_char]):
            continue
        if date.start_char < level.start:
            found = date
        elif found is None and ";" not in text[level.end : date.start_char]:
            return date
    return found
