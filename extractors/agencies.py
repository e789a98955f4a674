"""Which body each name in an article means: canonical name, unit, parent, one key for all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .admin_units import split
from .agency_names import (
    FIRMS,
    PARTY_COMMITTEES,
    WITH_KIND_OF_UNIT,
    Parsed,
    definite_kinds,
    kind_of,
    parse,
)
from .places import Gazetteer

_ABBREVIATION = re.compile(r"\(([^()]{2,40})\)\s{0,3}$")
_UNSAID = re.compile(r"\b(?:và|của)\b")


@dataclass(frozen=True, slots=True)
class Body:
    """A body as one mention names it.

    Attributes:
        name: canonical name with its place.
        kind: kind of body, such as ``ủy ban nhân dân``.
        level: level of government.
        unit: value of its administrative unit.
        key: the same for all mentions of the body.
        parent: key of the body that it is part of.
    """

    name: str
    kind: str | None
    level: str | None
    unit: dict[str, Any] | None
    key: str
    parent: str | None = None

    def value(self) -> dict[str, Any]:
        """The fields of ``schemas.entities.Agency``."""
        return {
            "name": self.name,
            "kind": self.kind,
            "level": self.level,
            "unit": self.unit,
            "key": self.key,
            "parent": self.parent,
        }


class Register:
    """The bodies of one article: later, shorter mentions mean those named before."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.short: dict[str, Body] = {}  # acronyms defined in brackets
        self.firms: dict[str, Body] = {}  # by the proper part of their name
        self.named: dict[
            str, Body
        ] = {}  # by the slug of the name without its place, or its first words: the last one
        self.placed: dict[str, Body] = {}  # by names that tell their place

    def learn(self, text: str, offset: int) -> None:
        """Takes note of a mention before any is resolved: fullest names of firms, acronyms.

        Args:
            text: the mention.
            offset: where it stands.
        """
        found = parse(text)
        firm = found.kind is not None and found.kind.name in FIRMS
        abbreviation = _ABBREVIATION.search(text)
        if not firm and abbreviation is None:
            return
        body = self._body(found, text, offset)
        if firm and found.proper:
            known = self.firms.get(found.proper)
            if known is None or len(body.name) > len(known.name):
                self.firms[found.proper] = body
        if abbreviation is not None and kind_of(abbreviation[1]) in {None, found.kind}:
            self.short.setdefault(abbreviation[1].strip(), body)

    def resolve(self, text: str, offset: int) -> Body:
        """The body that a mention means; mentions must come in the order of the article."""
        known = self.short.get(text)
        if known is not None:
            return known
        found = parse(text)
        if found.proper and (found.kind is None or found.kind.name in FIRMS):
            known = self.firms.get(found.proper)
            if known is not None and _shortens(found.stem, known.name):
                self._note(slug(known.name), known)
                return known
        stem = slug(found.stem)
        body = self.named.get(stem) if found.place is None else self.placed.get(text)
        if body is None:
            body = self._body(found, text, offset)
        elif found.place is None:
            return body
        if found.place is not None and found.place[1]:
            self.placed[text] = body
        self._note(stem, body)
        return body

    def place(self, body: Body, parent: Body) -> Body:
        """The body as a part of another: ``Phòng CCHC (Sở Nội vụ)``; so it is from now on."""
        if body.parent is not None or body.key == parent.key:
            return body
        placed = replace(body, parent=parent.key)
        if body.unit is None:
            key = f"{body.key}-{parent.key}"
            name = f"{body.name}, {parent.name}"
            placed = replace(placed, name=name, key=key, unit=parent.unit)
        self.named |= {said: placed for said, known in self.named.items() if known is body}
        return placed

    def _note(self, stem: str, body: Body) -> None:
        """A shorter name later on means this body."""
        self.named[stem] = body
        end = stem.find("-")
        while end >= 0:
            self.named[stem[:end]] = body
            end = stem.find("-", end + 1)

    def _body(self, found: Parsed, text: str, offset: int) -> Body:
        """The body that a name alone, with the places of the article, tells."""
        inner = parse(text[found.inner :].strip(" (),")) if found.inner > 0 else None
        unit = self._unit(found, inner, offset)
        kind = found.kind.name if found.kind is not None else None
        name = slugged = found.stem
        if unit is not None:
            bare = split(unit["name"])[1]
            holder = inner.kind.name if inner is not None and inner.kind is not None else kind
            written = found.place is not None and not found.place[0]
            short = holder in PARTY_COMMITTEES or (written and holder not in WITH_KIND_OF_UNIT)
            name = f"{name} {bare if short else unit['name']}"
            slugged = f"{slugged} {bare} {unit.get('code') or ''}"
        elif found.place is not None:
            name = slugged = f"{name} {' '.join(part for part in found.place if part)}"
        level = found.kind.level if found.kind is not None else None
        if level is None and kind not in FIRMS and unit is not None:
            level = unit["level"]
        key = slug(slugged)
        parent = self._body(inner, "", offset).key if inner is not None else None
        return Body(name, kind, level, unit, key, parent if parent != key else None)

    def _unit(self, found: Parsed, inner: Parsed | None, offset: int) -> dict[str, Any] | None:
        """The unit that a body belongs to: named with it, or the article's own."""
        if found.place is None:
            kinds = definite_kinds(found) or (definite_kinds(inner) if inner is not None else ())
            units = (self.gazetteer.definite(kind, offset) for kind in kinds)
            return next((unit for unit in units if unit is not None), None)
        kind, bare = found.place
        if not bare:
            return self.gazetteer.definite(kind, offset)
        return self.gazetteer.unit(f"{kind} {bare}".strip())


def _shortens(name: str, full: str) -> bool:
    """Tells whether a name leaves out words of a full one: not another firm that ends alike."""
    words = iter(full.lower().split())
    return all(word in words for word in name.lower().split())


@lru_cache(maxsize=1 << 16)
def slug(name: str) -> str:
    """A name as small ASCII letters and digits, joined by dashes, without ``và`` and ``của``."""
    plain = unicodedata.normalize("NFD", _UNSAID.sub(" ", name.lower()).replace("đ", "d"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return "-".join(re.findall(r"[a-z0-9]+", letters))
