"""Doc to record: the last stage, where every fact is validated against the schema."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from ..models.classifier import LABELS
from ..schemas import Record
from .alignment import Entity, Sentence, entities_of, sentences_of, text_of
from .inspection import inspection_of
from .similarity import signature
from .syllables import syllables_of
from .topic import topic_of


def record(doc: Doc) -> Record:
    """Makes the record of an article that has run through the pipeline.

    Raises:
        pydantic.ValidationError: a span does not quote the text, or a value has no place in the
            schema (a component of one's own may cause that).
    """
    return Record.model_validate(*record_fields([doc]))


def record_fields(docs: Sequence[Doc]) -> list[dict[str, Any]]:
    """The fields of ``schemas.Record`` of some articles that have run through the pipeline.

    One kind of fact is put together for all of them before the next: that keeps to the processor's
    cache, and takes a tenth less time.
    """
    texts = [text_of(doc) for doc in docs]
    entities = [entities_of(doc) for doc in docs]
    sentences = [sentences_of(doc) for doc in docs]
    findings = [*map(finding_fields, docs, texts, entities)]
    syllables = [syllables_of(doc) for doc in docs]
    facts = {
        "id": [_sha256(text)[:32] for text in texts],
        "source": [*map(_source, docs, texts)],
        "text": texts,
        "topic": [*map(topic_of, docs, syllables)],
        "inspection": [*map(inspection_of, docs, sentences, entities, findings)],
        "sentences": [*map(_sentences, docs, sentences)],
        "entities": [entity_fields(own) for own in entities],
        "findings": findings,
        "indicators": [doc._.indicators or [] for doc in docs],
        "similarity": [signature(own) for own in syllables],
        "provenance": [doc.user_data["provenance"] for doc in docs],
    }
    return [dict(zip(facts, values, strict=True)) for values in zip(*facts.values(), strict=True)]


def provenance(nlp: Language, model: str) -> dict[str, str]:
    """What makes the records of a pipeline: version, model, hash of the settings."""
    settings = {"pipeline": nlp.pipe_names, "config": nlp.config["components"]}
    digest = _sha256(json.dumps(settings, sort_keys=True, default=str))
    return {"version": version("thanhtra"), "model": model, "settings": digest[:16]}


def entity_fields(entities: Sequence[Entity]) -> list[dict[str, Any]]:
    """The fields of ``schemas.Entity`` of each entity; the ids are ``e1``, ``e2`` …"""
    ids = {(e.start_char, e.end_char): f"e{number}" for number, e in enumerate(entities, 1)}
    made = []
    for number, entity in enumerate(entities, 1):
        fields = {
            "id": f"e{number}",
            "type": entity.label_,
            "start": entity.start_char,
            "end": entity.end_char,
            "text": entity.text,
            "rule": entity.rule or "custom",
        }
        agency = entity.value.get("agency")
        if isinstance(agency, list):
            fields["agency"] = ids.get(tuple(agency))
        made.append(entity.value | fields)
    return made


def _source(doc: Doc, text: str) -> dict[str, Any]:
    article = doc._.article or {}
    return {"uri": "", "media_type": "text/plain", "sha256": _sha256(text)} | article


def _sentences(doc: Doc, sentences: Sequence[Sentence]) -> list[dict[str, Any]]:
    marked = doc.spans.get("furniture") is not None
    return [
        {
            "start": sentence.start_char,
            "end": sentence.end_char,
            "labels": sentence.labels,
            "scores": dict(zip(LABELS, scores, strict=True)) if scores else None,
            "furniture": scores is None and marked,
            "evidence": sentence.evidence,
        }
        for sentence in sentences
        for scores in [sentence.scores]
    ]


def finding_fields(doc: Doc, text: str, entities: Sequence[Entity]) -> list[dict[str, Any]]:
    """The fields of ``schemas.Finding`` of each finding; the ids are ``f1``, ``f2`` …"""
    starts = [entity.start_char for entity in entities]
    kept: dict[Any, Any] = doc.user_data
    made = []
    for number, span in enumerate(doc.spans.get("findings", ()), 1):
        label, first, last = span.label_, span.start_char, span.end_char
        inside = range(bisect_left(starts, first), bisect_left(starts, last))
        fields = {
            "id": f"f{number}",
            "label": label,
            "start": first,
            "end": last,
            "text": text[first:last],
            "entities": [f"e{n + 1}" for n in inside if entities[n].end_char <= last],
        }
        made.append(fields | kept.get(("links", label, span.start, span.end), {}))
    return made


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
