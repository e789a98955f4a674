"""Record to rows: the one place where a record becomes relational."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from ..corpus.article import Reject
from ..schemas import Agency, Entity, Indicator, LegalDoc, Location, Person, Record
from ..schemas.base import Model
from .filing import Filing
from .model import Table
from .names import document_key
from .tables import (
    AGENCIES,
    ARTICLES,
    DOCUMENTS,
    ENTITIES,
    FINDING_ENTITIES,
    FINDINGS,
    INDICATOR_ENTITIES,
    INDICATORS,
    INSPECTION_ENTITIES,
    PERSONS,
    RUNS,
    SENTENCES,
)

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
"""Rows by table, each in the order of the table's columns. Bodies and documents are there as their
mentions have them, one row a form: ``canonical.fullest`` chooses among those of all articles."""

_FIGURES = {"COUNT", "PERCENT", "RATIO", "MONEY", "QUANTITY"}
_LONGEST = 500
"""Characters of the address and place of a reject."""
_HEADLINE = 200
"""The first line of a text without line ends is not a headline as a whole."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record on its way into a store: the record, its JSON line, the hash of that line."""

    record: Record
    line: str
    content_hash: str


def loaded(record: Record) -> Loaded:
    """The record with its line and hash."""
    line = record.model_dump_json()
    return Loaded(record, line, hashlib.sha256(line.encode("utf-8")).hexdigest())


def rows_of(item: Loaded) -> Rows:
    """The rows of one record, in every table but ``rejects``.

    A NUL character, which databases do not keep in text, is U+FFFD in the columns; in
    ``articles.record`` it is the JSON escape that it was.
    """
    rows = _Maker(item).rows()
    if "\\u0000" not in item.line:
        return rows
    return {name: [tuple(map(_without_nul, row)) for row in made] for name, made in rows.items()}


def reject_row(stage: str, reject: Reject) -> Row:
    """The row of a reject; texts that are too long for the index of a database are cut."""
    parts = (stage, reject.uri[:_LONGEST], reject.place[:_LONGEST], reject.reason)
    return tuple(map(_without_nul, parts))


def _without_nul(value: Any) -> Any:
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


@cache
def _getters(table: Table, kind: type[Model]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """The columns of a table that a part of the record fills, and how."""
    names = {model.__name__ for model in kind.__mro__}
    found: list[tuple[str, Callable[[Any], Any]]] = []
    for column in table.columns:
        for model, _, name in (field.partition(".") for field in column.of):
            if model in names or (model == "Entity" and name == "type"):
                found.append((column.name, attrgetter(name)))
    return tuple(found)


def _row(table: Table, part: Model | None = None, /, **derived: Any) -> Row:
    """A row: the fields of a part of the record, and derived values, which go first."""
    if part is not None:
        for name, get in _getters(table, type(part)):
            if name not in derived:
                derived[name] = get(part)
    return tuple(map(derived.get, table.names))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Maker:
    """Makes the rows of one record."""

    def __init__(self, item: Loaded) -> None:
        self.item = item
        self.record = record = item.record
        self.entities = {entity.id: entity for entity in record.entities}
        self.filing = Filing(record)
        provenance = record.provenance
        parts = (provenance.version, provenance.model, provenance.settings)
        self.run = hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()[:16]
        first_line = record.text.strip().partition("\n")[0][:_HEADLINE]
        day, self.basis = self.filing.day
        self.about = {
            "headline": record.source.title or first_line,
            "publisher": record.source.publisher,
            "topic": record.topic,
            "inspection_kind": record.inspection.kind,
            "day": day,
            "year": day.year if day else None,
        }

    def rows(self) -> Rows:
        """All of them."""
        tables: defaultdict[str, list[Row]] = defaultdict(list)
        record, key = self.record, {"article_id": self.record.id}
        tables[RUNS.name].append(_row(RUNS, record.provenance, id=self.run))
        tables[ARTICLES.name].append(self._article())
        tables[SENTENCES.name] = [
            _row(
                SENTENCES,
                sentence,
                **key,
                **(sentence.scores.model_dump() if sentence.scores else {}),
                number=number,
                text=record.text[sentence.start : sentence.end],
                labels=_json(sentence.labels),
                evidence=None
                if sentence.evidence is None
                else _json([cue.model_dump(mode="json") for cue in sentence.evidence]),
            )
            for number, sentence in enumerate(record.sentences)
        ]
        for entity in record.entities:
            self._entity(entity, tables)
        tables[PERSONS.name] = list(self._persons())
        tables[INSPECTION_ENTITIES.name] = list(self._inspection())
        for finding in record.findings:
            asked = finding.label == "recommendation" and finding.addressee
            tables[FINDINGS.name].append(
                _row(
                    FINDINGS,
                    finding,
                    **key,
                    **self.about,
                    **self.filing.concerned(asked or finding.agency, sentence=finding.sentence),
                    **self._body("agency", finding.agency),
                    **self._body("addressee", finding.addressee),
                    **self._days("deadline", finding.deadline),
                    deadline_text=finding.deadline and self.entities[finding.deadline].text,
                    has_deadline=finding.deadline is not None,
                    has_figures=any(self.entities[e].type in _FIGURES for e in finding.entities),
                )
            )
            tables[FINDING_ENTITIES.name] += [
                _row(FINDING_ENTITIES, **key, finding_id=finding.id, entity_id=entity)
                for entity in dict.fromkeys(finding.entities)
            ]
        for indicator in record.indicators:
            tables[INDICATORS.name].append(
                _row(
                    INDICATORS,
                    indicator,
                    **key,
                    **self.about,
                    **self.filing.concerned(indicator.agency),
                    **self._body("agency", indicator.agency),
                    **self._days("period", indicator.period),
                )
            )
            tables[INDICATOR_ENTITIES.name] += self._figures(indicator)
        return dict(tables)

    def _article(self) -> Row:
        record = self.record
        labels = Counter(finding.label for finding in record.findings)
        source = {name: getattr(record.source, name) for name in type(record.source).model_fields}
        return _row(
            ARTICLES,
            record,
            **(source | self.about),
            **self.filing.article,
            **self._days("period", record.inspection.period),
            day_basis=self.basis,
            sentence_count=len(record.sentences),
            entity_count=len(record.entities),
            finding_count=len(record.findings),
            achievement_count=labels["achievement"],
            shortcoming_count=labels["shortcoming"],
            recommendation_count=labels["recommendation"],
            indicator_count=len(record.indicators),
            mismatch_count=sum(i.consistent is False for i in record.indicators),
            run_id=self.run,
            content_hash=self.item.content_hash,
            record=self.item.line,
        )

    def _entity(self, entity: Entity, tables: dict[str, list[Row]]) -> None:
        values: dict[str, Any] = {"article_id": self.record.id}
        if isinstance(entity, Agency | Location):
            unit = entity.unit
            now, before = self.filing.provinces(entity.id)
            values |= {"province_now": now, "province_before": before}
            if unit is not None:
                values |= {f"unit_{name}": getattr(unit, name) for name in type(unit).model_fields}
                values["unit_successors"] = _json(unit.successors)
            if isinstance(entity, Agency):
                tables[AGENCIES.name].append(_row(AGENCIES, entity, **values))
                values["agency_key"] = entity.key
        elif isinstance(entity, LegalDoc) and (key := document_key(entity)):
            values["document_key"] = key
            tables[DOCUMENTS.name].append(_row(DOCUMENTS, entity, key=key, name=entity.text))
        tables[ENTITIES.name].append(_row(ENTITIES, entity, **values))

    def _persons(self) -> Iterator[Row]:
        found: dict[str, list[Person]] = {}
        for entity in self.record.entities:
            if isinstance(entity, Person):
                found.setdefault(entity.name, []).append(entity)
        for persons in found.values():
            fullest = next((p for p in persons if p.agency), None)
            fullest = fullest or next((p for p in persons if p.role), persons[0])
            yield _row(
                PERSONS,
                fullest,
                **self._body("agency", fullest.agency),
                article_id=self.record.id,
                mentions=len(persons),
            )

    def _inspection(self) -> Iterator[Row]:
        inspection = self.record.inspection
        period = () if inspection.period is None else (inspection.period,)
        for role, ids in (
            ("inspector", inspection.inspectors),
            ("inspected", inspection.inspected),
            ("date", inspection.dates),
            ("period", period),
            ("document", inspection.documents),
        ):
            for position, entity in enumerate(ids):
                yield _row(
                    INSPECTION_ENTITIES,
                    article_id=self.record.id,
                    role=role,
                    position=position,
                    entity_id=entity,
                    agency_key=getattr(self.entities[entity], "key", None),
                )

    def _figures(self, indicator: Indicator) -> Iterator[Row]:
        for role, ids in (("figure", indicator.entities), ("part", indicator.parts)):
            for position, entity in enumerate(ids):
                yield _row(
                    INDICATOR_ENTITIES,
                    article_id=self.record.id,
                    indicator_id=indicator.id,
                    role=role,
                    position=position,
                    entity_id=entity,
                )

    def _body(self, name: str, entity: str | None) -> dict[str, Any]:
        body = self.entities.get(entity or "")
        return {
            f"{name}_key": getattr(body, "key", None),
            f"{name}_name": getattr(body, "name", None),
        }

    def _days(self, name: str, entity: str | None) -> dict[str, Any]:
        day = self.entities.get(entity or "")
        return {
            f"{name}_first_day": getattr(day, "first_day", None),
            f"{name}_last_day": getattr(day, "last_day", None),
        }


def column_values(rows: Sequence[Row], table: Table, name: str) -> set[Any]:
    """The values of one column, without None."""
    place = table.names.index(name)
    return {row[place] for row in rows} - {None}
