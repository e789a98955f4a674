"""What an indicator measures: the noun phrase around its main figure, in the article's words.

"Tỷ lệ hồ sơ trả đúng hạn đạt 97%" says it before the figure, "41% số mẫu vi phạm" behind it, and
"31 hồ sơ thiếu phiếu" with the figure's own noun. Where the words before only tell what was done to
it, they follow in brackets: "phạt 46 cơ sở" is ``cơ sở (phạt)``. Every word is one of the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable

import regex

from .finding_trim import trim
from .indicator_figures import Figure
from .indicator_groups import Group

_FLAGS = regex.IGNORECASE
_REACH = 240
"""So many characters before a figure are read, and behind it."""
_LONGEST = 110
"""A longer name ends with its last whole clause or word before."""
_FEW = 8
"""More words than these do not stand in brackets."""
_ABOUT = r"hơn|gần|khoảng|trên|dưới|xấp xỉ|ngót|chỉ|mới|đến|tới|được|quá|tối đa|tối thiểu"
_CUT = regex.compile(r"[;:()\n]\s*|[,.](?!\s?\d)\s*")
_BRACKETS = regex.compile(r"\s{0,3}+\([^()\n]{0,200}+\)")
_SAYS = regex.compile(
    rf"(?:\b(?:là|đạt|bằng|chiếm|ở mức|lên|tỷ lệ|tỉ lệ)|[:=])\s*(?:\b(?:{_ABOUT})\s+){{0,3}}\Z",
    _FLAGS,
)
"""Ends the words that say all: what follows is the figure."""
_TOLD = regex.compile(
    r"\b(?:cho biết|cho hay|cho thấy|rằng|nhưng|song|trong khi(?: đó)?|tuy nhiên|thì|mà)\b"
    r"[\s,]{0,3}+(?=\S{1,30}+\s{1,3}+\S)",
    _FLAGS,
)
"""What comes before the last of them is another clause."""
_LEAD = regex.compile(
    r"(?:trong (?:số )?(?:đó|này)|trong khi(?: đó)?|trong(?! (?:nước|sạch|suốt))|trên địa bàn|thì"
    r"|và|với|là|có(?! (?:thể|lẽ|hiệu))|(?:đến|tới)(?: nay| thời điểm này)?|đã|được|gồm|bao gồm|cả"
    r"|cụ thể|chỉ(?! (?:tiêu|số|đạo|thị|dẫn|định|huy|báo))(?: rõ)?|còn(?! lại)|mới(?! đây)|riêng"
    r"|khoảng|hơn|gần(?! đây)|trên|dưới|tổng số(?= có)|nhưng|song|tuy nhiên|đặc biệt|đáng chú ý"
    r"|ngoài ra|nhất là|thậm chí|như vậy|như|theo đó|qua đó|kết quả(?= có)|đồng thời|hiện nay"
    r"|hiện đang|hiện(?! (?:trường|trạng|tượng|vật|hành|đại))|đang|vẫn|cũng|nếu|khi|do(?! dự)|bởi"
    r"|vì|nên|để|của|tại|ở|về|từ|cho(?! (?:vay|thuê))|hay|hoặc|mà|lại|này|theo|lên|xuống|vào|nay"
    r"|trước việc|qua(?= \w+ \w))\b[\s,:]*",
    _FLAGS,
)
"""Opens no noun phrase; words of two syllables ("chỉ tiêu", "hiện trường") stay whole."""
_TRAIL = regex.compile(
    r"(?r)(?:[\s,:=–(/-]|\b(?:là|(?<!\b(?:sẵn|hiện|giàu|vốn) )có"
    r"|(?<!\b(?:thành|truyền|diễn|lưu|không|chưa) )đạt|chiếm"
    r"|(?<!\b(?:công|mặt|đồng|văn|cân|thăng) )bằng|(?<!\b(?:lập|tin|cổ|tạm) )tức|nghĩa là"
    r"|tương đương|tương ứng|(?:tỷ|tỉ) lệ|được|(?<!\b(?:địa|chứng|tôn) )chỉ"
    r"|(?<!\b(?:thôn|đổi|xây|làm|sáng) )mới|đến|(?<!\bsắp )tới|hơn|gần|khoảng"
    r"|(?<!\b(?:cấp|bề) )trên|(?<!\bcấp )dưới|còn|hay|thì|và|với|(?<!\b(?:chứng|danh) )từ"
    r"|trong(?: số)?(?: đó)?|của|ở mức|ở|lên|xuống|đã|đang"
    r"|(?<!\b(?:phát|thực|thể|xuất|cải) )hiện(?: nay)?|vẫn|thứ|hạng|vị trí"
    r"|(?:đứng|xếp)(?= (?:thứ|hạng|vị trí))|cũng|quá|vào|tại|(?<!\b(?:hoàn|trưởng|hình|tán) )thành"
    r"|do|tối đa|tối thiểu|xấp xỉ|khi|để|lần lượt|ước|nhưng|gồm|như sau|cho thấy)\b)"
    r"{1,60}+",
    _FLAGS,
)
"""Leads on to a figure; matched backwards, from the end of the words."""
_CHANGED = regex.compile(
    r"(?<!\s)\s{1,3}+(?:(?:đã|sẽ|được|bắt đầu|tiếp tục|lại)\s{1,3}+){0,4}"
    r"(?:tăng|giảm|nâng|hạ)(?: (?:mạnh|thêm))?\Z",
    _FLAGS,
)
"""Behind what changes: "giá phôi bắt đầu giảm" from one level to another."""
_ENDS = regex.compile(
    r"\b(?:nhưng|song|thì|mà|nên|trong khi|trong đó|còn(?! lại)|đồng thời|vì|do đó|để|nhằm|khiến"
    r"|tuy nhiên|so với|và(?= (?:bị|đã|có|phải|được|không|chưa)\b))\b",
    _FLAGS,
)
"""Behind a figure: another clause begins."""
_GOES_ON = regex.compile(
    r"(?!(?:đạt|chiếm|bằng|tức|tương|t[ỷỉ] lệ|tăng|giảm|cao|thấp|vượt|trong|còn|hay|qua|đã|số|có"
    r"|bị)\b)"
    r"\p{Ll}+(?: (?!(?:là|đã|phải|bị|sẽ|có)\b)[\p{L}-]+){0,12}+(?=\s*(?:[,;.)…]|\Z))"
)
"""Behind a comma: more of a list, and no clause of its own."""
_UNFIT = regex.compile(
    r"(?:của|trong|trên|tại|với|so|theo|về|từ|do|để|vào|cho|ở|qua|là|và|hay|hoặc|nhưng|thì|mà|khi"
    r"|mỗi|một (?:năm|tháng|quý)|tổng|kế hoạch|dự toán|chỉ tiêu|được|bị|đã|không|chưa|phải|sẽ|cùng"
    r"|nên|còn|vì|nếu|lên|xuống|trở|này|đó|như|tương|nghĩa|tức|thuộc|đối với|khác"
    r"|vẫn|cũng|trước|sau|giá trị|nhu cầu)\b",
    _FLAGS,
)
"""Opens words behind a percentage that are no thing of which it is a share."""
_MEASURE = regex.compile(
    r"(?:tổng|số|lượng|mức|t[ỷỉ] lệ|giá|diện tích|kinh phí|doanh|chi phí|thu nhập|sản lượng|vốn"
    r"|nguồn|bình quân|trung bình|thời gian|chỉ số|điểm|công suất|quy mô|nợ|thuế)\b",
    _FLAGS,
)
_NUMBER = regex.compile(
    r"\A(?:.*\d[\d.,/]*|(?:(?:cả|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)\s)+)",
    _FLAGS,
)
"""The number of a figure, in digits or words."""
_LISTED = regex.compile(
    r"\s{0,3}+(?:,|và|hoặc|hay|đến|-|–|/)\s{0,3}+(?:(?:hơn|gần|khoảng)\s{1,3}+)?", _FLAGS
)
"""Between figures of which the same is said."""
_LONE = regex.compile(r'[“”"«»]')


def name(text: str, start: int, end: int, group: Group, others: Iterable[Figure]) -> str:
    """What a group measures.

    Args:
        text: the article.
        start: where the sentence begins.
        end: where it ends.
        group: the figures; "từ 22 phút còn 9 phút" and "5.117 trong 5.206 hồ sơ" count as one.
        others: all figures of the sentence; the words end at the nearest.

    Returns:
        Words of the article; the figure itself where there are none.
    """
    level = group.level
    first, last = _extent(group)
    bounds = [f for f in others if f.type != "QUANTITY"]
    for figure in reversed(bounds):
        if figure.end <= first and _LISTED.fullmatch(text, figure.end, first):
            first = figure.start
    low = max((_behind_digits(text, f, group) for f in bounds if f.end <= first), default=start)
    high = min((f.start for f in bounds if f.start >= last), default=end)
    before = _BRACKETS.sub(" ", _from_word(text, max(low, start), first))
    chunks = _CUT.split(before)
    after = _after(text[last : min(high, end, last + _REACH)])
    says, said = _SAYS.search(chunks[-1]) is not None, _stripped(chunks[-1])
    if group.change is not None:
        said = _CHANGED.sub("", said)
    counted = level.type in {"COUNT", "RATIO"} and not level.rank
    noun = _noun(text, level) if counted else ""
    if says and _long(said):
        found = said
    elif noun:
        found = _counted(said, noun, after)
    elif level.type != "MONEY" and not level.rank and _long(after) and not _UNFIT.match(after):
        found = _with(after, said)
    elif level.type == "PERCENT" and not (says or chunks[-1].strip()) and _long(_stripped(after)):
        found = _stripped(after)
    else:
        told = (_stripped(chunk) for chunk in (chunks[-1], *chunks[-2::-1]))
        found = said if _long(said) else next((words for words in told if _long(words)), said)
        found = found or _stripped(after)
    return _short(_unquoted(found)) or text[level.start : level.end]


def _extent(group: Group) -> tuple[int, int]:
    """The stretch of the figures that count as one."""
    level, whole = group.level, group.whole
    start, end = level.start, level.end
    if group.change is not None and group.change.base is not None:
        start = min(start, group.change.base.start)
    if whole is not None and 0 < whole.start - end < _REACH and not group.percent_between:
        end = whole.end
    return start, end


def _behind_digits(text: str, figure: Figure, group: Group) -> int:
    """Where the words behind a figure begin: of the whole of a rate, with its noun."""
    if figure is group.whole and group.level.type == "PERCENT":
        number = _NUMBER.search(text[figure.start : figure.end])
        return figure.start + (number.end() if number else 0)
    return figure.end


def _from_word(text: str, low: int, end: int) -> str:
    """The text before a figure, as far as it is read, from a whole word on."""
    begin = max(low, end - _REACH)
    if begin > low:
        space = text.find(" ", begin, end)
        begin = end if space < 0 else space + 1
    return text[begin:end]


def _noun(text: str, figure: Figure) -> str:
    """The noun that is counted: "hồ sơ" of "1.291/1.365 hồ sơ" and "2 trong số 3 hồ sơ"."""
    return str(_NUMBER.sub("", text[figure.start : figure.end])).strip(" ./,")


def _counted(said: str, noun: str, after: str) -> str:
    """The name of things that are counted or measured: the noun with its modifiers."""
    thing = f"{noun} {after}".strip()
    if _MEASURE.match(said):
        return said if len(said.split()) > 2 else f"{said} {thing}"
    return _with(thing, said)


def _with(thing: str, said: str) -> str:
    """A thing, and in brackets what was done to it: "hồ sơ trễ hạn (Sở đã trả)"."""
    return f"{thing} ({said})" if said and len(said.split()) <= _FEW else thing


def _after(after: str) -> str:
    """The words behind a figure up to the end of its clause; a list goes on over a comma."""
    if not after[:1].isspace():
        return ""
    end = len(after)
    for cut in _CUT.finditer(after):
        if not cut.group().startswith(",") or not _GOES_ON.match(after, cut.end()):
            end = cut.start()
            break
    ends = _ENDS.search(after, 0, end)
    words = after[: ends.start() if ends else end].strip()
    return _untrailed(words.removeprefix("là ")).strip()


def _stripped(words: str) -> str:
    """The words without what leads in and what leads on to the figure."""
    words = _untrailed(words).strip(' ,;:-–•+(\n“”"')
    for told in [*_TOLD.finditer(words)][-1:]:
        words = words[told.end() :]
    while found := _LEAD.match(words):
        words = words[found.end() :]
    return words.strip()


def _untrailed(words: str) -> str:
    """The words without those at their end that lead on to a figure."""
    found = _TRAIL.match(words)
    return words[: found.start()] if found else words


def _unquoted(words: str) -> str:
    """The words without signs at their edges, and without quotes that lack their fellow."""
    if words.count("“") != words.count("”") or words.count('"') % 2:
        words = _LONE.sub(" ", words)
    words = " ".join(words.split())
    start, end = trim(words, 0, len(words))
    return words[start:end]


def _long(words: str) -> bool:
    return len(words.split()) > 1


def _short(words: str) -> str:
    """The words, cut behind a clause or a word where they are too many."""
    if len(words) <= _LONGEST:
        return words
    place = max(words.rfind(", ", _LONGEST // 2, _LONGEST), words.rfind("; ", 0, _LONGEST))
    cut = words[: place if place > 0 else words.rfind(" ", 0, _LONGEST + 1)]
    return _untrailed(cut).strip() + "…"
