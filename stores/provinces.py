"""The province of a unit on both maps: the 34 since 1 July 2025 and the 63 before."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache, lru_cache

from ..extractors.admin_units import REFORM, Area, areas, province_of
from ..schemas import Unit


def provinces(unit: Unit | None, day: date | None) -> tuple[str | None, str | None]:
    """The province or city that a unit lies in.

    Args:
        unit: as a record has it, or None.
        day: of the article, which tells the map that a name without code is of.

    Returns:
        Its name now, and its name before 1 July 2025; None where it is not known.
    """
    if unit is None:
        return None, None
    return _provinces(unit, day is not None and day >= REFORM)


class _Maps:
    def __init__(self) -> None:
        self.present = {area.code: area for area in areas(present=True)}
        past = areas(present=False)
        old = [area for area in past if area.level == "tỉnh"]
        self.names = {area.code: area.name for area in old}
        self.become = {area.name: self.present[area.successors[0]].name for area in old}
        self.now = {area.name: area for area in self.present.values() if area.level == "tỉnh"}
        origins: defaultdict[str, set[str]] = defaultdict(set)
        for area in past:
            for code in area.successors:
                origins[code].add(province_of(area).name)
        self.origins = origins

    def origin(self, area: Area) -> str | None:
        """The one old province that a present unit was made of; None if there are several."""
        names = self.origins.get(area.code, set())
        return next(iter(names)) if len(names) == 1 else None


@cache
def _maps() -> _Maps:
    return _Maps()


@lru_cache(maxsize=1 << 14)
def _provinces(unit: Unit, after: bool) -> tuple[str | None, str | None]:
    maps = _maps()
    name = unit.name if unit.level == "tỉnh" else unit.province
    if unit.successors or unit.level == "huyện":  # A unit of the old map.
        if unit.level == "tỉnh":
            name = maps.names.get(unit.code or "", name)
        return maps.become.get(name or ""), name
    area = maps.present.get(unit.code or "")
    if area is not None and area.level == unit.level:
        return province_of(area).name, maps.origin(area)
    if name in maps.now and (after or name not in maps.become):
        return name, maps.origin(maps.now[name])
    return maps.become.get(name or ""), name if name in maps.become else None
