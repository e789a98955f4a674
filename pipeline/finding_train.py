"""Learns the weights of the tagger of findings from the written corpus.

``python -m thanhtra.pipeline.finding_train [CORPUS] [--out FILE] [--folds N]``: an averaged
perceptron over whole sentences. With ``--folds`` it reports how well it does on articles that it
was not trained on, and writes nothing.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import orjson

from ..corpus.gold import GoldArticle, read_gold
from ..corpus.markup import LABELS as MARKS
from ..corpus.markup import parse
from ..corpus.score_facts import FactScores, report_findings, score_findings
from ..models.classifier import LABELS
from .clauses import atoms
from .finding_features import features
from .finding_tagger import TAGS, Tagger, Vector, decode, follow, pieces

_EPOCHS = 6
_SEEDS = 3
"""Perceptrons that were shuffled differently, averaged."""
_RARE = 3
"""A feature that is seen less often is not learned: it would only be learned by heart."""
# A tag learns together with the others of its kind and with those of its label.
_PARTS = [{tag, *tag} for tag in TAGS]
_SHARED = [
    [(other, len(parts & own)) for other, parts in enumerate(_PARTS) if parts & own]
    for own in _PARTS
]


# The guideline's own examples and others after its rules, learned as often as makes them count.
_GUIDELINE = (
    "{S|Chưa cập nhật danh mục TTHC}; {S|chưa ký số hồ sơ}.",
    "{S|Chưa ban hành kế hoạch}, {S|chưa niêm yết thủ tục}.",
    "{A|Xã đã niêm yết đầy đủ} nhưng {S|chưa cập nhật thủ tục mới}.",
    "Bên cạnh kết quả đạt được, {S|vẫn còn {COUNT|3 xã} chưa ban hành kế hoạch}.",
    "{S|Thiếu biển tên, sổ giao nhận, máy in và tủ hồ sơ}.",
    "{AGENCY|Đoàn kiểm tra} đề nghị {AGENCY|UBND huyện} {R|khắc phục ngay các tồn tại}; "
    "{R|báo cáo kết quả trước {DATE|ngày 30/11}}.",
)
_TIMES = 6


@dataclass(frozen=True)
class Sample:
    """One gold sentence: its atoms, their features and their tags."""

    text: str
    bounds: list[int]
    labels: list[str]
    rows: list[list[str]]
    tags: list[int]


def samples(article: GoldArticle) -> list[Sample]:
    """The sentences of an article that state something."""
    found = []
    for sentence in article.sentences:
        start, end = sentence["start"], sentence["end"]
        inside = [f for f in article.findings or () if start <= f["start"] < end]
        if not inside:
            continue
        entities = [
            (e["start"], e["end"], e["type"]) for e in article.entities if start <= e["start"] < end
        ]
        bounds = atoms(article.text, start, end, entities)
        labels = [label for label in LABELS if label in sentence["labels"]]
        tags = [0] * (len(bounds) - 1)
        for finding in sorted(inside, key=lambda f: (f["start"], -f["end"])):
            kind = 2 * LABELS.index(finding["label"]) + 1
            covered = [
                number
                for number, (a, b) in enumerate(pairwise(bounds))
                if 2 * (min(b, finding["end"]) - max(a, finding["start"])) > b - a
            ]
            for number in covered:
                tags[number] = kind + (number > covered[0])
        rows = features(article.text, bounds, labels, entities)
        found.append(Sample(article.text, bounds, labels, rows, tags))
    return found


def guideline() -> list[Sample]:
    """The examples of the guideline as sentences to learn from."""
    found = []
    for marked in _GUIDELINE:
        text, spans = parse(marked)
        places = [{"type": s.type, "start": s.start, "end": s.end} for s in spans]
        findings = [p | {"label": MARKS[p["type"]]} for p in places if p["type"] in MARKS]
        entities = [place for place in places if place["type"] not in MARKS]
        sentence = {"start": 0, "end": len(text), "labels": [f["label"] for f in findings]}
        found += samples(GoldArticle("", text, "", None, [sentence], entities, findings, []))
    return found * _TIMES


def train(sentences: Sequence[Sample]) -> dict[str, Vector]:
    """The weights of several perceptrons, averaged."""
    learned = [*sentences, *guideline()]
    made = [_perceptron(learned, seed) for seed in range(_SEEDS)]
    none: Vector = [0.0] * len(TAGS)
    return {
        name: [
            sum(column) / _SEEDS for column in zip(*(m.get(name, none) for m in made), strict=True)
        ]
        for name in sorted(set().union(*made))
    }


def _perceptron(sentences: Sequence[Sample], seed: int) -> dict[str, Vector]:
    """The averaged weights of one perceptron."""
    counts = Counter(name for s in sentences for row in s.rows for name in row)
    known = [[[name for name in row if counts[name] >= _RARE] for row in s.rows] for s in sentences]
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(TAGS))
    totals: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(TAGS))
    order = list(range(len(sentences)))
    shuffle = random.Random(seed).shuffle
    step = 0

    def update(name: str, tag: int, by: float) -> None:
        row, total = weights[name], totals[name]
        for other, shared in _SHARED[tag]:
            row[other] += by * shared
            total[other] += by * shared * step

    for _ in range(_EPOCHS):
        shuffle(order)
        for number in order:
            step += 1
            sample, rows = sentences[number], known[number]
            guess = decode([_score(weights, row) for row in rows], sample.labels, follow(weights))
            if guess == sample.tags:
                continue
            before = 0, 0
            for place, (row, tags) in enumerate(
                zip(rows, zip(sample.tags, guess, strict=True), strict=True)
            ):
                names = row if tags[0] != tags[1] else []
                for tag, previous, by in zip(tags, before, (1.0, -1.0), strict=True):
                    for name in (*names, ">" + (TAGS[previous] if place else "^")):
                        update(name, tag, by)
                before = tags
    return {
        name: [weight - total / step for weight, total in zip(row, totals[name], strict=True)]
        for name, row in weights.items()
    }


def _score(weights: Mapping[str, Vector], row: Sequence[str]) -> Vector:
    """What ``Tagger.score`` gives for one atom, by weights that still change."""
    known = [weights[name] for name in row if name in weights]
    return [*map(sum, zip(*known, strict=True))] if known else [0.0] * len(TAGS)


def rounded(weights: Mapping[str, Vector]) -> dict[str, list[int]]:
    """The weights as whole numbers, without the features that hardly matter."""
    scaled = {name: [round(10 * weight) for weight in row] for name, row in weights.items()}
    return {name: scaled[name] for name in sorted(scaled) if max(map(abs, scaled[name])) > 1}


def evaluate(weights: Mapping[str, Vector], articles: Sequence[GoldArticle]) -> FactScores:
    """Scores the spans on articles, given the labels of their sentences."""
    tagger, scores = Tagger(weights), FactScores()
    for article in articles:
        found = []
        for s in samples(article):
            tags = tagger.decode(tagger.score(s.rows), s.labels)
            found += pieces(s.text, s.bounds, tags, s.labels)
        rows = [{"start": p.start, "end": p.end, "label": p.label} for p in found]
        score_findings(scores, article, {"findings": rows, "entities": []})
    return scores


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=Path("pipeline/finding_weights.json"))
    parser.add_argument("--folds", type=int, default=0)
    options = parser.parse_args()
    articles = [article for article in read_gold(options.corpus / "gold") if article.findings]
    for fold in range(options.folds):
        rest = [a for n, a in enumerate(articles) if n % options.folds != fold]
        held = [a for n, a in enumerate(articles) if n % options.folds == fold]
        weights = rounded(train([s for a in rest for s in samples(a)]))
        report = report_findings(evaluate(weights, held))
        print(fold, *(f"{kind} {report[kind]['micro']['f1']:.3f}" for kind in ("exact", "close")))
    if not options.folds:
        made = rounded(train([s for article in articles for s in samples(article)]))
        options.out.write_bytes(orjson.dumps(made) + b"\n")
        print(f"{len(made)} features in {options.out}")


if __name__ == "__main__":
    main()
