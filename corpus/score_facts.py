"""Scores of the findings: spans with their label, and what they are tied to.

A finding is ``exact`` when label and span agree, and ``close`` when the label agrees and the spans
share at least 80 % of the characters that either covers, one to one. Links are counted on the
close pairs: one is right when it names the gold's mention or another mention of the same thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .gold import GoldArticle
from .score import LABELS, Error, Tally

CLOSE = 0.8
"""The least share of common characters, intersection by union, of a close pair."""
LINKS = ("agency", "asker", "addressee", "deadline")
"""What is tied to a finding; the ``agency`` of a recommendation is counted as its ``asker``."""

Span = tuple[int, int]


@dataclass
class FactScores:
    """What is counted over the articles whose gold has findings."""

    articles: int = 0
    exact: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    close: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    links: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[Error] = field(default_factory=list)


def score_findings(scores: FactScores, gold: GoldArticle, predicted: dict[str, Any]) -> None:
    """Adds one article to the scores; does nothing when its gold has no findings.

    Args:
        scores: the counts so far; changed.
        gold: the article's gold.
        predicted: its record as JSON has it.
    """
    if gold.findings is None:
        return
    scores.articles += 1
    entities = {entity["id"]: entity for entity in predicted["entities"]}
    for label in LABELS:
        wanted = [f for f in gold.findings if f["label"] == label]
        found = [f for f in predicted["findings"] if f["label"] == label]
        pairs = pair_close(wanted, found)
        exact = sum(_span(wanted[w]) == _span(found[f]) for w, f in pairs)
        for tallies, right in ((scores.exact, exact), (scores.close, len(pairs))):
            tallies[label].add(Tally(right, len(found) - right, len(wanted) - right))
        for w, f in pairs:
            _score_links(scores, gold, wanted[w], found[f], entities)
        paired = {w for w, _ in pairs}, {f for _, f in pairs}
        for kind, findings, known in zip(("missed", "wrong"), (wanted, found), paired, strict=True):
            scores.errors += [
                _error(gold, f"finding {kind}", label, _span(finding))
                for number, finding in enumerate(findings)
                if number not in known
            ]


def pair_close(
    wanted: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
) -> list[tuple[int, int]]:
    """Indices of the close pairs, one to one, the closest first."""
    shares = sorted(
        (-overlap(_span(w), _span(f)), i, j)
        for i, w in enumerate(wanted)
        for j, f in enumerate(found)
        if overlap(_span(w), _span(f)) >= CLOSE
    )
    pairs: dict[int, int] = {}
    for _, i, j in shares:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def _span(part: dict[str, Any]) -> Span:
    return part["start"], part["end"]


def overlap(one: Span, other: Span) -> float:
    """The share of common characters of two spans, intersection by union."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared / (max(one[1], other[1]) - min(one[0], other[0])) if shared > 0 else 0.0


def _score_links(
    scores: FactScores,
    gold: GoldArticle,
    wanted: dict[str, Any],
    found: dict[str, Any],
    entities: dict[str, dict[str, Any]],
) -> None:
    for role in ("agency", "addressee", "deadline"):
        name = "asker" if (role, wanted["label"]) == ("agency", "recommendation") else role
        target, made = wanted.get(role), entities.get(found.get(role) or "")
        if target is None and made is None:
            continue
        right = target is not None and made is not None and _same(gold, target, made, entities)
        wrong, missed = made is not None and not right, target is not None and not right
        scores.links[name].add(Tally(int(right), int(wrong), int(missed)))
        if not right:
            shown = made["text"] if made else "nothing"
            aim = gold.text[slice(*_target(gold, target))] if target is not None else "nothing"
            what = f"{name}: {shown} for {aim}"
            scores.errors.append(_error(gold, "link wrong", what, _span(wanted)))


def _target(gold: GoldArticle, target: int | list[int]) -> Span:
    """The span of a gold link: the index of an entity, or a span itself."""
    if isinstance(target, int):
        return _span(gold.entities[target])
    return target[0], target[1]


def _same(
    gold: GoldArticle,
    target: int | list[int],
    made: dict[str, Any],
    entities: dict[str, dict[str, Any]],
) -> bool:
    """Is the linked entity the gold's mention, or another mention of the same thing?"""
    aim = _target(gold, target)
    if overlap(aim, _span(made)) > 0:
        return True
    there = [e for e in entities.values() if overlap(aim, _span(e)) > 0]
    # A person who asks does so for an office: the body in the person's role.
    there += [entities[e["agency"]] for e in there if e["type"] == "PERSON" and e["agency"]]
    if any(identity(e) == identity(made) for e in there):
        return True
    meant = {
        e["value"] for e in gold.entities if _span(e) == aim and isinstance(e.get("value"), str)
    }
    return any(
        e.get("value") in meant and overlap(_span(e), _span(made)) > 0
        for e in gold.entities
        if isinstance(e.get("value"), str)
    )


def identity(entity: dict[str, Any]) -> tuple[Any, ...]:
    """What two mentions of one thing share: a body's key, a day, the words of a place."""
    match entity["type"]:
        case "AGENCY":
            return "AGENCY", entity["key"]
        case "DATE":
            return "DATE", entity["first_day"], entity["last_day"]
        case _:
            return entity["type"], entity["text"].casefold()


def _error(gold: GoldArticle, kind: str, what: str, span: Span) -> Error:
    return Error(gold.id, kind, what, *span, gold.text[slice(*span)].replace("\n", "¶"))


def report_findings(scores: FactScores) -> dict[str, Any]:
    """The scores as plain data, rounded to four decimals.

    Returns:
        ``articles``; ``exact`` and ``close``, each per label and ``micro``; ``links``.
    """

    def table(tallies: dict[str, Tally], names: Iterable[str]) -> dict[str, Any]:
        total = Tally()
        for tally in tallies.values():
            total.add(tally)
        counted = {name: tallies[name] for name in names if name in tallies} | {"micro": total}
        return {name: tally.figures for name, tally in counted.items()}

    return {
        "articles": scores.articles,
        "exact": table(scores.exact, LABELS),
        "close": table(scores.close, LABELS),
        "links": table(scores.links, LINKS),
    }
