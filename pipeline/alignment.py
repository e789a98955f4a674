"""Character offsets to spaCy spans, many at once.

``Doc.char_span`` looks at every token of the article at each call, which makes a stage quadratic;
here one pass over the offsets of the tokens serves all spans of a stage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from spacy.attrs import ENT_IOB, ENT_TYPE, IDX, LENGTH
from spacy.tokens import Doc, Span


def text_of(doc: Doc) -> str:
    """The article's text: ``doc.text``, which spaCy puts together anew at each call."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def token_bounds(doc: Doc) -> tuple[np.ndarray, np.ndarray]:
    """Start and end of each token as character offsets, two int arrays."""
    table = doc.to_array([IDX, LENGTH]).astype(np.int64)
    return table[:, 0], table[:, 0] + table[:, 1]


def entity_spans(doc: Doc) -> list[Span]:
    """The entities of an article, as ``doc.ents`` has them, without a walk over its tokens."""
    table = doc.to_array([ENT_IOB, ENT_TYPE])
    # spaCy's values: 3 begins an entity, 1 goes on with it.
    starts = np.flatnonzero(table[:, 0] == 3)
    breaks = np.append(np.flatnonzero(table[:, 0] != 1), len(doc))
    ends = breaks[np.searchsorted(breaks, starts, side="right")]
    return [
        Span(doc, int(start), int(end), label=int(label))
        for start, end, label in zip(starts, ends, table[starts, 1], strict=True)
    ]


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
