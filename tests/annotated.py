"""Extractors checked on annotated sentences (the notation of ``thanhtra.corpus.markup``)."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import TypeAdapter
from thanhtra.corpus.markup import LABELS, parse, value_of
from thanhtra.corpus.score import values_agree
from thanhtra.extractors.mention import Context, Extractor, Mention
from thanhtra.schemas.entities import Entity

_ENTITY: TypeAdapter[Entity] = TypeAdapter(Entity)


def entity_of(mention: Mention, text: str) -> dict[str, Any]:
    """The mention as the record's JSON has it, checked against the schema.

    References to other mentions become some id: what they point at is the record's affair.
    """
    value = {k: "e0" if _is_span(v) else v for k, v in mention.value.items()}
    place = {"start": mention.start, "end": mention.end, "text": text[mention.start : mention.end]}
    entity = {"id": "e1", "type": mention.type, "rule": mention.rule, **place, **value}
    return _ENTITY.validate_python(entity).model_dump(mode="json")


def check(extractor: Extractor, marked: str, *, published: date | None = None) -> list[Mention]:
    """Checks that an extractor finds exactly the marked spans, with the values that are given.

    Args:
        extractor: the extractor.
        marked: annotated text; spans marked ``?`` may be found or not.
        published: day of publication, where the sentence needs one.

    Returns:
        The mentions found, in order, for further assertions.
    """
    text, spans = parse(marked)
    found = sorted(extractor.find(text, Context(published=published)), key=lambda m: m.start)
    wanted = {(s.type, s.start, s.end): s for s in spans if s.type not in LABELS}
    optional = {key for key, span in wanted.items() if span.optional}
    got = {(m.type, m.start, m.end): entity_of(m, text) for m in found}
    shown, expected = (_shown(keys - optional, text) for keys in (got.keys(), wanted.keys()))
    assert shown == expected, f"found {shown}, marked {expected}"
    for key in wanted.keys() & got.keys():
        gold = {"type": key[0], "value": value_of(wanted[key], text)}
        agrees = values_agree(gold, got[key])
        assert agrees is not False, f"{text[key[1] : key[2]]!r}: {gold['value']} != {got[key]}"
    return found


def _is_span(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(isinstance(v, int) for v in value)


def _shown(keys: set[tuple[str, int, int]], text: str) -> list[tuple[int, str, str]]:
    """Spans as a reader of a failing test wants them."""
    return sorted((start, type_, text[start:end]) for type_, start, end in keys)
