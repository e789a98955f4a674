"""Puts the tagger's names right by general rules and by what the article says elsewhere.

``names.tagger``      as tagged, less function words and marks at its edges.
``agency.bracket``    a bracketed abbreviation directly behind a body's name belongs to it (2.3).
``agency.acronym``    an acronym that the article has so defined is that body wherever it stands.
``agency.again``      a long name of a body is one wherever it stands.
``agency.firm``       the bare proper name of a firm that the article names in full is that firm.
``location.address``  the number of a house or the kind of a unit belongs to the place behind it.

The borders of places are put right by ``names_places``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

from .admin_units import candidates, split
from .agency_names import FIRMS, abbreviations, kind_of, parse
from .names_places import Found, settled

_ABBREVIATION = regex.compile(
    r" ?\( ?(?P<short>\p{Lu}[\w&.,–-]*+(?: ?[&–-] ?\p{Lu}[\w&.]*+| \p{Lu}{2,}+| ?\d{1,3})*+) ?\)"
)
_BRACKET = re.compile(r"\s?\((?P<inside>[^()\n]{2,60})\)$")
_PARTING = re.compile(r"\s{0,4}[;\n…]\s{0,4}|\s{1,4}(?:với|hay|hoặc)\s{1,4}")
_PARTED = re.compile(r"[(;\n…]|\s(?:với|hay|hoặc)\s")
_EDGE = " \t\n\u00a0,;:-–\"“”'‘’"
_TIME = re.compile(r"(?:ngày|tháng|quý|năm)\s\d", re.IGNORECASE)
_TIME_BEHIND = re.compile(r"\s(?:giờ|ngày|tuần|tháng|quý|năm)(?!\w)")
_PAPER_BEHIND = re.compile(
    r"\svà\s(?:quy chế|kế hoạch|quyết định|quy định|báo cáo|nghị quyết)$", re.I
)
_FUNCTION_WORDS = frozenset(
    "theo ông bà nếu khi trong tại ngày với cùng đến từ sau trước tuy hiện ngoài do vì và của các "
    "những một này đó qua để được đã sẽ ảnh bị cho là có như mà thì nhưng nên".split()
)
_NO_GIVEN_NAMES = frozenset("theo ông bà ảnh trong ngày của và".split())
_NUMBER = (
    r"(?<![\w.,/-])(?!(?:19|20)\d\d\s)\d{1,4}[A-Z]?(?:/\d{1,4}[A-Z]?){0,3}(?:[-–]\d{1,4}[A-Z]?)?\s"
)
_HOUSE = re.compile(
    rf"(?:(?<!\w)(?:số nhà|nhà số|số)\s)?{_NUMBER}(?:(?:đường|phố)\s)?$", re.IGNORECASE
)
_SURE_HOUSE = re.compile(
    rf"(?:(?<!\w)(?:số nhà|nhà số|số)\s{_NUMBER}|(?<=\()(?:số\s)?{_NUMBER}|"
    rf"(?<=(?:tại|chỉ)\s){_NUMBER})(?:(?:đường|phố)\s)?$|(?<!\w)(?:đường|phố)\s$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?<!\w)(?:đường|phố|phường|xã|thôn|ấp|quận|huyện|thị xã|thị trấn|quốc lộ|khu công nghiệp|KCN|"
    r"khu đô thị|khu dân cư)[ \u00a0]$",
    re.IGNORECASE,
)
_CUES = tuple("ường ố xã ôn ấp ận yện ấn ộ hiệp kcn thị cư".split())
"""How the words end before which a place may begin earlier; looked at first, for speed."""
_OF_A_TEXT = re.compile(
    r"(?<!\w)(?:luật|nghị quyết|nghị định|hiệu|tên|quyền)\W{1,2}$", re.IGNORECASE
)
_BESIDE_PLACE = re.compile(r"(?<!\w)(?:tại|ở|quê|huyện|xã|tỉnh|phường|quận|ông|bà|anh|chị)\s$")
_LONG = 4  # words of a name that cannot be anything else
_MOST = 300  # names looked for elsewhere: each costs a search through the article
_MEMORY = frozenset({"agency.again", "agency.acronym", "agency.firm"})


def repair(text: str, tagged: Iterable[Found], hamlets: Iterable[int] = ()) -> list[Found]:
    """Applies the rules.

    Args:
        text: the article.
        tagged: the tagger's names in order.
        hamlets: where words stand that a hamlet may begin with.

    Returns:
        The names in order, none overlapping another.
    """
    names: list[Found] = []
    acronyms: set[str] = set()
    free = 0
    for stretch in tagged:
        parted = _PARTED.search(text, stretch.start, stretch.end) is not None
        for part in _parts(text, stretch) if parted else (stretch,):
            name = _trimmed(text, part)
            if name is not None and name.type != "AGENCY":
                name = _address(text, name)
            if name is None or name.start < free:
                continue
            if name.type == "AGENCY":
                name, acronym = _with_bracket(text, name)
                if acronym:
                    acronyms.add(acronym)
            names.append(name)
            free = name.end
    known = {name[:2] for name in names if name.type == "AGENCY"}
    again = _elsewhere(text, _remembered(text, names, acronyms), known)
    names = _settle(names, again)
    return settled(text, names, hamlets)


def _parts(text: str, name: Found) -> Iterator[Found]:
    """A tagged stretch, cut where two names were run together or a place stands in brackets."""
    start = name.start
    for parting in _PARTING.finditer(text, name.start, name.end):
        yield name._replace(start=start, end=parting.start())
        start = parting.end()
    last = name._replace(start=start)
    bracket = _BRACKET.search(text, start, name.end) if name.type == "AGENCY" else None
    inside = (
        _in_bracket(text, start, bracket)
        if bracket is not None and bracket.start() > start
        else None
    )
    if bracket is None or inside is None:
        yield last
    else:
        yield last._replace(end=bracket.start())
        yield Found(*bracket.span("inside"), inside, name.rule)


def _in_bracket(text: str, start: int, bracket: re.Match[str]) -> str | None:
    """The type of a second name in brackets: ``Phòng CCHC (Sở Nội vụ)`` is two (guideline 2.2)."""
    inside = bracket["inside"]
    if candidates(*split(inside)):
        return "LOCATION"
    kind = kind_of(inside)
    if kind is not None and " " in inside and kind != kind_of(text[start : bracket.start()]):
        return "AGENCY"
    return None


def _trimmed(text: str, name: Found) -> Found | None:
    """The name without function words and marks at its edges, its brackets paired."""
    start, end = name.start, name.end
    words = text[start:end]
    if "(" in words or ")" in words:
        start, end = _paired(text, start, end)
        words = text[start:end]
    if words[-1:].isdecimal() and name.type == "AGENCY" and _TIME_BEHIND.match(text, end):
        words = words.rstrip("0123456789")  # "Tổ công tác 6 tháng đầu năm"
    core = _core(words, name.type)
    if core is None:
        return None
    start, end = start + core[0], start + core[1]
    return name if (start, end) == name[:2] else Found(start, end, name.type, name.rule)


@lru_cache(maxsize=1 << 16)
def _core(words: str, kind: str) -> tuple[int, int] | None:
    """Which part of a stretch of words is the name; None if there is none in it."""
    start, end = 0, len(words)
    if kind == "AGENCY" and (paper := _PAPER_BEHIND.search(words)):
        end = paper.start()  # "lập Tổ công tác và Kế hoạch kiểm tra"
    while True:
        while start < end and words[start] in _EDGE:
            start += 1
        while end > start and words[end - 1] in _EDGE:
            end -= 1
        each = words[start:end].split()
        cut = _superfluous(each, kind) if len(each) > 1 else 0
        if cut > 0:
            start += cut
        elif cut < 0:
            end += cut
        else:
            break
    if start >= end or _TIME.match(words, start, end):
        return None
    if kind == "AGENCY" and _names_a_field(words[start:end]):
        return None
    return start, end


def _superfluous(each: list[str], kind: str) -> int:
    """Length of a function word at the beginning, negative if at the end, 0 if there is none.

    A capital at the end belongs to the name: ``huyện Đại Từ``.
    """
    first, last = each[0].lower(), each[-1]
    if last in (_NO_GIVEN_NAMES if kind == "PERSON" else _FUNCTION_WORDS):
        return -len(last)
    if first in _FUNCTION_WORDS and kind != "PERSON" and not candidates(*split(" ".join(each))):
        return len(first)
    return 0


def _paired(text: str, start: int, end: int) -> tuple[int, int]:
    """The edges of a name with its brackets paired: one more taken in, or the open one cut."""
    surplus = text.count("(", start, end) - text.count(")", start, end)
    if surplus > 0:
        end = end + 1 if text[end : end + 1] == ")" else text.rindex("(", start, end)
    elif surplus < 0:
        end = text.rindex(")", start, end)
    return start, end


def _names_a_field(words: str) -> bool:
    """Whether the words are an abbreviation of a field, such as ``CCHC``, and no body."""
    written_out = abbreviations().get(words, "")
    return (written_out[:1].islower() and kind_of(written_out) is None) or words == "DN"


def _address(text: str, name: Found) -> Found:
    """A place with its house number or kind of unit; a street is not the person it is named for."""
    if not text[name.start].isupper():
        return name
    before = text[max(0, name.start - 40) : name.start]
    if not _is_cue(before):
        return name
    if name.type == "PERSON":
        found = _SURE_HOUSE.search(before)
    else:
        found = _UNIT.search(before)
        if found is None and not candidates(*split(text[name.start : name.end])):
            found = _HOUSE.search(before)
    if found is None:
        return name
    start = name.start - (len(before) - found.start())
    return Found(start, name.end, "LOCATION", "location.address")


def _is_cue(before: str) -> bool:
    """Whether a number or one of the words of addresses stands directly before."""
    if not before[-1:].isspace():
        return False
    last = before[-12:-1].lower()
    return last.endswith(_CUES) or any(letter.isdecimal() for letter in last[-2:])


def _with_bracket(text: str, name: Found) -> tuple[Found, str | None]:
    """The name with the abbreviation in brackets behind it, and that abbreviation."""
    if "(" not in text[name.start : name.end + 2]:
        return name, None
    bracket = _ABBREVIATION.match(text, name.end)
    if bracket is not None and _abbreviates(bracket["short"], text[name.start : name.end]):
        name = Found(name.start, bracket.end(), "AGENCY", "agency.bracket")
    else:
        bracket = _ABBREVIATION.search(text, name.start, name.end)
        if bracket is None or bracket.end() != name.end:
            return name, None
    short: str = bracket["short"]
    return name, short if _is_acronym(short) else None


def _abbreviates(short: str, name: str) -> bool:
    """Whether a bracket can abbreviate a name: capitals, shorter, neither place nor other body."""
    if candidates(*split(short)) or (" " in short and kind_of(short) is not None):
        return False
    capitals = sum(letter.isupper() for letter in short)
    return capitals >= 2 and 2 * capitals >= sum(map(str.isalpha, short)) and len(short) < len(name)


def _is_acronym(words: str) -> bool:
    """Whether the words can stand for a body by themselves; ``CCHC`` cannot."""
    return _abbreviates(words, words + " ") and words not in abbreviations()


def _remembered(text: str, names: list[Found], acronyms: set[str]) -> dict[str, str]:
    """Words that are a body wherever they stand in this article, with the rule that says so."""
    wanted = dict.fromkeys(acronyms, "agency.acronym")
    places = (text[name.start : name.end] for name in names if name.type == "LOCATION")
    units = {bare for kind, bare in map(split, places) if kind}
    bodies = (text[name.start : name.end] for name in names if name.type == "AGENCY")
    for words in dict.fromkeys(bodies):
        if len(wanted) >= _MOST:
            break
        parsed = parse(words)
        if len(words.split()) >= _LONG and parsed.kind is not None and words[0].isupper():
            wanted.setdefault(words, "agency.again")
        if parsed.kind is None or parsed.kind.name not in FIRMS or "(" in words:
            continue
        proper = words[len(words) - len(parsed.proper) :]
        clear = len(proper) >= 5 and proper not in units
        if clear and parsed.proper and proper != words and not candidates(*split(proper)):
            wanted.setdefault(proper, "agency.firm")
            if proper.count(" ") >= 2:  # "cảng Cửa Sót" of "Công ty cổ phần Cảng Cửa Sót"
                wanted.setdefault(proper[0].lower() + proper[1:], "agency.firm")
    return wanted


def _elsewhere(text: str, wanted: dict[str, str], known: set[tuple[int, int]]) -> list[Found]:
    """Every place where one of the given words stands by itself, but for those known already."""
    found: list[Found] = []
    for words, rule in wanted.items():
        start = text.find(words)
        while start >= 0:
            end = start + len(words)
            before = text[max(0, start - 12) : start]
            if (start, end) not in known and not (
                before[-1:].isalnum()
                or before[-1:] in {"-", "&", "/"}
                or text[end : end + 1].isalnum()
                or _OF_A_TEXT.search(before)
                or (rule == "agency.firm" and _BESIDE_PLACE.search(before))
            ):
                found.append(Found(start, end, "AGENCY", rule))
            start = text.find(words, end)
    return found


def _settle(names: list[Found], again: list[Found]) -> list[Found]:
    """Longer names first; among equals an agency that is remembered, then the tagger's."""
    if not again:
        return names
    ordered = sorted(
        [*names, *again],
        key=lambda name: (name.start - name.end, name.type != "AGENCY", name.rule in _MEMORY),
    )
    kept: list[Found] = []
    for name in ordered:
        # Names that are kept do not overlap, so only the neighbours of its place matter.
        place = bisect_left(kept, name)
        after = place == len(kept) or name.end <= kept[place].start
        if after and (place == 0 or kept[place - 1].end <= name.start):
            kept.insert(place, name)
    return kept
