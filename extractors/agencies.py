"""Which body each name in an article means: canonical name, unit, parent, one key for all."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from .admin_units import candidates, split
from .agency_names import (
    FIRMS,
    PARTY_COMMITTEES,
    WITH_KIND_OF_UNIT,
    Parsed,
    definite_kinds,
    expand,
    kind_of,
    parse,
)
from .names_words import normal, rows
from .places import Gazetteer

_ABBREVIATION = re.compile(r"\(([^()]{2,40})\)\s{0,3}$")
_COUNCILS = frozenset({"ủy ban nhân dân", "hội đồng nhân dân"})
_COMMITTEE, _COUNCIL = "uy-ban-nhan-dan", "hoi-dong-nhan-dan"
_WHOLES = ("bộ", "sở")
_NAMED_ALONE = frozenset(
    "trường|trường đại học|trường cao đẳng|trường trung học phổ thông|trường trung học cơ sở|"
    "trường tiểu học|trường mầm non|học viện|viện|bệnh viện|phòng khám|trung tâm|quỹ|nhà máy|"
    "câu lạc bộ|ngân hàng|xí nghiệp|khách sạn|báo|bộ".split("|")
)
"""Bodies that the proper part of their name stands for, as it does for firms."""
_BOARD = re.compile(
    r"ban (?:pháp chế|kinh tế\W+ngân sách|văn hóa\W+xã hội|đô thị|dân tộc)", re.IGNORECASE
)
"""Boards of a people's council."""
_SHARED = frozenset({"sở", "bộ", "phòng"})
_TEAMS = frozenset({"đoàn", "tổ", "đội"})
_POLICE = re.compile(r"phòng (?:cảnh sát|an ninh)\b", re.IGNORECASE)
_COMPLETE = re.compile(
    "bo-(?:tai-chinh|cong-thuong|noi-vu|tu-phap|xay-dung|y-te|cong-an|quoc-phong|ngoai-giao)|"
    "ngan-hang-nha-nuoc|kiem-toan-nha-nuoc|kho-bac-nha-nuoc|bao-hiem-xa-hoi|chinh-phu|quoc-hoi"
)
"""Full names that others begin with: ``NHNN`` is not ``NHNN chi nhánh Lào Cai``."""
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
        self.last: Body | None = None  # the one resolved before
        self.party: Body | None = None  # the party committee named before
        self.wholes: dict[str, Counter[str]] = {kind: Counter() for kind in _WHOLES}
        self.tails: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def learn(self, text: str, offset: int) -> None:
        """Takes note of a mention before any is resolved: fullest names of firms, acronyms.

        Args:
            text: the mention.
            offset: where it stands.
        """
        found = parse(text)
        firm = found.kind is not None and found.kind.name in FIRMS
        if found.kind is not None and found.kind.name in _WHOLES and " " in found.stem:
            self.wholes[found.kind.name][found.stem] += 1
        if not firm and found.place is None and found.proper.count(" "):
            head = found.stem.split(maxsplit=1)[0].lower() if found.kind is not None else ""
            for said in {head, ""} if found.kind and found.kind.name in _NAMED_ALONE else {head}:
                self.tails[said, found.proper].add(found.stem)
        abbreviation = _ABBREVIATION.search(text)
        if not firm and abbreviation is None:
            return
        body = self._body(found, text, offset)
        if firm and _is_own(found.proper):
            known = self.firms.get(found.proper)
            if known is None or len(body.name) > len(known.name):
                self.firms[found.proper] = body
        if abbreviation is not None and kind_of(abbreviation[1]) in {None, found.kind}:
            self.short.setdefault(abbreviation[1].strip(), body)

    def resolve(self, text: str, offset: int) -> Body:
        """The body that a mention means; mentions must come in the order of the article."""
        self.last = self._resolved(text, offset)
        if self.last.kind in PARTY_COMMITTEES:
            self.party = self.last
        return self.last

    def _resolved(self, text: str, offset: int) -> Body:
        known = self.short.get(text)
        if known is not None:
            return known
        found = parse(text)
        if _is_own(found.proper) and (found.kind is None or found.kind.name in FIRMS):
            known = self.firms.get(found.proper)
            if known is not None and _shortens(found.stem, known.name):
                self._note(slug(known.name), known)
                return known
        fuller = self._fuller(found)
        if fuller is not None:
            found = parse(fuller)
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

    @staticmethod
    def listed(text: str, kind: str | None) -> str:
        """A name in a list with the word that all share: ``các sở: Nội vụ, Tư pháp``."""
        shared = kind in _SHARED and slug(expand(text)) in fields() and kind_of(text) is None
        return f"{kind} {text}" if shared else text

    def told_later(self, bodies: dict[int, Body]) -> dict[int, Body]:
        """The bodies of an article with those that only a later mention names in full.

        Args:
            bodies: by offset, each as resolved at its place.
        """
        teams = [
            (offset, body.key)
            for offset, body in bodies.items()
            if body.unit is None
            and body.parent is None
            and body.kind is not None
            and body.kind.split()[0] in _TEAMS
        ]
        if not teams:
            return bodies
        by_key = {body.key: body for body in bodies.values()}
        fuller: defaultdict[str, set[str]] = defaultdict(set)
        for key in by_key:
            end = key.find("-", key.find("-") + 1)
            while end >= 0:
                fuller[key[:end]].add(key)
                end = key.find("-", end + 1)
        for offset, key in teams:
            if len(fuller[key]) == 1:
                bodies[offset] = by_key[min(fuller[key])]
        return bodies

    def place(self, body: Body, parent: Body) -> Body:
        """The body as a part of another: ``Phòng CCHC (Sở Nội vụ)``; so it is from now on."""
        if body.parent is not None or body.key == parent.key:
            return body
        placed = replace(body, parent=parent.key, level=body.level or parent.level)
        if body.unit is None:
            key = f"{body.key}-{parent.key}"
            name = f"{body.name}, {parent.name}"
            placed = replace(placed, name=name, key=key, unit=parent.unit)
        self.named |= {said: placed for said, known in self.named.items() if known is body}
        return placed

    def _note(self, stem: str, body: Body) -> None:
        """A shorter name later on means this body."""
        self.named |= dict.fromkeys(_names_of(stem), body)

    def _body(self, found: Parsed, text: str, offset: int, *, part: bool = True) -> Body:
        """The body that a name alone, with the places of the article, tells.

        Args:
            found: the name taken apart.
            text: the name.
            offset: where it stands.
            part: whether it may be part of another body that only the article tells.
        """
        inner = parse(text[found.inner :].strip(" (),")) if found.inner > 0 else None
        holder = self._holder(found, inner, text, offset) if part else None
        if holder is not None:
            return self._part(found, holder)
        unit = self._unit(found, inner, offset)
        kind = found.kind.name if found.kind is not None else None
        name = slugged = found.stem
        if unit is not None:
            bare = split(unit["name"])[1]
            owner = inner.kind.name if inner is not None and inner.kind is not None else kind
            written = found.place is not None and not found.place[0]
            short = owner in PARTY_COMMITTEES or (written and owner not in WITH_KIND_OF_UNIT)
            said = found.place[1] if written and found.place is not None else bare
            name = f"{name} {said if short else unit['name']}"
            slugged = f"{slugged} {bare} {unit.get('code') or ''}"
        elif found.place is not None:
            name = slugged = f"{name} {' '.join(part for part in found.place if part)}"
        level = found.kind.level if found.kind is not None else None
        if level is None and inner is not None and inner.kind is not None:
            level = inner.kind.level
        local = level is None or kind in {"cục", "chi cục"}
        if unit is not None and kind not in FIRMS and local:
            level = unit["level"]
        key = slug(slugged)
        parent = self._body(inner, "", offset).key if inner is not None else None
        return Body(name, kind, level, unit, key, parent if parent != key else None)

    def _fuller(self, found: Parsed) -> str | None:
        """The name that a short one stands for: ``Trường Vĩnh Lộc``, a college of that name."""
        if found.place is not None or not found.proper.count(" "):
            return None
        head, _, rest = (
            found.stem.partition(" ") if found.kind is not None else ("", "", found.stem)
        )
        if normal(rest) != found.proper and slug(rest) != slug(found.proper):
            return None
        named = self.tails[head.lower(), found.proper] - {found.stem}
        return named.pop() if len(named) == 1 else None

    def _holder(self, found: Parsed, inner: Parsed | None, text: str, offset: int) -> Body | None:
        """The body that one without a place is part of, where the article leaves no doubt.

        Told by its name (``Thanh tra sở``) or by its kind: a ``Vụ`` belongs to the one ministry
        that is named, a ``Ban Pháp chế`` to the council, a ``Phòng Cảnh sát`` to the police.
        """
        if found.kind is None or found.place is not None:
            return None
        if inner is not None and inner.kind is not None:
            usual = self.wholes.get(inner.stem.lower())
            often = usual.most_common(1)[0][0] if usual else None
            return self._known(often, offset) if often else self.named.get(slug(inner.stem))
        if found.kind.name == "phòng" and not definite_kinds(found):
            return self._holder_of_office(found, offset)
        if text.startswith("Vụ") and len(self.wholes["bộ"]) == 1:
            return self._known(next(iter(self.wholes["bộ"])), offset)
        if slug(found.stem) == "ban-thuong-vu":
            return self.party
        return self.named.get(_COUNCIL) if _BOARD.fullmatch(found.stem) else None

    def _holder_of_office(self, found: Parsed, offset: int) -> Body | None:
        """The police of the province, or the one department, if it was the last body named."""
        if _POLICE.match(found.stem):
            unit = self.gazetteer.definite("tỉnh", offset)
            return self._known(f"Công an {unit['name']}", offset) if unit is not None else None
        if self.last is None or len(self.wholes["sở"]) != 1:
            return None
        whole = self._known(next(iter(self.wholes["sở"])), offset)
        return whole if whole.key in {self.last.key, self.last.parent} else None

    def _known(self, name: str, offset: int) -> Body:
        """The body of a name, as a mention of it here would be resolved."""
        found = parse(name)
        known = self.named.get(slug(found.stem)) if found.place is None else None
        return known or self._body(found, name, offset, part=False)

    @staticmethod
    def _part(found: Parsed, holder: Body) -> Body:
        """A part of a body that is known: its place is that of the whole."""
        kind = found.kind.name if found.kind is not None else None
        level = found.kind.level if found.kind is not None else None
        head = found.head or found.stem + ("," if kind in {"phòng", "vụ"} else "")
        name = f"{head} {holder.name[:1].upper()}{holder.name[1:]}"
        key = f"{slug(head)}-{holder.key}"
        return Body(name, kind, level or holder.level, holder.unit, key, holder.key)

    def _unit(self, found: Parsed, inner: Parsed | None, offset: int) -> dict[str, Any] | None:
        """The unit that a body belongs to: named with it, or the article's own."""
        if found.place is None:
            kinds = definite_kinds(found) or (definite_kinds(inner) if inner is not None else ())
            units = (self.gazetteer.definite(kind, offset) for kind in kinds)
            council = inner is not None and inner.kind is not None and inner.kind.name in _COUNCILS
            known = self.named.get(_COMMITTEE) if council else None
            return next((u for u in units if u is not None), known.unit if known else None)
        kind, bare = found.place
        if not bare:
            unit = self.gazetteer.definite(kind, offset)
            city = kind == "tỉnh" and unit is not None and unit["name"].startswith("thành phố")
            return None if city else unit  # no city has a "UBND tỉnh"
        return self.gazetteer.unit(f"{kind} {bare}".strip())


@lru_cache(maxsize=1 << 14)
def _names_of(stem: str) -> tuple[str, ...]:
    """The slug of a name and its first words, but for what is the full name of another body."""
    ends = [at for at, letter in enumerate(stem) if letter == "-"]
    return stem, *(stem[:end] for end in ends if not _COMPLETE.fullmatch(stem, 0, end))


@lru_cache(maxsize=1 << 14)
def _is_own(proper: str) -> bool:
    """Whether the capitalised end of a firm's name tells it from others: no place does."""
    return bool(proper) and proper != "việt nam" and not candidates("", proper)


@cache
def fields() -> frozenset[str]:
    """What departments are named for, as slugs."""
    return frozenset(
        slug(row["phrase"]) for row in rows("name_phrases.csv") if row["class"] == "field"
    )


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
