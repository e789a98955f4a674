"""Runs the pipeline on gold articles and counts how well it agrees with the gold."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spacy.language import Language

from ..corpus.article import Article, Reject
from ..corpus.gold import GoldArticle, read_gold
from ..corpus.score import Error, Scores, report, score_article
from ..corpus.score_facts import FactScores, report_findings, score_findings
from ..corpus.score_indicators import IndicatorScores, report_indicators, score_indicators
from ..corpus.score_inspection import InspectionScores, report_inspection, score_inspection
from .runner import run


@dataclass
class Evaluation:
    """What was counted: sentences and entities, findings, indicators, inspection."""

    scores: Scores = field(default_factory=Scores)
    findings: FactScores = field(default_factory=FactScores)
    indicators: IndicatorScores = field(default_factory=IndicatorScores)
    inspection: InspectionScores = field(default_factory=InspectionScores)

    @property
    def errors(self) -> list[Error]:
        """Every disagreement with the gold."""
        return [*self.scores.errors, *self.findings.errors, *self.inspection.errors]

    def report(self) -> dict[str, Any]:
        """The scores as plain data, rounded; parts that nobody labelled are left out."""
        result = report(self.scores)
        if self.findings.articles:
            result["findings"] = report_findings(self.findings)
        if self.indicators.exact.right + self.indicators.exact.missed:
            result["indicators"] = report_indicators(self.indicators)
        if self.inspection.articles:
            result["inspection"] = report_inspection(self.inspection)
        return result


def evaluate(nlp: Language, folder: Path, *, facts: Path | None = None) -> Evaluation:
    """Scores the pipeline on a folder of gold.

    Args:
        nlp: the pipeline.
        folder: holds ``gold.jsonl`` and the articles (see ``corpus.gold``).
        facts: stand-off gold of findings, indicators and inspections for articles of the folder.

    Raises:
        GoldError: the folder holds no gold, or gold that does not fit its articles.
        RuntimeError: an article was rejected.
    """
    gold = read_gold(folder, facts=facts)
    done = Evaluation()
    for item, made in zip(gold, run(nlp, map(_article, gold)), strict=True):
        if isinstance(made, Reject):
            raise RuntimeError(f"{made.uri}: {made.reason}")
        predicted: dict[str, Any] = made.model_dump(mode="json")
        score_article(done.scores, item, predicted)
        score_findings(done.findings, item, predicted)
        score_indicators(done.indicators, item, predicted)
        score_inspection(done.inspection, item, predicted)
    return done


def _article(item: GoldArticle) -> Article:
    return Article(
        uri=item.id,
        text=item.text,
        title=item.title or None,
        published=item.published,
        media_type="text/plain",
        sha256="",
    )
