"""Who inspected whom, when and on what ground, as far as the article states it.

News tells this at the top, so only the first characters of an article are read, and sentences that
ask for something ("giao Bộ Quốc phòng kiểm tra") are left out: what is asked for is another
inspection. A field stays empty rather than guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import regex
from spacy.tokens import Doc

from .alignment import Entity, Sentence, text_of

_HEAD = 3000
"""So many characters are read."""
_KINDS = ("kiểm tra", "thanh tra", "giám sát", "kiểm toán")
_VERB = r"(?:thanh tra|kiểm tra|giám sát|kiểm toán|phúc tra)"
_FLAGS = regex.IGNORECASE
_INSPECTED = regex.compile(
    rf"(?:{_VERB}|làm việc)[^.;:\n]{{0,120}}?\s(?:tại|với|đối với|ở)\s"
    r"(?:\d+ [^.;:\n]{0,30}?:?\s*)?\Z"
    rf"|được {_VERB}[^.;:\n]{{0,60}}?(?:là|gồm|:)\s*\Z",
    _FLAGS,
)
"""Before a body: "kiểm tra công tác CCHC tại", "làm việc với", "được kiểm tra đợt này là"."""
_LIST = regex.compile(r"\s{0,3}+(?:,|;|và|\(|\))\s{0,3}\Z")
_TEAM = regex.compile(rf"(?:đoàn|tổ|đội) (?:{_VERB}|liên ngành|công tác)", _FLAGS)
_GAP = r"\s{0,3}+"
_ACTS = regex.compile(
    rf"{_GAP}(?:\([^)\n]{{0,60}}\){_GAP})?(?:,?{_GAP}do [^.\n]{{0,120}}?)?"
    rf"{_GAP}(?:đã|vừa|vừa qua|tiếp tục)?{_GAP}"
    r"(?:tiến hành|tổ chức|thực hiện|có buổi|có cuộc|công bố|ban hành|hoàn tất|kết thúc|đến)?"
    rf"{_GAP}(?:cuộc |thông báo |kết luận )*(?:{_VERB}|làm việc (?:tại|với)|trở lại)\b",
    _FLAGS,
)
"""Behind a body that inspects: "đã tiến hành kiểm tra"."""
_ISSUES = regex.compile(r"\s{0,3}+(?:đã |vừa )?(?:ban hành|công bố)\b", _FLAGS)
_ASKED = regex.compile(r"\b(?:giao|đề nghị|yêu cầu|kiến nghị|phối hợp với|chỉ đạo|sẽ)\s+\Z", _FLAGS)
_VISIT = regex.compile(rf"\b(?:{_VERB}|làm việc)\b", _FLAGS)
_UNTIL = regex.compile(r"\b(?:đến|hết|trước|sau)\s+\Z", _FLAGS)
_TOLD = regex.compile(
    r"\b(?:công bố|ban hành|kết luận|cho biết|trao đổi|xác nhận|thông tin|có văn bản|thông báo"
    r"|ngày đăng|cập nhật|quyết định|trước ngày|hết ngày|chậm nhất)\b",
    _FLAGS,
)
"""Words that make a day another day than that of the visit."""
_PERIOD = regex.compile(
    r"(?:giai đoạn|thời kỳ|thời kì|niên độ|thời hiệu)(?: (?:thanh tra|kiểm tra|giám sát))?[:\s]*"
    r"(?:từ\s+)?(?:giai đoạn\s+)?\Z",
    _FLAGS,
)
_WORK = regex.compile(
    rf"{_VERB}[^.;:\n]{{0,120}}(?:công tác|việc|kết quả|tình hình)[^.;:\n]{{0,120}}\Z", _FLAGS
)
_LONG = 45
"""A range of more days than this is a period that was inspected, not a visit."""


def inspection_of(
    doc: Doc, sentences: Sequence[Sentence], entities: Sequence[Entity]
) -> dict[str, Any]:
    """The article's inspection.

    Args:
        doc: the article.
        sentences: of the article.
        entities: of the article; the id of each is its number, from ``e1`` on.

    Returns:
        The fields of ``schemas.Inspection``; each body once, at its first mention in that part.
    """
    text = text_of(doc)
    inspectors: dict[str, Entity] = {}
    inspected: dict[str, Entity] = {}
    dates: list[Entity] = []
    periods: list[Entity] = []
    documents: list[Entity] = []
    previous: Entity | None = None
    for entity, sentence in _told(sentences, entities):
        if entity.label_ in {"AGENCY", "LOCATION"}:
            key = entity.value.get("key") or entity.text
            if previous in inspected.values() and _goes_on(text, previous, entity):
                inspected.setdefault(key, entity)
            elif _inspects(text, entity, sentence):
                inspectors.setdefault(key, entity)
            elif _INSPECTED.search(_before(text, entity, sentence)):
                inspected.setdefault(key, entity)
        elif entity.label_ == "DATE":
            if _is_period(text, entity, sentence):
                periods.append(entity)
            elif previous is None or previous.label_ != "LEGAL_DOC":
                dates += [entity] if _is_visit(text, entity, sentence) else []
        elif entity.label_ == "LEGAL_DOC" and _on_inspection(text, entity):
            documents.append(entity)
        previous = entity
    for key in inspectors.keys() & inspected.keys():
        del inspected[key]

    ids = {entity.start: f"e{number}" for number, entity in enumerate(entities, 1)}

    def identify(found: Iterable[Entity]) -> list[str]:
        return [ids[entity.start] for entity in found]

    return {
        "kind": _kind(doc, text),
        "inspectors": identify(_fullest(inspectors.values())),
        "inspected": identify(_bodies(inspected.values())),
        "dates": identify(dates[:3]),
        "period": identify(periods[:1])[0] if periods else None,
        "documents": identify(documents),
    }


def _told(
    sentences: Sequence[Sentence], entities: Sequence[Entity]
) -> Iterator[tuple[Entity, Sentence]]:
    """The entities of the head, each with its sentence; not those of sentences that ask."""
    number = 0
    for sentence in sentences:
        if sentence.start_char > _HEAD:
            return
        asks = "recommendation" in sentence.labels
        while number < len(entities) and entities[number].start < sentence.end:
            if entities[number].start >= sentence.start and not asks:
                yield entities[number], sentence
            number += 1


def _kind(doc: Doc, text: str) -> str | None:
    """The kind that the title names, else the one that the head names most."""
    title = str((doc._.article or {}).get("title") or text[:200].split("\n", 1)[0]).casefold()
    named = [kind for kind in _KINDS if kind in title]
    if len(named) == 1:
        return named[0]
    head = text[:_HEAD].casefold()
    counts = {kind: head.count(kind) for kind in named or _KINDS}
    kind = max(counts, key=lambda k: counts[k])
    return kind if counts[kind] > 1 else None


def _before(text: str, entity: Entity, sentence: Sentence) -> str:
    return text[max(sentence.start_char, entity.start_char - 200) : entity.start_char]


def _goes_on(text: str, previous: Entity | None, entity: Entity) -> bool:
    """Whether a body is the next of a list."""
    return previous is not None and bool(
        _LIST.fullmatch(text[previous.end_char : entity.start_char])
    )


def _inspects(text: str, entity: Entity, sentence: Sentence) -> bool:
    """A team, or a body that the words behind say to inspect."""
    if entity.label_ != "AGENCY":
        return False
    if _TEAM.match(entity.text):
        return True
    acts = _ACTS.match(text, entity.end_char)
    if entity.text.casefold().startswith(("thanh tra", "kiểm toán")):
        acts = acts or _ISSUES.match(text, entity.end_char)
    return acts is not None and not _ASKED.search(_before(text, entity, sentence))


def _is_period(text: str, entity: Entity, sentence: Sentence) -> bool:
    """A stretch of time that the words say was inspected: "giai đoạn …", "công tác … năm 2024"."""
    if _days(entity.value) <= _LONG:
        return False
    before = _before(text, entity, sentence)
    named = entity.text.casefold().startswith(("giai đoạn", "thời kỳ"))
    return named or bool(_PERIOD.search(before) or _WORK.search(before))


def _is_visit(text: str, entity: Entity, sentence: Sentence) -> bool:
    """A day, or a few, of a sentence that goes on to tell of the visit and of nothing else."""
    value = entity.value
    if value.get("grain") not in {"day", "range"} or not 0 < _days(value) <= _LONG:
        return False
    before = _before(text, entity, sentence)
    behind = text[entity.end_char : min(sentence.end_char, entity.end_char + 160)]
    if _UNTIL.search(before) or _TOLD.search(before + behind):
        return False
    return _VISIT.search(behind) is not None


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


def _bodies(spans: Iterable[Entity]) -> list[Entity]:
    """The inspected without places that only say where: a whole province, the body's own place."""
    spans = list(spans)
    agencies = " | ".join(s.text.casefold() for s in spans if s.label_ == "AGENCY")
    return [
        span
        for span in spans
        if span.label_ == "AGENCY"
        or (
            (span.value.get("unit") or {}).get("level") in {"huyện", "xã"}
            and span.text.casefold() not in agencies
        )
    ]


def _on_inspection(text: str, document: Entity) -> bool:
    """A conclusion, or a decision or plan that the words behind tie to the inspection."""
    kind = document.value.get("kind", "")
    if "kết luận" in kind:
        return True
    behind = text[document.end_char : document.end_char + 90].split("\n", 1)[0]
    near = regex.search(rf"\b{_VERB}\b", behind, _FLAGS)
    return kind in {"quyết định", "kế hoạch", "thông báo"} and near is not None
