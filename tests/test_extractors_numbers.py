"""COUNT, PERCENT, RATIO, MONEY and QUANTITY: spans, values, and what is none of them."""

from decimal import Decimal
from time import process_time

import pytest
from annotated import check, entity_of
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.extractors.mention import Context
from thanhtra.extractors.number_lexicon import FAMILIES, LEXICON
from thanhtra.extractors.numbers import NUMBERS
from thanhtra.extractors.numerals import read_digits, read_words, scale_of

COUNTS = [
    "Huyện tiếp nhận {COUNT=7663|7.663 hồ sơ} trong kỳ.",
    "Kiểm tra tại {COUNT=6|06 cơ quan, đơn vị} thuộc tỉnh.",
    "Đã gửi {COUNT=11794|11.794 văn bản} đi, nhận {COUNT=300|300 văn bản} đến.",
    "Làm việc với {COUNT=6|6 cơ quan} chuyên môn và {COUNT=7|7 xã}.",
    "Dịch vụ công mức độ 3: {COUNT=407|407}, mức độ 4: {COUNT=655|655}.",
    "Chỉ số phấn đấu tăng từ {COUNT=5-7|5-7 bậc}.",
    "Mỗi tổ có từ {COUNT=3-5|3 đến 5 người}.",
    "Còn {COUNT=2|hai xã} chưa nộp; cả {COUNT=3|ba đơn vị} đều chậm.",
    "Toàn tỉnh có {COUNT=15|mười lăm thôn} và {COUNT=105|một trăm linh năm hộ dân}.",
    "Công bố {COUNT=1674|1.674 thủ tục hành chính} (cấp xã: {COUNT=102|102 TTHC}).",
    "Đoàn đã lập {COUNT=12|12 biên bản}, kỷ luật {COUNT=4|4 cán bộ, công chức, viên chức}.",
    "Tổ chức {COUNT=9|9 cuộc thanh tra, kiểm tra}, {COUNT=3|3 kỳ thi tuyển}.",
    "Số đã giải quyết đúng hạn {COUNT=1310|1.310}, quá hạn {COUNT=29|29}.",
    "Có gần {COUNT=1000000|1 triệu bản kê khai} và {COUNT=2500000|2,5 triệu người} nộp.",
    "Thu giữ {COUNT=20|20 chiếc xe máy}, {COUNT=45|45 hộp thuốc}.",
    "Có {COUNT=1234|1\xa0234 hồ sơ} tồn.",
    "{COUNT=2|Hai đơn vị} này chưa báo cáo.",
    "Ông nói: “{COUNT=2|Hai bên} đã thống nhất”.",
    "Đơn vị đã bố trí {COUNT=24|24 quận-huyện}.",
    "Vi phạm tại {COUNT=3|3 khoá học}, {COUNT=2|2 toà nhà}.",
    "Hạn chót đã qua.{COUNT=15|15 trường hợp} chưa nộp.",
    "Trong số {COUNT=31|31 trường hợp} trên có {COUNT=1|một đơn vị} vi phạm.",
    "Vượt {COUNT=1|1 nguyên phó giám đốc}.",
    "Mỗi năm {COUNT=20|20 hồ sơ} trễ; thu hồi {COUNT=3|3 giấy phép}; cấp {COUNT=5|5 thẻ}.",
    "Số dự thi là trên {COUNT=4300|4.300}. Đóng {COUNT=28|28 bến} (trong tổng số {COUNT=43|43}).",
    "Triệu tập {COUNT=12|12 người}; tổng số {COUNT=40|40 phiếu}; nhóm {COUNT=4|4 người}.",
]
PERCENTS = [
    "đạt {PERCENT=97.9|97,9%}, cao hơn {PERCENT=52.9|52,9%} so với chỉ tiêu",
    "Tỷ lệ đúng hạn {PERCENT=95.89|95.89%}",
    "tăng {PERCENT=5-7|5-7%} mỗi năm",
    "đạt {PERCENT=66|66 phần trăm}; còn {PERCENT=0.5|0,5 %}.",
    "sai số từ {PERCENT=0.7-1|0,7% đến trên 1%}",
    "lên {PERCENT=100|100%} hồ sơ",
]
RATIOS = [
    "{RATIO=1291/1365|1.291/1.365 hồ sơ} được tiếp nhận",
    "Hoàn thành {RATIO=14/27|14/27 nhiệm vụ}",
    "đứng thứ {RATIO=rank 8/10|8/10 huyện, thành phố}",
    "Có {RATIO=12/12|12/12 xã} đạt chuẩn",
    "Có {RATIO=7/8|07/08 dự án} chậm",
    "Có {RATIO=9/40|9 mẫu/40 mẫu} không đạt",
    "Có {RATIO=108/550|108 trên tổng số 550 hồ sơ} thiếu; {RATIO=2/4|2 trong số 4 kiến nghị}",
    "Giải quyết {RATIO=84/89|84/89 các vụ} tồn đọng",
    "Thiết bị chiếm {RATIO=17000000/18000000|17/18 triệu USD}",
    "xếp thứ {RATIO=rank 6/11|6/11} trong khu vực",
    "chỉ số đạt {RATIO=81/92|81/92}, phạt cơ sở",
    "chia lợi nhuận theo tỷ lệ {RATIO=30/70|30-70}, chưa có hợp đồng",
    "góp vốn {RATIO=50/50|50: 50}",
]
MONEY = [
    "sai phạm hơn {MONEY=42100000000|42,1 tỷ đồng}",
    "xử phạt {MONEY=560000000|560 triệu}, thu hồi {MONEY=31000000000|31 tỉ}.",
    "giá {MONEY=70|70 đồng}/tấn/km",
    "nộp {MONEY=200000|200,000 đồng} và {MONEY=150000|150.000đ}",
    "nộp {MONEY=3470000000|3,470 tỉ đồng}; còn {MONEY=1100000000000|1.100 tỷ đồng}",
    "vay {MONEY|5,49 triệu USD} và {MONEY|30.808 USD}",
    "ứng {MONEY=2000000000000|2 nghìn tỷ đồng}, phạt {MONEY=2000000|hai triệu đồng}",
    "thu {MONEY=1152000000|1 tỷ 152 triệu đồng}, đạt chỉ tiêu",
    "trục lợi gần {MONEY=100000000|trăm triệu đồng}",
]
QUANTITIES = [
    "thu hồi {QUANTITY=22.2|22,2ha} đất, {QUANTITY=223|223m2} nhà",
    "trong {QUANTITY=30|30 ngày}; chậm {QUANTITY=15|15 phút}",
    "tịch thu {QUANTITY=50|50 tấn} hàng và {QUANTITY=2000000|2 triệu lít} xăng",
    "huy động {QUANTITY=7700000|7,7 triệu ngày công}",
    "chậm {QUANTITY=249|20 năm 9 tháng}; nghỉ {QUANTITY=1.5|một tháng rưỡi}",
    "chậm từ {QUANTITY=100-150|100-150 ngày}; giảm {QUANTITY=4-7|4kg đến 7 kg}",
    "sau {QUANTITY=1|một tuần}; {QUANTITY=3|ba ngày} đầu; vượt {QUANTITY=4.1|4,1 lần}",
    "tuyên {QUANTITY=8|8 năm} tù",
    "bà Hạnh ({QUANTITY=49|49 tuổi}) trú tại xã",
    "xả {QUANTITY=200|200 m3/ngày đêm}; đạt {QUANTITY=45|45 điểm}",
    "làm {QUANTITY=12|12 h}/ca; nghỉ {QUANTITY=2|hai năm}; sau {QUANTITY=5|năm năm}",
]
NOTHING = [
    "Nghị quyết số 76 và Công văn 1234/SNV-CCHC",
    "Điều 5, khoản 9 và điểm 3",
    "dịch vụ công mức độ 3, 4 được duy trì; hội nghị lần thứ 22",
    "áp dụng TCVN ISO 9001 và phòng dịch COVID-19, xăng A92",
    "Điện thoại: 02363 123 456",
    "lúc 7 giờ 25 phút sáng, đến 7 giờ 40 phút, vào lúc 7h30, từ 14 giờ đến 16h chiều",
    "ngày 15 tháng 5 năm 2019, quý 3, 9 tháng đầu năm",
    "trong 3 năm 2017-2019",
    "quy hoạch chi tiết tỷ lệ 1/500, căn hộ từ 40-60, bản đồ 1/2000 phường",
    "hàng chục hồ sơ, hàng trăm tỷ đồng, vài nghìn người",
    "một số cơ quan, một cách nghiêm túc, một phần",
    "khóa 14, kỳ họp 37, quận 1, 2, 9, tầng 5",
    "nhà số 12/5 Nguyễn Du; căn 39 Hàng Bạc",
    "tăng gấp 3 lần",
    "Nghị quyết Trung ương 4 khóa 12; đại biểu khóa 14 đơn vị tỉnh",
    "ấp 5 xã Hoà Bình, tổ 3 phường Mai Động, khu phố 2 phường 4",
    "dự án giai đoạn 2 công ty thép",
    "Ban Quản lý dự án 7 chịu trách nhiệm",
    "gồm: 1. Xây dựng; (2) Quy hoạch",
    "tỷ lệ thấp; bác sĩ Tám khám; ông Ba cơ quan",
]


@pytest.mark.parametrize("marked", COUNTS + PERCENTS + RATIOS + MONEY + QUANTITIES + NOTHING)
def test_numbers_finds(marked):
    check(NUMBERS, marked)


@pytest.mark.parametrize(
    ("sentence", "approximation"),
    [
        ("hơn 42 tỷ đồng", ">"),
        ("trên 300 hồ sơ", ">"),
        ("gần 20%", "<"),
        ("chưa đầy 12 km", "<"),
        ("khoảng 50 xã", "~"),
        ("còn 50 xã", None),
    ],
)
def test_numbers_tells_approximation(sentence, approximation):
    (mention,) = NUMBERS.find(sentence, Context())
    assert mention.value["approximation"] == approximation


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("từ 2 đến 6 triệu đồng", {"dong": 2_000_000, "dong_max": 6_000_000}),
        ("mức 24-500 triệu đồng", {"dong": 24_000_000, "dong_max": 500_000_000}),
        ("vay 5,49 triệu USD", {"amount": 5_490_000, "currency": "USD", "dong": None}),
        ("06 cơ quan, đơn vị", {"unit": "cơ quan, đơn vị"}),
        ("1.291/1.365 hồ sơ", {"unit": "hồ sơ", "rank": False}),
        ("thu 12 tấn/ngày", {"unit": "tấn/ngày"}),
        ("đạt 97,9%", {"number": 97.9}),
    ],
)
def test_numbers_gives_values(sentence, value):
    (mention,) = NUMBERS.find(sentence, Context())
    assert value.items() <= entity_of(mention, sentence).items()


@pytest.mark.parametrize(
    ("printed", "whole", "value"),
    [
        ("1.291", False, "1291"),
        ("95.89", False, "95.89"),
        ("1,5", False, "1.5"),
        ("3,470", False, "3.470"),
        ("200,000", True, "200000"),
        ("1.234,5", False, "1234.5"),
        ("1,234,567", False, "1234567"),
        ("0.253", True, "0.253"),
        ("150 000", False, "150000"),
        ("3.1.2", False, None),
        ("1.23,4.5", False, None),
        ("1" * 5000, False, None),
    ],
)
def test_read_digits_by_grouping(printed, whole, value):
    assert read_digits(printed, whole=whole) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("mười lăm", 15),
        ("Hai mươi mốt", 21),
        ("một trăm linh năm", 105),
        ("hai nghìn tỷ", 2 * 10**12),
        ("ba triệu năm trăm nghìn", 3_500_000),
        ("hai triệu rưỡi", 2_500_000),
        ("bảy tám", None),
        ("hai linh", None),
    ],
)
def test_read_words(words, value):
    assert read_words(words) == value


def test_scale_of_words_multiplies():
    assert scale_of("nghìn tỷ") == 10**12


def test_lexicon_knows_all_coordinated_nouns():
    assert FAMILIES.keys() <= LEXICON.keys()


PIECES = st.sampled_from(
    "1 23 4.567 8,9 % / - – : ( ) \n triệu tỷ đồng đ ha m2 hồ sơ xã , và đến hai ba năm một "
    "mươi trăm lần giờ ngày tháng rưỡi số thứ hơn cơ quan đơn vị USD \xa0 . ² ٣ ①".split(" ")
)


@given(st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
def test_numbers_keeps_to_the_text(text):
    found = list(NUMBERS.find(text, Context()))
    assert found == list(NUMBERS.find(text, Context()))
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        words = text[mention.start : mention.end]
        assert words == words.strip()
        entity_of(mention, text)
        end = mention.end


@pytest.mark.parametrize(
    "worst",
    ["5 triệu " + "triệu " * 99, "hai " * 99, "1 xã, phường, " * 9, "1.2.3.", "1/", "12 ", "9 - "],
)
def test_numbers_takes_linear_time(worst):
    """Loosely: four times the text must not take sixteen times as long."""

    def seconds(length):
        text = (worst * (length // len(worst)))[:length]
        start = process_time()
        list(NUMBERS.find(text, Context()))
        return process_time() - start

    short = min(seconds(25_000) for _ in range(3))
    assert seconds(100_000) < 12 * short + 0.2
