"""What the name of a body says: its kind, its full form, its place, the body that it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from .admin_units import candidates, ends_of_provinces, split
from .names_words import normal, rows

_BRACKET = re.compile(r" ?\([^()]*\)?")
_SPACES = re.compile(r"\s+")
_JOINED = re.compile(r"(?<=[A-ZĐ])\s*([&,–-])\s*(?=[A-ZĐ]{2,4}\b)|(?<=[A-ZĐ])\s*(&)\s*(?=[A-ZĐ])")
_SHORT = re.compile(r"[A-ZĐƯ]\.?[A-ZĐƯ]+(?:[&-][A-ZĐƯ]+)*")
_PLACE = regex.compile(
    r"(?:^|(?<=[\s.,-]))(?:(?:của|tại|ở) )?(?P<unit>"
    r"(?P<kind>(?i:tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|xã|đặc khu|tp|tx|[qhp](?=\.)))"
    r"(?!\w)\.? ?(?P<bare>(?:\p{Lu}[^\s,]{0,20}(?: ?[–-] ?| |$)){0,5}|\d{1,2}))$"
)
_PARTY = regex.compile(
    r"(?<!\w)(?i:(?P<kind>tỉnh|thành|huyện|quận|thị) ủy)"
    r"(?P<bare>(?:\s\p{Lu}[^\s,]{0,20}(?: ?[–-])?){1,5})$"
)
_OF_PARTY = {"thành": "thành phố", "thị": "thị xã"}
_BARE_WORDS = 4  # "Bà Rịa - Vũng Tàu"

_INNER = re.compile(
    r"(?<=\s)(?<!chi )(?<!đảng )(?<!cán )(?<!nội )(?:sở|bộ|ubnd|ủy ban nhân dân|hđnd|"
    r"hội đồng nhân dân|công an|ban chỉ đạo|huyện ủy|tỉnh ủy|thành ủy|quận ủy|đảng ủy|chính phủ|"
    r"tổng cục|cục|thanh tra|viện kiểm sát nhân dân|vksnd|tand|tòa án nhân dân|công ty|"
    r"tổng công ty|bệnh viện|trường|ngân hàng)(?!\w)",
    re.IGNORECASE,
)

FIRMS = frozenset({"công ty", "tổng công ty", "tập đoàn", "doanh nghiệp", "hợp tác xã"})
PARTY_COMMITTEES = frozenset({"tỉnh ủy", "thành ủy", "huyện ủy", "quận ủy", "thị ủy"})
"""Their names tell the kind of unit: ``Tỉnh ủy Hòa Bình``."""
WITH_KIND_OF_UNIT = frozenset(
    {"ủy ban nhân dân", "hội đồng nhân dân", "sở", "công an", "thanh tra"}
)
"""Their names in full name the kind of unit: ``Sở Y tế tỉnh Bình Dương``."""
_DEFINITE = {
    "sở": ("tỉnh",),
    "tỉnh ủy": ("tỉnh",),
    "đoàn đại biểu quốc hội": ("tỉnh",),
    "huyện ủy": ("huyện",),
    "quận ủy": ("quận",),
    "thị ủy": ("thị xã",),
    "phòng": ("huyện", "quận", "thị xã", "thành phố"),
}
_DISTRICT_OFFICES = frozenset(
    "nội vụ|tư pháp|tài chính kế hoạch|tài chính và kế hoạch|tài nguyên và môi trường|"
    "tài nguyên môi trường|kinh tế|kinh tế hạ tầng|kinh tế và hạ tầng|quản lý đô thị|"
    "văn hóa và thông tin|văn hóa thông tin|giáo dục và đào tạo|giáo dục đào tạo|y tế|dân tộc|"
    "lao động thương binh và xã hội|lao động thương binh xã hội|"
    "nông nghiệp và phát triển nông thôn|nông nghiệp và môi trường|kinh tế hạ tầng và đô thị|"
    "văn hóa xã hội".split("|")
)


class Kind(NamedTuple):
    """A kind of body: its name in full, and its level where the kind alone tells it."""

    name: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name taken apart.

    Attributes:
        stem: the name without its place, abbreviations expanded, ``Ủy ban nhân dân``.
        kind: kind of body, where known.
        place: kind and bare name of the unit at the end; a bare name ``""`` is a definite
            reference (``UBND huyện``); None: no place.
        proper: for a firm, the capitalised words at its end, in small letters.
        inner: where the name of the body begins that this one is part of, -1 for none.
    """

    stem: str
    kind: Kind | None
    place: tuple[str, str] | None
    proper: str
    inner: int


@cache
def kinds() -> dict[tuple[str, ...], Kind]:
    """Kinds of bodies by the words that a name begins with."""
    return {
        tuple(normal(word) for word in row["variant"].split()): Kind(
            row["kind"], row["level"] or None
        )
        for row in rows("agency_kinds.csv")
    }


@cache
def abbreviations() -> dict[str, str]:
    """Abbreviations that names of bodies are made of, written out."""
    return {row["short"]: row["long"] for row in rows("agency_words.csv")}


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> Parsed:
    """Takes the name of a body apart.

    Args:
        text: the name as it stands in an article.
    """
    text = text.replace("uỷ", "ủy").replace("Uỷ", "Ủy")
    whole = _SPACES.sub(" ", text)
    plain = _BRACKET.sub("", whole).strip(" \"'“”") or whole
    named = _place(plain)
    stem = plain if named is None else plain[: named[2]].rstrip(" ,-–")
    place = None if named is None else named[:2]
    stem = stem if stem.isupper() and " " in stem else expand(stem)
    words = stem.split()
    kind, length = _kind(words)
    said = " ".join(map(normal, words[:length]))
    if kind is not None and not said.startswith(kind.name):
        stem = " ".join([kind.name, *words[length:]])
    proper = _proper(stem) if kind is None or kind.name in FIRMS else ""
    inner = _INNER.search(text, 1)
    begins = inner.start() if inner is not None and kind is not None else -1
    if kind is not None and (kind.name in FIRMS or kind.name == "bộ"):
        begins = -1  # Bộ Công an is no part of a body Công an.
    return Parsed(stem[:1].upper() + stem[1:], kind, place, proper, begins)


def _proper(stem: str) -> str:
    """The words at the end that are written with capitals or figures, in small letters."""
    proper: list[str] = []
    for word in reversed(stem.split()):
        if not (word[0].isupper() or word[0].isdecimal() or word in {"-", "–"}):
            break
        proper.append(word)
    while proper and not proper[-1][0].isupper():
        proper.pop()
    return " ".join(normal(word) for word in re.findall(r"[^\W_]+", " ".join(reversed(proper))))


def _place(plain: str) -> tuple[str, str, int] | None:
    """Kind, bare name and start of the unit at the end of a name."""
    found = _PARTY.search(plain)
    if found is not None:
        kind = found["kind"].lower()
        return _OF_PARTY.get(kind, kind), found["bare"].strip(), found.start("bare")
    found = _PLACE.search(plain)
    if found is not None and found.start():
        bare = found["bare"].strip()
        kind = split(found["kind"] + ("." if len(found["kind"]) == 1 else " "))[0]
        return kind, bare, found.start()
    words = plain.split(" ")
    if normal(words[-1]) not in ends_of_provinces():
        return None
    for size in range(min(_BARE_WORDS + 1, len(words) - 1), 0, -1):
        bare = " ".join(words[-size:])
        if bare[0].isupper() and candidates("", bare):
            return "", bare, len(plain) - len(bare)
    return None


def expand(text: str) -> str:
    """Writes abbreviations out: ``Sở LĐ - TB & XH`` is ``Sở Lao động - Thương binh và Xã hội``."""
    known = abbreviations()
    joined = _JOINED.sub(lambda match: (match[1] or match[2]).replace("–", "-"), text)
    joined = joined.replace(",TB", "-TB")
    return _SHORT.sub(lambda match: known.get(match[0], match[0]), joined)


def _kind(words: list[str]) -> tuple[Kind | None, int]:
    """The kind that a name begins with and the number of its words: the longest that fits."""
    known = kinds()
    folded = tuple(normal(word) for word in words[:6])
    for size in range(len(folded), 0, -1):
        kind = known.get(folded[:size])
        if kind is not None:
            return kind, size
    return None, 0


def kind_of(name: str) -> Kind | None:
    """The kind that a name begins with."""
    return _kind(name.split())[0]


def definite_kinds(parsed: Parsed) -> tuple[str, ...]:
    """Kinds of unit that each have one such body, so that a bare name means the article's own.

    ``Sở Nội vụ`` is the province's, ``Phòng Tư pháp`` the district's; empty for other bodies.
    """
    if parsed.kind is None:
        return ()
    if parsed.kind.name == "phòng":
        words = re.findall(r"[^\W_]+", parsed.stem)[1:]
        if " ".join(map(normal, words)) not in _DISTRICT_OFFICES:
            return ()
    return _DEFINITE.get(parsed.kind.name, ())
