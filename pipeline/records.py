"""Doc to record: the last stage, where every fact is validated against the schema."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..schemas import Record
from .alignment import Entity, entities_of, text_of
from .inspection import inspection_of
from .similarity import signature
from .topic import topic_of


def record(doc: Doc) -> Record:
    """Makes the record of an article that has run through the pipeline.

    Raises:
        pydantic.ValidationError: a span does not quote the text, or a value has no place in the
            schema (a component of one's own may cause that).
    """
    entities = entities_of(doc)
    ids = {(e.start_char, e.end_char): f"e{number}" for number, e in enumerate(entities, 1)}
    article = doc._.article or {}
    text = text_of(doc)
    source = {"uri": "", "media_type": "text/plain", "sha256": _sha256(text)} | article
    findings = list(doc.spans.get("findings", ()))
    return Record.model_validate(
        {
            "id": _sha256(text)[:32],
            "source": source,
            "text": text,
            "topic": topic_of(doc),
            "inspection": inspection_of(doc, entities),
            "sentences": [_sentence(s, doc) for s in doc.spans["sentences"]],
            "entities": [_entity(e, ids) for e in entities],
            "findings": [_finding(f, number, text, ids) for number, f in enumerate(findings, 1)],
            "indicators": doc._.indicators or [],
            "similarity": signature(doc),
            "provenance": doc.user_data["provenance"],
        }
    )


def provenance(nlp: Language, model: str) -> dict[str, str]:
    """What makes the records of a pipeline: version, model, hash of the settings."""
    settings = {"pipeline": nlp.pipe_names, "config": nlp.config["components"]}
    digest = _sha256(json.dumps(settings, sort_keys=True, default=str))
    return {"version": version("thanhtra"), "model": model, "settings": digest[:16]}


def _entity(entity: Entity, ids: dict[tuple[int, int], str]) -> dict[str, Any]:
    start, end = entity.start_char, entity.end_char
    fields = {
        "id": ids[start, end],
        "type": entity.label_,
        "start": start,
        "end": end,
        "text": entity.text,
        "rule": entity.rule or "custom",
    }
    agency = entity.value.get("agency")
    if isinstance(agency, list):
        fields["agency"] = ids.get(tuple(agency))
    return entity.value | fields


def _sentence(span: Span, doc: Doc) -> dict[str, Any]:
    scores = span._.scores
    labels = ("achievement", "shortcoming", "recommendation")
    return {
        "start": span.start_char,
        "end": span.end_char,
        "labels": span._.labels or [],
        "scores": dict(zip(labels, scores, strict=True)) if scores else None,
        "furniture": scores is None and doc.spans.get("furniture") is not None,
        "evidence": span._.evidence,
    }


def _finding(span: Span, number: int, text: str, ids: dict[tuple[int, int], str]) -> dict[str, Any]:
    first, last = span.start_char, span.end_char
    return {
        "id": f"f{number}",
        "label": span.label_,
        "start": first,
        "end": last,
        "text": text[first:last],
        "entities": [name for (start, end), name in ids.items() if first <= start and end <= last],
        **span._.links,
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
