"""How good the sentence classifier is, where, and how far its probabilities can be trusted.

``python tests/label_report.py ../shared/dev ../shared/seeds --svg docs`` prints Markdown tables for
each model: F1 by label, topic and length of sentence, beside keyword rules and logistic regression
on n-grams; and how often a label is right at each stated probability, which it also draws. Gold
sentences are classed as they stand, so the scores differ a little from those of
``thanhtra evaluate``, which splits by itself.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import regex
from thanhtra.models import artefact
from thanhtra.models.calibrate import f1, log_odds, sigmoid
from thanhtra.models.classifier import LABELS
from thanhtra.models.fast import PACKAGED
from thanhtra.models.gold import LabelledArticle, read_labelled
from thanhtra.models.load import NAMES, load_model
from thanhtra.models.tokens import Tokenizer
from thanhtra.models.train import WRITTEN, held_back

LENGTHS = ((1, 15), (16, 30), (31, 50), (51, 10_000))
BINS = np.linspace(0, 1, 11)
PEERS = ("keywords", "n-grams alone")
NGRAM_CUTS = (0.3, 0.4, 0.4)
"""Not tuned on any set: somewhat below a half, for the classes are rare."""
COLOURS = ("#2a8a4a", "#c0392b", "#2563b0")
KEYWORDS = (
    r"đạt|hoàn thành|đúng hạn|đầy đủ|kịp thời|nghiêm túc|tích cực|hiệu quả|tốt\b",
    r"chưa|không đúng|sai phạm|vi phạm|tồn tại|hạn chế|chậm|trễ hạn|thiếu|bất cập",
    r"đề nghị|yêu cầu|kiến nghị|chấn chỉnh|khắc phục|cần\b|phải\b",
)
"""The peer: short lists of cues, not tuned."""


@dataclass(frozen=True, slots=True)
class Set:
    """Labelled articles and what each model says of their sentences."""

    name: str
    articles: list[LabelledArticle]
    topics: dict[str, str]

    @property
    def labels(self) -> np.ndarray:
        """All labels, (n, 3)."""
        return np.concatenate([article.labels for article in self.articles])

    @property
    def sentences(self) -> list[str]:
        """All sentences."""
        return [sentence for article in self.articles for sentence in article.sentences]


def read_set(folder: Path) -> Set:
    """Read a gold folder; of the written corpus the held-back articles."""
    articles, topics = read_labelled(folder), {}
    if folder.resolve() == WRITTEN:
        articles = [article for article in articles if held_back(article.id)]
    listing = folder / "articles.jsonl"
    if listing.exists():
        rows = map(json.loads, listing.read_text("utf-8").splitlines())
        topics = {row["id"]: row.get("topic") or "" for row in rows}
    return Set(str(folder), articles, topics)


def groups(given: Set) -> Iterator[tuple[str, np.ndarray]]:
    """Yield the names and masks of the groups of sentences that get a row of their own."""
    yield "all", np.ones(len(given.sentences), dtype=bool)
    topics = np.array(
        [given.topics.get(a.id, "") for a in given.articles for _ in a.sentences], dtype=object
    )
    for topic in sorted({topic for topic in topics if topic}):
        yield f"topic: {topic}", topics == topic
    words = np.array([len(sentence.split()) for sentence in given.sentences])
    for low, high in LENGTHS:
        name = f"{low} to {high} syllables" if high < 10_000 else f"{low} syllables or more"
        yield name, (words >= low) & (words <= high)


def print_groups(given: Set, said: dict[str, tuple[np.ndarray, Sequence[float]]]) -> None:
    """Print F1 of each group and model."""
    print(f"\n## {given.name}\n")
    print("| model | sentences | n | achievement | shortcoming | recommendation | macro |")
    print("|---|---|---:|---:|---:|---:|---:|")
    labels = given.labels
    for model, (probability, cuts) in said.items():
        for name, mask in groups(given):
            if model in PEERS and name != "all":
                continue
            scores = f1(probability[mask], labels[mask], cuts)
            shown = [f"{v:.3f}" for v in scores[:3]]
            # Where fewer than ten sentences carry a label, its F1 says nothing.
            few = labels[mask].sum(axis=0) < 10
            shown = [f"({v})" if rare else v for v, rare in zip(shown, few, strict=True)]
            macro = "–" if few.any() else f"{scores[3]:.3f}"
            print(f"| {model} | {name} | {mask.sum()} | {' | '.join(shown)} | {macro} |")


def reliability(probability: np.ndarray, labels: np.ndarray) -> Iterator[tuple[float, float, int]]:
    """Yield for each tenth the mean probability, the share that was right, and how many."""
    for low, high in pairwise(BINS):
        inside = (probability >= low) & (probability < high + (high == 1))
        if inside.any():
            yield float(probability[inside].mean()), float(labels[inside].mean()), int(inside.sum())


def draw(path: Path, title: str, probability: np.ndarray, labels: np.ndarray) -> None:
    """Draw the reliability of the three labels as SVG."""
    size, edge = 320, 40

    def at(x: float, y: float) -> str:
        return f"{edge + x * size:.1f},{edge + (1 - y) * size:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * edge} '
        f'{size + 3 * edge}" font-family="sans-serif" font-size="12">',
        f'<rect width="{size + 2 * edge}" height="{size + 3 * edge}" fill="white"/>',
        f'<text x="{edge}" y="24" font-size="14">{title}</text>',
        f'<polyline points="{at(0, 1)} {at(0, 0)} {at(1, 0)}" fill="none" stroke="black"/>',
        f'<polyline points="{at(0, 0)} {at(1, 1)}" stroke="#999" stroke-dasharray="4"/>',
    ]
    for tick in (0.0, 0.5, 1.0):
        x, y = (float(v) for v in at(tick, 0).split(","))
        parts.append(f'<text x="{x - 8}" y="{y + 16}">{tick}</text>')
        x, y = (float(v) for v in at(0, tick).split(","))
        parts.append(f'<text x="{x - 26}" y="{y + 4}">{tick}</text>')
    for number, (label, colour) in enumerate(zip(LABELS, COLOURS, strict=True)):
        rows = list(reliability(probability[:, number], labels[:, number]))
        line = " ".join(at(x, y) for x, y, _ in rows)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for x, y, count in rows:
            spot = at(x, y).split(",")
            radius = 2 + min(6.0, count**0.5 / 6)
            parts.append(
                f'<circle cx="{spot[0]}" cy="{spot[1]}" r="{radius:.1f}" fill="{colour}"/>'
            )
        place = edge + size + 36 + 18 * number
        parts.append(f'<text x="{edge}" y="{place}" fill="{colour}">{label}</text>')
    parts.append(
        f'<text x="{edge + 120}" y="{edge + size + 36}">across: stated probability</text>'
        f'<text x="{edge + 120}" y="{edge + size + 54}">up: share that was right</text>'
    )
    path.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


def main() -> None:
    """Print the tables and draw the plots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--model", nargs="*", default=list(NAMES))
    parser.add_argument("--svg", type=Path, help="folder for the reliability plots")
    options = parser.parse_args()
    sets = [read_set(folder) for folder in options.folders]
    models = {name: load_model(name) for name in options.model}
    peers = [regex.compile(pattern, regex.IGNORECASE) for pattern in KEYWORDS]
    first = artefact.load(Path(artefact.__file__).with_name(PACKAGED))[0].linear
    answers: dict[str, list[np.ndarray]] = {name: [] for name in models}
    for given in sets:
        hits = [[bool(p.search(sentence)) for p in peers] for sentence in given.sentences]
        said = {"keywords": (np.array(hits, dtype=float), (0.5, 0.5, 0.5))}
        odds = first.scores(Tokenizer()(given.sentences))
        said["n-grams alone"] = (sigmoid(odds.astype(np.float64)), NGRAM_CUTS)
        for name, model in models.items():
            found = np.concatenate(model.predict([a.sentences for a in given.articles]))
            answers[name].append(found)
            said[name] = (found, model.thresholds)
        print_groups(given, said)
    labels = np.concatenate([given.labels for given in sets])
    print("\n## Reliability, all sets together\n")
    print("| model | label | error of calibration | mean log loss |\n|---|---|---:|---:|")
    for name, parts in answers.items():
        probability = np.concatenate(parts)
        sure = sigmoid(log_odds(probability))
        for number, label in enumerate(LABELS):
            p, y = sure[:, number], labels[:, number]
            error = sum(abs(x - share) * n for x, share, n in reliability(p, y)) / len(p)
            loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
            print(f"| {name} | {label} | {error:.3f} | {loss:.3f} |")
        if options.svg:
            title = f"Reliability of the model `{name}`"
            draw(options.svg / f"reliability-{name}.svg", title, probability, labels)


if __name__ == "__main__":
    main()
