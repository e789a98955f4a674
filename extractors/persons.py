"""Who each person of an article is: fullest name, role, and the agency inside the role."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import Any, NamedTuple

from .names_words import normal, rows

Span = tuple[int, int]

_FORMERS = ("nguyên", "quyền", "cựu", "tân")
_FORMER = rf"(?:{'|'.join(_FORMERS)})\s{{1,4}}"
_HONORIFICS = r"(?:ông|bà|đồng chí|đ/c|anh|chị|TS|ThS|PGS|GS|BS|LS|KS)"
_ROLES = tuple(row["role"] for row in rows("roles.csv"))
_ROLE = "|".join(sorted(map(re.escape, _ROLES), key=len, reverse=True))
_FIRST_WORDS = frozenset({role.split()[0] for role in _ROLES} | set(_FORMERS))
_HEAD = re.compile(rf"(?<!\w)(?:{_FORMER})?(?:{_ROLE})(?!\w)", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?P<role>(?<!\w)(?:{_FORMER})?(?:{_ROLE})(?!\w)[^.;:!?\n()“”\"]{{0,90}}?)"
    rf"[\s,–-]{{0,5}}(?:{_HONORIFICS}\.?\s{{0,3}}){{0,3}}[\s,–-]{{0,5}}$",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\s{{0,4}}[,(–-]\s{{0,4}}(?=(?:{_FORMER})?(?:{_ROLE})(?!\w))", re.IGNORECASE)
_END = re.compile(
    r"[.;:!?\n()“”\"]|\s[–-]\s|,(?!\s*(?:thể thao|thông tin|thương binh))|\s(?:cho biết|cho rằng|"
    r"cho hay|đã|nói|khẳng định|nhấn mạnh|yêu cầu|đề nghị|đề xuất|chủ trì|làm|trình bày|phát biểu|"
    r"thừa nhận|xác nhận|và|về|ký|có|là|bị|vừa|cũng|từng|trong|tại|để|do|sang|giữ|chia sẻ|"
    r"kết luận|báo cáo|thay mặt|không|được|chỉ đạo|dẫn|thông tin|thông báo|trao đổi|trả lời|nêu|"
    r"tiếp|ra|ngày|vì|khi|theo|giải thích|lý giải|biết)(?!\w)",
    re.IGNORECASE,
)
_NEXT = re.compile(
    rf"\s{{0,4}}(?:,|và|kiêm|,\s{{0,4}}kiêm)\s{{0,4}}(?=(?:{_FORMER})?(?:{_ROLE})(?!\w))",
    re.IGNORECASE,
)
_VERBS = re.compile(
    r"(?<!\w)(?:cho biết|cho rằng|yêu cầu|đề nghị|đã|là|và|với|của ông|của bà|bị|do|cùng|gửi|"
    r"được|vừa|theo|gồm|giao|đối với|trước)(?!\w)",
    re.IGNORECASE,
)
NEAR = 600  # characters beside a name in which an agency may matter to its role
_LOOK = 140  # characters before and behind a name in which its role may stand


class Role(NamedTuple):
    """A role: its words, where they stand."""

    text: str
    start: int
    end: int


def may_begin(spelling: str) -> bool:
    """Whether a role may begin with a word."""
    return spelling.lower() in _FIRST_WORDS


def role_of(text: str, person: Span, agencies: list[Span], heads: list[int]) -> Role | None:
    """The role that stands before or behind a name.

    Args:
        text: the article.
        person: where the name stands.
        agencies: where the agencies of the article stand, in order.
        heads: where words stand that a role may begin with, in order.

    Returns:
        The role, None if the name has none here.
    """
    start, end = person
    low = max(0, start - _LOOK)
    before = heads[bisect_left(heads, low) : bisect_left(heads, start)]
    role = _role_before(text, low, start, agencies, before) if before else None
    return role or _role_behind(text, end, agencies)


def _role_before(
    text: str, low: int, start: int, agencies: list[Span], heads: list[int]
) -> Role | None:
    window = text[low:start]
    cut = max(window.rfind(mark) for mark in '.\n;:!?()“”"')
    while cut > 0 and window[cut] == "." and _inside(low + cut, agencies):
        cut = max(window.rfind(mark, 0, cut) for mark in '.\n;:!?()“”"')
    window = window[cut + 1 :]
    offset = low + cut + 1
    tried = (_BEFORE.match(window, head - offset) for head in heads if head >= offset)
    match = next(filter(None, tried), None)
    if match is None:
        return None
    begin, finish = offset + match.start("role"), offset + match.end("role")
    outside, at = "", begin
    for first, last in agencies:
        if first < finish and last > at:
            outside += text[at : max(at, first)]
            at = last
    outside += text[at:finish]
    plain = _HEAD.sub(" ", outside)
    if _VERBS.search(plain) or len(plain.split()) > 5:
        return None
    return _trim(text, begin, finish)


def _role_behind(text: str, end: int, agencies: list[Span]) -> Role | None:
    """The role behind a name: one or more posts, each up to its agency or the end of its words."""
    opened = _BEHIND.match(text, end, end + _LOOK)
    if opened is None:
        return None
    begin = at = opened.end()
    while True:
        at = _post_end(text, at, agencies)
        follows = _NEXT.match(text, at, at + _LOOK)
        if follows is None:
            return _trim(text, begin, at)
        at = follows.end()


def _post_end(text: str, start: int, agencies: list[Span]) -> int:
    """Where the post ends that begins at ``start``."""
    limit = min(len(text), start + _LOOK)
    found = _END.search(text, start, limit)
    finish = found.start() if found is not None else limit
    for first, last in agencies:
        if start < first <= finish:
            # A bracket with the body above goes with it: "Phòng CCHC (Sở Nội vụ)".
            above = next(
                (e for s, e in agencies if text[last:s] == " (" and text[e : e + 1] == ")"), -1
            )
            return above + 1 if above > 0 else last
    return finish


def _inside(at: int, spans: list[Span]) -> bool:
    return any(start <= at < end for start, end in spans)


def _trim(text: str, start: int, end: int) -> Role | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip(" ,–-"))
    words = words.strip(" ,–-\u00a0")
    return Role(words, start, start + len(words)) if words else None


@lru_cache(maxsize=1 << 14)
def _tails(name: str) -> tuple[str, ...]:
    """The last word of a name, the last two words, and so on, in small letters."""
    words = [normal(word) for word in name.split()]
    return tuple(" ".join(words[at:]) for at in reversed(range(len(words))))


class People:
    """The persons of one article: short forms mean the fuller names."""

    def __init__(self) -> None:
        self.full: dict[str, str] = {}  # a name's last words, folded -> its fullest form
        self.roles: dict[str, dict[str, Any]] = {}

    def learn(self, name: str) -> None:
        """Takes note of a name before any is resolved."""
        tails = _tails(name)
        for tail in tails:
            if len(tails) > len(self.full.get(tail, "").split()):
                self.full[tail] = name

    def value(self, name: str, role: Role | None, agencies: list[Span]) -> dict[str, Any]:
        """The fields of ``schemas.entities.Person``.

        Args:
            name: the name as it stands here.
            role: the role that stands here, if any.
            agencies: where the agencies of the article stand.
        """
        full = self.full.get(_tails(name)[-1], name)
        if role is None:
            return {"name": full, **self.roles.get(full, {})}
        inside = [span for span in agencies if role.start <= span[0] and span[1] <= role.end]
        found: dict[str, Any] = {"role": role.text, "agency": inside[0] if inside else None}
        self.roles.setdefault(full, found)
        return {"name": full, **found}
