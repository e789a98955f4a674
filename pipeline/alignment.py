"""Character offsets to spaCy spans, many at once.

``Doc.char_span`` looks at every token of the article at each call, which makes a stage quadratic;
here one pass over the offsets of the tokens serves all spans of a stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE, IDX, LENGTH
from spacy.tokens import Doc, Span

from .attributes import READ

_BOUNDS: WeakKeyDictionary[Doc, tuple[np.ndarray, np.ndarray]] = WeakKeyDictionary()
"""Every stage asks for them; they change only where tokens are merged or split."""


def text_of(doc: Doc) -> str:
    """The article's text: ``doc.text``, which spaCy puts together anew at each call."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def folded(text: str) -> str:
    """The text case folded, every character in its place."""
    whole = text.casefold()
    if len(whole) == len(text):
        return whole
    return "".join(c if len(c.casefold()) > 1 else c.casefold() for c in text)


def token_bounds(doc: Doc) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of each token as character offsets, two int arrays; not to be written to."""
    known = _BOUNDS.get(doc)
    starts = doc.to_array(IDX).view(np.int64)
    if known is None or not np.array_equal(known[0], starts):
        known = _BOUNDS[doc] = starts, starts + doc.to_array(LENGTH).view(np.int64)
    return known


class Entity(NamedTuple):
    """An entity with what was found out about it: what ``doc.ents`` has, read in one pass.

    Attributes:
        start: its first token.
        end: the token behind its last.
        start_char: offset of its first character.
        end_char: offset behind its last.
        label_: its type.
        text: its words.
        value: ``span._.value``, empty where nothing was kept.
        rule: ``span._.rule``.
    """

    start: int
    end: int
    start_char: int
    end_char: int
    label_: str
    text: str
    value: dict[str, Any]
    rule: str | None


class Sentence(NamedTuple):
    """A sentence with what was found out about it.

    Attributes:
        start: its first token.
        end: the token behind its last.
        start_char: offset of its first character.
        end_char: offset behind its last.
        labels: ``span._.labels``, empty where it has none.
        scores: ``span._.scores``, None for page furniture.
        evidence: ``span._.evidence``, None where it was not asked for.
    """

    start: int
    end: int
    start_char: int
    end_char: int
    labels: Sequence[str]
    scores: Sequence[float] | None
    evidence: Sequence[dict[str, Any]] | None


def sentences_of(doc: Doc) -> list[Sentence]:
    """The sentences of an article in order: ``doc.spans["sentences"]``, read in one pass."""
    data: dict[Any, Any] = doc.user_data
    kept, found = data.get, []
    for span in doc.spans["sentences"]:
        first, behind, label = span.start, span.end, span.label_
        labels = kept(("labels", label, first, behind)) or ()
        scores = kept(("scores", label, first, behind))
        evidence = kept(("evidence", label, first, behind))
        bounds = first, behind, span.start_char, span.end_char
        found.append(Sentence(*bounds, labels, scores, evidence))
    return found


def entities_of(doc: Doc) -> Sequence[Entity]:
    """The entities of an article in order; read again only where they or their values change."""
    marks = doc.to_array([ENT_IOB, ENT_TYPE]).tobytes()
    bounds = token_bounds(doc)
    known = READ.get(doc)
    if known is None or known[0] != marks or known[1] is not bounds:
        known = READ[doc] = marks, bounds, tuple(_entities(doc))
    entities: Sequence[Entity] = known[2]
    return entities


def _entities(doc: Doc) -> Iterator[Entity]:
    data: dict[Any, Any] = doc.user_data
    text, kept = text_of(doc), data.get
    for span in doc.ents:
        start, end, label = span.start, span.end, span.label_
        first, last = span.start_char, span.end_char
        value = kept(("value", label, start, end)) or {}
        rule = kept(("rule", label, start, end))
        yield Entity(start, end, first, last, label, text[first:last], value, rule)


def char_spans(doc: Doc, marked: Iterable[tuple[int, int, str]]) -> list[Span | None]:
    """The spans between character offsets.

    Args:
        doc: the article.
        marked: start, end and label of each span.

    Returns:
        One span each; None where an offset is not the edge of a token.
    """
    triples: Sequence[tuple[int, int, str]] = list(marked)
    ranges = token_ranges(doc, [(start, end) for start, end, _ in triples])
    return [
        Span(doc, *found, label=label) if found is not None else None
        for found, (_, _, label) in zip(ranges, triples, strict=True)
    ]


def token_ranges(doc: Doc, wanted: Sequence[tuple[int, int]]) -> list[tuple[int, int] | None]:
    """The first token and the one behind the last of each pair of character offsets.

    Args:
        doc: the article.
        wanted: start and end of each range of characters.

    Returns:
        One pair each; None where an offset is not the edge of a token.
    """
    if not wanted:
        return []
    starts, ends = token_bounds(doc)
    left, right = np.array(wanted, dtype=np.int64).T
    first, last = np.searchsorted(starts, left), np.searchsorted(ends, right)
    inside = (first < len(starts)) & (last < len(ends)) & (first <= last)
    first, last = np.where(inside, first, 0), np.where(inside, last, 0)
    exact = inside & (starts[first] == left) & (ends[last] == right)
    pairs = zip(first.tolist(), (last + 1).tolist(), exact.tolist(), strict=True)
    return [(one, behind) if fits else None for one, behind, fits in pairs]
