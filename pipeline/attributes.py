"""What our components keep on spaCy's objects beside the labels that spaCy has itself.

``span._.rule`` and ``span._.value`` of an entity; ``span._.labels``, ``span._.scores`` and
``span._.evidence`` of a sentence; ``span._.links`` of a finding. Unlike spaCy's own extension
attributes they belong to the span *and its label*, for a finding and an entity, or two findings,
may cover the same words. All values are plain (text, numbers, lists, dicts), so that
``doc.to_bytes()`` works.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from spacy.tokens import Doc, Span

_PLAIN = frozenset({str, int, float, bool, type(None)})
_NAMES = ("rule", "value", "labels", "scores", "evidence", "links")


def register() -> None:
    """Registers the extension attributes; may be called again."""
    for name in _NAMES:
        Span.set_extension(name, getter=_getter(name), setter=_setter(name), force=True)
    for name in ("article", "indicators"):
        Doc.set_extension(name, default=None, force=True)


def plain(value: Any) -> Any:
    """The value without decimals, dates and tuples: what JSON and msgpack can hold."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {k: v if type(v) in _PLAIN else plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def keep(doc: Doc, label: str, start: int, end: int, values: Mapping[str, Any]) -> None:
    """Sets attributes of the span between two tokens; faster than to make the span for it."""
    data: dict[Any, Any] = doc.user_data
    for name, value in values.items():
        data[name, label, start, end] = value


def _getter(name: str) -> Any:
    def get(span: Span) -> Any:
        data: dict[Any, Any] = span.doc.user_data
        return data.get((name, span.label_, span.start, span.end))

    return get


def _setter(name: str) -> Any:
    def set_(span: Span, value: Any) -> None:
        data: dict[Any, Any] = span.doc.user_data
        data[name, span.label_, span.start, span.end] = value

    return set_


register()
