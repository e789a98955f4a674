"""Learns the weights of the tagger of findings.

``python -m thanhtra.pipeline.finding_train [--corpus DIR] [--real DIR] [--out FILE] [--folds N]``:
from the written corpus, and from real articles whose findings are labelled stand-off
(``corpus/gold/train-findings.jsonl``), where their text is there. With ``--folds`` it reports how
well it does on articles that it was not trained on, each domain for itself, and writes nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import spacy
from scipy.sparse import csr_matrix
from spacy.language import Language

from ..corpus.gold import GoldArticle, read_gold
from ..corpus.markup import LABELS as MARKS
from ..corpus.markup import parse
from ..corpus.score_facts import FactScores, report_findings, score_findings
from ..models.classifier import LABELS
from .alignment import entities_of
from .finding_atoms import cut
from .finding_crf import Data, learn
from .finding_features import SLOTS, features
from .finding_tagger import TAGS, Stated, Story, Tagger
from .finding_words import Words

_PENALTY = 4.0
_ROUNDS = 60
_RARE = 3
"""A feature that is seen less often is not learned: it would only be learned by heart."""
_WRITTEN = 0.6
"""What a written article counts beside a real one: they are split differently, and are many."""
_NEVER = -1e4
# A tag learns together with the others of its kind.
_PARTS = np.vstack([np.eye(len(TAGS)), [[tag[0] == kind for tag in TAGS] for kind in "BI"]])
_MOVES = np.array(
    [
        [_NEVER if tag[0] == "I" and before not in {tag, "B" + tag[1:]} else 0.0 for tag in TAGS]
        for before in ("^", *TAGS)
    ]
)
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
_TIMES = 1.0


@dataclass(frozen=True)
class Sample:
    """The labelled sentences of one article: the features and tags of their atoms."""

    slots: np.ndarray
    bag: np.ndarray
    counts: np.ndarray
    tags: np.ndarray
    sentence: np.ndarray
    labels: list[Sequence[str]]
    weight: float


def reader() -> Language:
    """A pipeline that does what comes before the findings, but for the labels."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "thanhtra.tokenizer.v1"}}})
    for stage in ("furniture", "sentences", "entities"):
        nlp.add_pipe(f"thanhtra_{stage}")
    return nlp


def sample(nlp: Language, article: GoldArticle, weight: float) -> Sample:
    """What is to be learned from an article with findings."""
    stated = _stated(article)
    doc = nlp(article.text)
    entities = [(e.start_char, e.end_char, e.label_) for e in entities_of(doc)]
    words = Words.of([doc])
    atoms = cut(words, [(s.start, s.end) for s in stated], entities)
    bits = [sum(1 << LABELS.index(label) for label in s.labels) for s in stated]
    slots, bag, offsets = features(words, atoms, bits)
    starts, ends = words.starts[atoms.first], words.ends[atoms.behind - 1]
    tags = np.zeros(len(starts), dtype=np.int64)
    for finding in sorted(article.findings or (), key=lambda f: (f["start"], -f["end"])):
        kind = 2 * LABELS.index(finding["label"]) + 1
        shared = np.minimum(ends, finding["end"]) - np.maximum(starts, finding["start"])
        covered = np.flatnonzero(2 * shared > ends - starts)
        tags[covered] = kind + 1
        tags[covered[:1]] = kind
    counts = np.diff(np.append(offsets, len(bag)))
    return Sample(slots.T, bag, counts, tags, atoms.sentence, [s.labels for s in stated], weight)


def _stated(article: GoldArticle) -> list[Stated]:
    found = []
    for sentence in article.sentences:
        start, end = sentence["start"], sentence["end"]
        inside = {f["label"] for f in article.findings or () if start <= f["start"] < end}
        if inside:
            labels = [label for label in LABELS if label in inside | {*sentence["labels"]}]
            found.append(Stated(start, end, labels))
    return found


def guideline(nlp: Language) -> list[Sample]:
    """The examples of the guideline as sentences to learn from."""
    found = []
    for marked in _GUIDELINE:
        text, spans = parse(marked)
        findings: list[dict[str, Any]] = [
            {"start": s.start, "end": s.end, "label": MARKS[s.type]}
            for s in spans
            if s.type in MARKS
        ]
        sentence = {"start": 0, "end": len(text), "labels": []}
        article = GoldArticle("", text, "", None, [sentence], [], findings, [])
        found.append(sample(nlp, article, _TIMES))
    return found


def train(samples: Sequence[Sample]) -> tuple[np.ndarray, np.ndarray]:
    """The weights: float (SLOTS + 1, n_tags) of the features, and of what follows what."""
    sentences = sorted(
        (part for made in samples for part in _sentences(made)), key=lambda part: -len(part.tags)
    )
    atoms = [atom for part in sentences for atom in part.slots]
    flat = np.concatenate(atoms)
    seen = np.bincount(flat, minlength=SLOTS + 1)
    seen[SLOTS] = 0
    kept = np.flatnonzero(seen >= _RARE)
    column = np.full(SLOTS + 1, -1)
    column[kept] = np.arange(len(kept))
    owner = np.repeat(np.arange(len(atoms)), [len(atom) for atom in atoms])
    known = column[flat] >= 0
    entries = np.ones(int(known.sum())), (owner[known], column[flat][known])
    may = [[tag == "O" or tag[1] in part.labels for tag in TAGS] for part in sentences]
    lengths = np.array([len(part.tags) for part in sentences])
    data = Data(
        design=csr_matrix(entries, shape=(len(atoms), len(kept))),
        tags=np.concatenate([part.tags for part in sentences]),
        allowed=np.repeat(np.where(may, 0.0, _NEVER), lengths, axis=0),
        lengths=lengths,
        weights=np.array([part.weight for part in sentences]),
        parts=_PARTS,
        moves=_MOVES,
    )
    learned, follow = learn(data, penalty=_PENALTY, rounds=_ROUNDS)
    table = np.zeros((SLOTS + 1, len(TAGS)))
    table[kept] = learned
    return table, follow


class _Part(NamedTuple):
    """A sentence to learn from: the slots and tags of its atoms, the letters of its labels."""

    slots: list[np.ndarray]
    tags: np.ndarray
    labels: str
    weight: float


def _sentences(made: Sample) -> Iterator[_Part]:
    bags = np.split(made.bag, np.cumsum(made.counts)[:-1])
    for number, labels in enumerate(made.labels):
        inside = np.flatnonzero(made.sentence == number)
        slots = [np.append(made.slots[atom], bags[atom]) for atom in inside]
        yield _Part(slots, made.tags[inside], "".join(x[0] for x in labels), made.weight)


def evaluate(
    scores: FactScores, nlp: Language, tagger: Tagger, articles: Iterable[GoldArticle]
) -> None:
    """Adds the scores of the spans on articles, given the labels of their sentences."""
    for article in articles:
        doc = nlp(article.text)
        entities = [(e.start_char, e.end_char, e.label_) for e in entities_of(doc)]
        story = Story(article.text, _stated(article), entities)
        rows = [
            {"start": piece.start, "end": piece.end, "label": piece.label}
            for found in tagger.find(Words.of([doc]), [story])[0]
            for piece in found
        ]
        score_findings(scores, article, {"findings": rows, "entities": []})


def save(path: Path, weights: np.ndarray, follow: np.ndarray) -> int:
    """Writes the weights that matter, as small whole numbers; returns how many slots there are."""
    scale = float(np.abs(weights).max()) / 127
    whole = np.rint(weights / scale).astype(np.int8)
    slots = np.flatnonzero(whole.any(axis=1)).astype(np.uint32)
    np.savez_compressed(path, slots=slots, weights=whole[slots], scale=scale, follow=follow)
    return len(slots)


def options(about: str | None, out: Path) -> argparse.Namespace:
    """The command line of a training: ``corpus``, ``real``, ``out``, ``folds``."""
    parser = argparse.ArgumentParser(description=(about or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--real", type=Path, default=Path("../shared/train"))
    parser.add_argument("--out", type=Path, default=out)
    parser.add_argument("--folds", type=int, default=0)
    return parser.parse_args()


def domains(chosen: argparse.Namespace) -> dict[str, list[GoldArticle]]:
    """The written and the real articles whose findings are labelled; no real one without text."""
    gold = chosen.corpus / "gold"
    found = {"written": read_gold(gold), "real": []}
    if (chosen.real / "gold.jsonl").is_file():
        found["real"] = read_gold(chosen.real, facts=gold / "train-findings.jsonl")
    return {name: [a for a in articles if a.findings] for name, articles in found.items()}


def hefts(articles: Mapping[str, Sequence[GoldArticle]]) -> dict[str, float]:
    """How much an article of each domain counts; written ones fully where there are no others."""
    return {"written": _WRITTEN if articles["real"] else 1.0, "real": 1.0}


def report(name: str, scores: FactScores) -> None:
    """Prints what was scored."""
    table = report_findings(scores)
    shown = (f"{kind} {table[kind]['micro']['f1']:.3f}" for kind in ("exact", "close"))
    print(f"{name}: {scores.articles} articles,", *shown)


def main() -> None:
    """The command line."""
    chosen = options(__doc__, Path("pipeline/finding_weights.npz"))
    articles = domains(chosen)
    nlp = reader()
    heft = hefts(articles)
    made = {n: [sample(nlp, a, heft[n]) for a in own] for n, own in articles.items()}
    examples = guideline(nlp)
    if not chosen.folds:
        weights, follow = train([*examples, *made["written"], *made["real"]])
        size = save(chosen.out, weights, follow)
        counts = ", ".join(f"{len(own)} {name}" for name, own in articles.items())
        print(f"{size} slots in {chosen.out}, from {counts} articles")
        return
    scores = {name: FactScores() for name in articles}
    for fold in range(chosen.folds):
        rest = [s for own in made.values() for n, s in enumerate(own) if n % chosen.folds != fold]
        tagger = Tagger(*train([*examples, *rest]))
        for name, own in articles.items():
            evaluate(scores[name], nlp, tagger, own[fold :: chosen.folds])
    for name, counted in scores.items():
        report(name, counted)


if __name__ == "__main__":
    main()
