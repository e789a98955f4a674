"""Which body a finding is about, who asks whom, and by when."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .alignment import Entity
from .finding_atoms import read_words
from .finding_tagger import Piece

_CUES: dict[str, list[str]] = read_words("finding_cues.json")


def _any(name: str) -> str:
    return "|".join(sorted(_CUES[name], key=lambda word: (-len(word), word)))


_ASKING = regex.compile(rf"\b(?:{_any('asking')})\b", regex.IGNORECASE)
_PROMISING = regex.compile(rf"\b(?:{_any('promising')})\b", regex.IGNORECASE)
_SPEAKING = regex.compile(
    rf"[^\p{{L}}]*(?:(?:vừa|đã|cũng|còn|qua|tiếp tục|tiến hành)\s+)*(?:{_any('speaking')})\b",
    regex.IGNORECASE,
)
_INSPECTING = regex.compile(rf"\b(?:{_any('inspecting')})\b", regex.IGNORECASE)
_CLASS = regex.compile(
    rf"(?:(?:{_any('many')})\s+|\d[\d.,/%]*\s+)++(?:{_any('kinds')})\b", regex.IGNORECASE
)
_SAME = regex.compile(
    rf"(?:(?:tại|ở|với|riêng|theo)\s+)?(?P<kind>{_any('same')})\b", regex.IGNORECASE
)
_DUE = regex.compile(rf"\b(?:{_any('due')})\s+\Z", regex.IGNORECASE)
_PASSIVE = regex.compile(r"(?:được|bị)\s+\Z", regex.IGNORECASE)
_CARRY = 1
"""What a shortcoming or achievement is about is carried over at most so many sentences."""
_ASK_CARRY = 3
"""Who asks is left out for longer: a list of requests has one author."""


_WORD = 10
_OPENING = 30
"""How far into a finding its asking verb, and behind that the body asked, may stand."""


class Links:
    """Ties the findings of one article, in the order of the text, to bodies and dates.

    Args:
        text: of the article.
        entities: those of the article, in order.
    """

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        self._text = text
        self._ids = {entity.start_char: f"e{number}" for number, entity in enumerate(entities, 1)}
        self._spans = {(e.start_char, e.end_char): e for e in entities}
        self._heard: list[Entity] = []
        self._about: tuple[Entity, int] | None = None
        self._asker: tuple[Entity, int] | None = None
        self._asked: tuple[Entity, int] | None = None
        self._inspector: Entity | None = None
        self._offices: dict[str, Entity] = {}

    def of_sentence(
        self, number: int, start: int, entities: Sequence[Entity], findings: Sequence[Piece]
    ) -> list[dict[str, str]]:
        """The links of each finding of a sentence: ids of entities by the name of the link.

        Args:
            number: of the sentence.
            start: of the sentence; every one is to be shown, for bodies named in passing are
                what a later sentence may be about.
            entities: those inside the sentence.
            findings: those inside the sentence.
        """
        self._hear(entities)
        bodies = [e for e in entities if e.label_ in {"AGENCY", "LOCATION"}]
        made = []
        for finding in findings:
            if finding.label == "recommendation":
                links = self._request(number, start, finding, entities, bodies)
                links |= {"deadline": self._deadline(start, finding, entities)}
            else:
                links = {"agency": self._concerned(number, finding, bodies)}
            made.append(
                {name: self._ids[e.start_char] for name, e in links.items() if e is not None}
            )
        return made

    def _concerned(self, number: int, finding: Piece, bodies: Sequence[Entity]) -> Entity | None:
        """The subject, a body named before or in the finding, or the one carried over."""
        text = self._text
        fit = [
            e
            for e in bodies
            if e.start_char < finding.end
            and not _INSPECTING.match(e.text)
            and not (e.end_char <= finding.start and _SPEAKING.match(text, e.end_char))
        ]
        inside = [e for e in fit if e.start_char >= finding.start]
        before = [e for e in fit if e.start_char < finding.start]
        found = inside[0] if inside else before[-1] if before else None
        if found is None:
            found = self._carried(number, finding)
        if found is not None:
            self._about = found, number
        return found

    def _carried(self, number: int, finding: Piece) -> Entity | None:
        same = _SAME.match(self._text, finding.start, finding.end)
        if same:
            kind = same["kind"].casefold()
            for body in reversed(self._heard):
                if kind in body.text.casefold():
                    return body
        if _CLASS.match(self._text, finding.start):
            return None
        return _recent(self._about, number, _CARRY)

    def _request(
        self,
        number: int,
        start: int,
        finding: Piece,
        entities: Sequence[Entity],
        bodies: Sequence[Entity],
    ) -> dict[str, Entity | None]:
        """Who asks (``agency``) and who is asked (``addressee``)."""
        first = finding.start
        subject = next((e for e in bodies if self._opens(finding, e)), None)
        near = next((e for e in reversed(bodies) if e.end_char <= finding.start), None)
        verbs = [
            verb
            for verb in _ASKING.finditer(self._text, start, finding.end)
            if verb.start() <= first + _OPENING
        ]
        if not verbs:
            promise = _PROMISING.search(self._text, start, finding.end)
            if promise and promise.start() <= first + 2 * _OPENING:
                author = subject or self._author(entities, first)
                return {"agency": author or _recent(self._asker, number, _CARRY)}
            asker = _recent(self._asker, number, _ASK_CARRY)
            asked = subject or near or self._still_asked(number, finding)
        else:
            said = _PASSIVE.search(self._text, max(0, verbs[0].start() - 8), verbs[0].start())
            asker = None if said else self._author(entities, verbs[0].start())
            if _INSPECTING.search(self._text, start, verbs[0].start()):
                asker = asker or self._inspector
            asker = asker or _recent(self._asker, number, _ASK_CARRY)
            behind = [
                e
                for e in bodies
                if verbs[0].end() <= e.start_char <= max(first, verbs[-1].end() + _OPENING)
            ]
            asked = subject or next(
                (e for e in reversed(behind) if e.end_char <= finding.start), None
            )
            asked = asked or (near if said else behind[0] if behind else None)
            asked = asked or _recent(self._asked, number, 0)
            self._asker = (asker, number) if asker is not None else self._asker
        if asked is not None:
            self._asked = asked, number
        return {"agency": asker, "addressee": asked}

    def _opens(self, finding: Piece, body: Entity) -> bool:
        """Whether a finding begins with a body, or with one word and a body."""
        near = 0 <= body.start_char - finding.start <= _WORD
        return near and self._text.count(" ", finding.start, body.start_char) <= 1

    def _still_asked(self, number: int, finding: Piece) -> Entity | None:
        """Who was asked before, when the finding names nobody as the one who is to act."""
        if _CLASS.match(self._text, finding.start):
            return None
        return _recent(self._asked, number, 1)

    def _author(self, entities: Sequence[Entity], stop: int) -> Entity | None:
        """The body that speaks: the one named last, that of the person, or the inspectors."""
        before = [e for e in entities if e.end_char <= stop]
        for entity in reversed(before):
            if entity.label_ == "AGENCY":
                return entity
            if entity.label_ == "PERSON" and _name(entity) in self._offices:
                return self._offices[_name(entity)]
        return next((e for e in before if e.label_ == "LOCATION"), None)

    def _hear(self, entities: Sequence[Entity]) -> None:
        """Keeps in mind who was named: the inspectors, other bodies, and whose office is where."""
        for entity in entities:
            if entity.label_ == "PERSON":
                place = entity.value.get("agency")
                if place is not None and tuple(place) in self._spans:
                    self._offices[_name(entity)] = self._spans[tuple(place)]
            elif entity.label_ in {"AGENCY", "LOCATION"}:
                if _INSPECTING.match(entity.text):
                    self._inspector = entity
                else:
                    self._heard.append(entity)

    def _deadline(self, start: int, finding: Piece, entities: Sequence[Entity]) -> Entity | None:
        """A date in the finding, or before all of them, that is introduced as a deadline."""
        for date in entities:
            if date.label_ == "DATE" and date.start_char < finding.end:
                since = max(start, date.start_char - 25)
                if finding.start <= date.start_char and _DUE.search(
                    self._text, since, date.start_char
                ):
                    return date
        return None


def _name(person: Entity) -> str:
    """The name by which a person is found again."""
    return str(person.value.get("name", person.text))


def _recent(known: tuple[Entity, int] | None, number: int, distance: int) -> Entity | None:
    """What was found at most so many sentences ago."""
    return known[0] if known is not None and number - known[1] <= distance else None
