"""Marks page furniture: menus, counters, bylines, image names, link lists, licence footers.

Furniture stays in the text; it is only kept from being read as a statement of the article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import resources

import regex
from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from .alignment import char_spans, text_of

_LINE = regex.compile(r"[^\n]+")
# A name alone on one of the last lines is the author's: "Kim Bảo", "H.L", "(Theo TTXVN)".
_BYLINE = regex.compile(r"[(*]?(?:Theo )?(?:\p{Lu}[\p{L}\d]*[.,\s–-]*){1,5}\)?")
_BYLINE_LINES = 3
_PART = regex.compile(r"\s*[|•·]\s*|\s+[-–]\s+|\s{2,}")
_PARTED = re.compile(r"[|•·]|\s[-–\s]")
"""What has parts has one of these: a cheaper look."""
_LONGEST = 200
"""Furniture is short; longer lines are prose."""


class Furniture:
    """The component: fills ``doc.spans["furniture"]``, one span a line, labelled by its rule."""

    def __init__(self) -> None:
        rules = json.loads(
            resources.files(__package__).joinpath("furniture.json").read_text("utf-8")
        )
        self._patterns = {
            rule["id"]: regex.compile(rule["pattern"], 0 if rule.get("case") else regex.IGNORECASE)
            for rule in rules
        }
        self._to_end = {rule["id"] for rule in rules if rule["scope"] == "rest"}

    def __call__(self, doc: Doc) -> Doc:
        """Marks the furniture of one article."""
        spans = char_spans(doc, self.lines(text_of(doc)))
        doc.spans["furniture"] = SpanGroup(doc, spans=[s for s in spans if s is not None])
        return doc

    def lines(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yields start, end and rule of each line that is furniture."""
        rest = None
        lines = [(m.start(), m.group()) for m in _LINE.finditer(text) if not m.group().isspace()]
        for number, (start, line) in enumerate(lines):
            content = line.strip()
            begin = start + line.index(content)
            rule = rest or self._rule(content)
            if rule is None and number and len(lines) - number <= _BYLINE_LINES:
                rule = "furniture.byline" if _BYLINE.fullmatch(content) else None
            if rule in self._to_end and number:
                rest = rule
            if rule is not None:
                yield begin, begin + len(content), rule

    def _rule(self, line: str) -> str | None:
        """The rule that a line fits, whole or part by part ("In bài | Lượt xem: 12")."""
        if len(line) > _LONGEST:
            return None
        parts = [line, *(_PART.split(line) if _PARTED.search(line) else ())]
        rules = [self._matching(part) for part in parts]
        return rules[0] or (rules[1] if len(rules) > 1 and all(rules[1:]) else None)

    def _matching(self, part: str) -> str | None:
        return next((name for name, p in self._patterns.items() if p.fullmatch(part)), None)


@Language.factory("thanhtra_furniture")
def create_furniture(nlp: Language, name: str) -> Furniture:
    """Makes the component."""
    return Furniture()
