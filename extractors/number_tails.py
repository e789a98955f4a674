"""What stands behind a number: per cent, a currency, a unit of measure, or the noun it counts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from .number_lexicon import CONTEXT, FAMILIES, LEXICON, LONGEST, Entry

_WORD = r"[^\W\d_]+(?:-[^\W\d_]+){0,2}+[23]?+(?![^\W_])"
_SPACE = r"[ \xa0]"
_WORDS = re.compile(
    rf"{_SPACE}?+({_WORD}|[%$€₫]|°C)"
    rf"(?:{_SPACE}({_WORD})(?:{_SPACE}({_WORD})(?:{_SPACE}({_WORD})"
    rf"(?:{_SPACE}({_WORD}))?+)?+)?+)?+"
)
_JOINT = re.compile(rf"{_SPACE}?+[,/–-]{_SPACE}?+(?=[^\W\d_])|{_SPACE}(?:và|hoặc){_SPACE}")
_NUMBER_AHEAD = re.compile(rf"{_SPACE}?+\d")
_PER = re.compile(
    rf"{_SPACE}?+/{_SPACE}?+(?:ngày,? ?đêm|năm|tháng|ngày|giờ|h|phút|giây|s|ha|km2?|m[23²³]?"
    rf"|lít|l|kg|người|tấn|mét khối)(?!\w)"
)
_FUNCTION = frozenset(CONTEXT["function"])
_CLASSIFIERS = frozenset(CONTEXT["classifiers"])
_CLASSIFIED = {"body", "person", "thing", "document"}
_SHORT = {"người", "khách", "xe", "hộ", "thuốc"}
_HALF = re.compile(rf"{_SPACE}rưỡi(?!\w)")
_SMALLER = {"năm": ("tháng", 12), "giờ": ("phút", 60), "phút": ("giây", 60)}
_AND_SMALLER = re.compile(rf"{_SPACE}(\d{{1,2}}){_SPACE}(tháng|phút|giây)(?!\w|{_SPACE}\d)")


class Tail(NamedTuple):
    """The words behind a number that belong to it.

    Attributes:
        kind: ``percent``, ``currency``, ``measure``, ``noun`` or ``unknown`` (a noun that the
            lexicon does not list).
        group: ISO code, dimension or class of noun.
        end: offset behind the last word.
        unit: the words, single spaces between them.
        factor: smaller units in the unit in front: 12 for "20 năm 9 tháng", else 1.
        extra: what to add to the number: 9 there, a half for "một tháng rưỡi".
    """

    kind: str
    group: str
    end: int
    unit: str
    factor: int = 1
    extra: Decimal = Decimal(0)


def tail_at(text: str, position: int) -> Tail | None:
    """Reads the unit or head noun that begins at a place, one space allowed in front.

    Coordinated heads stay together ("cơ quan, đơn vị"), modifiers are left out ("6 cơ quan" of
    "6 cơ quan chuyên môn"): the longest entry of the lexicon is the head.
    """
    words = _WORDS.match(text, position)
    if words is None:
        return None
    known = _longest(words)
    if known is None:
        return _unlisted(text, words)
    entry, noun, end = known
    if entry.kind == "measure":
        return _measure(text, entry.group, noun, end)
    if entry.kind == "noun":
        if noun in _CLASSIFIERS:
            end = _classified(text, end)
        end = _coordinated(text, end, noun)
        noun = " ".join(text[words.start(1) : end].split())
    return Tail(entry.kind, entry.group, end, noun)


def _longest(words: re.Match[str]) -> tuple[Entry, str, int] | None:
    """The longest entry that the words begin with, in the lexicon's spelling, and its end."""
    parts = [part for part in words.groups() if part]
    longest = LONGEST.get(parts[0].lower(), 0)
    for length in range(min(longest, len(parts)), 0, -1):
        phrase = " ".join(parts[:length])
        entry = LEXICON.get(phrase)
        if entry:
            return entry, phrase, words.end(length)
        entry = LEXICON.get(phrase.lower())
        if entry and entry.kind == "noun":
            return entry, phrase.lower(), words.end(length)
    head, hyphen, _ = parts[0].lower().partition("-")
    if hyphen and head in LEXICON:
        return LEXICON[head], head, words.start(1) + len(head)
    return None


def _measure(text: str, dimension: str, unit: str, end: int) -> Tail:
    """A unit with what may follow it: a rate, a half, a smaller unit of time."""
    if dimension != "time":
        per = _PER.match(text, end)
        end = per.end() if per else end
        return Tail("measure", dimension, end, unit + "".join(per[0].split()) if per else unit)
    half = _HALF.match(text, end)
    if half:
        return Tail("measure", dimension, half.end(), unit, extra=Decimal("0.5"))
    rest = _AND_SMALLER.match(text, end)
    if rest and unit in _SMALLER and _SMALLER[unit][0] == rest[2]:
        factor = _SMALLER[unit][1]
        return Tail("measure", dimension, rest.end(), rest[2], factor, Decimal(rest[1]))
    return Tail("measure", dimension, end, unit)


def _classified(text: str, end: int) -> int:
    """The end of the noun behind a classifier: "chiếc xe máy", "lượt người"."""
    words = _WORDS.match(text, end) if text[end : end + 1] in " \xa0" else None
    known = _longest(words) if words else None
    if known is None or known[0].group not in _CLASSIFIED:
        return end
    return known[2] if " " in known[1] or known[1] in _SHORT else end


def _coordinated(text: str, end: int, noun: str) -> int:
    """The end of the last head that is coordinated with the first."""
    family = FAMILIES.get(noun, ())
    while family and (joint := _JOINT.match(text, end)):
        words = _WORDS.match(text, joint.end())
        known = _longest(words) if words else None
        if known is None or known[1] not in family or _NUMBER_AHEAD.match(text, known[2]):
            break
        end = known[2]
    return end


def _unlisted(text: str, words: re.Match[str]) -> Tail | None:
    """A head that is not listed: an acronym, or one or two syllables that are no function words."""
    first, second = words[1], words[2]
    if first.isupper() and len(first) > 1:
        length = 1
    elif not first.islower() or first in _FUNCTION or len(first) == 1:
        return None
    else:
        length = 2 if second and second.islower() and second not in _FUNCTION else 1
    end = words.end(length)
    return Tail("unknown", "", end, " ".join(text[words.start(1) : end].split()))
