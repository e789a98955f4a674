"""Which administrative unit a place name means in its article."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from .admin_units import (
    LEVELS,
    Area,
    candidates,
    district_of,
    only_district,
    province,
    province_of,
    split,
    unit_value,
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
        self.known: dict[tuple[str, str], Sequence[Area]] = {}
        self.values: dict[tuple[str, str], dict[str, Any] | None] = {}
        self.order: list[tuple[int, str, str, Area]] = []
        self.fitting: dict[str, list[tuple[int, str, str]]] = {}
        named = list(named)
        provinces: Counter[str] = Counter()
        districts: Counter[str] = Counter()
        for _, kind, bare in named:
            if (kind, bare) not in self.known:
                self.known[kind, bare] = candidates(kind, bare, published) or only_district(bare)
            found = self.known[kind, bare]
            if len(found) == 1:
                provinces[province_of(found[0]).code] += 1
                if found[0].level == "huyện":
                    districts[found[0].code] += 1
        self.provinces = provinces
        self.kinds = {bare: kind for _, kind, bare in named if kind}
        for name, found in self.known.items():
            self.known[name] = self._decide(found, provinces, districts)
        for offset, kind, bare in named:
            found = self.known[kind, bare]
            if found:
                self.order.append((offset, kind, bare, found[0]))

    @staticmethod
    def _decide(
        found: Sequence[Area], provinces: Counter[str], districts: Counter[str]
    ) -> Sequence[Area]:
        """Those of several units that lie in a district, or else a province, that is named."""
        if len(found) < 2:
            return found
        near = [area for area in found if district_of(area) in districts]
        return near or [area for area in found if province_of(area).code in provinces] or found

    def unit(self, name: str) -> dict[str, Any] | None:
        """The value of a unit named in full (``huyện Cao Phong``); null if it is none."""
        kind, bare = split(name)
        if not kind and not candidates("", bare, self.published):
            kind = self.kinds.get(bare, "")  # "Ia Bă" where the article says "xã Ia Bă"
        if (kind, bare) not in self.values:
            found = self.known.get((kind, bare))
            if found is None:
                found = candidates(kind, bare, self.published) or only_district(bare)
            self.values[kind, bare] = unit_value(found, kind, bare) if found else None
        return self.values[kind, bare]

    def definite(self, kind: str, offset: int) -> dict[str, Any] | None:
        """The unit that ``UBND tỉnh``, ``UBND huyện`` mean at this place of the article.

        Args:
            kind: kind of unit.
            offset: where it stands.

        Returns:
            For a province the one that nearly all named units lie in, else that of the unit
            named shortly before; for another kind the unit of that kind named last before, or
            the first one behind; null if the article names none.
        """
        if kind == "tỉnh":
            code = self._main() or self._shortly_before(offset)
            return unit_value([province(code, self.published)], "", "") if code else None
        if kind not in self.fitting:
            self.fitting[kind] = [
                (place, named, bare)
                for place, named, bare, area in self.order
                if area.level in LEVELS[kind] and (named or split(area.name)[0]) == kind
            ]
        fitting = self.fitting[kind]
        if not fitting:
            return self._city() if kind == "thành phố" else None
        _, named, bare = fitting[max(0, bisect_left(fitting, (offset,)) - 1)]
        return unit_value(self.known[named, bare], kind, bare)

    def _city(self) -> dict[str, Any] | None:
        """The city of province rank that nearly all named units lie in."""
        code = self._main()
        found = province(code, self.published) if code else None
        if found is None or split(found.name)[0] != "thành phố":
            return None
        return unit_value([found], "", "")

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
        return province_of(area).code if len(self.known[kind, bare]) == 1 else None
