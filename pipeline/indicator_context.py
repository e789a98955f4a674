"""What an indicator measures, whose it is and when it holds: the words around its figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from .alignment import Entity
from .indicator_figures import Figure
from .indicator_groups import Group

_LONGEST = 160
_CUT = regex.compile(r"[;:()\n]\s*|[,.](?!\s?\d)\s*")
_LEAD = regex.compile(
    r"(?:trong (?:số )?(?:đó|này)|thì|có|đến|tới|là|và|chỉ|còn|đã|mới|được|gồm|cụ thể|riêng|với|"
    r"khoảng|hơn|gần|trên|dưới|tổng số(?= có))\b[\s,:]*",
    regex.IGNORECASE,
)
_TRAIL = regex.compile(
    r"(?:[\s,:=–(-]|\b(?:là|có|đạt|chiếm|bằng|tức|tương đương|tương ứng|t[ỷỉ] lệ|được|chỉ|mới|đến|"
    r"tới|hơn|gần|khoảng|trên|dưới|còn|nghĩa là|hay|thì|và|với|từ|trong đó)\b){1,60}+\Z",
    regex.IGNORECASE,
)
_GOES_ON = regex.compile(
    r"(?!(?:đạt|chiếm|bằng|tức|tương|t[ỷỉ] lệ|tăng|giảm|cao|thấp|vượt|trong|còn|hay)\b)"
    r"\p{Ll}+ \p{L}"
)
"""Behind a comma: more of a list, and no word on the share or its change."""
_SAYS_ALL = regex.compile(r"(?:\b(?:là|đạt|bằng|chiếm)|[:=])\s*\Z")
_BACKGROUND = regex.compile(
    r"(?:so với|cùng kỳ|của|theo|giao|trong khi)\s*(?:[^.;,\d]{0,20}\s)?\Z", regex.IGNORECASE
)
_INSPECTOR = regex.compile(
    r"(?:đoàn|tổ) (?:kiểm tra|thanh tra|giám sát|công tác)|thanh tra|báo\b", regex.IGNORECASE
)


@dataclass(frozen=True)
class Sentence:
    """A sentence: its place in the text, and its entities in order."""

    start: int
    end: int
    entities: Sequence[Entity]


def name(text: str, sentence: Sentence, group: Group, others: Iterable[Figure]) -> str:
    """What a group measures: the clause around its main figure without the numbers.

    Args:
        text: the article.
        sentence: the figure's sentence.
        group: the figures; "từ 22 phút còn 9 phút" and "5.117 trong 5.206 hồ sơ" count as one.
        others: all figures of the sentence; the clause ends at the nearest.

    Returns:
        Words of the article; the figure itself where there are none.
    """
    figure, start, end = group.level, group.level.start, group.level.end
    if group.change is not None and group.change.base is not None:
        start = min(start, group.change.base.start)
    whole = group.whole
    if whole is not None and 0 < whole.start - end < _LONGEST and not group.percent_between:
        end = whole.end
    bounds = [f for f in others if f.type != "QUANTITY"]
    low = max((f.end for f in bounds if f.end <= start), default=0)
    high = min((f.start for f in bounds if f.start >= end), default=sentence.end)
    low, high = max(low, sentence.start, start - _LONGEST), min(high, sentence.end, end + _LONGEST)
    chunks = _CUT.split(text[low:start])
    after = _behind(text[end:high])
    said = _stripped(chunks[-1])
    if len(said.split()) > 1 and _SAYS_ALL.search(chunks[-1]):
        return said
    if figure.type == "PERCENT" and (not said or not after):
        # "tỷ lệ hồ sơ … vượt chỉ tiêu, đạt tỷ lệ 97,9%": the clause before says what is measured.
        told = (_stripped(chunk) for chunk in reversed(chunks))
        said = next((words for words in told if len(words.split()) > 1), said)
    noun = regex.sub(r"^[\d.,/\s–-]+", "", text[figure.start : figure.end])
    if figure.type in {"PERCENT", "MONEY"}:
        noun = ""
    found = " ".join(part for part in (said, noun, after) if part)
    return found or text[figure.start : figure.end]


def _behind(after: str) -> str:
    """The words behind a figure up to the end of its clause; a list goes on over a comma."""
    end = 0
    for cut in _CUT.finditer(after):
        end = cut.start()
        if not cut.group().startswith(",") or not _GOES_ON.match(after, cut.end()):
            break
    else:
        end = len(after)
    return str(_TRAIL.sub("", after[:end])).strip()


def _stripped(words: str) -> str:
    words = _TRAIL.sub("", words).strip(' ,;:-–•+(\n“”"')
    while found := _LEAD.match(words):
        words = words[found.end() :]
    return words.strip()


def agency(text: str, sentence: Sentence, level: Figure) -> Entity | None:
    """The body measured: the last one before the figure that is no bystander.

    "so với Sở Y tế" and "UBND tỉnh giao" name bystanders. The figure's own clause, from the last
    semicolon on, comes first.
    """
    semicolon = text.rfind(";", sentence.start, level.start)
    found = None
    for body in sentence.entities:
        if body.label_ not in {"AGENCY", "LOCATION"} or body.end_char > level.start:
            continue
        before = text[max(sentence.start, body.start_char - 20) : body.start_char]
        if _BACKGROUND.search(before) or _INSPECTOR.match(body.text):
            continue
        if found is None or body.start_char > semicolon:
            found = body
    return found


def period(text: str, sentence: Sentence, level: Figure) -> Entity | None:
    """The date that a figure holds for: the last before it, else the next in its clause."""
    found = None
    for date in sentence.entities:
        if date.label_ != "DATE":
            continue
        if _BACKGROUND.search(text[max(0, date.start_char - 25) : date.start_char]):
            continue
        if date.start_char < level.start:
            found = date
        elif found is None and ";" not in text[level.end : date.start_char]:
            return date
    return found
