"""Values of documents: kind, number, year, issuer, day of issue, provision."""

from __future__ import annotations

from datetime import date
from typing import Any

import regex

from .date_grammar import expression_at
from .legal_grammar import WORDS, B, S, Z
from .nearby import at

_YEAR_IN_NUMBER = regex.compile(r"(?<=\d[/-]|:)(?:19|20)\d\d(?!\d)")
_ISSUED = regex.compile(rf"(?i){Z}[,(]?{Z}(?:(?:ký|ban hành){B})?(?=ngày{S})")
_OF_YEAR = regex.compile(rf"(?i){B}năm{B}(?P<year>(?:19|20)\d\d)\b")
_ISSUER = regex.compile(
    rf"""{Z},?{B}của{B}(?P<issuer>\p{{Lu}}[\p{{L}}&.-]*(?:{S}(?:\p{{Lu}}[\p{{L}}&.-]*
    |tỉnh|thành|phố|huyện|quận|thị|xã|phường|nước|tướng|phủ|hội|ương|dân|bí|thư|trị|trưởng|tra
    |tịch|toán|nhân|ban|ủy|uỷ|và(?={S}\p{{Lu}}))(?!\w)){{0,9}})""",
    regex.VERBOSE,
)
_TIGHT = regex.compile(r" ?([/-]) ?")
_CODE = regex.compile(r"\p{L}+")


def legal_value(text: str, found: regex.Match[str], provision: str) -> dict[str, Any]:
    """The value fields of a document.

    Args:
        text: the article.
        found: the document, without its provision.
        provision: what stands before it, e.g. "khoản 9, Điều 19 ".

    Returns:
        Fields of ``schemas.entities.LegalDoc``.
    """
    number = found["number"]
    codes = _CODE.findall(number) if number else []
    issued, behind = _issued(text, found.end())
    year = found["year"] or (number and (m := _YEAR_IN_NUMBER.search(number)) and m.group())
    of_year = at(_OF_YEAR, text, behind)
    if of_year is not None:
        behind = of_year.end()
        year = year or of_year["year"]
    issuer = at(_ISSUER, text, behind)
    value = {
        "kind": _kind(found, codes),
        "number": _TIGHT.sub(r"\1", " ".join(number.split())) if number else None,
        "year": int(year) if year else issued and issued.year,
        "issuer": issuer["issuer"].rstrip(".-") if issuer else _issuer_by(codes),
        "issued": issued,
        "provision": provision.strip().removesuffix("của").rstrip(" ,;") or None,
    }
    return {name: part for name, part in value.items() if part is not None}


def _kind(found: regex.Match[str], codes: list[str]) -> str:
    """The kind as printed, else by the letters of the number: 'NĐ' is a decree."""
    printed = " ".join((found["kind"] or "").split())
    named = WORDS["acronyms"].get(printed) or WORDS["codes"].get(printed)
    if named or printed:
        return str(named or printed.lower())
    if found["title"]:
        return " ".join(found["title"].split()[:2]).lower()
    if codes and codes[0] in {"QCVN", "TCVN"}:
        return "quy chuẩn" if codes[0] == "QCVN" else "tiêu chuẩn"
    return next((WORDS["codes"][code] for code in codes if code in WORDS["codes"]), "văn bản")


def _issuer_by(codes: list[str]) -> str | None:
    """The issuer by the last letters of the number: 'CP' is the government."""
    return WORDS["issuers"].get(codes[-1]) if codes else None


def _issued(text: str, end: int) -> tuple[date | None, int]:
    """The day that stands behind a document, and where it ends."""
    lead = at(_ISSUED, text, end)
    day = expression_at(text, lead.end()) if lead else None
    if day is None or day.left is None or day.left.grain != "day" or day.right is not None:
        return None, end
    interval = day.left.interval(day.left.year) if day.left.year else None
    return (interval[0] if interval else None), day.end
