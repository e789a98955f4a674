"""Under which day, level and province facts are filed, and on what ground."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, Literal

from ..schemas import Agency, Entity, Location, Record
from .provinces import provinces

Basis = Literal["body", "sentence", "inspection", "text"]

LEAST = 2
"""Mentions below which the places of a text say nothing about where it plays."""
SHARE = 0.75
"""Share of the mentions that the province of a text has at least."""


class Filing:
    """The day and the places of one record.

    Args:
        record: the record.
    """

    def __init__(self, record: Record) -> None:
        self._record = record
        self._entities = {entity.id: entity for entity in record.entities}
        self._places = {
            entity.id: provinces(entity.unit, record.source.published)
            for entity in record.entities
            if isinstance(entity, Agency | Location)
        }

    def provinces(self, entity: str) -> tuple[str | None, str | None]:
        """The province of an agency or place, now and before 1 July 2025; None if not known."""
        return self._places[entity]

    @cached_property
    def day(self) -> tuple[date | None, str | None]:
        """The day that the facts are filed under, and what it is."""
        record = self._record
        if record.source.published:
            return record.source.published, "published"
        for name in record.inspection.dates:
            if day := getattr(self._entities[name], "last_day", None):
                return day, "inspection"
        for entity in record.entities:
            if entity.type == "DATE" and entity.grain == "day" and entity.first_day:
                return entity.first_day, "text"
        return None, None

    @cached_property
    def article(self) -> dict[str, Any]:
        """Level and provinces of the whole article, as columns.

        The level is that of the first body inspected, else of the first inspector. The province is
        that of the bodies inspected, else of the inspectors, else of the bodies and places named;
        what lies in several provinces is passed over.
        """
        inspection = self._record.inspection
        named = [*inspection.inspected, *inspection.inspectors]
        level = next((place for name in named if (place := self._level(name))), None)
        grounds: tuple[tuple[Basis, Iterable[str], int], ...] = (
            ("inspection", inspection.inspected, 1),
            ("inspection", inspection.inspectors, 1),
            ("text", self._told(), LEAST),
        )
        for basis, names, least in grounds:
            named = list(names)
            if now := _foremost((self._now(name) for name in named), least):
                return {"level": level, **self._province(now, named, basis)}
        return {"level": level, **_NOWHERE}

    def concerned(self, body: str | None, *, sentence: int | None = None) -> dict[str, Any]:
        """Level and provinces of a fact, as columns.

        Args:
            body: id of the body concerned, or None.
            sentence: in which the fact stands; its places count where the body's is not known.

        Returns:
            The body's, else the sentence's (if all its places lie in one province), else the
            article's.
        """
        article = self.article
        level = self._level(body) or article["level"]
        if now := self._now(body):
            return {"level": self._level(body), **self._province(now, [body or ""], "body")}
        beside = [] if sentence is None else list(self._beside(sentence))
        found = {self._now(name) for name in beside} - {None}
        if len(found) == 1:
            return {"level": level, **self._province(found.pop(), beside, "sentence")}
        return {**article, "level": level}

    def _level(self, name: str | None) -> str | None:
        entity = self._entities.get(name or "")
        if not isinstance(entity, Agency | Location):
            return None
        own = entity.level if isinstance(entity, Agency) else None
        return own or (entity.unit.level if entity.unit else None)

    def _now(self, name: str | None) -> str | None:
        return self._places.get(name or "", (None, None))[0]

    def _province(self, now: str | None, names: Iterable[str], basis: Basis) -> dict[str, Any]:
        """The columns of a province that some of these entities lie in."""
        places = (self._places[name] for name in names if name in self._places)
        before = _foremost((old for new, old in places if new == now), 1)
        return {"province_now": now, "province_before": before, "province_basis": basis}

    def _told(self) -> Iterator[str]:
        """Agencies and places in what is told; the furniture names the newspaper's."""
        furniture = [(s.start, s.end) for s in self._record.sentences if s.furniture]
        for name in self._places:
            start = self._entities[name].start
            if not any(first <= start < last for first, last in furniture):
                yield name

    def _beside(self, number: int) -> Iterator[str]:
        sentence = self._record.sentences[number]
        return (n for n in self._places if _within(self._entities[n], sentence.start, sentence.end))


_NOWHERE = {"province_now": None, "province_before": None, "province_basis": None}


def _within(entity: Entity, start: int, end: int) -> bool:
    return start <= entity.start < end


def _foremost(names: Iterable[str | None], least: int) -> str | None:
    """The name that is given most: at least so often, and nearly alone."""
    counted = Counter(name for name in names if name)
    name, count = next(iter(counted.most_common(1)), (None, 0))
    return name if count >= least and count >= SHARE * counted.total() else None
