"""The words behind and before a number: units of measure, currencies, nouns, and what they mean."""

from __future__ import annotations

import csv
import itertools
import json
import re
from importlib.resources import files
from typing import Any, NamedTuple

_OLD_STYLE = re.compile(r"([òóỏõọ])([ae])(?!\w)|(?<!q)([ùúủũụ])(y)(?!\w)")
_BARE = dict(zip("òóỏõọùúủũụ", "ooooouuuuu", strict=True))
_TONED = {
    "a": dict(zip("òóỏõọ", "àáảãạ", strict=True)),
    "e": dict(zip("òóỏõọ", "èéẻẽẹ", strict=True)),
    "y": dict(zip("ùúủũụ", "ỳýỷỹỵ", strict=True)),
}


class Entry(NamedTuple):
    """What a word or compound that stands behind a number is.

    Attributes:
        kind: ``noun``, ``measure``, ``currency`` or ``percent``.
        group: class of the noun, dimension of the measure, ISO code of the currency.
    """

    kind: str
    group: str


def _open(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


def _other_spelling(word: str) -> str:
    """ "khóa" with the tone on the last vowel, "khoá"; both are in use."""

    def move(found: re.Match[str]) -> str:
        first, second = (found[1], found[2]) if found[1] else (found[3], found[4])
        return _BARE[first] + _TONED[second][first]

    return _OLD_STYLE.sub(move, word)


def _load() -> dict[str, Entry]:
    """All words that may stand behind a number; a currency or measure goes before a noun."""
    table: dict[str, Entry] = {}
    for group, nouns in json.loads(_open("nouns.json")).items():
        table |= {noun: Entry("noun", group) for noun in nouns}
        if group == "person":
            former = itertools.product(CONTEXT["former"], nouns)
            table |= {f"{word} {noun}": Entry("noun", group) for word, noun in former}
    for row in csv.DictReader(_open("measures.csv").splitlines()):
        table[row["unit"]] = Entry("measure", row["dimension"])
    for row in csv.DictReader(_open("currencies.csv").splitlines()):
        table[row["word"]] = Entry("currency", row["code"])
    table["phần trăm"] = table["%"] = Entry("percent", "%")
    table |= {_other_spelling(word): entry for word, entry in table.items()}
    return table


def _families() -> dict[str, frozenset[str]]:
    """Noun → the nouns that may be coordinated with it under one number."""
    families: dict[str, frozenset[str]] = {}
    for family in CONTEXT["coordinated"]:
        for noun in family:
            families[noun] = families.get(noun, frozenset()).union(family) - {noun}
    return families


def _longest() -> dict[str, int]:
    """How many words the longest entry has that begins with a word, in small letters."""
    longest: dict[str, int] = {}
    for phrase in LEXICON:
        words = phrase.lower().split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


CONTEXT: dict[str, Any] = json.loads(_open("number_words.json"))
"""Sets of words around numbers; the key says what a set is for."""

LEXICON = _load()
"""Word or compound → what it is."""

LONGEST = _longest()
"""First word of entries → words of the longest of these."""

FAMILIES = _families()
"""Noun → the nouns that may stand beside it: "cơ quan, đơn vị"."""
