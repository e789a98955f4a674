"""Folded names: text without case and marks, and the keys that are made of it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ..schemas import LegalDoc

_PLAIN = str.maketrans("đĐðÐ", "dDdD")
_NAMED = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")
"""Kinds of document that are known by their name rather than by a number."""
_CENTRAL = re.compile(r"(?:[-/](?:CP|TTg|TTCP|NHNN|TANDTC|VKSNDTC|B[A-ZĐ]{1,5})|QH\d+)\Z")
"""Ends of the numbers that central bodies give."""


def fold(text: str) -> str:
    """The text in small letters without tone and vowel marks, ``Đất đai`` as ``dat dai``.

    Every code point of the text in NFC becomes exactly one, so that a place in the folded text is
    the same place in the original.
    """
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return "".join(map(_folded, plain))


@cache
def _folded(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0].lower()[0]


def slug(*parts: object) -> str:
    """The words of the parts, folded and joined by dashes."""
    words = (re.findall(r"\w+", fold(str(part))) for part in parts if part)
    return "-".join(word for found in words for word in found)


def document_key(document: LegalDoc) -> str | None:
    """The key of a document across articles; None if it cannot be told from others.

    A number alone names a document of the state's central bodies; every province has a decision
    12/QĐ-UBND each year, so that theirs take the year and an issuer with its place.
    """
    if not document.number:
        named = document.kind in _NAMED and document.text.lower().startswith(document.kind)
        return slug(document.text) if named else None
    year = str(document.year or "")
    parts = [document.kind, document.number, "" if year in document.number else year]
    if _CENTRAL.search(document.number):
        return slug(*parts)
    issuer = document.issuer or ""
    if not year or not issuer.split()[-1:] or not issuer.split()[-1][0].isupper():
        return None
    return slug(*parts, issuer)
