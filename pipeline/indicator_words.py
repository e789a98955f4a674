"""The words that tie figures together, as patterns over the text between two figures.

Each pattern is tried on a short stretch of text that ends or begins at a figure, so its time does
not grow with the article. Sources: the guideline, section 3, and how Vietnamese reports state
shares ("X, trong đó Y, đạt Z%"), targets ("cao hơn … so với chỉ tiêu"), changes ("từ X xuống Y").
"""

from __future__ import annotations

import regex

_FLAGS = regex.IGNORECASE
_SHARE = (
    r"đạt|chiếm|bằng|tức(?: là)?|tương đương(?: với)?|tương ứng(?: với)?|nghĩa là|ứng với|"
    r"hay(?: là)?|chưa nổi"
)
_ABOUT = r"đến|tới|hơn|gần|trên|dưới|khoảng|xấp xỉ|ngót|quá|được|chỉ|mới|có|đã|và|ước|là"

SHARE_TAIL = regex.compile(rf"(?:[(,:=–-]|\b(?:{_SHARE}|t[ỷỉ] lệ)\b)[^.;,():=\d]{{0,40}}\Z", _FLAGS)
"""Between figures and the percentage that they make: ", đạt tỷ lệ ", " (", " = "."""

SHARE_FILLER = regex.compile(rf"[(,:=–-]|\b(?:{_SHARE}|t[ỷỉ] lệ|{_ABOUT})\b", _FLAGS)
"""What may stand in such a stretch without saying what the percentage is of."""

CLOSED = regex.compile(r"\s*(?:[,;)!?”\"…]|\.(?!\d)|$|\n)")
"""Behind a percentage that names no other base ("95% kế hoạch" does)."""

WHOLE_BEFORE = regex.compile(
    r"(?:^|[\s(])(?:(?:trong|trên)(?: tổng(?: số)?| số)?|tổng(?: số)?(?: là| có)?"
    r"|qua (?:kiểm tra|rà soát))\s*\Z",
    _FLAGS,
)
"""Before a whole: "Trong 54 hồ sơ …, 31 hồ sơ"."""

PART_OF = regex.compile(
    r"[^.;:\n]{0,60}?(?:\b(?:trong|trên) (?:tổng số|tổng|số(?: chỉ tiêu)?|chỉ tiêu)"
    r"|(?P<bare>\b(?:trong|(?<!với |được |có )trên)|/))\s*\Z",
    _FLAGS,
)
"""Between a part and its whole: "163 người trong tổng số 178 công chức"; ``bare`` may mean more."""

OF_WHICH = regex.compile(
    r"[^;\n]{0,120}?(?:\btrong (?:số )?(?:đó|này)\b|\bthì\b|\bcó (?:đến|tới)\b|\bchỉ có\b"
    r"|\briêng\b)[^;\n]{0,100}+\Z",
    _FLAGS,
)
"""Between a whole and its part: "X, trong đó Y", "X thì có đến Y"."""

CHECKED = regex.compile(r"[^;\n]{0,140}[,:(][^;\n]{0,100}", _FLAGS)
OUTCOME = regex.compile(
    r"\b(?:phát hiện|thấy|vi phạm|xử phạt|xử lý|giải quyết|trả|đúng|quá hạn|trễ|chậm|hoàn thành"
    r"|đạt|thu hồi|thực hiện|khắc phục|hợp lệ|lấy|chuyển)\b",
    _FLAGS,
)
INTAKE = regex.compile(
    r"\b(?:nhận|kiểm tra|rà soát|thanh tra|giám sát|khảo sát|phỏng vấn|phát ra|giao|rút|xem|tổng"
    r"|cân|giải quyết|sử dụng|bố trí|phản ánh|thí sinh|bốc thăm)\b",
    _FLAGS,
)
"""What came in or was checked, and what came of it: "kiểm tra X cơ sở, phát hiện Y cơ sở"."""

GOES_ON = regex.compile(r"\W{0,12}(?:trong (?:số )?(?:đó|này)|kết quả|qua đó)\b", _FLAGS)
"""Opens a sentence whose figures are parts of a figure of the sentence before."""

SCOPE = regex.compile(r"\b(?:của|tại|ở|trong(?: cả| vòng)?)\s*\Z", _FLAGS)
"""Before a figure that only says where or how long: "(…) hồ sơ của 12 xã (đạt 99,3%)"."""

SHARE_KEY = regex.compile(rf"[(=]|\b(?:{_SHARE}|t[ỷỉ] lệ)\b", _FLAGS)
RATE = regex.compile(r"\bt[ỷỉ] lệ\b", _FLAGS)
NOT_SHARE = regex.compile(r"\bchưa\s*\Z", _FLAGS)
"""Before "bằng 60% mức công bố"."""

WHOLE_AFTER = regex.compile(
    r"\s{0,3}+\)?\s{0,3}+(?:(?:trong|trên|của|so với|theo)\s{1,3}+)?"
    r"(?:tổng(?: số)?|kế hoạch(?: vốn)?|chỉ tiêu|dự toán|tổng giá trị [^.;,()\d]{0,20})"
    r"[^.;,()\d]{0,20}\s{0,3}\(?\s{0,3}\Z",
    _FLAGS,
)
"""Between a percentage and the whole behind it: "bằng 94,4% tổng số 126 điểm"."""

TOTAL_BEFORE = regex.compile(r"\btổng(?: cộng| số(?: tiền)?| giá trị)?[^.;\d]{0,30}\Z", _FLAGS)
"""Before a figure that is called a total."""

LIST_AHEAD = regex.compile(
    r"(?:\((?:[^()]{0,40}?)|:|\bgồm(?: có)?\b|\btrong (?:số )?đó\b)[^.;()]{0,60}\Z", _FLAGS
)
"""Between a total and the first of its parts."""

REST = regex.compile(r"\bcòn(?: lại)?\b", _FLAGS)
"""Beside the last part of a whole."""

CHANGE_BEFORE = regex.compile(
    r"\b(?P<word>cao hơn|nhiều hơn|vượt|tăng|thấp hơn|ít hơn|(?<!cắt )giảm|kém|thiếu|hụt)"
    r"(?: hẳn| xa| mạnh)?(?P<between>[^.;,()\d\n]{0,40}?)\Z",
    _FLAGS,
)
"""Before a change, or before the level that something is compared with."""

LOWER = frozenset({"thấp hơn", "ít hơn", "giảm", "kém", "thiếu", "hụt"})

TO_LEVEL = regex.compile(r"\b(?:từ|còn|xuống|lên|thành|nhưng|là)\b", _FLAGS)
"""Words that make what follows "tăng" or "giảm" the new level, not the change."""

LEVEL_BEFORE = regex.compile(
    r"\b(?:mức(?: tối thiểu| tối đa| chung)?|chỉ tiêu|mục tiêu|kế hoạch|con số|quy định)"
    r"(?: là| chỉ là)?\s*\(?\s*\Z",
    _FLAGS,
)
"""Before the level that something is compared with: "thấp hơn mức 95%"."""

CHANGED_TO = regex.compile(
    r"[^.;\n]{0,50}?\b(?:xuống|lên|còn|thành)(?:\s{1,3}+(?:còn|đến|tới|mức|chỉ|thành)){0,3}"
    r"(?:\s{1,3}+(?:gần|hơn|khoảng))?\s{0,3}\Z",
    _FLAGS,
)
"""Between the earlier and the later level: "từ 214 thôn xuống 142 thôn"."""

FROM = regex.compile(r"\btừ(?: mức| chỗ| con số)?(?: hơn| gần| khoảng)?\s*\Z", _FLAGS)

AGAINST = regex.compile(
    r"\s{0,3}+\)?\s{0,3}+(?:[^.,;()\n]{0,30}?\bso với\s{1,3}+|"
    r"(?=(?:kế hoạch|chỉ tiêu|mục tiêu|dự toán|cùng kỳ)\b))(?P<what>[^.,;()\n]{2,80})",
    _FLAGS,
)
"""Behind a change: what it is compared with."""

BASE_AHEAD = regex.compile(
    r"\s{0,3}+\)?\s{0,3}+[^.;\n]{0,40}?"
    r"\b(?:so với|mục tiêu|chỉ tiêu|trong khi|theo quy định,?|quy định)"
    r"(?:[^.,;)\d]{0,90}+"
    r"|[^.,;)\d]{0,60}?\b(?:năm|tháng|quý)\s{1,3}+\d{1,4}(?:/\d{4})?+[^.,;)\d]{0,30}+)\Z",
    _FLAGS,
)
"""Between a figure and the one that it is compared with; behind a comma something else is told."""

TARGET = regex.compile(
    r"\b(?:chỉ tiêu|kế hoạch|mục tiêu|dự toán|quy định|quy chuẩn|mức|yêu cầu|giấy phép)\b", _FLAGS
)
EARLIER = regex.compile(
    r"\b(?:cùng kỳ|năm|tháng|quý|trước|ngoái|lần|giai đoạn|nhiệm kỳ|đầu kỳ|Tết)\b", _FLAGS
)
