"""Scores of indicators: which figures are tied, what is read off them, what is called wrong.

Only indicators that tie something count, in the gold and in the record: two figures or more, or a
ratio; a single percentage ties nothing and is neither right nor wrong. A record's indicator matches
a gold one, one to one, ``exact`` when both have the same figures and ``partial`` when they share
two of them (or a ratio, which holds two numbers). Figures are the same when their spans overlap.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from .gold import GoldArticle
from .score import Tally

FIGURES = frozenset({"COUNT", "RATIO", "PERCENT", "MONEY", "QUANTITY"})
FIELDS = ("numerator", "denominator", "percent", "difference", "consistent")
Spans = list[tuple[int, int]]
Pairs = list[tuple[dict[str, Any], Spans]]


@dataclass(frozen=True)
class Alarm:
    """An indicator whose figures do not agree: found, or only in the gold."""

    article: str
    start: int
    end: int
    right: bool
    note: str


@dataclass
class IndicatorScores:
    """Everything that is counted over a set of articles.

    Attributes:
        exact: indicators with exactly the gold's figures.
        partial: indicators that share at least two figures with the gold's.
        fields: accuracy of each field on the matched ones, where the gold states it.
        alarms: all that the records call inconsistent.
        missed: what the gold calls inconsistent and the record does not.
    """

    exact: Tally = field(default_factory=Tally)
    partial: Tally = field(default_factory=Tally)
    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    alarms: list[Alarm] = field(default_factory=list)
    missed: list[Alarm] = field(default_factory=list)


def score_indicators(scores: IndicatorScores, gold: GoldArticle, predicted: dict[str, Any]) -> None:
    """Adds one article to the scores; does nothing when its indicators were not labelled.

    Args:
        scores: the counts so far; changed.
        gold: the article's gold; each indicator names its figures by their index among the
            entities, or by their start and end.
        predicted: its record as JSON has it.
    """
    if gold.indicators is None:
        return
    types = {entity["id"]: entity for entity in predicted["entities"]}
    wanted = [(i, _gold_figures(i, gold)) for i in gold.indicators]
    found = [
        (i, [(types[e]["start"], types[e]["end"]) for e in i["entities"]])
        for i in predicted["indicators"]
    ]
    ratios = {
        (e["start"], e["end"])
        for e in (*predicted["entities"], *gold.entities)
        if e["type"] == "RATIO"
    }
    wanted = [pair for pair in wanted if _ties(pair[1], ratios)]
    tying = [pair for pair in found if _ties(pair[1], ratios)]
    exact, partial = _matched(wanted, tying, ratios)
    scores.exact.add(Tally(exact, len(tying) - exact, len(wanted) - exact))
    right = len(partial)
    scores.partial.add(Tally(right, len(tying) - right, len(wanted) - right))
    for g, f in partial:
        for name in FIELDS:
            value = wanted[g][0].get(name)
            if value is not None:
                agrees = int(_same(value, tying[f][0].get(name)))
                scores.fields[name].add(Tally(agrees, 1 - agrees, 1 - agrees))
    _score_alarms(scores, gold.id, wanted, tying)


def _score_alarms(scores: IndicatorScores, article: str, wanted: Pairs, found: Pairs) -> None:
    """An alarm is right when the gold calls an indicator with one of its figures inconsistent."""
    false = [(i, spans) for i, spans in wanted if i.get("consistent") is False]
    alarms = [(i, spans) for i, spans in found if i["consistent"] is False]
    for indicator, spans in alarms:
        right = any(_shared(spans, others) for _, others in false)
        note = indicator["note"] or ""
        scores.alarms.append(Alarm(article, indicator["start"], indicator["end"], right, note))
    for indicator, spans in false:
        if not any(_shared(spans, others) for _, others in alarms):
            note = indicator.get("name", "")
            scores.missed.append(Alarm(article, spans[0][0], spans[-1][1], True, note))


def report_indicators(scores: IndicatorScores) -> dict[str, Any]:
    """The scores as plain data: ``exact``, ``partial``, ``fields``, ``alarms``, ``missed``."""
    return {
        "exact": scores.exact.figures,
        "partial": scores.partial.figures,
        "fields": {
            name: {"accuracy": round(tally.precision, 4), "compared": tally.right + tally.wrong}
            for name, tally in scores.fields.items()
        },
        "alarms": [vars(alarm) for alarm in scores.alarms],
        "missed": [vars(alarm) for alarm in scores.missed],
    }


def _gold_figures(indicator: dict[str, Any], gold: GoldArticle) -> Spans:
    spans = []
    for reference in indicator["entities"]:
        if isinstance(reference, int):
            entity = gold.entities[reference]
            if entity["type"] in FIGURES:
                spans.append((entity["start"], entity["end"]))
        else:
            spans.append((reference[0], reference[1]))
    return sorted(set(spans))


def _ties(spans: Spans, ratios: set[tuple[int, int]]) -> bool:
    return len(spans) > 1 or any(span in ratios for span in spans)


def _shared(one: Spans, other: Spans) -> Spans:
    return [a for a in one if any(a[0] < b[1] and b[0] < a[1] for b in other)]


def _matched(
    wanted: Pairs, found: Pairs, ratios: set[tuple[int, int]]
) -> tuple[int, list[tuple[int, int]]]:
    """How many match exactly, and all pairs that match at least in part, the best first."""
    graded = []
    for g, (_, gold_spans) in enumerate(wanted):
        for f, (_, spans) in enumerate(found):
            shared = _shared(gold_spans, spans)
            same = len(shared) == len(gold_spans) == len(spans)
            if same or len(shared) > 1 or any(span in ratios for span in shared):
                graded.append((not same, -len(shared), g, f))
    pairs: list[tuple[int, int]] = []
    exact = 0
    for differs, _, g, f in sorted(graded):
        if all(g != pair[0] and f != pair[1] for pair in pairs):
            pairs.append((g, f))
            exact += not differs
    return exact, pairs


def _same(value: Any, other: Any) -> bool:
    if isinstance(value, bool) or isinstance(other, bool) or other is None:
        return value is other
    return abs(float(value) - float(other)) < 1e-9 * max(1.0, abs(float(value)))
