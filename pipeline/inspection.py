"""Who inspected whom, when and on what ground, as far as the article states it.

The bodies are chosen by learned weights (``inspection_bodies``), dates and documents by the words
beside them. News tells these at the top, so only the first characters of an article are read, and
sentences that ask for something ("giao Bộ Quốc phòng kiểm tra") are left out: what is asked for is
another inspection. A field stays empty rather than guess.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter, itemgetter
from typing import Any

import regex
from spacy.tokens import Doc

from .alignment import Entity, Sentence, text_of
from .inspection_bodies import Body, Chooser, bodies_of

_CHOOSER = Chooser.packaged()
_HEAD = 3000
"""So many characters are read."""
_KINDS = ("kiểm tra", "thanh tra", "giám sát", "kiểm toán")
_VERB = r"(?:thanh tra|kiểm tra|giám sát|kiểm toán|phúc tra)"
_FLAGS = regex.IGNORECASE
_VISIT = regex.compile(rf"\b(?i:{_VERB}|làm việc)\b(?!\s(?:\p{{Lu}}\p{{Ll}}|TP))")
"""What is done: no name such as "Thanh tra Chính phủ"."""
_UNTIL = regex.compile(r"\b(?:đến|hết|trước|sau)\s+\Z", _FLAGS)
_DURING = regex.compile(rf"\b(?:thời gian|đợt|cuộc|tiến hành) {_VERB}[^.;:\n]{{0,60}}\Z", _FLAGS)
"""Before the time of the visit: "thời gian kiểm tra kéo dài từ"."""
_TEAM = regex.compile(
    r",?\s{1,3}+(?:khi )?(?:các |1 |một )?(?:đoàn|tổ|đội|lực lượng) [^.;:\n]{2,90}"
    rf"\b(?:đã |tiến hành )?(?:{_VERB}|ra quân|phát hiện|đến|bắt quả tang)\b",
    _FLAGS,
)
"""Behind the time of the visit: "…, tổ công tác … phát hiện"."""
_OWN = regex.compile(r"/\s?KL\b|[/-]\s?(?:TTCP|TTr|TTT|KTNN)\b")
"""In the number of a document that belongs to an inspection."""
_ACTS = {"quyết định", "kế hoạch", "thông báo", "văn bản", "báo cáo", "công văn"}
"""Kinds of documents that may order an inspection or tell its result."""
_GROUND = regex.compile(r"(?:thực hiện|theo|căn cứ)\s+\Z", _FLAGS)
_TOLD = regex.compile(
    r"\b(?:công bố|ban hành|kết luận|cho biết|trao đổi|xác nhận|thông tin|có văn bản|thông báo"
    r"|ngày đăng|cập nhật|quyết định|trước ngày|hết ngày|chậm nhất)\b",
    _FLAGS,
)
"""Words that make a day another day than that of the visit."""
_PERIOD = regex.compile(
    rf"(?:giai đoạn|thời kỳ|thời kì|niên độ|thời hiệu)(?P<outright> (?:được )?{_VERB})?[:\s]*"
    r"(?:là\s+)?(?:từ\s+)?(?:giai đoạn\s+)?\Z",
    _FLAGS,
)
_WORK = regex.compile(
    rf"{_VERB}[^.;:\n]{{0,120}}(?:công tác|việc|kết quả|tình hình)[^.;:\n]{{0,120}}\Z"
    rf"|(?:kết quả|báo cáo|kết luận) {_VERB}\s\Z",
    _FLAGS,
)
_AHEAD = regex.compile(r"\b(?:sẽ|dự kiến|tới)\b", _FLAGS)
_MONTHS = regex.compile(r"tháng|năm|quý", _FLAGS)
_START: Callable[[Entity], int] = attrgetter("start")
_LONG = 45
"""A range of more days than this is a period that was inspected, not a visit."""


def inspection_of(
    doc: Doc,
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    findings: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The article's inspection.

    Args:
        doc: the article.
        sentences: of the article.
        entities: of the article; the id of each is its number, from ``e1`` on.
        findings: of the article, as fields of ``schemas.Finding``.

    Returns:
        The fields of ``schemas.Inspection``; each body once, at its fullest mention.
    """
    text = text_of(doc)
    dates: list[Entity] = []
    periods: list[tuple[int, Entity]] = []
    documents: list[Entity] = []
    previous: Entity | None = None
    for entity, sentence, asks in _told(sentences, entities):
        label = entity.label_
        if label == "LEGAL_DOC" and _on_inspection(text, entity, sentence, asks=asks):
            documents.append(entity)
        if asks:
            continue
        if label == "DATE":
            if clear := _is_period(text, entity, sentence):
                periods.append((clear, entity))
            elif not _dates(text, previous, entity) and _is_visit(text, entity, sentence):
                dates.append(entity)
        previous = entity

    def identify(found: Iterable[Entity]) -> list[str]:
        return [f"e{bisect_right(entities, entity.start, key=_START)}" for entity in found]

    inspectors, inspected = _CHOOSER.choose(bodies_of(text, sentences, entities, findings))
    return {
        "kind": _kind(doc, text, least=1 if inspectors else 2),
        "inspectors": identify(_fullest(_mention(body, entities) for body in inspectors)),
        "inspected": identify(_seats(_mention(body, entities) for body in inspected)),
        "dates": identify(dates[:3]),
        "period": identify([max(periods, key=itemgetter(0))[1]])[0] if periods else None,
        "documents": identify(documents),
    }


def _mention(body: Body, entities: Sequence[Entity]) -> Entity:
    """The first of the mentions that name it most fully."""
    return max((entities[number] for number in body.mentions), key=lambda e: len(e.text))


def _seats(spans: Iterable[Entity]) -> list[Entity]:
    """The inspected without places that only name the seat of another: "xã A", "UBND xã A"."""
    spans = list(spans)
    agencies = " | ".join(span.text.casefold() for span in spans if span.label_ == "AGENCY")
    return [s for s in spans if s.label_ == "AGENCY" or s.text.casefold() not in agencies]


def _told(
    sentences: Sequence[Sentence], entities: Sequence[Entity]
) -> Iterator[tuple[Entity, Sentence, bool]]:
    """The entities of the head, each with its sentence, and whether that asks for something."""
    number = 0
    for sentence in sentences:
        if sentence.start_char > _HEAD:
            return
        asks = "recommendation" in sentence.labels
        start, end = sentence.start, sentence.end
        while number < len(entities) and (entity := entities[number]).start < end:
            if entity.start >= start:
                yield entity, sentence, asks
            number += 1


def _kind(doc: Doc, text: str, *, least: int) -> str | None:
    """The kind that the title names, else the one that the head names most, so often at least."""
    title = str((doc._.article or {}).get("title") or text[:200].split("\n", 1)[0]).casefold()
    named = [kind for kind in _KINDS if kind in title]
    if len(named) == 1:
        return named[0]
    head = text[:_HEAD].casefold()
    counts = {kind: head.count(kind) for kind in named or _KINDS}
    kind = max(counts, key=lambda k: counts[k])
    return kind if counts[kind] >= least else None


def _before(text: str, entity: Entity, sentence: Sentence) -> str:
    return text[max(sentence.start_char, entity.start_char - 200) : entity.start_char]


def _is_period(text: str, entity: Entity, sentence: Sentence) -> int:
    """A stretch of time that the words say was inspected: "giai đoạn …", "công tác … năm 2024".

    Returns:
        2 where they say so outright, 1 where they suggest it, else 0.
    """
    if _days(entity.value) <= _LONG:
        return 0
    before = _before(text, entity, sentence)
    if said := _PERIOD.search(before):
        return 2 if said["outright"] else 1
    named = entity.text.casefold().startswith(("giai đoạn", "thời kỳ"))
    return int(named or bool(_WORK.search(before)))


def _dates(text: str, previous: Entity | None, entity: Entity) -> bool:
    """Whether a day is that of the document before it."""
    if previous is None or previous.label_ != "LEGAL_DOC":
        return False
    return not text[previous.end_char : entity.start_char].strip(" (")


def _is_visit(text: str, entity: Entity, sentence: Sentence) -> bool:
    """A day, or a few, of a sentence that goes on to tell of the visit and of nothing else.

    A month is one only where the words before it or a team behind it leave no doubt.
    """
    grain, days = entity.value.get("grain"), _days(entity.value)
    if days > _LONG or (grain == "range" and not days and _MONTHS.search(entity.text)):
        return False
    before = _before(text, entity, sentence)
    if grain != "day" and _AHEAD.search(before + entity.text):
        return False
    behind = text[entity.end_char : min(sentence.end_char, entity.end_char + 160)]
    team = _TEAM.match(behind)
    during = _DURING.search(before) or (team and not _TOLD.search(team[0]))
    if grain in {"day", "range", "month"} and during:
        return True
    told = behind if grain == "day" else before + behind
    if grain not in {"day", "range"} or not _VISIT.search(told) or _UNTIL.search(before):
        return False
    return not _TOLD.search(before[before.rfind(",") + 1 :] + behind)


def _days(value: dict[str, Any]) -> int:
    """How many days a date stretches over; 0 when an end is open."""
    first, last = value.get("first_day"), value.get("last_day")
    if not first or not last:
        return 0
    return (date.fromisoformat(str(last)) - date.fromisoformat(str(first))).days + 1


def _fullest(spans: Iterable[Entity]) -> list[Entity]:
    """The inspectors without those that only shorten another's name ("Đoàn kiểm tra")."""
    spans = list(spans)
    texts = [span.text.casefold() for span in spans]
    return [
        span
        for span, short in zip(spans, texts, strict=True)
        if not any(other != short and other.startswith(short) for other in texts)
    ]


def _on_inspection(text: str, document: Entity, sentence: Sentence, *, asks: bool) -> bool:
    """A document of an inspection: by its own words, or by those around it where nobody asks."""
    kind = document.value.get("kind", "")
    if "kết luận" not in kind and kind not in _ACTS:
        return False
    if regex.search(_VERB, document.text, _FLAGS) or _OWN.search(document.text):
        return True
    if asks:
        return False
    near = text[document.end_char : document.end_char + 90].split("\n", 1)[0]
    if regex.search(rf"\b{_VERB}\b", near, _FLAGS):
        return True
    far = text[document.end_char : sentence.end_char]
    ground = _GROUND.search(text, max(0, document.start_char - 20), document.start_char)
    return ground is not None and regex.search(rf"\b{_VERB}\b", far, _FLAGS) is not None
