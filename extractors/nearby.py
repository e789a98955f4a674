"""Matching at a place of the text, within reach.

``regex`` looks for the literals that a pattern requires as far as it is let, so a match that may
see a whole article of 100 kB takes time in proportion to it; held to a window, it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import regex

_REACH = 400
"""No mention, and no word around it that counts, reaches further."""


def begins(ahead: Iterable[str]) -> re.Pattern[str]:
    """A pattern that matches where one of many patterns begins a word.

    Args:
        ahead: the patterns, each beginning with a single letter: ``re`` tells these apart without
            matching.
    """
    return re.compile(f"(?<![0-9A-Z_a-zÀ-ỹ])(?:{'|'.join(ahead)})")


def either(phrase: str) -> list[str]:
    """A pattern with its first letter small and large."""
    return [phrase[0].lower() + phrase[1:], phrase[0].upper() + phrase[1:]]


def at(pattern: regex.Pattern[str], text: str, start: int) -> regex.Match[str] | None:
    """What the pattern matches from ``start`` on."""
    return pattern.match(text, start, start + _REACH)


def before(
    pattern: regex.Pattern[str], text: str, end: int, left: int = 0
) -> regex.Match[str] | None:
    """What a pattern with the flag ``(?r)`` matches up to ``end``, not going back over ``left``."""
    return pattern.match(text, max(left, end - _REACH), end)
