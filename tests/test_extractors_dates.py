"""Dates: spans, intervals and the year that is missing, on invented sentences."""

from __future__ import annotations

from datetime import date

import pytest
from annotated import check
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.extractors.calendar_values import Reference, day, months, quarter, spanned
from thanhtra.extractors.dates import DATES, dateline
from thanhtra.extractors.mention import Context

PUBLISHED = date(2024, 10, 17)

PRINTED = [
    # days
    "Đoàn làm việc {DATE=2024-10-16|ngày 16/10/2024} tại xã.",
    "Tính đến hết {DATE=2024-09-30|30.9.2024}, huyện đã tiếp nhận 120 hồ sơ.",
    "Trước {DATE=2022-09-16|ngày 16-9-2022}, phường chưa niêm yết.",
    "{DATE=2022-09-15|Ngày 15 tháng 9 năm 2022}, đoàn công bố kết luận.",
    "Lúc 8h {DATE=2021-06-08|sáng 8/6/2021}, xe chở đất rời mỏ.",
    "Biên bản lập lúc 10 giờ {DATE=2020-10-30|sáng ngày 30/10/2020}.",
    "Văn bản ký {DATE=2019-12-18|ngày 18 / 12 / 2019} .",
    "Hết hạn từ\u00a0{DATE=2019-08-01|ngày\u00a01.8.2019}, sở chưa thu hồi.",
    # ranges
    "Từ {DATE=2024-01-01/2024-09-30|ngày 1/1 - 30/9/2024}, có 98 hồ sơ.",
    "Từ {DATE=2022-01-01/2022-09-15|ngày 01/01/2022 đến ngày 15/9/2022} có 7 đơn.",
    "Đoàn kiểm tra từ {DATE=2021-07-23/2021-07-26|ngày 23 đến ngày 26/7/2021}.",
    "Họp từ {DATE=2021-05-28/2021-05-30|ngày 28-30/5/2021} tại trụ sở.",
    "Trong hai {DATE=2021-11-14/2021-11-15|ngày 14 và 15/11/2021}, đoàn nghỉ.",
    "{DATE=2021-01-01/2025-12-31|Giai đoạn 2021 - 2025} huyện có 12 dự án.",
    "Thanh tra {DATE=2017-01-01/2019-06-30|giai đoạn 2017 đến ngày 30/6/2019}.",
    "Công tác này {DATE=2016-01-01/2018-08-01|giai đoạn từ 1/1/2016-1/8/2018} còn chậm.",
    "Lãnh đạo {DATE=2015-01-01/2020-12-31|nhiệm kỳ 2015-2020}, "
    "{DATE=2020-01-01/2025-12-31|2020-2025} chịu trách nhiệm.",
    "Từ {DATE=2014-01-01/2017-12-31|năm 2014 đến 2017} không có đơn.",
    "Từ {DATE=2015-12-01/2017-12-31|tháng 12.2015 đến 12.2017} đất bỏ hoang.",
    "Trong {DATE=2017-01-01/2019-12-31|3 năm 2017-2019}, tỉnh giao vượt.",
    # months, quarters, halves, years
    "Dự án khởi công {DATE=2009-08-01/2009-08-31|tháng 8/2009}.",
    "PVC.{DATE=2009-08-01/2009-08-31|Tháng 8 năm 2009}, giá được duyệt.",
    "Xong {DATE=2012-08-01/2012-08-31|cuối tháng 8-2012}.",
    "Trong {DATE=2023-07-01/2023-09-30|quý III/2023} có 5 vụ.",
    "Trong {DATE=2020-04-01/2020-06-30|quý 2 năm 2020} có 5 vụ.",
    "{DATE=2019-01-01/2019-06-30|6 tháng đầu năm 2019}, thu đạt 45%.",
    "{DATE=2019-07-01/2019-12-31|Nửa cuối năm 2019} thu giảm.",
    "Nhiệm vụ {DATE=2022-10-01/2022-12-31|3 tháng cuối năm 2022}.",
    "Trong {DATE=2018-01-01/2018-09-30|chín tháng đầu năm 2018} thu hồi 6 tỷ đồng.",
    "{DATE=2019-01-01/2019-06-30|6 tháng đầu năm 2019} tăng so "
    "{DATE=2018-01-01/2018-06-30|cùng kỳ năm 2018}.",
    "Kế hoạch {DATE=2019-01-01/2019-12-31|năm 2019} và các "
    "{DATE=2017-01-01/2017-12-31|năm 2017}, {DATE=2018-01-01/2018-12-31|2018}.",
    "{DATE=2018-01-01/2018-12-31|Cuối năm 2018}, ban quản lý báo cáo.",
    "Ông A (SN {DATE=1971-01-01/1971-12-31|1971}) là chủ cơ sở.",
    "Học kỳ I {DATE=2019-01-01/2020-12-31|năm học 2019-2020} đã xong.",
    "Dịp Tết {DATE=2025-01-01/2025-12-31|2025} có 3 đoàn.",
    "Nhà xây từ {DATE=1990-01-01/1999-12-31|thập niên 90}.",
    "Trước rằm, tức {DATE|24 tháng chạp}, đoàn đã xong.",
]

FROM_THE_ARTICLE = [
    "{DATE=2024-10-16|Ngày 16/10}, đoàn làm việc.",
    "{DATE=2024-10-15|Sáng ngày 15-10} và {DATE=2024-10-16|tối 16/10}.",
    "Kết luận công bố {DATE=2024-06-20|hôm 20/6}.",
    "Khắc phục trước {DATE=2024-12-31|ngày 31/12}.",
    "Vụ cháy {DATE=2024-08-01/2024-08-31|tháng 8} vừa qua.",
    "Từ {DATE=2024-01-01/2024-10-17|đầu năm đến nay}, huyện có 9 vụ.",
    "Từ {DATE=2012-06-01/2024-10-17|tháng 6/2012 đến nay} đã bổ nhiệm 8 người.",
    "Từ {DATE=2024-10-17/2024-12-31|nay đến cuối năm} sẽ xong.",
    "{DATE=2024-01-01/2024-09-30|9 tháng đầu năm nay} thu đạt 80%.",
    "So với {DATE=2023-01-01/2023-12-31|năm ngoái}, {DATE=2024-01-01/2024-12-31|năm nay} tăng.",
    "{DATE=2024-10-17|Sáng nay}, {DATE=2024-10-16|hôm qua}, {DATE=2024-10-18|ngày mai}.",
    "{DATE=2024-10-16|Sáng nay 16/10} đoàn công bố.",
    "{DATE=2024-10-21/2024-10-27|Tuần tới}, sở sẽ trả lời.",
    "Từ {DATE=2024-07-30/2024-08-10|30/7 đến 10/8} đã kiểm tra.",
    "Từ {DATE=2024-07-01|1.7} sẽ xử phạt.",
    "Đóng cống từ {DATE=2024-11-01/2025-05-31|tháng 11 đến tháng 5 năm sau}.",
]

NO_DATES = [
    "Đạt 8/10 huyện, 14/27 nhiệm vụ, 97,9% hồ sơ.",
    "Tăng từ 5-7 bậc, đến 3/4 số hộ đồng ý.",
    "Nghị định số 61/ND và phiên bản 1.2.3.",
    "Nhà ở số 12/5 đường Lê Lợi, gọi 0912.345.678.",
    "Hằng năm, hàng năm và gần đây; đến nay đã xong.",
    "Đại biểu khoá XVII họp trong 30 ngày, 3 năm và 12 tháng.",
    "Ba tháng trước, nhiều năm nay, một tháng 2 lần.",
    "Một tuần sau đó, hơn một tháng trước và 3 năm qua.",
    "Quy hoạch tỷ lệ 1/2000 và 1/500, giá 1.500 đồng.",
    "Từ 1.2 triệu đồng; 31/4 hộ; 30 tháng tù.",
]


@pytest.mark.parametrize("marked", PRINTED)
def test_a_printed_date(marked):
    check(DATES, marked)


@pytest.mark.parametrize("marked", FROM_THE_ARTICLE)
def test_a_date_counted_from_the_day_of_publication(marked):
    check(DATES, marked, published=PUBLISHED)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date(text):
    check(DATES, text, published=PUBLISHED)


@pytest.mark.parametrize(
    ("marked", "why"),
    [
        (
            "{DATE=2018-01-02|Chiều 2/1}, sở xử phạt; vụ việc {DATE=2017-12-19|ngày 19/12/2017}.",
            "the day is near the latest that is printed",
        ),
        (
            "{DATE=2015-12-25|Hôm 25/12} tỉnh yêu cầu xong trước {DATE=2016-01-10|ngày 10/1/2016}.",
            "a deadline is near",
        ),
        (
            "{DATE=2020-06-08|Sáng 8/6}: lúc 7h {DATE=2020-06-08|sáng 8/6/2020} xe rời mỏ.",
            "the same day stands elsewhere",
        ),
        (
            "{DATE=2019-05-20|Chiều 20/5}, quốc hội nghe báo cáo "
            "{DATE=2018-01-01/2018-12-31|năm 2018}.",
            "a year is reported on after its end",
        ),
        (
            "Nợ tính đến {DATE=2018-09-30|ngày 30/9/2018}; công bố {DATE=2019-06-26|hôm 26/6}, "
            "phải nộp trước {DATE=2019-09-30|ngày 30/9}.",
            "a deadline is still to come on the latest day that is told",
        ),
        (
            "{DATE=2025-10-20|Ngày 20-10-2025}, tổ kiểm tra hồ sơ từ {DATE=2025-07-01|ngày 1-7}, "
            "thư gửi xong trước {DATE=2025-10-25|ngày 25-10}.",
            "the day that opens the article is its own",
        ),
        (
            "Cập nhật: {DATE=2022-09-16|16/09/2022} 17:29\n\n{DATE=2022-09-15|Sáng 15-9}.",
            "dateline",
        ),
    ],
)
def test_the_year_comes_from_the_text_without_a_day_of_publication(marked, why):
    check(DATES, marked)


@pytest.mark.parametrize(
    ("marked", "published"),
    [
        ("{DATE=2024-01-01/2024-02-29|2 tháng đầu năm} thu 3 tỷ đồng.", date(2024, 12, 20)),
        ("Giao xong ngay trong {DATE=2024-01-01/2024-01-31|tháng 1}.", date(2024, 9, 20)),
        ("Máy hỏng từ {DATE=2024-04-01/2024-04-30|tháng 4}.", date(2024, 12, 12)),
        ("Báo cáo trước {DATE=2025-01-31|ngày 31/1}.", date(2024, 11, 20)),
    ],
)
def test_a_time_is_of_the_articles_year_unless_it_is_a_deadline(marked, published):
    check(DATES, marked, published=published)


def test_a_day_late_in_the_year_lies_before_an_article_of_january():
    check(DATES, "Công bố {DATE=2018-12-20|hôm 20/12}.", published=date(2019, 1, 16))


def test_nothing_to_tell_the_year_leaves_it_open():
    (mention,) = DATES.find("Tối 3/5, quán bị kiểm tra.", Context())
    assert mention.value == {"first_day": None, "last_day": None, "grain": "day"}
    (mention,) = DATES.find("Từ năm 2008 đến nay chưa xử lý.", Context())
    assert (mention.value["first_day"], mention.value["last_day"]) == (date(2008, 1, 1), None)


@pytest.mark.parametrize(
    ("text", "grain", "rule"),
    [
        ("ngày 5/6/2020", "day", "date.day"),
        ("tháng 6/2020", "month", "date.month"),
        ("quý I/2020", "quarter", "date.quarter"),
        ("6 tháng đầu năm 2020", "half", "date.part_of_year"),
        ("9 tháng đầu năm 2020", "range", "date.part_of_year"),
        ("năm 2020", "year", "date.year"),
        ("giai đoạn 2016-2020", "range", "date.era"),
    ],
)
def test_grain_and_rule(text, grain, rule):
    (mention,) = DATES.find(text, Context())
    assert (mention.value["grain"], mention.rule) == (grain, rule)


@pytest.mark.parametrize(
    ("text", "day_"),
    [
        ("Cải cách hành chính ở phường\nCập nhật: 16/09/2022 17:29\nSáng nay…", date(2022, 9, 16)),
        ("Tiêu đề\nThứ Hai, 12/05/2023 | 08:15\nNội dung", date(2023, 5, 12)),
        ("Tiêu đề\n19/08/2022\nTừ đầu năm", date(2022, 8, 19)),
        ("Tiêu đề (25/10/2022, 16:11)\nSáng 25/10", date(2022, 10, 25)),
        ("Nội dung bài.\n30/05/13 00:16 GMT+7", date(2013, 5, 30)),
        ("Ngày 16/10/2024, đoàn kiểm tra đã làm việc.", None),
        ("Bài khác (21/08/2004)\nBài nữa (04/06/2004)", None),
        ("39/19/2022 17:29", None),
        ("", None),
    ],
)
def test_dateline(text, day_):
    assert dateline(text) == day_


def test_reference_prefers_the_side_that_weighs_less():
    published = Reference(PUBLISHED, PUBLISHED, 0.75)
    assert published.year_of(day(10, 2)) == 2025
    assert published.year_of(day(1, 12)) == 2024
    assert published.year_of(quarter(4)) == 2024
    assert Reference(date(2017, 12, 19), date(2017, 12, 19), 3).year_of(day(2, 1)) == 2018


def test_spanned_completes_each_end_from_the_other():
    left, right = spanned(day(4, 0), day(8, 11, 2020))
    assert (left.interval(2020), left.year) == ((date(2020, 11, 4),) * 2, 2020)
    left, right = spanned(months(11, 11), months(5, 5, 2020))
    assert (left.year, right.year) == (2019, 2020)


WORDS = st.sampled_from(
    "ngày tháng năm quý từ đến nay giai đoạn đầu cuối sáng hôm qua 1/1 30/9/2024 2019 - 12 III , . "
    "6 và cùng kỳ nay\u00a0tuần trước\n Tháng 31/4/2021".split(" ")
)


@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join)))
def test_any_text_gives_grounded_spans_that_do_not_overlap(text):
    context = Context(published=PUBLISHED)
    found = list(DATES.find(text, context))
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        words = text[mention.start : mention.end]
        assert words == words.strip()
        end = mention.end
        first, last = mention.value["first_day"], mention.value["last_day"]
        assert first is None or isinstance(first, date)
        assert last is None or isinstance(last, date)
    assert found == list(DATES.find(text, context))


@pytest.mark.parametrize("length", [50_000])
@pytest.mark.parametrize("piece", ["giai đoạn từ ", "từ 1/1 đến ", "cùng kỳ năm 2018 ", "ngày 1, "])
def test_long_repetitions_end(piece, length):
    assert list(DATES.find(piece * (length // len(piece)), Context())) is not None
