"""The marks of Vietnamese words: which ones somebody typed, and how a word may be written."""

from __future__ import annotations

import re
import unicodedata

_MARK = re.compile("[\u0300-\u036f]")
_TONE = "[\u0300\u0301\u0303\u0309\u0323]"
_OLD = re.compile(f"(o)({_TONE})([ae])\\Z|(u)({_TONE})(y)\\Z")
_NEW = re.compile(f"(o)([ae])({_TONE})\\Z|(?<!q)(u)(y)({_TONE})\\Z")


def has_marks(word: str) -> bool:
    """Has a word vowel or tone marks? The stroke of đ alone does not count."""
    return bool(_MARK.search(unicodedata.normalize("NFD", word)))


def spellings(word: str) -> tuple[str, ...]:
    """The ways to write a word with these very marks.

    Small letters, capitals, a capital at the front, each with the tone of ``hòa``, ``khỏe``,
    ``thúy`` in its older and its newer place.
    """
    plain = unicodedata.normalize("NFD", word.lower())
    moved = _OLD.sub(_swapped, plain)
    if moved == plain:
        moved = _NEW.sub(_swapped, plain)
    forms = (unicodedata.normalize("NFC", form) for form in (plain, moved))
    return tuple(
        dict.fromkeys(
            cased for form in forms for cased in (form, form.upper(), form[:1].upper() + form[1:])
        )
    )


def _swapped(found: re.Match[str]) -> str:
    first, second, third = (part for part in found.groups() if part is not None)
    return first + third + second
