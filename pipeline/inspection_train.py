"""Learns which bodies inspect and which are inspected.

``python -m thanhtra.pipeline.inspection_train [--corpus DIR] [--real DIR] [--out FILE]
[--folds N]``: from the inspections labelled in ``corpus/gold``, those of real articles where their
text is there. With ``--folds`` it reports how well it does on articles that it was not trained on,
and writes nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from ..corpus.gold import GoldArticle, read_gold
from ..corpus.score_facts import identity
from ..corpus.score_inspection import InspectionScores, named, report_inspection, score_inspection
from .alignment import entities_of, sentences_of, text_of
from .finding_train import options
from .inspection_bodies import ROLES, Body, Chooser, bodies_of
from .language import load
from .records import entity_fields, finding_fields, record

_STRENGTH = 0.4
"""Of the weights against their penalty."""
_RARE = 4
"""A feature of fewer articles says nothing."""
_LEAST = 0.015
"""A weight that is smaller in both roles is left out."""
_BONUS = 0.3
"""Added to the log odds: few bodies have a role, and a missed one costs as much as a wrong one."""

Sample = tuple[list[Body], list[tuple[bool | None, ...]]]


def sample(nlp: Language, article: GoldArticle) -> Sample:
    """The bodies of an article and whether each has each of ``ROLES``; None: open."""
    doc = nlp(article.text)
    entities, text = entities_of(doc), text_of(doc)
    fields = {entity["id"]: entity for entity in entity_fields(entities)}
    gold = article.inspection or {}
    open_ = named(gold.get("optional", ()), fields)
    bodies = bodies_of(text, sentences_of(doc), entities, finding_fields(doc, text, entities))
    right = []
    for body in bodies:
        key = identity(fields[f"e{body.mentions[0] + 1}"])
        truth = [any(key in named(m, fields) for m in gold.get(role, ())) for role in ROLES]
        right.append(tuple(True if t else None if key in open_ else False for t in truth))
    return bodies, right


def train(samples: Sequence[Sample]) -> dict[str, tuple[int, int]]:
    """The weights of each feature, in hundredths; ``""`` for the constant."""
    spread = Counter(f for bodies, _ in samples for f in set().union(*(b.features for b in bodies)))
    weights: dict[str, list[float]] = {"": [0.0, 0.0]}
    for number in range(len(ROLES)):
        rows, truth = [], []
        for bodies, right in samples:
            for body, known in zip(bodies, right, strict=True):
                if known[number] is not None:
                    rows.append(dict.fromkeys(sorted(body.features), 1))
                    truth.append(known[number])
        table = DictVectorizer()
        design = table.fit_transform(rows)
        kept = np.array([spread[name] >= _RARE for name in table.feature_names_])
        model = LogisticRegression(C=_STRENGTH, max_iter=2000).fit(design[:, kept], truth)
        weights[""][number] = float(model.intercept_[0]) + _BONUS
        names = (n for n, keep in zip(table.feature_names_, kept, strict=True) if keep)
        for name, weight in zip(names, model.coef_[0], strict=True):
            weights.setdefault(name, [0.0, 0.0])[number] = float(weight)
    return {
        name: (round(100 * one), round(100 * other))
        for name, (one, other) in sorted(weights.items())
        if not name or max(abs(one), abs(other)) >= _LEAST
    }


def evaluate(
    scores: InspectionScores,
    nlp: Language,
    chooser: Chooser,
    pairs: Iterable[tuple[GoldArticle, Sample]],
) -> None:
    """Adds the scores of the bodies chosen on articles; the other parts are as packaged."""
    for article, (bodies, _) in pairs:
        made = record(nlp(article.text)).model_dump(mode="json")
        for role, chosen in zip(ROLES, chooser.choose(bodies), strict=True):
            made["inspection"][role] = [f"e{body.mentions[0] + 1}" for body in chosen]
        score_inspection(scores, article, made)


def main() -> None:
    """The command line."""
    chosen = options(__doc__, Path("pipeline/inspection.json"))
    gold = chosen.corpus / "gold"
    sets = {"written": read_gold(gold, facts=gold / "written-inspections.jsonl"), "real": []}
    if (chosen.real / "gold.jsonl").is_file():
        sets["real"] = read_gold(chosen.real, facts=gold / "train-inspections.jsonl")
    nlp = load()
    made = {
        name: [(a, sample(nlp, a)) for a in articles if a.inspection is not None]
        for name, articles in sets.items()
    }
    if not chosen.folds:
        weights = train([s for own in made.values() for _, s in own])
        lines = (
            f"{json.dumps(n, ensure_ascii=False)}: {json.dumps(w)}" for n, w in weights.items()
        )
        chosen.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
        print(f"{len(weights)} weights in {chosen.out}")
        return
    scores = {name: InspectionScores() for name in made}
    for fold in range(chosen.folds):
        rest = [
            s for own in made.values() for n, (_, s) in enumerate(own) if n % chosen.folds != fold
        ]
        chooser = Chooser(train(rest))
        for name, own in made.items():
            evaluate(scores[name], nlp, chooser, own[fold :: chosen.folds])
    for name, counted in scores.items():
        parts = report_inspection(counted)["parts"]
        print(f"{name}:", *(f"{role} {parts[role]}" for role in ROLES))


if __name__ == "__main__":
    main()
