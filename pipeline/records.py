"""Doc to record: the last stage, where every fact is validated against the schema."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from ..schemas import Record
from .alignment import entity_spans, text_of
from .inspection import inspection_of
from .similarity import signature
from .topic import topic_of


def record(doc: Doc) -> Record:
    """Makes the record of an article that has run through the pipeline.

    Raises:
        pydantic.ValidationError: a span does not quote the text, or a value has no place in the
            schema (a component of one's own may cause that).
    """
    ids = entity_ids(doc)
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
            "inspection": inspection_of(doc, ids),
            "sentences": [_sentence(s, doc) for s in doc.spans["sentences"]],
            "entities": [_entity(e, text, ids) for e in entity_spans(doc)],
            "findings": [_finding(f, number, text, ids) for number, f in enumerate(findings, 1)],
            "indicators": doc._.indicators or [],
            "similarity": signature(doc),
            "provenance": doc.user_data["provenance"],
        }
    )


def entity_ids(doc: Doc) -> dict[tuple[int, int], str]:
    """The id of each entity, by its start and end as character offsets."""
    return {
        (e.start_char, e.end_char): f"e{number}" for number, e in enumerate(entity_spans(doc), 1)
    }


def provenance(nlp: Language, model: str) -> dict[str, str]:
    """What makes the records of a pipeline: version, model, hash of the settings."""
    settings = {"pipeline": nlp.pipe_names, "config": nlp.config["components"]}
    digest = _sha256(json.dumps(settings, sort_keys=True, default=str))
    return {"version": version("thanhtra"), "model": model, "settings": digest[:16]}


def _entity(span: Span, text: str, ids: dict[tuple[int, int], str]) -> dict[str, Any]:
    start, end = span.start_char, span.end_char
    value = dict(span._.value or {})
    if isinstance(value.get("agency"), list):
        value["agency"] = ids.get(tuple(value["agency"]))
    return value | {
        "id": ids[start, end],
        "type": span.label_,
        "start": start,
        "end": end,
        "text": text[start:end],
        "rule": span._.rule or "custom",
    }


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
