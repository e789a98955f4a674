"""Where a calendar expression may begin: its first word and what must stand behind."""

from __future__ import annotations

import re

from .nearby import begins, either

_DAY_OR_TIME = r"\s(?=\d|ngày|nay|qua|mai|hôm|cùng)"
_UNIT = r"\s(?=tháng|quý|năm)"
_UNIT_OR_WEEK = r"\s(?=tháng|quý|năm|tuần)"
_BEHIND = {
    "ngày": r"\s(?=\d|hôm|mai|kia)",
    "năm": r"\s(?=\d|nay|ngoái|học|tháng|quý)",
    "nhiệm": r"\skỳ",
    "niên": r"\skh",
    "những": r"\stháng",
    "nay": r"\s(?=cho|đến|tới)",
    "nửa": r"\s(?=đầu|cuối)",
    "hôm": r"\s(?=\d|nay|qua|kia)",
    "tháng": r"\s(?=\d|trước|này|tới|sau|qua|rồi)",
    "tuần": r"\s(?=trước|này|tới|sau|qua|rồi)",
    "thời": r"\skỳ",
    "thập": r"\s(?:niên|kỷ)",
    "cùng": r"\skỳ\snăm",
    "giai": r"\sđoạn",
    "quý": r"\s(?=[\dI])",
    "rạng": r"\ssáng",
    "khuya": r"\s",
}
_BEHIND |= dict.fromkeys(["mùng", "mồng"], r"\s(?=\d)")
_BEHIND |= dict.fromkeys(["thượng", "trung", "hạ"], r"\stuần")
_BEHIND |= dict.fromkeys(["sáng", "trưa", "chiều", "tối", "đêm"], _DAY_OR_TIME)
_BEHIND |= dict.fromkeys(["đầu", "giữa", "cuối"], _UNIT_OR_WEEK)
_BEHIND |= dict.fromkeys("một hai ba bốn sáu bảy tám chín mười".split(), _UNIT)
_WORDS = frozenset(form for word in _BEHIND for form in either(word))
_NUMBER = re.compile(r"\d{1,2}\Z")
_WHOLE = re.compile(r"[Kk]huya\Z|(?:19|20)\d\d(?!\d)|\d{1,2}(?=\.)")
_SECOND = re.compile(
    r"[\dI/.–-]|kh|(?:hôm|mai|kia|nay|ngoái|học|tháng|quý|năm|tuần|ngày|kỳ|cho|đến|tới|đầu|cuối|qua"
    r"|trước|này|sau|rồi|niên|kỷ|đoạn|sáng|cùng)"
)
START = begins(
    [
        *(form + behind for word, behind in sorted(_BEHIND.items()) for form in either(word)),
        r"(?<!\d[.,])(?<![/:–-])(?:(?:19|20)\d\d\b|\d{1,2}(?=\s?[/.–-]\s?\d|\s(?:tháng|quý"
        r"|năm)\b|\s(?:đến|tới)\s\d{1,2}/))",
    ]
)
"""What a date begins with."""


def may_begin(spelling: str) -> bool:
    """Whether a date may begin with a word or a number, whatever stands behind."""
    return _WHOLE.match(spelling) is not None


def may_be_first(spelling: str) -> bool:
    """Whether a date may begin with a word or a number if the right word or mark stands behind."""
    return spelling in _WORDS or _NUMBER.match(spelling) is not None


def may_be_second(spelling: str) -> bool:
    """Whether a word or a mark may stand behind the first of a date."""
    return _SECOND.match(spelling) is not None
