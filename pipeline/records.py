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
    entities = entities_of(doc)
    article = doc._.article or {}
    text = text_of(doc)
    source = {"uri": "", "media_type": "text/plain", "sha256": _sha256(text)} | article
    sentences = sentences_of(doc)
    findings = finding_fields(doc, text, entities)
    syllables = syllables_of(doc)
    marked = doc.spans.get("furniture") is not None
    return Record.model_validate(
        {
            "id": _sha256(text)[:32],
            "source": source,
            "text": text,
            "topic": topic_of(doc, syllables),
            "inspection": inspection_of(doc, sentences, entities, findings),
            "sentences": [_sentence(s, marked=marked) for s in sentences],
            "entities": entity_fields(entities),
            "findings": findings,
            "indicators": doc._.indicators or [],
            "similarity": signature(syllables),
            "provenance": doc.user_data["provenance"],
        }
    )


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


def _sentence(sentence: Sentence, *, marked: bool) -> dict[str, Any]:
    scores = sentence.scores
    return {
        "start": sentence.start_char,
        "end": sentence.end_char,
        "labels": sentence.labels,
        "scores": dict(zip(LABELS, scores, strict=True)) if scores else None,
        "furniture": scores is None and marked,
        "evidence": sentence.evidence,
    }


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
