"""Annotated text: one small notation for the written corpus and for the tests of the extractors.

A span is ``{TYPE|words}``, with its value after ``=`` and any number of tags after ``#``; spans
nest, so a finding holds its entities::

    {DATE=2024-10-16|Ngày 16/10}, {AGENCY#u|UBND huyện Cao Phong} {A @u|đã giải quyết
    {COUNT=7663|7.663 hồ sơ}}.

Entity types are those of the guideline; a ``?`` behind the type marks the span as optional
(``{AGENCY?|đoàn}``). ``A``, ``S`` and ``R`` are findings (achievement, shortcoming,
recommendation). Behind the letter of a finding stand its links: ``@tag`` the body concerned (of a
recommendation: who asks), ``>tag`` who is asked, ``!tag`` the deadline; tags name entities.

An article file is a header of ``key: value`` lines (``date``, ``topic``), a line ``===``, then
one sentence a line, each behind its labels, and at the end, after a line ``---``, its indicators
as JSON objects, one a line::

    date: 2024-10-17
    topic: cải cách hành chính
    ===
    - {AGENCY|Sở Nội vụ} kiểm tra tại {LOCATION|huyện Cao Phong}
    - Ngày ...
    + A UBND huyện đã ...
    ---
    {"name": "...", "entities": ["n", "d"], "numerator": 1291, "consistent": true}

The labels are ``-`` (none), ``F`` (page furniture) or letters of ``ASR``. A leading ``+`` joins
the sentence to the one before it with a space; otherwise it begins on a new line, and an empty
line in the file is an empty line of the article.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import regex

LABELS = {"A": "achievement", "S": "shortcoming", "R": "recommendation"}
ENTITY_TYPES = frozenset(
    "AGENCY DATE COUNT PERCENT RATIO MONEY QUANTITY PERSON LOCATION LEGAL_DOC".split()
)
_OPEN = regex.compile(
    r"\{(?P<type>[A-Z_]+)(?P<optional>\?)?(?P<tags>(?:#\w+)*)"
    r"(?:=(?P<value>[^|{}]*))?(?P<links>(?:\s+[@>!]\w+)*)\s*\|"
)
_LINE = regex.compile(r"(?P<join>\+\s*)?(?P<labels>-|F|[ASR]{1,3})\s+(?P<text>\S.*)")
_LINKS = {"@": "agency", ">": "addressee", "!": "deadline"}


class MarkupError(ValueError):
    """The annotated text breaks the notation; the message says where and how."""


@dataclass(frozen=True)
class Span:
    """An annotated span: ``start`` and ``end`` are offsets into the plain text, half open."""

    type: str
    start: int
    end: int
    value: str | None = None
    optional: bool = False
    tags: tuple[str, ...] = ()
    links: dict[str, str] = field(default_factory=dict)


def parse(marked: str) -> tuple[str, list[Span]]:
    """Splits annotated text into the plain text and its spans, in order of their start.

    Raises:
        MarkupError: a brace without its partner, or an unknown type.
    """
    plain: list[str] = []
    length = 0
    stack: list[tuple[regex.Match[str], int]] = []
    spans: list[Span] = []
    position = 0
    while position < len(marked):
        character = marked[position]
        if character == "{":
            opened = _OPEN.match(marked, position)
            if opened is None or opened["type"] not in ENTITY_TYPES | LABELS.keys():
                raise MarkupError(f"no span begins here: {marked[position : position + 40]!r}")
            stack.append((opened, length))
            position = opened.end()
            continue
        if character == "}":
            if not stack:
                raise MarkupError(f"nothing to close before {marked[position : position + 40]!r}")
            opened, start = stack.pop()
            text = "".join(plain)[start:]
            if not text or text != text.strip():
                raise MarkupError(f"empty span, or white space at its edge: {text!r}")
            links = {_LINKS[part[0]]: part[1:] for part in opened["links"].split()}
            tags = tuple(tag for tag in opened["tags"].split("#") if tag)
            optional = opened["optional"] is not None
            spans.append(
                Span(opened["type"], start, length, opened["value"], optional, tags, links)
            )
        else:
            plain.append(character)
            length += 1
        position += 1
    if stack:
        raise MarkupError(f"never closed: {stack[-1][0].group()!r}")
    return "".join(plain), sorted(spans, key=lambda s: (s.start, -s.end))


def value_of(span: Span, text: str) -> Any:
    """The gold value of an entity span, read by its type.

    Returns:
        DATE: ISO text, ``start/end`` for a range; COUNT and QUANTITY: ``{"n", "unit"}``; RATIO:
        ``{"num", "den", "unit", "kind"}``; PERCENT: a number or ``"a-b"``; MONEY: dong; others:
        the canonical name, where one was given; None: no value.
    """
    value = span.value
    if value is None:
        return None
    words = text[span.start : span.end]
    if span.type in {"COUNT", "QUANTITY"}:
        unit = regex.sub(r"^[\d.,\s/–-]+", "", words) if words[0].isdigit() else None
        number: Any = _number(value)
        return {"n": number} if unit is None else {"n": number, "unit": unit.strip()}
    if span.type == "RATIO":
        kind = "rank" if value.startswith("rank ") else "part"
        numerator, denominator = value.removeprefix("rank ").split("/")
        return {"num": _number(numerator), "den": _number(denominator), "kind": kind}
    if span.type in {"PERCENT", "MONEY"}:
        return _number(value)
    return value


def _number(text: str) -> int | float | str:
    """A number as JSON has it; a range such as ``5-7`` stays text."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def read_article(source: str, *, identifier: str) -> tuple[str, dict[str, Any]]:
    """Reads one annotated article.

    Args:
        source: the file's content.
        identifier: the article's id, its file name without the suffix.

    Returns:
        The plain text and its gold record: ``id``, ``title``, ``date``, ``topic``, ``sentences``,
        ``entities``, ``findings`` and ``indicators``, in the format of the development set.

    Raises:
        MarkupError: with the number of the line that breaks the notation.
    """
    lines = unicodedata.normalize("NFC", source).split("\n")
    try:
        head = lines.index("===")
    except ValueError:
        raise MarkupError("no line '===' behind the header") from None
    header = dict(line.split(": ", 1) for line in lines[:head] if line)
    tail = lines.index("---") if "---" in lines else len(lines)
    text = ""
    sentences: list[dict[str, Any]] = []
    spans: list[Span] = []
    for number, line in enumerate(lines[head + 1 : tail], head + 2):
        if not line.strip():
            text += "\n" if text else ""
            continue
        matched = _LINE.fullmatch(line.rstrip())
        if matched is None:
            raise MarkupError(f"line {number}: no labels (-, F, or letters of ASR) in front")
        try:
            plain, found = parse(matched["text"])
        except MarkupError as error:
            raise MarkupError(f"line {number}: {error}") from None
        if matched["join"]:
            text = text.removesuffix("\n") + " "
        start = len(text)
        text += plain + "\n"
        labels = [LABELS[letter] for letter in "ASR" if letter in matched["labels"]]
        sentence: dict[str, Any] = {"start": start, "end": start + len(plain), "labels": labels}
        if matched["labels"] == "F":
            sentence["furniture"] = True
        sentences.append(sentence)
        for span in found:
            if span.type in LABELS and LABELS[span.type] not in labels:
                raise MarkupError(f"line {number}: a finding {span.type} in a sentence without it")
            shifted = {**span.__dict__, "start": span.start + start, "end": span.end + start}
            spans.append(Span(**shifted))
    text = text.rstrip("\n")
    gold = {"id": identifier, "title": text[: sentences[0]["end"]] if sentences else ""}
    gold |= {"date": header.get("date", ""), "topic": header.get("topic", "khác")}
    indicators = [json.loads(line) for line in lines[tail + 1 :] if line.strip()]
    return text, gold | {"sentences": sentences} | _facts(text, spans, indicators)


def _facts(
    text: str, spans: list[Span], indicators: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Entities, findings and indicators as gold has them; tags become indices of entities."""
    entities: list[dict[str, Any]] = []
    tagged: dict[str, int] = {}
    for span in spans:
        if span.type in LABELS:
            continue
        for tag in span.tags:
            tagged.setdefault(tag, len(entities))
        words = text[span.start : span.end]
        entity = {"type": span.type, "start": span.start, "end": span.end, "text": words}
        value = value_of(span, text)
        entity |= {} if value is None else {"value": value}
        entities.append(entity | ({"optional": True} if span.optional else {}))
    try:
        findings = [
            {"label": LABELS[span.type], "start": span.start, "end": span.end}
            | {role: tagged[tag] for role, tag in span.links.items()}
            for span in spans
            if span.type in LABELS
        ]
        linked = [i | {"entities": [tagged[tag] for tag in i["entities"]]} for i in indicators]
    except KeyError as error:
        raise MarkupError(f"no entity carries the tag {error}") from None
    return {"entities": entities, "findings": findings, "indicators": linked}
