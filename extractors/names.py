"""Agencies, places and persons."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from .admin_units import split
from .agencies import Body, Register
from .agency_names import parse
from .articles import Articles
from .beginnings import HAMLET, ROLE
from .mention import Context, Mention
from .names_places import Found
from .names_repair import repair
from .names_tagger import TYPES, tag
from .persons import NEAR, People, role_of
from .places import Gazetteer, Named

_AND = frozenset({", ", " và ", " & "})
_MANY = re.compile(r"các (sở|bộ|phòng)(?:,? ban)?(?:,? ngành)?:? \Z", re.IGNORECASE)
_MANY_LENGTH = 24
_MANY_ENDS = ("sở ", "bộ ", "phòng ", "ban ", "ngành ", ": ")
"""How ``_MANY`` ends; looked at first, for speed."""
_PART_OF = frozenset({" (", "(", " ", " của ", " thuộc "})
"""What stands between a body and the one that it is part of."""
_BETWEEN = max(map(len, _AND | _PART_OF))

Said = tuple[Found, str]
"""A name and its words."""


class Names:
    """Finds AGENCY, LOCATION and PERSON."""

    name = "names"

    def find(self, text: str, context: Context) -> Iterable[Mention]:
        """The names in order; none overlaps another."""
        return self.find_all([(text, context)])[0]

    def find_all(self, articles: Sequence[tuple[str, Context]]) -> list[list[Mention]]:
        """The names of each article: many at once cost less."""
        read = Articles.of(articles)
        words = read.words
        tagged: list[list[Found]] = [[] for _ in read]
        names = tag(words)
        columns = (
            words.article[names.first],
            names.types,
            words.starts[names.first],
            words.ends[names.last],
        )
        for article, kind, start, end in zip(*(one.tolist() for one in columns), strict=True):
            tagged[article].append(Found(start, end, TYPES[kind], "names.tagger"))
        starts = zip(read.beginnings(HAMLET), read.beginnings(ROLE), strict=True)
        return [
            _mentions(text, context, repair(text, found, hamlets), heads)
            for (text, context), found, (hamlets, heads) in zip(read, tagged, starts, strict=True)
        ]


def _mentions(text: str, context: Context, found: list[Found], heads: list[int]) -> list[Mention]:
    """The names of an article with their values; ``heads``: where roles may begin."""
    said = [(name, text[name.start : name.end]) for name in found]
    gazetteer = Gazetteer(_units_named(said), context.published)
    return [
        Mention(kind, start, end, rule, value)
        for (start, end, kind, rule), value in zip(
            found, _values(text, said, gazetteer, heads), strict=True
        )
    ]


def _units_named(said: list[Said]) -> Iterable[Named]:
    """The administrative units that places and bodies name, with their offsets."""
    for name, words in said:
        if name.type == "LOCATION":
            yield (name.start, *split(words))
        elif name.type == "AGENCY":
            parsed = parse(words)
            for place in (parsed.place, parsed.around):
                if place is not None and place[1]:
                    yield (name.start, *place)


def _values(
    text: str, said: list[Said], gazetteer: Gazetteer, heads: list[int]
) -> Iterable[dict[str, Any]]:
    """The value of each name, in order; ``heads``: where roles may begin."""
    register, people = Register(gazetteer), People()
    agencies = [(name.start, name.end) for name, _ in said if name.type == "AGENCY"]
    for name, words in said:
        if name.type == "AGENCY":
            register.learn(words, name.start)
        elif name.type == "PERSON":
            people.learn(words)
    bodies = _bodies(text, said, register)
    for name, words in said:
        if name.type == "AGENCY":
            yield bodies[name.start].value()
        elif name.type == "PERSON":
            near = agencies[
                bisect_left(agencies, (name.start - NEAR, 0)) : bisect_left(
                    agencies, (name.end + NEAR, 0)
                )
            ]
            role = role_of(text, (name.start, name.end), near, heads)
            yield people.value(words, role, near)
        else:
            unit = gazetteer.unit(words)
            yield {"name": unit["name"] if unit else words, "unit": unit}


def _bodies(text: str, said: list[Said], register: Register) -> dict[int, Body]:
    """The body that each agency means, by offset; the one behind it may be its parent."""
    bodies: dict[int, Body] = {}
    last: Found | None = None
    for name, words in said:
        if name.type != "AGENCY":
            continue
        near = last is not None and name.start - last.end <= _BETWEEN
        between = text[last.end : name.start] if last is not None and near else ""
        full = words
        if last is not None and between in _AND:
            full = register.listed(words, bodies[last.start].kind)
        elif text[max(0, name.start - 6) : name.start].lower().endswith(_MANY_ENDS):
            many = _MANY.search(text, max(0, name.start - _MANY_LENGTH), name.start)
            full = register.listed(words, many[1].lower()) if many is not None else words
        body = register.resolve(full, name.start)
        bodies[name.start] = body
        if last is not None and between in _PART_OF:
            bodies[last.start] = register.place(bodies[last.start], body)
        last = name
    return register.told_later(bodies)


NAMES = Names()
