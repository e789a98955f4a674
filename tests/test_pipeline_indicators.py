"""Indicators: figures tied together, and their arithmetic, on annotated sentences."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.vocab import Vocab
from thanhtra.corpus.markup import parse
from thanhtra.extractors.mention import Context
from thanhtra.extractors.numbers import NUMBERS
from thanhtra.pipeline.attributes import plain
from thanhtra.pipeline.indicator_arithmetic import share_agrees
from thanhtra.pipeline.indicator_figures import Figure
from thanhtra.pipeline.indicators import find_indicators
from thanhtra.pipeline.sentences import create_sentences
from thanhtra.pipeline.tokenizer import Tokenizer
from thanhtra.schemas.record import Indicator

TOKENIZER = Tokenizer(Vocab())


def read(marked):
    """The indicators of a text: agencies and dates as marked, figures as extracted."""
    text, spans = parse(marked)
    doc = create_sentences(None, "sentences")(TOKENIZER(text))
    values = {(m.start, m.end): m for m in NUMBERS.find(text, Context())}
    found = [
        doc.char_span(s.start, s.end, label=s.type) for s in spans if (s.start, s.end) not in values
    ]
    for place, mention in values.items():
        span = doc.char_span(*place, label=mention.type)
        span._.value = plain(dict(mention.value))
        found.append(span)
    doc.set_ents(sorted(found))
    texts = {f"e{number}": entity.text for number, entity in enumerate(doc.ents, 1)}
    made = [Indicator.model_validate(i) for i in find_indicators(doc)._.indicators]
    return made, texts


def only(marked):
    """The one indicator of a text, and the texts of its figures."""
    (made,), texts = read(marked)
    return made, [texts[e] for e in made.entities]


@pytest.mark.parametrize(
    ("text", "part", "whole", "percent"),
    [
        ("Xã giải quyết 14/27 nhiệm vụ được giao, đạt 51,8%.", 14, 27, "51.8"),
        ("Có 794 văn bản đi, trong đó 712 văn bản gửi điện tử, đạt 89,7%.", 712, 794, "89.7"),
        (
            "Sở giải quyết 341 hồ sơ thì có đến 235 hồ sơ trước hạn (đạt tỷ lệ 68,9%).",
            235,
            341,
            "68.9",
        ),
        (
            "Tiếp nhận: 545 hồ sơ; quá hạn: 04 hồ sơ; trực tuyến đạt 256 hồ sơ = 46,97%.",
            256,
            545,
            "46.97",
        ),
        ("Tỷ lệ ký số đạt 99,6% (8.417 văn bản trên tổng số 8.451 văn bản).", 8417, 8451, "99.6"),
        ("119 điểm mở cửa đúng giờ, bằng 94,4% tổng số 126 điểm.", 119, 126, "94.4"),
        ("163 người trong tổng số 178 công chức có bằng đại học, đạt 91,6%.", 163, 178, "91.6"),
        ("Quận đã tự kiểm tra 14/14 phường và 11/12 phòng, đạt 96,2%.", 25, 26, "96.2"),
        ("Mở 812 thủ tục. Có 377 thủ tục, hay 46,4% số đã mở, không ai nộp.", 377, 812, "46.4"),
        (
            "Giải ngân được 21,7 tỷ đồng, bằng 62% kế hoạch 35 tỷ đồng.",
            21700000000,
            35000000000,
            "62",
        ),
        (
            "119 điểm mở cửa đúng giờ trong cả 30 ngày, bằng 94,4% tổng số 126 điểm.",
            119,
            126,
            "94.4",
        ),
    ],
)
def test_shares_are_tied_and_checked(text, part, whole, percent):
    made, _ = only(text)
    assert (made.numerator, made.denominator) == (part, whole)
    assert made.percent == Decimal(percent)
    assert made.consistent is True
    assert "=" in made.note


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Xã xử lý 79/96 vụ, đạt 86,3%.", "79 / 96 = 82,29%; bài viết ghi 86,3%"),
        (
            "Trong 54 hồ sơ được xem, 31 hồ sơ thiếu phiếu, nghĩa là 67,4%.",
            "31 / 54 = 57,41%; bài viết ghi 67,4%",
        ),
        (
            "147 giáo viên trên chỉ tiêu 152 người (98,6%).",
            "147 / 152 = 96,71%; bài viết ghi 98,6%",
        ),
        (
            "Giải quyết 2.306 hồ sơ, trễ 46 hồ sơ, tỷ lệ trễ 2,9%.",
            "46 / 2.306 = 1,99%; bài viết ghi 2,9%",
        ),
        ("Sáp nhập từ 214 thôn xuống 142 thôn, giảm 62 thôn.", "142 - 214 = -72; bài viết ghi -62"),
        (
            "Trường thu tổng số tiền 286,4 triệu đồng. Đã trả lại 201,7 triệu đồng (đạt 74,2%).",
            "201.700.000 / 286.400.000 = 70,43%; bài viết ghi 74,2%",
        ),
    ],
)
def test_figures_that_do_not_add_up_are_called_so(text, note):
    made, _ = only(text)
    assert made.consistent is False
    assert made.note == note


@pytest.mark.parametrize(
    "text",
    [
        "Quận nhận 316 hồ sơ, giải quyết 289 hồ sơ, tỷ lệ đúng hạn 98,1%.",
        "Có 210 người bỏ phiếu, 198 người đồng ý, đạt tỷ lệ 90,4%.",
        "Thu 500 tỷ đồng, trong đó thuế 200 tỷ đồng, đạt 105% dự toán.",
        "Giải quyết 96 vụ, trong đó gần 79 vụ có vi phạm, chiếm 86,3%.",
        "Chi 40 tỷ đồng cho trường học. Đã trả 30 tỷ đồng (đạt 12,5%).",
        "Mức đạt 8,4%, kém kế hoạch 0,2% và kém năm ngoái 0,5%.",
        "Giảm từ 48 đơn vị còn 31 đơn vị, giảm 6 phòng.",
        "Xã xử lý 79/96 vụ, đạt 86,3% kế hoạch.",
    ],
)
def test_nothing_is_called_wrong_where_another_reading_is_left(text):
    assert all(made.consistent is not False for made in read(text)[0])


@pytest.mark.parametrize(
    ("text", "difference", "unit", "against", "kind"),
    [
        (
            "Tỷ lệ đạt 97,9%, cao hơn 52,9% so với chỉ tiêu.",
            "52.9",
            "điểm phần trăm",
            "chỉ tiêu",
            "target",
        ),
        ("Tỷ lệ này đạt 81,2%, thấp hơn mức 95%.", "-13.8", "điểm phần trăm", "mức 95%", "target"),
        (
            "Toàn tỉnh có 612 doanh nghiệp, tăng 4,2% so với cùng kỳ.",
            "4.2",
            "%",
            "cùng kỳ",
            "earlier",
        ),
        ("Đã kiểm tra 17 cuộc, vượt 5 cuộc so với kế hoạch.", "5", "cuộc", "kế hoạch", "target"),
        ("Phạt 311,5 triệu đồng (giảm 218,5 triệu đồng).", "-218500000", "vnd", None, None),
        ("Học sinh yếu giảm từ 9,8% xuống 5,1%.", "-4.7", "điểm phần trăm", "9,8%", None),
    ],
)
def test_comparisons(text, difference, unit, against, kind):
    made, _ = only(text)
    assert (made.difference, made.difference_unit) == (Decimal(difference), unit)
    assert (made.against, made.comparison) == (against, kind)


def test_a_comparison_with_three_figures_is_checked():
    made, figures = only("Mức hài lòng 98,4%, cao hơn 3,9% so với tháng 2 (94,5%).")
    assert figures == ["98,4%", "3,9%", "94,5%"]
    assert (made.base, made.consistent, made.note) == (Decimal("94.5"), True, "98,4 - 94,5 = 3,9")


@pytest.mark.parametrize(
    ("text", "total", "parts"),
    [
        ("Cung cấp 674 thủ tục (tỉnh: 377 thủ tục, huyện: 195 thủ tục, xã: 102 thủ tục).", 674, 3),
        ("Có 7.663 hồ sơ; 1.291/1.365 hồ sơ toàn trình; 6.372 hồ sơ một phần.", 7663, 2),
        ("Xử lý 158,2 tỷ đồng, gồm nộp 29,7 tỷ đồng, giảm chi 128,5 tỷ đồng.", 158200000000, 2),
        ("Kiểm tra 47 phòng khám. 38 phòng khám tốt. 9 phòng khám còn lại bị phạt.", 47, 2),
        ("Xã giải quyết 386 hồ sơ; huyện giải quyết 207 hồ sơ; tổng cộng 593 hồ sơ.", 593, 2),
    ],
)
def test_sums(text, total, parts):
    made = next(i for i in read(text)[0] if i.parts)
    assert (made.value, len(made.parts), made.consistent) == (total, parts, True)


def test_small_numbers_do_not_add_up_by_chance():
    made, _ = read("Có 3 cơ sở vi phạm. Đã phạt 1 cơ sở, đóng cửa 2 quán.")
    assert not any(i.parts for i in made)


def test_a_rank():
    made, _ = only("Tỷ lệ giải ngân đứng thứ 8/10 huyện.")
    assert (made.rank, made.rank_of, made.numerator, made.consistent) == (8, 10, None, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Có 794 văn bản đi, trong đó số văn bản gửi điện tử là 712 văn bản, đạt 89,7%.",
            "số văn bản gửi điện tử",
        ),
        ("Có 341 hồ sơ thì có đến 235 hồ sơ trước hạn (68,9%).", "hồ sơ trước hạn"),
        (
            "Đã hoàn thành 46 nhiệm vụ trong 52 nhiệm vụ đề ra, đạt 88,5%.",
            "nhiệm vụ đề ra (hoàn thành)",
        ),
        (
            "Tỷ lệ thanh toán trực tuyến vượt chỉ tiêu, đạt tỷ lệ 97,9%.",
            "Tỷ lệ thanh toán trực tuyến vượt chỉ tiêu",
        ),
    ],
)
def test_the_name_says_what_is_measured(text, name):
    made, _ = only(text)
    assert made.name == name


def test_body_and_period_are_those_of_the_clause():
    (one, two), texts = read(
        "Trong {DATE|năm 2022}, {AGENCY|Sở Y tế} nhận 874 hồ sơ, đúng hạn 871 hồ sơ (99,6%); "
        "{AGENCY|UBND xã Ba Đồn} nhận 542 hồ sơ, đúng hạn 526 hồ sơ (97%)."
    )
    assert (texts[one.agency], texts[two.agency]) == ("Sở Y tế", "UBND xã Ba Đồn")
    assert texts[one.period] == texts[two.period] == "năm 2022"


def test_the_body_compared_with_is_not_the_body_measured():
    made, _ = only("Tỷ lệ đạt 97,9%, cao hơn 2,9% so với chỉ tiêu của {AGENCY|UBND tỉnh}.")
    assert made.agency is None


def percent(number: Decimal, digits: int) -> Figure:
    step = Decimal(1).scaleb(-digits)
    return Figure(id="e1", type="PERCENT", start=0, end=1, number=number, step=step)


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 3))
def test_every_rounded_and_every_cut_off_share_is_right(part, whole, digits):
    exact = Decimal(part) / whole * 100
    for rounding in (ROUND_HALF_UP, ROUND_DOWN):
        printed = exact.quantize(Decimal(1).scaleb(-digits), rounding)
        bounds = (Decimal(part), Decimal(part)), (Decimal(whole), Decimal(whole))
        assert share_agrees(*bounds, percent(printed, digits), vague=False) is True


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 3), st.integers(2, 10**4))
def test_a_share_that_is_off_by_two_steps_is_wrong(part, whole, digits, steps):
    step = Decimal(1).scaleb(-digits)
    printed = (Decimal(part) / whole * 100).quantize(step, ROUND_HALF_UP) + steps * step
    bounds = (Decimal(part), Decimal(part)), (Decimal(whole), Decimal(whole))
    assert share_agrees(*bounds, percent(printed, digits), vague=False) is False
