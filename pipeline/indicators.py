"""Ties figures together and checks their arithmetic (guideline, section 3)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from . import indicator_context as context
from .alignment import Entity, entities_of, sentences_of, text_of
from .attributes import plain
from .indicator_changes import changes, is_change
from .indicator_checks import check
from .indicator_context import Sentence
from .indicator_figures import FIGURES, Figure, figure
from .indicator_groups import Change, Group
from .indicator_names import name
from .indicator_pairs import AMOUNTS
from .indicator_shares import shares
from .indicator_sums import sums
from .indicator_words import EARLIER, TARGET

_MEMORY = 14
"""A whole is looked for among so many amounts of the sentences before."""
_AHEAD = 4
"""The parts of a sum are looked for in so many sentences behind."""
_PIECE = 80
"""A sentence with more entities (a table without line ends) is read in pieces, in linear time."""


def find_indicators(doc: Doc) -> Doc:
    """The component: sets ``doc._.indicators``, the fields of ``schemas.Indicator`` of each."""
    text = text_of(doc)
    entities = entities_of(doc)
    every = [
        figure(entity, f"e{number}", text) if entity.label_ in FIGURES else None
        for number, entity in enumerate(entities, 1)
    ]
    sentences = [
        (start, end, first, behind, [f for f in every[first:behind] if f is not None])
        for start, end, first, behind in _sentences(doc, entities)
    ]
    found = []
    earlier: list[Figure] = []
    for number, (start, end, first, behind, figures) in enumerate(sentences):
        if figures:
            sentence = Sentence(start, end, entities[first:behind])
            ahead = [f for *_, own in sentences[number + 1 : number + 1 + _AHEAD] for f in own]
            for group in _groups(text, sentence, figures, ahead, earlier):
                found.append((group, sentence, figures))
            earlier = (earlier + [f for f in figures if f.type in AMOUNTS])[-_MEMORY:]
    found.sort(key=lambda item: (item[0].figures[0].start, item[0].figures[-1].end))
    ids = {entity.start: f"e{number}" for number, entity in enumerate(entities, 1)} if found else {}
    findings = [*doc.spans.get("findings", ())] if found else []
    doc._.indicators = [
        {"id": f"i{number}"} | _indicator(text, findings, ids, item)
        for number, item in enumerate(found, 1)
    ]
    return doc


def _sentences(doc: Doc, entities: Sequence[Entity]) -> Iterator[tuple[int, int, int, int]]:
    """Start and end of each sentence, the index of its first entity and the one behind."""
    starts, number = [entity.start for entity in entities], 0
    for sentence in sentences_of(doc):
        first = max(number, bisect_left(starts, sentence.start))
        number = max(first, bisect_left(starts, sentence.end))
        start = sentence.start_char
        for cut in range(first + _PIECE, number, _PIECE):
            end = entities[cut].start_char
            yield start, end, first, cut
            start, first = end, cut
        yield start, sentence.end_char, first, number


def _groups(
    text: str,
    sentence: Sentence,
    figures: list[Figure],
    ahead: list[Figure],
    earlier: list[Figure],
) -> Iterator[Group]:
    """The groups of one sentence; a sum may run on into the sentences behind it."""
    compared = changes(text, figures) if len(figures) > 1 else {}
    spent = {f for change in compared.values() for f in change.figures}
    levels = [
        f for f in figures if f.type == "PERCENT" and f not in spent and not is_change(text, f)
    ]
    amounts = [f for f in figures if f.type != "PERCENT" and f not in spent]
    added: list[Group] = []
    if amounts:
        addable = [f for f in chain(amounts, ahead) if f.type != "PERCENT" and not f.rank]
        added.extend(sums(text, addable, sentence.end))
    told: set[Figure] = set()
    for share in shares(text, sentence.start, amounts, levels, earlier):
        group = replace(share, change=compared.get(share.percent or share.level))
        told.update(group.figures)
        if group.percent is not None or not any(_within(group, total) for total in added):
            yield group
    for level, change in compared.items():
        if level not in told or (level.type != "PERCENT" and change.amount is not None):
            told.update((level, *change.figures))
            yield Group(level, change=change)
    yield from (Group(level) for level in levels if level not in told)
    yield from added


def _within(group: Group, total: Group) -> bool:
    """Whether a sum tells all that a pair of part and whole tells."""
    return set(group.figures) <= set(total.figures) and group.level.type != "RATIO"


def _indicator(
    text: str,
    findings: Sequence[Span],
    ids: dict[int, str],
    item: tuple[Group, Sentence, list[Figure]],
) -> dict[str, Any]:
    """The fields of ``schemas.Indicator``, but for its id."""
    group, sentence, figures = item
    level, printed = group.level, group.figures
    start, end = printed[0].start, printed[-1].end
    body = context.agency(text, sentence, level)
    period = context.period(text, sentence, level)
    consistent, note = check(group)
    return _numbers(group) | {
        "name": name(text, sentence.start, sentence.end, group, figures),
        "start": start,
        "end": end,
        "text": text[start:end],
        "agency": ids[body.start] if body is not None else _concerned(findings, level),
        "period": ids[period.start] if period is not None else None,
        "entities": [f.id for f in printed],
        "parts": [f.id for f in group.parts],
        "consistent": consistent,
        "note": note,
    }


def _concerned(findings: Sequence[Span], level: Figure) -> str | None:
    """The body that the finding around a figure is about, where its sentence names none."""
    for finding in findings:
        if finding.start_char <= level.start < finding.end_char:
            agency: str | None = (finding._.links or {}).get("agency")
            return agency
    return None


def _numbers(group: Group) -> dict[str, Any]:
    level, whole = group.level, group.whole
    fields: dict[str, Any] = {"unit": level.unit}
    if level.rank:
        fields |= {"rank": int(level.number), "rank_of": int(level.whole or 0)}
    elif level.whole is not None:
        also = group.also
        fields["numerator"] = plain(level.number + (also.number if also else 0))
        fields["denominator"] = plain(level.whole + (also.whole or 0 if also else 0))
    elif whole is not None:
        fields["denominator"] = plain(whole.number)
        if level.type != "PERCENT":
            fields["numerator"] = plain(level.number)
    elif group.percent is not None:
        fields["numerator"] = plain(level.number)
    else:
        fields["value"] = plain(level.number)
    percent = group.percent or (level if level.type == "PERCENT" else None)
    if percent is not None:
        fields["percent"] = plain(percent.number)
    if group.change is not None:
        fields |= _comparison(percent or level, group.change)
    return fields


def _comparison(level: Figure, change: Change) -> dict[str, Any]:
    """The difference as printed, or reckoned from the two levels where none is printed."""
    amount, base = change.amount, change.base
    against = change.against or ""
    kind = "target" if TARGET.search(against) else "earlier" if EARLIER.search(against) else None
    fields: dict[str, Any] = {"against": change.against, "comparison": kind}
    if amount is not None:
        points = amount.type == "PERCENT" == level.type
        unit = "điểm phần trăm" if points else "%" if amount.type == "PERCENT" else amount.unit
        number = -amount.number if change.lower else amount.number
        fields |= {"difference": plain(number), "difference_unit": unit}
    elif base is not None and not base.vague and not level.vague:
        unit = "điểm phần trăm" if level.type == "PERCENT" else level.unit
        fields |= {"difference": plain(level.number - base.number), "difference_unit": unit}
    if base is not None:
        fields["base"] = plain(base.number)
    return fields


@Language.factory("thanhtra_indicators")
def create_indicators(nlp: Language, name: str) -> object:
    """Makes the component."""
    return find_indicators
