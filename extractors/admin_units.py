"""Administrative units of Viet Nam before and since 1 July 2025: by name, with official codes.

On that day 63 provinces became 34, the districts ended, and the communes were merged; the date of
an article tells which map it speaks of.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from .names_words import normal, rows

REFORM = date(2025, 7, 1)
LEVELS = {
    "tỉnh": ("tỉnh",),
    "thành phố": ("tỉnh", "huyện"),
    "huyện": ("huyện",),
    "quận": ("huyện",),
    "thị xã": ("huyện",),
    "thị trấn": ("xã",),
    "phường": ("xã",),
    "xã": ("xã",),
    "đặc khu": ("xã",),
}
"""Kinds of units, and at which levels they stand."""

_SHORT = {"tp": "thành phố", "t.p": "thành phố", "tx": "thị xã", "t.x": "thị xã", "tt": "thị trấn"}
_SHORT |= {"q": "quận", "h": "huyện", "p": "phường", "x": "xã", "t": "tỉnh"}
_KIND = re.compile(
    r"(tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|xã|đặc khu|tp|t\.p|tx|t\.x)\b[.:]?\s{0,3}"
    r"|([qhpxt])\.\s{0,3}",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Area:
    """An administrative unit.

    Attributes:
        code: official code.
        name: name with its kind, such as ``huyện Cao Phong``.
        level: ``tỉnh``, ``huyện`` or ``xã``.
        above: code of the unit that it lies in, empty for a province.
        successors: codes of the units that it became; empty for a unit of the present map.
        present: of the map since 1 July 2025.
    """

    code: str
    name: str
    level: str
    above: str
    successors: tuple[str, ...]
    present: bool


class _Tables:
    """The two maps with their indexes."""

    def __init__(self) -> None:
        source = resources.files(__package__).joinpath("admin_units.json").read_text("utf-8")
        units: dict[str, list[list[Any]]] = json.loads(source)
        self.past: dict[tuple[str, str], Area] = {}
        self.present: dict[str, Area] = {}
        self.named: defaultdict[str, list[Area]] = defaultdict(list)
        for table, level in (("provinces", "tỉnh"), ("districts", "huyện"), ("communes", "xã")):
            for code, name, above, successors in units[table]:
                area = Area(code, name, level, above, tuple(successors), False)
                self.past[level, code] = area
                self.named[_folded(split(name)[1])].append(area)
        for code, name, above in units["new"]:
            area = Area(code, name, "xã" if above else "tỉnh", above, (), True)
            self.present[code] = area
            self.named[_folded(split(name)[1])].append(area)
        provinces = {area.name: area for area in self.past.values() if area.level == "tỉnh"}
        for row in rows("place_aliases.csv"):
            self.named[row["alias"]].append(provinces[row["unit"]])


@cache
def _tables() -> _Tables:
    return _Tables()


@lru_cache(maxsize=1 << 14)
def split(name: str) -> tuple[str, str]:
    """Kind and bare name: ``TP. Huế`` is ``("thành phố", "Huế")``; no kind is ``""``."""
    match = _KIND.match(name)
    if match is None:
        return "", name
    kind = (match[1] or match[2]).lower()
    return _SHORT.get(kind, kind), name[match.end() :]


def _folded(bare: str) -> str:
    """A bare name as the index has it: normal words, no dashes."""
    words = " ".join(normal(word) for word in _WORD.findall(bare))
    return words[1:] if re.fullmatch(r"0\d", words) else words


def candidates(kind: str, bare: str, published: date | None = None) -> tuple[Area, ...]:
    """The units that a name may mean, of the map in force on the day of publication.

    Args:
        kind: kind of unit, or ``""``.
        bare: name without its kind.
        published: day of publication; an unknown day is taken to lie before the reform.

    Returns:
        Units of the right level, those of exactly that kind alone if there are any; without a
        kind only provinces, for a bare name is too seldom a commune.
    """
    return _candidates(kind, bare, published is not None and published >= REFORM)


@lru_cache(maxsize=1 << 14)
def _candidates(kind: str, bare: str, present: bool) -> tuple[Area, ...]:
    found = _tables().named.get(_folded(bare), [])
    levels = LEVELS.get(kind, ("tỉnh",))
    found = [area for area in found if area.level in levels]
    found = [area for area in found if area.present == present] or found
    exact = [area for area in found if split(area.name)[0] == kind]
    return tuple(exact or found) or (_respelt(kind, bare, present) if kind else ())


def _respelt(kind: str, bare: str, present: bool) -> tuple[Area, ...]:
    """The one province or district that bears a name but for its spelling (``Đăk``, ``Đắc``)."""
    found = [
        area
        for area in _spelt().get(_letters(bare), ())
        if split(area.name)[0] == kind and area.present == present
    ]
    return tuple(found) if len(found) == 1 else ()


@cache
def _spelt() -> dict[str, list[Area]]:
    """Provinces and districts by the bare letters of their names."""
    table = defaultdict(list)
    for area in (*_tables().past.values(), *_tables().present.values()):
        if area.level != "xã":
            table[_letters(split(area.name)[1])].append(area)
    return dict(table)


def _letters(bare: str) -> str:
    """A name without what spellings differ in: tones, marks, blanks, y for i, c for k."""
    plain = unicodedata.normalize("NFD", bare.lower().replace("đ", "d"))
    return re.sub(r"[^a-z]", "", plain).replace("y", "i").replace("k", "c")


@lru_cache(maxsize=1 << 14)
def only_district(bare: str) -> tuple[Area, ...]:
    """The one district that a bare name may mean (``Nha Trang``); none if there are several."""
    found = [area for area in _tables().named.get(_folded(bare), []) if area.level == "huyện"]
    return tuple(found) if len(found) == 1 else ()


@cache
def ends_of_provinces() -> frozenset[str]:
    """The last words of names of provinces: whatever ends otherwise ends with none."""
    named = _tables().named.items()
    return frozenset(
        name.split()[-1] for name, areas in named if any(area.level == "tỉnh" for area in areas)
    )


def province_of(area: Area) -> Area:
    """The province that a unit lies in (itself, for a province)."""
    tables = _tables()
    while area.above:
        if area.present:
            area = tables.present[area.above]
        else:
            area = tables.past["huyện" if area.level == "xã" else "tỉnh", area.above]
    return area


def province(code: str, published: date | None = None) -> Area:
    """The province of a code, of the map in force on the day of publication where it has one."""
    tables = _tables()
    past, present = tables.past.get(("tỉnh", code)), tables.present.get(code)
    if past is None or (published is not None and published >= REFORM and present is not None):
        return tables.present[code]
    return past


def district(code: str) -> Area:
    """The district of a code."""
    return _tables().past["huyện", code]


def district_of(area: Area) -> str:
    """Code of the district that a commune of the old map lies in; else empty."""
    return area.above if area.level == "xã" and not area.present else ""


def unit_value(found: Sequence[Area], kind: str, bare: str) -> dict[str, Any]:
    """The fields of ``schemas.entities.Unit`` for a name.

    Args:
        found: the units that it may mean, at least one.
        kind: kind of unit as written, or ``""``.
        bare: name without its kind.

    Returns:
        The unit with its code and successors if there is just one, else one marked ambiguous.
    """
    first = found[0]
    if len(found) == 1:
        present = _tables().present
        successors = [present[code] for code in first.successors]
        official, proper = split(first.name)
        if bare.startswith("Thừa Thiên"):  # a province that has since changed its name
            kind, proper = "tỉnh", "Thừa Thiên Huế"
        return {
            # A unit of the same name may since have changed its kind: a district become a town.
            "name": f"{kind or official} {proper}",
            "level": first.level,
            "code": first.code,
            "province": province_of(first).name if first.level != "tỉnh" else None,
            "successors": tuple(f"{area.name} ({area.code})" for area in successors),
        }
    provinces = {province_of(area).name for area in found}
    return {
        "name": f"{kind} {bare}".strip(),
        "level": first.level,
        "province": provinces.pop() if len(provinces) == 1 else None,
        "ambiguous": True,
    }


def unlisted_value(kind: str, bare: str) -> dict[str, Any] | None:
    """The fields of ``Unit`` for a district or commune that neither map has (``quận 9``).

    Units that ended before the maps begin; null for what may as well lie abroad or be none.
    """
    if LEVELS.get(kind, ("tỉnh",))[0] == "tỉnh" or not (bare[:1].isupper() or bare.isdigit()):
        return None
    return {"name": f"{kind} {bare}", "level": LEVELS[kind][0]}


def areas(*, present: bool) -> tuple[Area, ...]:
    """All units of one map: that since 1 July 2025, or the one before."""
    tables = _tables()
    return tuple((tables.present if present else tables.past).values())
