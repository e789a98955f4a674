"""Which administrative unit a place name means in its article."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from .admin_units import (
    LEVELS,
    REFORM,
    Area,
    candidates,
    district,
    district_of,
    only_district,
    province,
    province_of,
    split,
    unit_value,
    unlisted_value,
)

_NEARLY_ALL = 0.6  # share of the named units that makes their province the article's own
_SHORTLY = 300  # characters within which a unit named before tells the province

Named = tuple[int, str, str]
"""Offset, kind and bare name of a unit that the article names."""


class Gazetteer:
    """The administrative units of one article: what its names and ``tỉnh``, ``huyện`` mean."""

    def __init__(self, named: Iterable[Named], published: date | None) -> None:
        """Reads the units that the article names.

        Args:
            named: every unit named in it, in order.
            published: day of publication.
        """
        self.published = published
        self.known: dict[tuple[str, str], tuple[Area, ...]] = {}
        self.values: dict[tuple[str, str], dict[str, Any] | None] = {}
        self.order: list[tuple[int, str, str, Area | None]] = []
        self.fitting: dict[str, list[tuple[int, str, str]]] = {}
        self.provincial: dict[str, dict[str, Any]] = {}  # values of provinces, by code
        named = list(named)
        self.kinds = {bare: kind for _, kind, bare in named if kind}
        self.provinces: Counter[str] = Counter()
        self.districts: Counter[str] = Counter()
        for _, kind, bare in named:
            if (kind, bare) not in self.known:
                found = candidates(kind, bare, published)  # "Yên Lạc" after "huyện Yên Lạc" is it
                said = "" if found or kind else self.kinds.get(bare, "")
                self.known[kind, bare] = candidates(said, bare, published) if said else found
            if LEVELS.get(kind) != ("xã",):
                self._count(self.known[kind, bare])
        alone = {bare: self._alone(bare) for (_, bare), found in self.known.items() if not found}
        for _, kind, bare in named:
            if not kind and alone.get(bare):
                self.known[kind, bare] = alone[bare]
                self._count(alone[bare])
        far = frozenset(self._far_communes())
        for _, kind, bare in named:
            if LEVELS.get(kind) == ("xã",) and (kind, bare) not in far:
                self._count(self.known[kind, bare])
        for name in far:
            self.known[name] = ()
        for name, found in self.known.items():
            self.known[name] = self._decide(found)
        for offset, kind, bare in named:
            found = self.known[kind, bare]
            if found or unlisted_value(kind, bare):
                self.order.append((offset, kind, bare, found[0] if found else None))

    def _count(self, found: tuple[Area, ...]) -> None:
        """Takes note of the province and the district of a unit that is named beyond doubt."""
        if len(found) == 1:
            self.provinces[self._province(found[0])] += 1
            if found[0].level == "huyện":
                self.districts[found[0].code] += 1

    def _far_communes(self) -> list[tuple[str, str]]:
        """Communes that lie in none of the provinces that the article names.

        Another one of that name is meant, which the maps do not have: it was merged before.
        """
        return [
            (kind, bare)
            for (kind, bare), found in self.known.items()
            if LEVELS.get(kind) == ("xã",)
            and self.provinces
            and not any(self._province(area) in self.provinces for area in found)
        ]

    def _alone(self, bare: str) -> tuple[Area, ...]:
        """The district that a name without a kind means: a city, or one in a province named.

        Many a commune, village or person bears the name of some far district.
        """
        found = only_district(bare) if bare not in self.kinds else ()
        if not found or not self.provinces or split(found[0].name)[0] == "thành phố":
            return found
        return found if self._province(found[0]) in self.provinces else ()

    def _province(self, area: Area) -> str:
        """Code of the province of a unit, of the map in force."""
        above = province_of(area)
        merged = self.published is not None and self.published >= REFORM and above.successors
        return above.successors[0] if merged else above.code

    def _decide(self, found: tuple[Area, ...]) -> tuple[Area, ...]:
        """Those of several units that lie in a district, or else a province, that is named."""
        if len(found) < 2:
            return found
        near = tuple(area for area in found if district_of(area) in self.districts)
        inside = tuple(area for area in found if self._province(area) in self.provinces)
        return near or inside or found

    def unit(self, name: str) -> dict[str, Any] | None:
        """The value of a unit named in full (``huyện Cao Phong``); null if it is none."""
        kind, bare = split(name)
        if not kind and not candidates("", bare, self.published):
            kind = self.kinds.get(bare, "")  # "Ia Bă" where the article says "xã Ia Bă"
        if (kind, bare) not in self.values:
            found = self.known.get((kind, bare))
            if found is None:
                found = candidates(kind, bare, self.published) or only_district(bare)
            self.values[kind, bare] = (
                unit_value(found, kind, bare) if found else unlisted_value(kind, bare)
            )
        return self.values[kind, bare]

    def definite(self, kind: str, offset: int) -> dict[str, Any] | None:
        """The unit that ``UBND tỉnh``, ``UBND huyện`` mean at this place of the article.

        Args:
            kind: kind of unit.
            offset: where it stands.

        Returns:
            For a province the one that nearly all named units lie in, else that of the unit
            named shortly before; for another kind the unit of that kind named last before, or
            the first one behind, or the one district that all named communes lie in; null if the
            article names none.
        """
        if kind == "tỉnh":
            code = self._main or self._shortly_before(offset)
            return self._province_value(code) if code else None
        if kind not in self.fitting:
            fitting = [  # those said to be of the kind, else those that are
                (place, named, bare)
                for place, named, bare, area in self.order
                if (named or self.kinds.get(bare)) == kind
                and (area is None or area.level in LEVELS[kind])
            ]
            self.fitting[kind] = fitting or [
                (place, named, bare)
                for place, named, bare, area in self.order
                if not named and area is not None and split(area.name)[0] == kind
            ]
        fitting = self.fitting[kind]
        if not fitting:
            city = self._city() if kind == "thành phố" else None
            return city or self._district_around(kind)
        _, named, bare = fitting[max(0, bisect_left(fitting, (offset,)) - 1)]
        found = self.known[named, bare]
        return unit_value(found, kind, bare) if found else unlisted_value(kind, bare)

    def _province_value(self, code: str) -> dict[str, Any]:
        """The value of a province, under the name that the article has for it."""
        if code not in self.provincial:
            found = province(code, self.published)
            written = next(
                (bare for (_, bare), areas in self.known.items() if areas == (found,)), ""
            )
            self.provincial[code] = unit_value([found], "", written)
        return self.provincial[code]

    def _district_around(self, kind: str) -> dict[str, Any] | None:
        """The district that all named communes lie in, if it is of that kind."""
        communes = [found[0] for found in self.known.values() if len(found) == 1]
        codes = {code for area in communes if (code := district_of(area))}
        found = district(codes.pop()) if len(codes) == 1 else None
        fits = found is not None and split(found.name)[0] == kind
        return unit_value([found], "", "") if found is not None and fits else None

    def _city(self) -> dict[str, Any] | None:
        """The city of province rank that nearly all named units lie in."""
        code = self._main
        found = province(code, self.published) if code else None
        if found is None or split(found.name)[0] != "thành phố":
            return None
        return unit_value([found], "", "")

    @cached_property
    def _main(self) -> str | None:
        """The province that nearly all named units lie in; an article may be about several."""
        if not self.provinces:
            return None
        code, count = min(self.provinces.items(), key=lambda item: (-item[1], item[0]))
        return code if count >= _NEARLY_ALL * self.provinces.total() else None

    def _shortly_before(self, offset: int) -> str | None:
        """The province of the unit named last before, if not too far away."""
        place = bisect_left(self.order, (offset,)) - 1
        if place < 0 or offset - self.order[place][0] > _SHORTLY:
            return None
        _, kind, bare, area = self.order[place]
        return self._province(area) if area and len(self.known[kind, bare]) == 1 else None
