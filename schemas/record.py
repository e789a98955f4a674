"""The record: what is known of one article, every fact with the words that it rests on."""

from __future__ import annotations

from datetime import date
from itertools import chain
from typing import Literal

from pydantic import Field, NonNegativeInt, model_validator

from .base import Label, Model, Number
from .entities import Entity

SCHEMA_VERSION = "1"

Topic = Literal[
    "cải cách hành chính",
    "đất đai",
    "xây dựng",
    "tài chính - ngân sách",
    "an toàn thực phẩm",
    "môi trường",
    "giáo dục",
    "y tế",
    "lao động",
    "khác",
]
"""What the article is about (guideline, section 4)."""


class Source(Model):
    """Where the article comes from, as far as the input tells."""

    uri: str = Field(description="Address of the article within the input")
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    author: str | None = None
    url: str | None = Field(default=None, description="Where it was published")
    media_type: str = Field(description="E.g. 'text/plain', 'text/html'")
    sha256: str = Field(description="Hash of the bytes that were read")


class Inspection(Model):
    """Who inspected whom, when and on what ground; references to entity ids, each thing once.

    The inspection is the one that the article reports: done, under way or announced.
    """

    kind: str | None = Field(default=None, description="kiểm tra, thanh tra, giám sát or kiểm toán")
    inspectors: tuple[str, ...] = Field(
        default=(), description="Bodies that carry it out: the team, and who sent it"
    )
    inspected: tuple[str, ...] = Field(
        default=(),
        description="Bodies, or places for their administration, whose work it looked at or which "
        "it found at fault; not a place that only says where",
    )
    dates: tuple[str, ...] = Field(
        default=(),
        description="Days of the visit or the working session; not those on which its result was "
        "signed or told",
    )
    period: str | None = Field(default=None, description="The stretch of time that it looked at")
    documents: tuple[str, ...] = Field(
        default=(), description="Decision or plan that ordered it, conclusion or report it ended in"
    )


class Scores(Model):
    """Calibrated probability of each label."""

    achievement: float
    shortcoming: float
    recommendation: float


class Cue(Model):
    """Words of a sentence that decided a label, and how much they weighed."""

    label: Label
    start: NonNegativeInt
    end: NonNegativeInt
    text: str
    weight: float = Field(description="Share in the label's log odds; below zero: against it")


class Sentence(Model):
    """One sentence and what it asserts."""

    start: NonNegativeInt
    end: NonNegativeInt
    labels: tuple[Label, ...] = Field(default=(), description="Any of the three; empty: none")
    scores: Scores | None = Field(default=None, description="Null for page furniture")
    furniture: bool = Field(default=False, description="Menu, byline, counter, licence footer …")
    evidence: tuple[Cue, ...] | None = Field(
        default=None, description="What decided each label given; only when it was asked for"
    )


class Finding(Model):
    """One thing done, failed or asked for."""

    id: str
    label: Label
    start: NonNegativeInt
    end: NonNegativeInt
    text: str
    sentence: NonNegativeInt = Field(description="Index of the sentence that it lies in")
    score: float = Field(description="Probability of the label for its sentence")
    agency: str | None = Field(
        default=None,
        description="Entity id of the body concerned; of a recommendation, of the body that asks",
    )
    addressee: str | None = Field(default=None, description="Entity id of the body that is asked")
    deadline: str | None = Field(default=None, description="Entity id of the DATE it is due by")
    entities: tuple[str, ...] = Field(default=(), description="Entities inside the finding")


class Indicator(Model):
    """Figures that belong together, with their arithmetic checked (guideline, section 3)."""

    id: str
    name: str = Field(description="What is measured, in the article's words")
    start: NonNegativeInt
    end: NonNegativeInt
    text: str
    agency: str | None = Field(default=None, description="Entity id of the body measured")
    period: str | None = Field(default=None, description="Entity id of the DATE it holds for")
    entities: tuple[str, ...] = Field(description="The figures, in order of the text")
    value: Number | None = Field(default=None, description="The figure, where it is no share")
    unit: str | None = None
    numerator: Number | None = None
    denominator: Number | None = None
    percent: Number | None = None
    parts: tuple[str, ...] = Field(
        default=(), description="Entity ids of the figures that add up to the value"
    )
    difference: Number | None = Field(
        default=None, description="How far it lies above (+) or below (-) what it is compared with"
    )
    difference_unit: str | None = Field(
        default=None, description="'điểm phần trăm', '%' (a relative change) or the value's unit"
    )
    base: Number | None = Field(
        default=None, description="The figure that it is compared with, where it is printed"
    )
    against: str | None = Field(default=None, description="What it is compared with, in words")
    comparison: Literal["target", "earlier"] | None = Field(
        default=None, description="A target or an earlier period; null: another, or not known"
    )
    rank: int | None = None
    rank_of: int | None = None
    consistent: bool | None = Field(
        default=None, description="Do the figures agree as printed? Null: nothing to check"
    )
    note: str | None = Field(default=None, description="The arithmetic, when it was checked")


class Provenance(Model):
    """What made the record; the same input and provenance give the same record."""

    version: str = Field(description="Version of thanhtra")
    model: str = Field(description="Name and hash of the sentence classifier")
    settings: str = Field(description="Hash of the pipeline's settings")


class Record(Model):
    """Everything that was found in one article."""

    schema_version: Literal["1"] = "1"
    id: str = Field(description="Hash of the text")
    source: Source
    text: str = Field(description="The article's text in NFC; all offsets are into it")
    topic: Topic
    inspection: Inspection
    sentences: tuple[Sentence, ...]
    entities: tuple[Entity, ...]
    findings: tuple[Finding, ...]
    indicators: tuple[Indicator, ...]
    similarity: str = Field(
        default="",
        description="MinHash of the text: alike for copies (pipeline.similarity.similar)",
    )
    group: str | None = Field(
        default=None,
        description="Id of the first record with the same text or a copy of it; its own where it "
        "is alone. Null: the archive has not been searched for copies (thanhtra dedup)",
    )
    provenance: Provenance

    @model_validator(mode="after")
    def _grounded(self) -> Record:
        """Every span quotes the text, and every reference names an entity of the right type."""
        text = self.text
        cues = (cue for sentence in self.sentences for cue in sentence.evidence or ())
        for part in chain(self.entities, self.findings, self.indicators, cues):
            start, end = part.start, part.end
            if start >= end or text[start:end] != part.text:
                raise ValueError(f"{part.text!r} does not stand at {start}:{end}")
        previous = 0
        for number, sentence in enumerate(self.sentences):
            if not previous <= sentence.start < sentence.end <= len(self.text):
                raise ValueError(
                    f"sentence {number} at {sentence.start}:{sentence.end} is misplaced"
                )
            previous = sentence.end
        self._linked()
        return self

    def _linked(self) -> None:
        types: dict[str, str] = {entity.id: entity.type for entity in self.entities}
        if len(types) != len(self.entities):
            raise ValueError("two entities share an id")
        body, day, every = {"AGENCY", "LOCATION"}, {"DATE"}, set(types.values())
        references: list[tuple[str | None, set[str]]] = []
        for finding in self.findings:
            sentence = self.sentences[finding.sentence : finding.sentence + 1]
            if (
                not sentence
                or not sentence[0].start <= finding.start < finding.end <= sentence[0].end
            ):
                raise ValueError(f"{finding.id} does not lie in sentence {finding.sentence}")
            references += [(finding.agency, body), (finding.addressee, body)]
            references += [(finding.deadline, day)]
            references += [(entity, every) for entity in finding.entities]
        for indicator in self.indicators:
            references += [(indicator.agency, body), (indicator.period, day)]
            references += [(e, every) for e in indicator.entities + indicator.parts]
        inspection = self.inspection
        references += [(e, body) for e in (*inspection.inspectors, *inspection.inspected)]
        references += [(e, day) for e in (*inspection.dates, inspection.period)]
        references += [(e, {"LEGAL_DOC"}) for e in inspection.documents]
        references += [(e.agency, {"AGENCY"}) for e in self.entities if e.type == "PERSON"]
        for reference, allowed in references:
            if reference is not None and types.get(reference) not in allowed:
                raise ValueError(
                    f"reference to {reference}, which is no {'/'.join(sorted(allowed))}"
                )
