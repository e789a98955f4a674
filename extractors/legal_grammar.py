"""The grammar of documents' names: kinds, numbers, titles of laws, provisions."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from itertools import groupby

import regex

from .nearby import begins, either

WORDS = json.loads((files(__package__) / "legal_docs.json").read_text(encoding="utf-8"))
_TONES = {
    "òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé",
    "ỏe": "oẻ", "ọe": "oẹ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ",
}  # fmt: skip


def _title(words: str) -> str:
    """A pattern for a title in either tone placement, with commas where they are or are not."""
    parts = regex.split(r",?\s", words)
    pattern = r",?\s+".join(map(regex.escape, parts))
    for new, old in _TONES.items():
        pattern = pattern.replace(new, f"(?:{new}|{old})")
    return pattern


def _any(words: list[str]) -> str:
    """An alternative of titles, the longest first."""
    return "|".join(map(_title, sorted(words, key=len, reverse=True)))


S = r"[^\S\n]"  # white space inside a line; NBSP too
B, Z = S + "{1,4}", S + "{0,4}"
"""Some blanks, and none or some: no more, lest a page of blanks cost the square of its length."""
_NUMBERED = _any(WORDS["kinds"]["numbered"])
_LETTERED = _any(WORDS["kinds"]["lettered"])
_CODES = "|".join(sorted(WORDS["codes"], key=len, reverse=True))
_LETTERS = r"(?-i:\p{Lu}[\p{L}&]*\d{0,2})"
# The letters of a number: /NĐ-CP, -QĐ/TW, /QH13.
_MARK = rf"(?:[/-]{_LETTERS}|{S}[/-]{S}?(?!PV\b|Ảnh)(?-i:\p{{Lu}}{{2}}[\p{{L}}&]*))"
_YEARED = r"(?:[/-](?:19|20)\d\d(?!\d))"
_LONG = rf"\d{{1,6}}\w?{_YEARED}?{_MARK}{{1,5}}+"
_NEXT = "|".join(map(regex.escape, WORDS["after"]))
_GAP = (  # the words of "giấy chứng nhận quyền sử dụng đất số", of one name only
    rf"(?:{B}(?!(?:{_NUMBERED}|luật|{_any(WORDS['gap_stops'])})\b)[^\W\d]+){{0,8}}?"
)
_WORD = rf"(?:(?!(?i:{_any(WORDS['title_stops'])})\b)[\p{{L}}&]+)"
_ENDS = rf"(?![\w%]|[.,/-]\d|{Z}[%])(?={Z}(?:$|[\n,.;:()“”\"'…?!–-]|(?:{_NEXT})\b|(?-i:\p{{Lu}})))"
_SHORT = rf"(?:\d{{1,6}}{_YEARED}|(?!(?:19|20)\d\d\b)\d{{2,5}}a?){_ENDS}"
_NO = rf"(?:số{Z}:?{Z})"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?![\d/-])"


def _starts(phrases: list[str], ahead: str) -> list[str]:
    """Phrases with or without capitals, grouped by first letter: a scan meets fewer branches.

    Args:
        phrases: what a document may begin with.
        ahead: what must follow.
    """
    forms = [
        r"\s".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in phrase.split())
        for phrase in sorted(phrases)
    ]
    grouped = [
        letter + "(?:" + "|".join(sorted((p[4:] for p in group), key=len, reverse=True)) + ")"
        for letter, group in groupby(forms, key=lambda pattern: pattern[2])
    ]
    return [form + ahead for one in grouped for form in either(one)]


_AHEAD = r"\s(?:số\b|\d|[^\n;()]{1,80}?\s(?:số\s?:?\s?[\dA-Z]|QC|TC))"
START = begins(
    [
        *_starts(WORDS["kinds"]["named"], r"\b"),
        *_starts(WORDS["kinds"]["numbered"] + WORDS["kinds"]["lettered"], f"(?={_AHEAD})"),
        "[QT]C(?:VN|XD)",
        r"(?:NĐ|QĐ|TT|NQ|CV)(?=\s|\d)",
        rf"(?:{'|'.join(WORDS['acronyms'])})\b",
        rf"(?<![/.,-])\d{{1,5}}(?=/|-(?:{_CODES})/)",
    ]
)
"""What a document begins with."""
_PHRASES = [
    [either(word) for word in phrase.split()]
    for phrases in (*WORDS["kinds"].values(), WORDS["acronyms"], ["NĐ", "QĐ", "TT", "NQ", "CV"])
    for phrase in phrases
]
_WHOLE = frozenset(form for phrase in _PHRASES if len(phrase) == 1 for form in phrase[0])
_FIRST = frozenset(form for phrase in _PHRASES for form in phrase[0])
_SECOND = frozenset(form for phrase in _PHRASES for forms in phrase[1:2] for form in forms)
_FIRST_PART = re.compile(r"[QT]C(?:VN|XD)|\d{1,5}\Z")


def may_begin(spelling: str) -> bool:
    """Whether a document may begin with a word or a number, whatever stands behind."""
    return spelling in _WHOLE or _FIRST_PART.match(spelling) is not None


def may_be_first(spelling: str) -> bool:
    """Whether a document may begin with a word if the right one stands behind."""
    return spelling in _FIRST


def may_be_second(spelling: str) -> bool:
    """Whether a word may stand behind the first of a document."""
    return spelling in _SECOND


NO_LAW_BEFORE = regex.compile(rf"(?ri)\b(?:pháp|kỷ|kỉ|kết|quy|{_any(WORDS['schools'])}){S}")
DOCUMENT = regex.compile(
    rf"""(?i)
    (?:
      (?P<kind>(?:bộ{B})?luật|pháp{B}lệnh){B}
        (?:{_NO}(?P<number>{_LONG})
          |(?:về{B})?(?:sửa{B}đổi,?{B}bổ{B}sung{B}một{B}số{B}điều{B}(?:của{B})?
              (?:các{B})?(?:(?:bộ{B})?luật|pháp{B}lệnh){B})?
           (?P<title>(?:{_any(WORDS["titles"])})(?![\w])
              |(?-i:(?<=(?:Luật|[Ll]ệnh){S})(?:\p{{Lu}}{{2}}[\p{{Lu}}&]*\b|{_WORD}(?:{S}{_WORD}){{1,9}}+))))
        (?:{B}{_NO}(?P<number>{_LONG}))?
        (?:{B}sửa{B}đổi\b|{Z}\(sửa{B}đổi[^()\n]{{0,30}}\))?
        (?:(?:{B}năm)?{B}{_YEAR})?
    | (?P<kind>(?-i:Hiến{S}pháp))(?:(?:{B}năm)?{B}{_YEAR})?(?!{B}pháp)
    | (?P<kind>(?-i:{_any(list(WORDS["acronyms"]))}))\b(?:(?:{B}năm)?{B}{_YEAR})?
    | (?P<kind>nghị{B}quyết){B}(?P<title>(?:hội{B}nghị{B})?(?:trung{B}ương|tw|tư|t\.ư)
        (?![^\W\d]){Z}\d*
        (?:{Z}\(?{Z}kh[oó][áa]{B}(?:\d+|[XVI]+)(?:,{Z}[XVI]+)?\)?)?
        |đại{B}hội{B}(?:đảng{B})?(?:lần{B}thứ{B})?(?-i:[XVI]+)\b(?:{B}của{B}Đảng)?)
    | (?P<kind>(?:quy|tiêu){B}chuẩn)(?:{B}[^\W\d]+){{0,16}}?{B}
        (?P<number>(?-i:(?:QC|TC)\w*){Z}:?{Z}(?:ISO{S})?\d[\d:/.-]*(?<=\d)(?:/\p{{Lu}}+)?)
    | (?P<kind>)(?P<number>(?-i:(?:QCVN|TCVN|TCXD\w*)){Z}:?{Z}(?:ISO{S})?\d[\d:/.-]*(?<=\d)
        (?:/(?-i:\p{{Lu}}+))?)
    | (?P<kind>đề{B}án){Z}(?P<title>“[^“”\n]{{5,200}}”|"[^"\n]{{5,200}}")
    | (?P<kind>)(?P<title>(?-i:{_any(WORDS["others"])}))\b
    | (?P<kind>{_NUMBERED}|{_LETTERED}){_GAP}{B}{_NO}
        (?P<number>(?:\d{{1,6}},{B})?{_LONG})
    | (?P<kind>{_NUMBERED}|{_LETTERED}){B}(?P<number>{_LONG})
    | (?P<kind>{_NUMBERED}|{_LETTERED}){B}{_NO}(?P<number>{_SHORT}|\d{_ENDS})
    | (?P<kind>{_NUMBERED}){B}(?P<number>{_SHORT})
    | (?P<kind>nghị{B}(?:định|quyết)|thông{B}tư|chỉ{B}thị){B}
        (?P<number>\d{{2,3}})(?![\w%]|[.,/-]\d)
    | (?P<kind>{_LETTERED}){B}(?P<number>(?!(?:19|20)\d\d\b)\d{{2,5}})(?={B}(?:của|ngày)\b)
    | (?P<kind>giấy{B}(?:phép|chứng{B}nhận)){_GAP}{B}{_NO}
        (?P<number>(?-i:\p{{Lu}}{{1,3}}){S}?\d{{3,9}})
    | (?P<kind>(?-i:NĐ|QĐ|TT|NQ|CV)){Z}{_NO}?(?P<number>{_LONG})
    | (?P<kind>)(?P<number>\d{{1,5}}{_YEARED}?[/-](?-i:{_CODES})[/-](?-i:\p{{Lu}}[\p{{L}}&]*)
        (?:-(?-i:\p{{Lu}}[\p{{L}}&]*))?)
    )""",
    regex.VERBOSE | regex.MULTILINE,
)
PROVISION = regex.compile(
    rf"""(?ri)(?:(?:các{B})?\b
        (?:(?:điểm{B}\w\b(?:{S}?,{S}?\w\b){{0,12}})|(?:khoản|điều|mục|chương){B}(?:\d{{1,4}}\w?|[IVX]{{1,7}})
           (?:{S}?,{S}?\d{{1,4}}){{0,12}}|phụ{B}lục{B}(?:số{B})?[\w/]{{1,30}})
        (?:{Z}[,;]{Z}|{B}(?:và|của){B}|{B})){{1,12}}+""",
    regex.VERBOSE,
)


def kind_of(found: regex.Match[str]) -> str:
    """What the document was known by: its number, its title, or being the only one of its kind."""
    if found["number"]:
        return "number"
    return "title" if found["title"] else "name"
