"""Scores: how well predicted labels, entities, values and boundaries agree with gold.

The rules are those of the development set: a gold sentence's predicted labels are the union of the
labels of the predicted sentences that overlap it by at least half of the shorter one; an entity is
right when span and type are exact (``exact``), or when it overlaps one of its type, one to one
(``overlap``). Optional gold entities are neither misses nor false alarms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from .gold import GoldArticle

LABELS = ("achievement", "shortcoming", "recommendation")


@dataclass
class Tally:
    """Right, wrongly found and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Right of what was found; 0 when nothing was."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """Found of what there is; 0 when there is nothing."""
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / ((2 * self.right + self.wrong + self.missed) or 1)

    @property
    def figures(self) -> dict[str, Any]:
        """Precision, recall and F1, rounded to four decimals, and how many the gold has."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "gold": self.right + self.missed,
        }

    def add(self, other: Tally) -> None:
        """Adds another tally to this one."""
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed


@dataclass(frozen=True)
class Error:
    """One disagreement with the gold: where it is and what is wrong."""

    article: str
    kind: str
    what: str
    start: int
    end: int
    context: str


@dataclass
class Scores:
    """Everything that is counted over a set of articles."""

    articles: int = 0
    labels: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    exact: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    overlap: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    values: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    boundaries: Tally = field(default_factory=Tally)
    errors: list[Error] = field(default_factory=list)


def labels_at(sentence: dict[str, Any], predicted: Sequence[dict[str, Any]]) -> set[str]:
    """The predicted labels of a gold sentence."""
    found: set[str] = set()
    for other in predicted:
        shared = min(sentence["end"], other["end"]) - max(sentence["start"], other["start"])
        shorter = min(sentence["end"] - sentence["start"], other["end"] - other["start"])
        if shared > 0 and 2 * shared >= shorter:
            found.update(other["labels"])
    return found


def match_overlapping(
    gold: Iterable[tuple[int, int]], found: Iterable[tuple[int, int]]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Pairs of overlapping spans, one to one, the longest overlaps first."""
    found = list(found)
    shared = sorted(
        (
            (min(g[1], f[1]) - max(g[0], f[0]), g, f)
            for g in gold
            for f in found
            if g[0] < f[1] and f[0] < g[1]
        ),
        key=lambda triple: (-triple[0], triple[1], triple[2]),
    )
    pairs: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for _, g, f in shared:
        if all(g != pair[0] and f != pair[1] for pair in pairs):
            pairs.append((g, f))
    return pairs


def score_article(scores: Scores, gold: GoldArticle, predicted: dict[str, Any]) -> None:
    """Adds one article to the scores.

    Args:
        scores: the counts so far; changed.
        gold: the article's gold.
        predicted: its record as JSON has it.
    """
    scores.articles += 1
    _score_labels(scores, gold, predicted["sentences"])
    _score_boundaries(scores, gold, predicted["sentences"])
    _score_entities(scores, gold, predicted["entities"])


def _score_labels(scores: Scores, gold: GoldArticle, predicted: list[dict[str, Any]]) -> None:
    for sentence in gold.sentences:
        wanted, found = set(sentence["labels"]), labels_at(sentence, predicted)
        for label in LABELS:
            tally = scores.labels[label]
            tally.right += label in wanted and label in found
            tally.wrong += label in found - wanted
            tally.missed += label in wanted - found
            if label in wanted ^ found:
                kind = "label missed" if label in wanted else "label wrong"
                span = (sentence["start"], sentence["end"])
                scores.errors.append(_error(gold, kind, label, span, margin=0))


def _score_boundaries(scores: Scores, gold: GoldArticle, predicted: list[dict[str, Any]]) -> None:
    wanted = {(s["start"], s["end"]) for s in gold.sentences}
    found = {(s["start"], s["end"]) for s in predicted}
    scores.boundaries.add(Tally(len(wanted & found), len(found - wanted), len(wanted - found)))
    for span in found - wanted:
        scores.errors.append(_error(gold, "boundary wrong", "sentence", span, margin=0))


def _score_entities(scores: Scores, gold: GoldArticle, predicted: list[dict[str, Any]]) -> None:
    wanted = {(e["type"], e["start"], e["end"]): e for e in gold.entities if not e.get("optional")}
    optional = [(e["start"], e["end"]) for e in gold.entities if e.get("optional")]
    found = {(e["type"], e["start"], e["end"]): e for e in predicted}
    excused = {
        key
        for key in found.keys() - wanted.keys()
        if any(key[1] < end and start < key[2] for start, end in optional)
    }
    counted = found.keys() - excused
    for type_ in {key[0] for key in (*wanted, *counted)}:
        gold_spans = {key[1:] for key in wanted if key[0] == type_}
        found_spans = {key[1:] for key in counted if key[0] == type_}
        right = gold_spans & found_spans
        missed, wrong = gold_spans - right, found_spans - right
        scores.exact[type_].add(Tally(len(right), len(wrong), len(missed)))
        pairs = len(match_overlapping(gold_spans, found_spans))
        scores.overlap[type_].add(Tally(pairs, len(found_spans) - pairs, len(gold_spans) - pairs))
        scores.errors += [_error(gold, "entity wrong", type_, span) for span in sorted(wrong)]
        scores.errors += [_error(gold, "entity missed", type_, span) for span in sorted(missed)]
    for key in sorted(wanted.keys() & found.keys()):
        agrees = values_agree(wanted[key], found[key])
        if agrees is not None:
            scores.values[key[0]].add(Tally(int(agrees), int(not agrees), int(not agrees)))
            if not agrees:
                what = f"{key[0]} {wanted[key]['value']}"
                scores.errors.append(_error(gold, "value wrong", what, key[1:]))


def values_agree(gold: dict[str, Any], found: dict[str, Any]) -> bool | None:
    """Does the value of an entity agree with the gold? None where the gold gives none."""
    value = gold.get("value")
    compare = _COMPARE.get(gold["type"])
    if compare is None or value in (None, ""):
        return None
    return compare(value, found)


def _same_days(value: str, found: dict[str, Any]) -> bool:
    first, slash, last = value.partition("/")
    wanted = (first or None, (last if slash else first) or None)
    return wanted == (found["first_day"], found["last_day"])


def _same_ratio(value: dict[str, Any], found: dict[str, Any]) -> bool:
    wanted = (value["num"], value["den"], value["kind"] == "rank")
    return wanted == (found["numerator"], found["denominator"], found["rank"])


def _same_number(value: Any, found: dict[str, Any]) -> bool:
    low, high = found["number"], found["number_max"]
    wanted = value["n"] if isinstance(value, dict) else value
    if isinstance(wanted, str):
        return wanted.replace(" ", "") == f"{low}-{high}"
    return bool(wanted == low and high is None)


def _same_name(value: str, found: dict[str, Any]) -> bool:
    """A name that only adds the place ("Sở Nội vụ" → "Sở Nội vụ tỉnh X") is right, too."""
    given, wanted = _words(found["name"].casefold()), _words(value)
    place = _words((found.get("unit") or {}).get("name", "").casefold())
    bare = _words(_KIND_OF_UNIT.sub("", (found.get("unit") or {}).get("name", "").casefold()))
    added = _behind(wanted, given)
    if place and added is None and given[-len(place) :] == place:  # only its kind is added
        added = _behind(wanted, given[: -len(place)] + bare)
    return added is not None and added in ([], place, bare)


def _behind(wanted: list[str], given: list[str]) -> list[str] | None:
    """What a name adds behind another, which may print some of its words as initials."""
    at = 0
    for word in wanted:
        initials = [other[0] for other in given[at : at + len(word)]]
        if given[at : at + 1] == [word.casefold()]:
            at += 1
        elif word.isupper() and initials == list(word.casefold()):
            at += len(word)
        else:
            return None
    return given[at:]


_KIND_OF_UNIT = re.compile(r"^(?:thành phố|thị xã|thị trấn|đặc khu|\w+) ")
_WORD = re.compile(r"[^\W_]+")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LINKS = {"va\u0300", "cua\u0309"}
_COMPARE: dict[str, Callable[[Any, dict[str, Any]], bool]] = {
    "AGENCY": _same_name,
    "COUNT": _same_number,
    "DATE": _same_days,
    "MONEY": lambda value, found: bool(found["dong"] == value),
    "PERCENT": _same_number,
    "QUANTITY": _same_number,
    "RATIO": _same_ratio,
}


def _words(name: str) -> list[str]:
    """The words of a name without what means nothing: marks, tone placement, ``và``, ``của``."""
    words = []
    for word in _WORD.findall(name):
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(mark for mark in letters if mark in _TONES)
        words.append("".join(letter for letter in letters if letter not in _TONES) + tones)
    return [word for word in words if word.casefold() not in _LINKS]


def _error(
    gold: GoldArticle, kind: str, what: str, span: tuple[int, int], *, margin: int = 40
) -> Error:
    start, end = span
    before = gold.text[max(0, start - margin) : start]
    after = gold.text[end : end + margin] if margin else ""
    context = f"{before if margin else ''}[{gold.text[start:end]}]{after}".replace("\n", "¶")
    return Error(gold.id, kind, what, start, end, context)


def report(scores: Scores) -> dict[str, Any]:
    """The scores as plain data, rounded to four decimals.

    Returns:
        ``articles``; ``labels`` with ``macro_f1``; ``entities`` with ``exact`` and ``overlap`` per
        type and ``micro``; ``values`` (accuracy per type); ``boundaries``.
    """

    def table(tallies: dict[str, Tally]) -> dict[str, Any]:
        total = Tally()
        for tally in tallies.values():
            total.add(tally)
        return {name: tallies[name].figures for name in sorted(tallies)} | {"micro": total.figures}

    labels: dict[str, Any] = {label: scores.labels[label].figures for label in LABELS}
    labels["macro_f1"] = round(sum(scores.labels[label].f1 for label in LABELS) / len(LABELS), 4)
    return {
        "articles": scores.articles,
        "labels": labels,
        "entities": {"exact": table(scores.exact), "overlap": table(scores.overlap)},
        "values": {
            name: {"accuracy": round(tally.precision, 4), "compared": tally.right + tally.wrong}
            for name, tally in sorted(scores.values.items())
        },
        "boundaries": scores.boundaries.figures,
    }
