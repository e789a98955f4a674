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
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, NamedTuple

import regex

from .alignment import Entity, Sentence, folded
from .finding_choices import identity

ROLES = ("inspectors", "inspected")
_PARTS = ("asker", "asked", "shortcoming", "achievement")
_SYLLABLE = re.compile(r"\w+|[^\w\s]")
_INSPECTION = ("thanh tra", "kiểm tra", "giám sát", "kiểm toán", "phúc tra")
_INSPECTS = rf"(?:{'|'.join(_INSPECTION)})"
_NAMED = re.compile(_INSPECTS)
_AT = regex.compile(
    rf"{_INSPECTS}[^.;:\n]{{0,120}}?\s(?:tại|với|đối với|ở|của)\s[^.,;:\n]{{0,25}}+:?\s?\Z"
    rf"|được {_INSPECTS}[^.;:\n]{{0,60}}?(?:là|gồm|:)\s{{1,3}}\Z"
)
"""Before a body: "kiểm tra công tác CCHC tại", "thanh tra … của"."""
_RESULT = regex.compile(
    r"(?:kết luận|kết quả|báo cáo|biên bản)[^.,;:\n]{0,40}\bcủa\s[^.,;:\n]{0,12}+\Z"
)
"""Before a body: "kết luận thanh tra của"."""
_ACTS = regex.compile(
    r"\s{0,3}+(?:\([^)\n]{0,60}\))?(?:\s{0,3}+,[^,\n]{0,60},)?(?:\s{1,3}+(?:đã|vừa|cũng|còn"
    r"|tiếp tục|mới|có|tiến hành|ra|ban hành)){0,3}+\s{1,3}+(?:phát hiện|kết luận|công bố|kiến nghị"
    r"|đề nghị|yêu cầu|chỉ ra|chỉ rõ|xử phạt|lập biên bản|kiểm tra|thanh tra|cho rằng|xác định"
    r"|quyết định|khẳng định)\b"
)
"""Behind a body: "đã tiến hành kiểm tra", "cũng chỉ rõ"."""
_LIST = regex.compile(r"\s{0,3}+(?:[,;(]|và|với)?\s{0,3}+(?:và|với|tại)?\s{0,3}+\Z")
_GAP = 16
_REACH = 160
_NEAR = 24
_HEAD = 250
_EARLY = 4


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
        for feature in body.features:
            if (found := self._weights.get(feature)) is not None:
                inspects += found[0]
                inspected += found[1]
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
    named: dict[str, list[int]] = {}
    for number, entity in enumerate(entities):
        if entity.label_ in {"AGENCY", "LOCATION"}:
            named.setdefault(identity(entity), []).append(number)
    if not named or not sentences:
        return []
    words = _Words(text, sentences, entities)
    parts = _parts(findings, entities)
    most = {part: max((c.get(part, 0) for c in parts.values()), default=0) for part in _PARTS}
    lists = _lists(text, entities)
    found = []
    for key, mentions in named.items():
        features = {words.place(entities[mentions[0]])}
        own = parts.get(key, Counter())
        for part in _PARTS:
            count = own.get(part, 0)
            features.add(f"{part} {min(count, 3)}")
            if count and count == most[part]:
                features.add(f"{part} most")
        for number in mentions:
            features.update(_kind(entities[number]))
            features.update(words.beside(entities[number], lists[number]))
        found.append(Body(mentions, features))
    return found


def _parts(
    findings: Sequence[Mapping[str, Any]], entities: Sequence[Entity]
) -> dict[str, Counter[str]]:
    """How often each body has each part in the findings."""
    parts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for finding in findings:
        label = "asker" if finding["label"] == "recommendation" else finding["label"]
        for link, part in (("agency", label), ("addressee", "asked")):
            if name := finding.get(link):
                parts[identity(entities[int(name[1:]) - 1])][part] += 1
    return parts


def _lists(text: str, entities: Sequence[Entity]) -> dict[int, tuple[int, int]]:
    """Start and end of the list that each body stands in, by its index; a list of one is itself.

    Bodies of different kinds are no list: "Trường A, xã B, huyện C" is one with its address.
    """
    runs: list[list[int]] = []
    last = None
    for number, entity in enumerate(entities):
        if entity.label_ not in {"AGENCY", "LOCATION"}:
            continue
        kind = entity.label_, entity.label_ == "LOCATION" and _level(entity)
        gap = text[entities[runs[-1][-1]].end_char : entity.start_char] if runs else "."
        if kind == last and len(gap) <= _GAP and _LIST.match(gap):
            runs[-1].append(number)
        else:
            runs.append([number])
        last = kind
    spans = ((run, (entities[run[0]].start_char, entities[run[-1]].end_char)) for run in runs)
    return {number: span for run, span in spans for number in run}


def _kind(entity: Entity) -> list[str]:
    """Type, level, and how its name begins."""
    name = entity.text.casefold()
    head = name.split(maxsplit=2)[:2]
    found = [f"{entity.label_} {_level(entity)}", f"name {head[0]}", f"name {' '.join(head)}"]
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
        self._sentences = sentences
        self._starts = [sentence.start_char for sentence in sentences]
        self._named = [found.span() for found in _NAMED.finditer(self._text)]
        people = (entity for entity in entities if entity.label_ == "PERSON")
        self._offices = {tuple(person.value.get("agency") or ()) for person in people}

    def place(self, entity: Entity) -> str:
        """Where a body is named first."""
        if len(self._sentences) > 1 and entity.start_char < self._sentences[0].end_char:
            return "first in title"
        return f"first after {min((entity.start_char // _HEAD).bit_length(), 4)}"

    def beside(self, entity: Entity, span: tuple[int, int]) -> list[str]:
        """The features of one mention: what stands beside the list that it is part of."""
        number = bisect_right(self._starts, entity.start_char) - 1
        sentence = self._sentences[max(number, 0)]
        start, end = span
        first = max(sentence.start_char, start - _REACH)
        last = max(end, min(sentence.end_char, end + _REACH))
        behind = self._text[end:last]
        near = ["^", *map(_form, self._syllables(max(first, start - _NEAR), start)[-2:])]
        next_ = [*map(_form, self._syllables(end, min(last, end + _NEAR))[:2]), "$"]
        found = [f"< {near[-1]}", f"> {next_[0]}"]
        found += [f"< {near[-2]} {near[-1]}"] if near[1:] else []
        found += [f"> {next_[0]} {next_[1]}"] if next_[1:] else []
        told = []
        if self._inspects(first, start):
            before = self._text[first:start]
            told.append("before")
            told += ["at"] if _AT.search(before) else []
            told += ["result of"] if _RESULT.search(before) else []
        if self._inspects(end, last):
            told.append("behind")
        if _ACTS.match(behind):
            told.append("acts")
        found += [f"inspection {name}" for name in told]
        if number < _EARLY:
            found += [f"inspection {name} early" for name in told]
        if span != (entity.start_char, entity.end_char):
            found.append("listed")
        if (entity.start_char, entity.end_char) in self._offices:
            found.append("in office")
        return found

    def _syllables(self, start: int, end: int) -> list[str]:
        return _SYLLABLE.findall(self._text, start, end)

    def _inspects(self, start: int, end: int) -> bool:
        """Whether an inspection is named between two places."""
        first = bisect_left(self._named, (start,))
        return first < len(self._named) and self._named[first][1] <= end


def _form(word: str) -> str:
    return "0" if word[0].isdigit() else word
