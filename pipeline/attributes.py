"""What our components keep on spaCy's objects beside the labels that spaCy has itself.

``span._.rule`` and ``span._.value`` of an entity; ``span._.labels``, ``span._.scores`` and
``span._.evidence`` of a sentence; ``span._.links`` of a finding. Unlike spaCy's own extension
attributes they belong to the span *and its label*, for a finding and an entity, or two findings,
may cover the same words. All values are plain (text, numbers, lists, dicts), so that
``doc.to_bytes()`` works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import methodcaller
from typing import Any
from weakref import WeakKeyDictionary

from spacy.tokens import Doc, Span

READ: WeakKeyDictionary[Doc, tuple[Any, ...]] = WeakKeyDictionary()
"""What ``alignment.entities_of`` has read of an article, until ``_.rule`` or ``_.value`` is set."""
_NAMES = ("rule", "value", "labels", "scores", "evidence", "links")


def register() -> None:
    """Registers the extension attributes; may be called again."""
    for name in _NAMES:
        Span.set_extension(name, getter=_getter(name), setter=_setter(name), force=True)
    for name in ("article", "indicators"):
        Doc.set_extension(name, default=None, force=True)


def plain(value: Any) -> Any:
    """The value without decimals, dates and tuples: what JSON and msgpack can hold."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    make = _MAKERS.get(kind) or next((_MAKERS[k] for k in _MAKERS if isinstance(value, k)), None)
    return value if make is None else make(value)


def _number(value: Decimal) -> int | float:
    whole = int(value)
    return whole if value == whole else float(value)


def _items(value: Iterable[Any]) -> list[Any]:
    return [item if type(item) in _PLAIN else plain(item) for item in value]


def _fields(value: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: item if type(item) in _PLAIN else plain(item) for key, item in value.items()}


_PLAIN = frozenset({str, int, float, bool, type(None)})
_MAKERS: dict[type, Callable[[Any], Any]] = {
    dict: _fields,
    Decimal: _number,
    date: methodcaller("isoformat"),
    tuple: _items,
    list: _items,
    Mapping: _fields,
}
"""How values of a type are made plain."""


def keep(doc: Doc, name: str, spans: Iterable[tuple[str, int, int]], values: Iterable[Any]) -> None:
    """Sets one attribute of many spans; faster than to make the spans for it.

    Args:
        doc: the article.
        name: of the attribute.
        spans: label, first token and the token behind the last of each.
        values: one for each span.
    """
    data: dict[Any, Any] = doc.user_data
    data.update(zip([(name, *span) for span in spans], values, strict=True))
    _forget(doc, name)


def _forget(doc: Doc, name: str) -> None:
    if name in {"rule", "value"}:
        READ.pop(doc, None)


def _getter(name: str) -> Any:
    def get(span: Span) -> Any:
        data: dict[Any, Any] = span.doc.user_data
        return data.get((name, span.label_, span.start, span.end))

    return get


def _setter(name: str) -> Any:
    def set_(span: Span, value: Any) -> None:
        data: dict[Any, Any] = span.doc.user_data
        data[name, span.label_, span.start, span.end] = value
        _forget(span.doc, name)

    return set_


register()
