"""Agencies, places and persons."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from . import names_tagger, names_tokens
from .admin_units import split
from .agencies import Body, Register, under
from .agency_names import parse
from .mention import Context, Mention
from .names_repair import Found, repair
from .persons import NEAR, People, role_of
from .places import Gazetteer, Named


class Names:
    """Finds AGENCY, LOCATION and PERSON."""

    name = "names"

    def find(self, text: str, context: Context) -> Iterable[Mention]:
        """Yields the names in order; none overlaps another."""
        words = names_tokens.read(text)
        tagged = [
            Found(int(words.starts[first]), int(words.ends[last]), kind, "names.tagger")
            for kind, first, last in names_tagger.tag(words)
        ]
        found = repair(text, tagged)
        gazetteer = Gazetteer(_units_named(text, found), context.published)
        values = _values(text, found, gazetteer)
        for name, value in zip(found, values, strict=True):
            yield Mention(name.type, name.start, name.end, name.rule, value)


def _units_named(text: str, found: list[Found]) -> Iterable[Named]:
    """The administrative units that places and bodies name, with their offsets."""
    for name in found:
        words = text[name.start : name.end]
        if name.type == "LOCATION":
            yield (name.start, *split(words))
        elif name.type == "AGENCY":
            place = parse(words).place
            if place is not None and place[1]:
                yield (name.start, *place)


def _values(text: str, found: list[Found], gazetteer: Gazetteer) -> Iterable[dict[str, Any]]:
    """The value of each name, in order."""
    register, people = Register(gazetteer), People()
    agencies = [(name.start, name.end) for name in found if name.type == "AGENCY"]
    for name in found:
        if name.type == "AGENCY":
            register.learn(text[name.start : name.end], name.start)
        elif name.type == "PERSON":
            people.learn(text[name.start : name.end])
    bodies = _bodies(text, found, register)
    for name in found:
        words = text[name.start : name.end]
        if name.type == "AGENCY":
            yield bodies[name.start].value()
        elif name.type == "PERSON":
            near = agencies[
                bisect_left(agencies, (name.start - NEAR, 0)) : bisect_left(
                    agencies, (name.end + NEAR, 0)
                )
            ]
            role = role_of(text, (name.start, name.end), near)
            yield people.value(words, role, near)
        else:
            unit = gazetteer.unit(words)
            yield {"name": unit["name"] if unit else words, "unit": unit}


def _bodies(text: str, found: list[Found], register: Register) -> dict[int, Body]:
    """The body that each agency means, by offset; a bracket behind may tell its parent."""
    bodies: dict[int, Body] = {}
    last: Found | None = None
    for name in found:
        if name.type != "AGENCY":
            continue
        body = register.resolve(text[name.start : name.end], name.start)
        bodies[name.start] = body
        if last is not None and text[last.end : name.start] in {" (", "("}:
            bodies[last.start] = under(bodies[last.start], body)
        last = name
    return bodies


NAMES = Names()
