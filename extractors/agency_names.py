"""What the name of a body says: its kind, its full form, its place, the body that it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from .admin_units import candidates, ends_of_provinces, only_district, split
from .names_words import normal, rows

_DISTRICT_FIELDS = {"Văn hóa và Thể thao": "Văn hóa và Thông tin"}
"""What an abbreviation means in the name of a district's office: ``Phòng VH-TT``."""
_BRACKET = re.compile(r" ?\([^()]*\)?")
_SPACES = re.compile(r"\s+")
_COMPOUND = re.compile(r"[A-ZĐ]{2,5}(?:\s?(?:[&,–-]|\bvà\b)\s?[A-ZĐ]{2,4}\b)+")
_SHORT = re.compile(r"[A-ZĐƯ]\.?[A-ZĐƯ]+(?:[&-][A-ZĐƯ]+)*")
_PLACE = regex.compile(
    r"(?:^|(?<=[\s.,-])(?<!(?i:tấn|tác) ))(?:(?:của|tại|ở) )?(?P<unit>"
    r"(?P<kind>(?i:tỉnh|thành phố|thị xã|thị trấn|huyện|quận|phường|xã|đặc khu|tp|tx|[qhp](?=\.)))"
    r"(?!\w)\.? ?(?P<bare>(?:(?!T[PX]\b|[QHP]\.)\p{Lu}[^\s,]{0,20}(?: ?[–-] ?| |$)){0,5}"
    r"|\d{1,2}))$"
)
_PARTY = regex.compile(
    r"(?<!\w)(?i:(?P<kind>tỉnh|thành|huyện|quận|thị) ủy)"
    r"(?P<bare>(?:\s\p{Lu}[^\s,]{0,20}(?: ?[–-])?){1,5})$"
)
_OF_PARTY = {"thành": "thành phố", "thị": "thị xã"}
_BARE_WORDS = 4  # "Bà Rịa - Vũng Tàu"

_LOCAL = re.compile(
    r"(?:phòng(?! khám)|chi cục thuế|chi cục thi hành|hạt kiểm lâm|chi nhánh văn phòng đăng ký|"
    r"công an|tand|vksnd|tòa án nhân dân|viện kiểm sát nhân dân|kho bạc nhà nước|"
    r"bhxh|bảo hiểm xã hội)(?=\s|$)",
    re.IGNORECASE,
)
"""Offices that districts have, too: their names may end with a district's."""
_FRONT = re.compile(r"(mặt trận tổ quốc)(?! Việt Nam)", re.IGNORECASE)
_INNER = re.compile(
    r"(?<=\s)(?<!chi )(?<!đảng )(?<!cán )(?<!nội )(?<!tổng )(?<!môi )(?<!thị )(?<!bộ )"
    r"(?<!cơ )(?<!hội )(?<!trụ )(?<!đường )"
    r"(?:sở|bộ|ubnd|ủy ban nhân dân|hđnd|"
    r"hội đồng nhân dân|công an|ban chỉ đạo|huyện ủy|tỉnh ủy|thành ủy|quận ủy|đảng ủy|chính phủ|"
    r"tổng cục|cục|thanh tra|viện kiểm sát nhân dân|vksnd|tand|tòa án nhân dân|công ty|"
    r"tổng công ty|bệnh viện|trường|ngân hàng)(?!\w)",
    re.IGNORECASE,
)

FIRMS = frozenset({"công ty", "tổng công ty", "tập đoàn", "doanh nghiệp", "hợp tác xã"})
PARTY_COMMITTEES = frozenset({"tỉnh ủy", "thành ủy", "huyện ủy", "quận ủy", "thị ủy"})
"""Their names tell the kind of unit: ``Tỉnh ủy Hòa Bình``."""
WITH_KIND_OF_UNIT = frozenset(
    "ủy ban nhân dân|hội đồng nhân dân|sở|công an|thanh tra|cục|chi cục|phòng|hạt kiểm lâm|"
    "cổng thông tin điện tử".split("|")
)
"""Their names in full name the kind of unit: ``Sở Y tế tỉnh Bình Dương``."""
_DEFINITE = {
    "sở": ("tỉnh",),
    "tỉnh ủy": ("tỉnh",),
    "đoàn đại biểu quốc hội": ("tỉnh",),
    "huyện ủy": ("huyện",),
    "quận ủy": ("quận",),
    "thị ủy": ("thị xã",),
    "thành ủy": ("thành phố",),
    "hạt kiểm lâm": ("huyện", "thị xã", "thành phố"),
    "phòng": ("huyện", "quận", "thị xã", "thành phố"),
}
_PROVINCIAL_BUREAUS = frozenset({"thuế", "hải quan", "thi hành án dân sự", "thống kê"})
_LOCAL_BRANCHES = frozenset({"", "thuế", "hải quan", "thi hành án dân sự", "thống kê"})
_DISTRICT_OFFICES = frozenset(
    "nội vụ|tư pháp|tài chính kế hoạch|tài chính và kế hoạch|tài nguyên và môi trường|"
    "tài nguyên môi trường|kinh tế|kinh tế hạ tầng|kinh tế và hạ tầng|quản lý đô thị|"
    "văn hóa và thông tin|văn hóa thông tin|giáo dục|giáo dục và đào tạo|giáo dục đào tạo|"
    "y tế|dân tộc|"
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
        proper: the capitalised words at its end, in small letters, without those of the kind.
        inner: where the name of the body begins that this one is part of, -1 for none.
        head: with such a body, the name before it, abbreviations expanded; else empty.
        around: the unit around the place, where it is named, too: ``huyện X, tỉnh Y``.
    """

    stem: str
    kind: Kind | None
    place: tuple[str, str] | None
    proper: str
    inner: int
    head: str = ""
    around: tuple[str, str] | None = None


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
    around = None
    if named is not None and named[0] and named[1]:
        inside = _place(plain[: named[2]].rstrip(" ,-–"))
        if inside is not None and inside[0] and inside[1]:
            named, around = inside, named[:2]
    stem = plain if named is None else plain[: named[2]].rstrip(" ,-–")
    place = None if named is None else named[:2]
    stem = expand(stem)
    words = stem.split()
    kind, length = _kind(words)
    said = " ".join(map(normal, words[:length]))
    # Said in full already: "Tòa Phúc thẩm TAND tối cao".
    if kind is not None and not said.startswith(kind.name) and kind.name not in stem.lower():
        stem = " ".join([kind.name, *words[length:]])
    proper = _proper(stem if kind is None or kind.name in FIRMS else " ".join(words[length:]))
    inner = _INNER.search(text, 1)
    begins = inner.start() if inner is not None and kind is not None else -1
    if kind is not None and (kind.name in FIRMS or kind.name == "bộ"):
        begins = -1  # Bộ Công an is no part of a body Công an.
    stem = _FRONT.sub(r"\1 Việt Nam", stem)
    if kind is not None and kind.name == "mặt trận tổ quốc":
        stem = f"ủy ban {stem}"
    head = (
        re.sub(r"[ ,–-]+(?:của|thuộc|trực thuộc)?$", "", expand(plain[:begins]))
        if begins > 0
        else ""
    )
    return Parsed(_capital(stem), kind, place, proper, begins, _capital(head), around)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


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
        kind, bare = split(found["bare"].strip())  # "Thành ủy TP HCM"
        kind = kind or _OF_PARTY.get(found["kind"].lower(), found["kind"].lower())
        return kind, bare, found.start("bare")
    found = _PLACE.search(plain)
    if found is not None and found.start():
        bare = found["bare"].strip()
        kind = split(found["kind"] + ("." if len(found["kind"]) == 1 else " "))[0]
        return kind, bare, found.start()
    words = plain.split(" ")
    local = _LOCAL.match(plain) is not None
    if not local and normal(words[-1]) not in ends_of_provinces():
        return None
    for size in range(min(_BARE_WORDS + 1, len(words) - 1), 0, -1):
        bare = " ".join(words[-size:])
        if bare[0].isupper() and (candidates("", bare) or (local and only_district(bare))):
            before = words[: -size - 1]
            if words[-size - 1] in {"-", "–"} and before and _place(" ".join(before)):
                return None  # of both: "khu vực Mèo Vạc - Đồng Văn"
            return "", bare, len(plain) - len(bare)
    return None


def expand(text: str) -> str:
    """Writes abbreviations out: ``Sở LĐ - TB & XH`` is ``Sở Lao động - Thương binh và Xã hội``."""
    known = abbreviations()
    joined = _COMPOUND.sub(_together, text)
    shouted = " " in text and text.isupper()  # where "TƯ" is more often a word: "SỞ TƯ PHÁP"
    offices = _DISTRICT_FIELDS if joined[:6].lower() == "phòng " else {}

    def written_out(match: re.Match[str]) -> str:
        if shouted and len(match[0]) < 3:
            return match[0]
        long = known.get(match[0])
        if long is None and not match[0].isalpha():  # "LĐ-TB" and "CNCH" of "PCCC-CNCH"
            parts = re.split(r"[-&]", match[0])
            long = (
                " và ".join(known[part] for part in parts) if set(parts) <= known.keys() else None
            )
        return offices.get(long or "", long or match[0])

    return _SHORT.sub(written_out, joined)


def _together(match: re.Match[str]) -> str:
    """``LĐ - TB & XH``, ``LĐ-TB và XH`` as the table has them: the letters alone tell."""
    if match[0] in abbreviations():
        return match[0]
    return _compounds().get(re.sub(r"và|\W", "", match[0]), match[0])


@cache
def _compounds() -> dict[str, str]:
    """Abbreviations of several words by their letters."""
    return {re.sub(r"\W", "", short): short for short in abbreviations()}


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
    if parsed.kind.name in {"cục", "chi cục"}:
        field = " ".join(map(normal, parsed.stem.split()[len(parsed.kind.name.split()) :]))
        if parsed.kind.name == "cục":
            return ("tỉnh",) if field in _PROVINCIAL_BUREAUS else ()
        if field == "thuế":  # since 2025 of several districts
            return _DEFINITE["phòng"]
        return () if field in _LOCAL_BRANCHES else ("tỉnh",)
    if parsed.kind.name == "phòng":
        words = re.findall(r"[^\W_]+", parsed.stem)[1:]
        if " ".join(map(normal, words)) not in _DISTRICT_OFFICES:
            return ()
    return _DEFINITE.get(parsed.kind.name, ())
