"""Learns which body a finding is tied to.

``python -m thanhtra.pipeline.finding_link_train [--corpus DIR] [--real DIR] [--out FILE]
[--folds N]``: from the same gold as ``finding_train``. With ``--folds`` it reports how well it does
on articles that it was not trained on, given their findings, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from spacy.language import Language

from .. import schemas
from ..corpus.gold import GoldArticle
from ..corpus.markup import LABELS as MARKS
from ..corpus.markup import parse
from ..corpus.score_facts import FactScores, report_findings, score_findings
from .alignment import Entity, entities_of
from .finding_choices import SLOTS, Case, Choices, choices, identity, repeated
from .finding_links import NAMES, Linker, Tale, scene_of
from .finding_tagger import Piece
from .finding_train import domains, hefts, options, reader
from .finding_words import Words
from .records import entity_fields

_PENALTY = 2.0
_ROUNDS = 80
_RARE = 3
# How findings are tied by the guideline, learned as often as makes it count.
_EXAMPLES = (
    "{A @u|{AGENCY#u|UBND xã Yên Bình} đã niêm yết}.\n{S|Nhiều phòng, ban chưa làm}.",
    "{A @u|{AGENCY#u|UBND xã Tân An} đã công khai}.\n{S|Nhiều xã chưa ban hành kế hoạch}.",
    "{A @u|{AGENCY#u|UBND xã Yên Bình} đã công khai}.\n{S|Một số đơn vị còn chậm}.",
    "{A @u|{AGENCY#u|UBND xã Tân An} đã công khai}.\n{S @u|Hồ sơ còn chậm}.",
    "{A @u|{AGENCY#u|UBND xã Yên Bình} đã niêm yết}.\n{S @u|Phiếu hẹn ghi thiếu}.",
    "{A @u|{AGENCY#u|UBND xã Tân An} đã công khai}.\n{S @u|Bảng tên bỏ trống}.",
    "{AGENCY#p|Phòng Nội vụ} được giao {R >p|rà soát thủ tục}.",
    "{AGENCY#p|Phòng Tư pháp} được giao {R >p|soạn quy chế}.",
    "{AGENCY#p|Sở Nội vụ} giao {AGENCY#q|Phòng Tư pháp} {R @p >q|soạn quy chế}.",
)
_TIMES = 5.0
_ENTITIES = TypeAdapter(tuple[schemas.Entity, ...])
_OUT = Path("pipeline/finding_links.npz")


@dataclass(frozen=True)
class Sample:
    """The cases of one article.

    Attributes:
        slots: int64 (n_rows, n_features) of each choice; ``SLOTS``: nothing.
        case: int64 (n_rows,) the case of each.
        right: bool (n_rows,) whether it names the body that the gold names, or rightly none.
        weight: how much the article counts.
    """

    slots: np.ndarray
    case: np.ndarray
    right: np.ndarray
    weight: float


def tale_of(nlp: Language, article: GoldArticle) -> tuple[Words, Tale, list[dict[str, Any]]]:
    """An article with its gold findings, and the gold of these, both in order of the text."""
    told, gold = [], []
    for finding in sorted(article.findings or (), key=lambda f: (f["start"], f["end"], f["label"])):
        for number, sentence in enumerate(article.sentences):
            if sentence["start"] <= finding["start"] < sentence["end"]:
                told.append((Piece(finding["start"], finding["end"], finding["label"]), number))
                gold.append(finding)
    doc = nlp(article.text)
    sentences = [(s["start"], s["end"]) for s in article.sentences]
    return Words.of([doc]), Tale(article.text, entities_of(doc), sentences, told), gold


def sample(nlp: Language, article: GoldArticle, weight: float) -> Sample | None:
    """What is to be learned from an article; None where nothing can be chosen."""
    words, tale, gold = tale_of(nlp, article)
    scene, owners = scene_of(tale)
    if not scene.cases or not scene.bodies:
        return None
    rows = choices(words, [scene])
    targets = (gold[o].get(NAMES[c.role]) for c, o in zip(scene.cases, owners, strict=True))
    wanted = [_meant(article, tale.entities, target) for target in targets]
    keys = {-1: None} | dict(enumerate(scene.keys))
    named = [keys[body] for body in rows.body.tolist()]
    right = np.array([k in wanted[c] for c, k in zip(rows.case.tolist(), named, strict=True)])
    again = _again(rows, named, scene.cases, wanted)
    kept = np.isin(rows.case, np.unique(rows.case[right]))
    slots = np.column_stack([rows.slots, again])[kept]
    return Sample(slots, rows.case[kept], right[kept], weight) if kept.any() else None


def examples(nlp: Language) -> list[Sample]:
    """The examples of the guideline as articles to learn from."""
    found = []
    for marked in _EXAMPLES:
        text, spans = parse(marked)
        named = {tag: [span.start, span.end] for span in spans for tag in span.tags}
        findings = [
            {"start": s.start, "end": s.end, "label": MARKS[s.type]}
            | {role: named[tag] for role, tag in s.links.items()}
            for s in spans
            if s.type in MARKS
        ]
        ends = [place for place, sign in enumerate(text + "\n") if sign == "\n"]
        starts = [0, *(end + 1 for end in ends)]
        sentences = [{"start": a, "end": b} for a, b in zip(starts, ends, strict=False)]
        article = GoldArticle("", text, "", None, sentences, [], findings, [])
        found.append(sample(nlp, article, _TIMES))
    return [made for made in found if made is not None]


def _meant(
    article: GoldArticle, entities: Sequence[Entity], target: int | list[int] | None
) -> set[str | None]:
    """What the bodies share that a gold link names; empty where no such body was found."""
    if target is None:
        return {None}
    if isinstance(target, int):
        start, end = article.entities[target]["start"], article.entities[target]["end"]
    else:
        start, end = target
    near = [e for e in entities if e.start_char < end and start < e.end_char]
    offices = {tuple(e.value.get("agency") or ()) for e in near if e.label_ == "PERSON"}
    near += [e for e in entities if (e.start_char, e.end_char) in offices]
    return {identity(e) for e in near if e.label_ in {"AGENCY", "LOCATION"}}


def _again(
    rows: Choices,
    named: Sequence[str | None],
    cases: Sequence[Case],
    wanted: Sequence[set[str | None]],
) -> np.ndarray:
    """The slot of "the same as the last case in this role" of each row, by the gold."""
    slots = np.full(len(rows.case), SLOTS)
    latest: dict[int, tuple[set[str | None], int]] = {}
    before: list[tuple[set[str | None], int]] = []
    for case, meant in zip(cases, wanted, strict=True):
        before.append(latest.get(case.role, (set(), 0)))
        latest[case.role] = meant, case.sentence
    for row, (number, key) in enumerate(zip(rows.case.tolist(), named, strict=True)):
        case, (meant, since) = cases[number], before[number]
        if key in meant:
            distance = min(case.sentence - since, 3)
            slots[row] = repeated(case.role, case.label, key is None, distance)
    return slots


def train(samples: Sequence[Sample]) -> np.ndarray:
    """The weights, float (SLOTS,): a conditional logit, the right choices of a case together."""
    slots = np.concatenate([made.slots for made in samples])
    right = np.concatenate([made.right for made in samples])
    heft = np.concatenate([np.full(len(made.case), made.weight) for made in samples])
    firsts = [np.append(True, made.case[1:] != made.case[:-1]) for made in samples]
    starts = np.flatnonzero(np.concatenate(firsts))
    owner = np.cumsum(np.concatenate(firsts)) - 1
    seen = np.bincount(slots.ravel(), minlength=SLOTS + 1)
    seen[SLOTS] = 0
    kept = np.flatnonzero(seen >= _RARE)
    column = np.full(SLOTS + 1, -1)
    column[kept] = np.arange(len(kept))
    known = column[slots] >= 0
    rows = np.repeat(np.arange(len(slots)), known.sum(axis=1))
    entries = np.ones(len(rows)), (rows, column[slots][known])
    design = csr_matrix(entries, shape=(len(slots), len(kept)))
    transposed = design.T.tocsr()

    def total(scores: np.ndarray) -> np.ndarray:
        top = np.maximum.reduceat(scores, starts)
        return np.log(np.add.reduceat(np.exp(scores - top[owner]), starts)) + top

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = design @ weights
        fitting = np.where(right, scores, -1e9)
        every, good = total(scores), total(fitting)
        off = heft * (np.exp(scores - every[owner]) - np.exp(fitting - good[owner]))
        value = float((heft[starts] * (every - good)).sum() + _PENALTY / 2 * weights @ weights)
        return value, transposed @ off + _PENALTY * weights

    start = np.zeros(len(kept))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _ROUNDS})
    table = np.zeros(SLOTS)
    table[kept] = found.x
    return table


def save(path: Path, weights: np.ndarray) -> int:
    """Writes the weights that matter, as small whole numbers; returns how many there are."""
    scale = float(np.abs(weights).max()) / 127
    whole = np.rint(weights / scale).astype(np.int8)
    slots = np.flatnonzero(whole).astype(np.uint32)
    np.savez_compressed(path, slots=slots, weights=whole[slots], scale=scale)
    return len(slots)


def evaluate(
    scores: FactScores, nlp: Language, linker: Linker, articles: Iterable[GoldArticle]
) -> None:
    """Adds the scores of the links on articles, given their findings."""
    for article in articles:
        words, tale, _ = tale_of(nlp, article)
        rows = [
            {"start": piece.start, "end": piece.end, "label": piece.label} | links
            for (piece, _), links in zip(tale.findings, linker.tie(words, [tale])[0], strict=True)
        ]
        valid = _ENTITIES.validate_python(entity_fields(tale.entities))
        predicted = {"findings": rows, "entities": _ENTITIES.dump_python(valid, mode="json")}
        score_findings(scores, article, predicted)


def main() -> None:
    """The command line."""
    chosen = options(__doc__, _OUT)
    articles = domains(chosen)
    nlp = reader()
    heft = hefts(articles)
    made = {n: [sample(nlp, a, heft[n]) for a in own] for n, own in articles.items()}
    told = examples(nlp)
    if not chosen.folds:
        weights = train([*told, *(s for own in made.values() for s in own if s is not None)])
        print(f"{save(chosen.out, weights)} weights in {chosen.out}")
        return
    scores = {name: FactScores() for name in articles}
    for fold in range(chosen.folds):
        rest = [s for own in made.values() for n, s in enumerate(own) if n % chosen.folds != fold]
        linker = Linker(train([*told, *(s for s in rest if s is not None)]))
        for name, own in articles.items():
            evaluate(scores[name], nlp, linker, own[fold :: chosen.folds])
    for name, counted in scores.items():
        links = report_findings(counted)["links"]
        print(f"{name}:", *(f"{role} {figures['f1']:.3f}" for role, figures in links.items()))


if __name__ == "__main__":
    main()
