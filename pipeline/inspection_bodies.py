"""Which bodies inspect and which are inspected, by learned weights.

Every body that an article names is described by what stands beside its mentions, by its kind, and
by its part in the findings: who asks has mostly inspected, and whose shortcomings are told was
mostly inspected. ``inspection.json`` holds for each feature what it says for the one role and for
the other (``inspection_train`` learns it), so that a choice can be read: the log odds of a role are
the sum over the features of a body. They are hundredths, whole numbers: a sum of floats would hang
on the order of the features.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

import regex

from .alignment import Entity, Sentence, folded
from .finding_choices import BODIES, identity

ROLES = ("inspectors", "inspected")
_PARTS = ("asker", "asked", "shortcoming", "achievement")
_NEXT = re.compile(r"\s{0,24}+(\w+|[^\w\s])(?:\s{0,24}+(\w+|[^\w\s]))?")
"""The next two syllables or signs; in a text read backwards the last two before a place."""
_INSPECTION = ("thanh tra", "kiểm tra", "giám sát", "kiểm toán", "phúc tra")
_INSPECTS = rf"(?:{'|'.join(_INSPECTION)})"
_NAMED = re.compile(_INSPECTS)
_AT_END = r"\s(?:tại|với|đối với|ở|của)\s[^.,;:\n]{0,25}+:?\s?\Z"
_AT_END_REACH = 32
"""It begins among so many last characters."""
_ENDS_AT = re.compile(_AT_END)
_AT = regex.compile(
    rf"{_INSPECTS}[^.;:\n]{{0,120}}?{_AT_END}"
    rf"|được {_INSPECTS}[^.;:\n]{{0,60}}?(?:là|gồm|:)\s{{1,3}}\Z"
)
"""Before a body: "kiểm tra công tác CCHC tại", "thanh tra … của"."""
_RESULT_REACH = 16
"""Its "của" is among so many last characters."""
_RESULT = regex.compile(
    r"(?:kết luận|kết quả|báo cáo|biên bản)[^.,;:\n]{0,40}\bcủa\s[^.,;:\n]{0,12}+\Z"
)
"""Before a body: "kết luận thanh tra của"."""
_LEADING = "đã|vừa|cũng|còn|tiếp tục|mới|có|tiến hành|ra|ban hành"
_ACTING = (
    "phát hiện|kết luận|công bố|kiến nghị|đề nghị|yêu cầu|chỉ ra|chỉ rõ|xử phạt|lập biên bản"
    "|kiểm tra|thanh tra|cho rằng|xác định|quyết định|khẳng định"
)
_ACTS = regex.compile(
    r"\s{0,3}+(?:\([^)\n]{0,60}\))?(?:\s{0,3}+,[^,\n]{0,60},)?"
    rf"(?:\s{{1,3}}+(?:{_LEADING})){{0,3}}+\s{{1,3}}+(?:{_ACTING})\b"
)
"""Behind a body: "đã tiến hành kiểm tra", "cũng chỉ rõ"."""
_ACTS_BEGIN = {"(", ","} | {words.split()[0] for words in f"{_LEADING}|{_ACTING}".split("|")}
"""The syllables and signs that it may begin with."""
_LIST = regex.compile(r"\s{0,3}+(?:[,;(]|và|với)?\s{0,3}+(?:và|với|tại)?\s{0,3}+\Z")
_GAP = 16
_REACH = 160
_NEAR = 24
_HEAD = 250
_EARLY = 4
_MANY = 3
_NO_PART = [f"{part} 0" for part in _PARTS]
"""What is said of a body without a part in the findings."""


class Body(NamedTuple):
    """A body that an article names.

    Attributes:
        mentions: the indices of its mentions among the entities, in order.
        features: what speaks for or against its roles.
    """

    mentions: list[int]
    features: set[str]


class Chooser:
    """Chooses the bodies of each role.

    Args:
        weights: for each feature the part that it has in the log odds of ``ROLES``, in hundredths;
            under ``""`` the log odds of a body without features.
    """

    def __init__(self, weights: dict[str, tuple[int, int]]) -> None:
        self._weights = weights

    @classmethod
    def packaged(cls) -> Chooser:
        """With the weights that come with the package."""
        text = resources.files(__package__).joinpath("inspection.json").read_text("utf-8")
        return cls(json.loads(text))

    def odds(self, body: Body) -> tuple[int, int]:
        """The log odds of each role, in hundredths."""
        inspects, inspected = self._weights[""]
        for one, other in filter(None, map(self._weights.get, body.features)):
            inspects += one
            inspected += other
        return inspects, inspected

    def choose(self, bodies: Sequence[Body]) -> tuple[list[Body], list[Body]]:
        """Those that inspect and those that are inspected, in order of their first mention."""
        chosen: tuple[list[Body], list[Body]] = ([], [])
        for body in bodies:
            odds = self.odds(body)
            role = int(odds[1] > odds[0])
            if odds[role] > 0:
                chosen[role].append(body)
        return chosen


def bodies_of(
    text: str,
    sentences: Sequence[Sentence],
    entities: Sequence[Entity],
    findings: Sequence[Mapping[str, Any]],
) -> list[Body]:
    """The bodies of an article, in order of their first mention.

    Args:
        text: the article.
        sentences: of the article.
        entities: of the article; agencies and places are bodies.
        findings: of the article, as fields of ``schemas.Finding``.
    """
    mentions = [number for number, e in enumerate(entities) if e.label_ in BODIES]
    if not mentions or not sentences:
        return []
    named: dict[str, list[int]] = {}
    for number in mentions:
        named.setdefault(identity(entities[number]), []).append(number)
    words = _Words(text, sentences, entities)
    parts = _parts(findings, entities)
    lists = _lists(text, entities, mentions)
    found = []
    for key, own in named.items():
        features = {words.place(entities[own[0]]), *parts.get(key, _NO_PART)}
        kinds = set()
        for number in own:
            entity = entities[number]
            kinds.add((entity.label_, _level(entity), entity.text))
            features.update(words.beside(entity, lists[number]))
        for kind in kinds:
            features.update(_kind(*kind))
        found.append(Body(own, features))
    return found


def _parts(
    findings: Sequence[Mapping[str, Any]], entities: Sequence[Entity]
) -> dict[str, list[str]]:
    """How often each body that has a part in the findings has each, and where no other has more."""
    counts: dict[str, dict[str, int]] = {}
    for finding in findings:
        label = "asker" if finding["label"] == "recommendation" else finding["label"]
        for link, part in (("agency", label), ("addressee", "asked")):
            if name := finding.get(link):
                key = identity(entities[int(name[1:]) - 1])
                own = counts.setdefault(key, dict.fromkeys(_PARTS, 0))
                own[part] = own.get(part, 0) + 1
    most = {part: max(own[part] for own in counts.values()) for part in _PARTS if counts}
    return {
        key: [f"{part} {min(own[part], _MANY)}" for part in _PARTS]
        + [f"{part} most" for part in _PARTS if own[part] and own[part] == most[part]]
        for key, own in counts.items()
    }


def _lists(
    text: str, entities: Sequence[Entity], mentions: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Start and end of the list that each mention stands in, by its index; one alone is itself."""
    runs: list[list[Entity]] = []
    end = -_GAP - 1
    for body in map(entities.__getitem__, mentions):
        if body.start_char - end <= _GAP and _goes_on(text, runs[-1][-1], body):
            runs[-1].append(body)
        else:
            runs.append([body])
        end = body.end_char
    spans = ((run[0].start_char, run[-1].end_char) for run in runs for _ in run)
    return dict(zip(mentions, spans, strict=True))


def _goes_on(text: str, last: Entity, body: Entity) -> bool:
    """Whether a list goes on with the next body, which is not far.

    Bodies of different kinds are no list: "Trường A, xã B, huyện C" is one with its address.
    """
    if body.label_ != last.label_:
        return False
    if body.label_ == "LOCATION" and _level(body) != _level(last):
        return False
    return _LIST.match(text[last.end_char : body.start_char]) is not None


def _kind(label: str, level: str | None, text: str) -> list[str]:
    """Type, level, and how its name begins."""
    name = text.casefold()
    head = name.split(maxsplit=2)
    found = [f"{label} {level}", f"name {head[0]}"]
    if head[1:]:
        found.append(f"name {head[0]} {head[1]}")
    return [*found, "name of inspection"] if _NAMED.search(name) else found


def _level(entity: Entity) -> str | None:
    level: str | None = entity.value.get("level")
    return level or (entity.value.get("unit") or {}).get("level")


class _Words:
    """What stands beside the mentions of an article.

    Args:
        text: the article.
        sentences: of the article.
        entities: of the article.
    """

    def __init__(
        self, text: str, sentences: Sequence[Sentence], entities: Sequence[Entity]
    ) -> None:
        self._text = folded(text)
        self._backwards = self._text[::-1]
        self._sentences = sentences
        self._starts = [sentence.start_char for sentence in sentences]
        named = [found.span() for found in _NAMED.finditer(self._text)]
        self._named = [start for start, _ in named]
        self._named_ends = [*(end for _, end in named), len(text) + 1]
        people = (entity for entity in entities if entity.label_ == "PERSON")
        self._offices = {tuple(person.value.get("agency") or ()) for person in people}

    def place(self, entity: Entity) -> str:
        """Where a body is named first."""
        if len(self._sentences) > 1 and entity.start_char < self._sentences[0].end_char:
            return "first in title"
        return f"first after {min((entity.start_char // _HEAD).bit_length(), 4)}"

    def beside(self, entity: Entity, span: tuple[int, int]) -> list[str]:
        """The features of one mention: what stands beside the list that it is part of."""
        number = bisect_right(self._starts, entity.start_char, 1) - 1
        text, low, high = self._text, self._starts[number], self._sentences[number].end_char
        (start, end), edge = span, len(text)
        back, first = max(low, start - _NEAR), max(low, start - _REACH)
        ahead, last = min(high, end + _NEAR), min(high, end + _REACH)
        acts = None
        if near := _NEXT.match(self._backwards, edge - start, edge - back):
            word, further = (_form(said[::-1]) for said in near.groups("^"))
            found = [f"< {word}", f"< {further} {word}"]
        else:
            found = ["< ^"]
        if next_ := _NEXT.match(text, end, ahead):
            word, further = map(_form, next_.groups("$"))
            acts = word in _ACTS_BEGIN and _ACTS.match(text[end:last])
            found += f"> {word}", f"> {word} {further}"
        else:
            found.append("> $")
        told = []
        if self._inspects(first, start):
            told.append("before")
            told += _said(text[first:start])
        if self._inspects(end, last):
            told.append("behind")
        if acts:
            told.append("acts")
        if told:
            found += [f"inspection {name}" for name in told]
            if number < _EARLY:
                found += [f"inspection {name} early" for name in told]
        own = entity.start_char, entity.end_char
        if span != own:
            found.append("listed")
        if own in self._offices:
            found.append("in office")
        return found

    def _inspects(self, start: int, end: int) -> bool:
        """Whether an inspection is named between two places."""
        return self._named_ends[bisect_left(self._named, start)] <= end


def _said(before: str) -> list[str]:
    """Whether an inspection at the body behind, or a result of its inspection, is told."""
    at = _ENDS_AT.search(before, max(0, len(before) - _AT_END_REACH)) or "được" in before
    result = "của" in before[-_RESULT_REACH:]
    found = ["at"] if at and _AT.search(before) else []
    return [*found, "result of"] if result and _RESULT.search(before) else found


def _form(word: str) -> str:
    """The word; all numbers are one."""
    return "0" if word[0].isdigit() else word
