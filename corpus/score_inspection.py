"""Scores of the inspection: who inspected whom, when, over which period, by which documents.

The gold gives each body, date and document by all of its mentions, so it does not matter which of
them the record points at: a reference is right when it overlaps one of them (at least half of what
either covers), or names the same thing as an entity that does. What the gold calls ``optional``
(a body that took part, one that is responsible in passing) is neither missed nor wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from .gold import GoldArticle
from .score import Error, Tally
from .score_facts import identity, overlap

PARTS = ("inspectors", "inspected", "dates", "period", "documents")
SAME = 0.5
"""The least share of common characters, intersection by union, of two spans of one mention."""

Spans = Collection[list[int]]


@dataclass
class InspectionScores:
    """What is counted over the articles whose gold has an inspection."""

    articles: int = 0
    kind: Tally = field(default_factory=Tally)
    parts: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[Error] = field(default_factory=list)


def score_inspection(
    scores: InspectionScores, gold: GoldArticle, predicted: dict[str, Any]
) -> None:
    """Adds one article to the scores; does nothing when its inspection was not labelled.

    Args:
        scores: the counts so far; changed.
        gold: the article's gold; ``kind`` is left out where it is open.
        predicted: its record as JSON has it.
    """
    if gold.inspection is None:
        return
    scores.articles += 1
    made = predicted["inspection"]
    if "kind" in gold.inspection:
        right = int(made["kind"] == gold.inspection["kind"])
        scores.kind.add(Tally(right, 1 - right, 1 - right))
        if not right:
            what = f"{made['kind']} for {gold.inspection['kind']}"
            scores.errors.append(Error(gold.id, "inspection wrong", f"kind: {what}", 0, 0, ""))
    entities = {entity["id"]: entity for entity in predicted["entities"]}
    excused = gold.inspection.get("optional", ())
    for part in PARTS:
        names = made[part] or ()
        found = [entities[name] for name in ((names,) if isinstance(names, str) else names)]
        wanted = gold.inspection.get(part, ())
        pairs = [(mentions, _meets(mentions, found, entities)) for mentions in wanted]
        met = {number for _, numbers in pairs for number in numbers}
        free = _meets(excused, found, entities)
        wrong = [e for number, e in enumerate(found) if number not in met | free]
        missed = [mentions for mentions, numbers in pairs if not numbers]
        scores.parts[part].add(Tally(len(wanted) - len(missed), len(wrong), len(missed)))
        scores.errors += [_error(gold, "wrong", part, e["start"], e["end"]) for e in wrong]
        scores.errors += [_error(gold, "missed", part, *mentions[0]) for mentions in missed]


def _meets(
    mentions: Spans, found: list[dict[str, Any]], entities: dict[str, dict[str, Any]]
) -> set[int]:
    """Which of the entities found are, or name, what stands at one of the mentions."""
    there = named(mentions, entities)
    return {number for number, entity in enumerate(found) if identity(entity) in there}


def named(mentions: Spans, entities: dict[str, dict[str, Any]]) -> set[tuple[Any, ...]]:
    """The identities of the entities that stand at one of the mentions."""
    return {
        identity(entity)
        for entity in entities.values()
        if any(overlap((a, b), (entity["start"], entity["end"])) >= SAME for a, b in mentions)
    }


def _error(gold: GoldArticle, kind: str, part: str, start: int, end: int) -> Error:
    context = f"{gold.text[max(0, start - 60) : start]}[{gold.text[start:end]}]"
    context = f"{context}{gold.text[end : end + 40]}".replace("\n", "¶")
    return Error(gold.id, f"inspection {kind}", part, start, end, context)


def report_inspection(scores: InspectionScores) -> dict[str, Any]:
    """The scores as plain data: ``articles``, ``kind`` (accuracy), ``parts`` with each and all."""
    total = Tally()
    for tally in scores.parts.values():
        total.add(tally)
    compared = scores.kind.right + scores.kind.wrong
    return {
        "articles": scores.articles,
        "kind": {"accuracy": round(scores.kind.precision, 4), "compared": compared},
        "parts": {name: scores.parts[name].figures for name in PARTS} | {"micro": total.figures},
    }
