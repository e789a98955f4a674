"""An article made ready for its template: what refers to an entity has the entity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from markupsafe import Markup

from ..schemas import Entity, Finding, Record
from .formats import Language
from .marks import marked

LONGEST = 140
"""Characters of a first line that stands in for a title."""
LABELS = ("achievement", "shortcoming", "recommendation")
TYPES = "AGENCY PERSON LOCATION DATE COUNT PERCENT RATIO MONEY QUANTITY LEGAL_DOC".split()


@dataclass(frozen=True)
class Article:
    """One article as the template ``_article.html`` shows it."""

    record: Record
    html: Markup
    prefix: str

    @classmethod
    def of(cls, record: Record, language: Language, *, prefix: str = "") -> Article:
        """Makes an article ready; ``prefix`` keeps the ids of several on one page apart."""
        return cls(record, marked(record, language, prefix=prefix), prefix)

    @property
    def title(self) -> str:
        """Its title, else its first line, cut where it is long."""
        if self.record.source.title:
            return self.record.source.title
        lines = filter(None, map(str.strip, self.record.text.split("\n")))
        return shorten(next(lines, self.record.id), LONGEST, placeholder="…")

    @property
    def entities(self) -> dict[str, Entity]:
        """Its entities by id."""
        return {entity.id: entity for entity in self.record.entities}

    def _all(self, ids: Iterable[str]) -> list[Any]:
        """The entities of these ids, each value once."""
        found = [self.entities[name] for name in ids]
        return list({getattr(e, "key", None) or e.text: e for e in found}.values())

    @property
    def inspectors(self) -> list[Any]:
        """Who inspected."""
        return self._all(self.record.inspection.inspectors)

    @property
    def inspected(self) -> list[Any]:
        """Who was inspected."""
        return self._all(self.record.inspection.inspected)

    @property
    def dates(self) -> list[Any]:
        """When."""
        return self._all(self.record.inspection.dates)

    @property
    def documents(self) -> list[Any]:
        """On what ground."""
        return self._all(self.record.inspection.documents)

    @property
    def period(self) -> Entity | None:
        """Which period was inspected."""
        name = self.record.inspection.period
        return self.entities[name] if name else None

    @property
    def findings(self) -> list[tuple[str, list[Finding]]]:
        """Its findings by class."""
        found = self.record.findings
        return [(label, [f for f in found if f.label == label]) for label in LABELS]

    @property
    def by_type(self) -> list[tuple[str, list[Entity]]]:
        """Its entities by type, those that there are."""
        kinds = [(name, [e for e in self.record.entities if e.type == name]) for name in TYPES]
        return [(name, found) for name, found in kinds if found]
