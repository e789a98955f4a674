"""Documents: spans and values, on invented sentences."""

from __future__ import annotations

from datetime import date

import pytest
from annotated import check
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.extractors.legal_docs import LEGAL_DOCS
from thanhtra.extractors.mention import Context

FOUND = [
    # the guideline's
    "Theo {LEGAL_DOC|Nghị định số 61/2018/NĐ-CP}, xã phải niêm yết.",
    "Theo {LEGAL_DOC|khoản 9, Điều 19 Nghị định số 61/2018/NĐ-CP}.",
    "Thực hiện {LEGAL_DOC|Chỉ thị 18/CT-UBND} ngày 28/12/2016.",
    "Trái {LEGAL_DOC|Luật Đất đai năm 2013}.",
    # numbers
    "Ban hành {LEGAL_DOC|Kế hoạch số 117/KH-UBND} ngày 1/6/2017.",
    "Tại {LEGAL_DOC|văn bản số 95/TB-TU} ngày 5/2/2017.",
    "{LEGAL_DOC|Kết luận thanh tra số 12/KL-TTr} nêu rõ.",
    "{LEGAL_DOC|Quyết định số 73-QĐ/TW} của Bộ Chính trị.",
    "Tại {LEGAL_DOC|công văn số 26/BC - TTr} gửi bộ.",
    "Theo {LEGAL_DOC|Nghị quyết số 65/2013/QH13} của Quốc hội.",
    "Vướng {LEGAL_DOC|Nghị định 29} năm 2012 của Chính phủ.",
    "Bằng {LEGAL_DOC|quyết định 6565} ngày 27/12/2005.",
    "Trái {LEGAL_DOC|điều 10 thông tư số 13/2010}.",
    "Theo {LEGAL_DOC|điểm a, c khoản 2 Điều 49 Nghị định 17/2013/NĐ-CP}.",
    "Được cấp {LEGAL_DOC|giấy phép số 1091/GP-UBND} năm ngoái.",
    "Cấp {LEGAL_DOC|giấy chứng nhận quyền sử dụng đất số CT00625} cho ông A.",
    "Vi phạm {LEGAL_DOC|NĐ 12/2009/NĐ-CP} nhiều lần.",
    "Nêu tại {LEGAL_DOC|phụ lục số 04/KG của Kết luận số 2/KL-TTCP}.",
    "Theo {LEGAL_DOC|thông báo kết luận số 43} của Bộ Chính trị.",
    "Theo {LEGAL_DOC|Nghị định 12/2009/NĐ-CP} và {LEGAL_DOC|48/2010/NĐ-CP} thì sai.",
    # titles
    "Vi phạm {LEGAL_DOC|Luật Phòng, chống tham nhũng}, ông A bị kỷ luật.",
    "Vi phạm {LEGAL_DOC|Luật cán bộ, công chức}, {LEGAL_DOC|Luật viên chức} và văn bản khác.",
    "Truy tố theo {LEGAL_DOC|điều 353 Bộ luật Hình sự 2015}.",
    "Kiểm tra {LEGAL_DOC|Luật BHXH}, {LEGAL_DOC|Luật ATVSLĐ} tại 10 doanh nghiệp.",
    "Dự thảo {LEGAL_DOC|Luật Tố cáo (sửa đổi)} đã trình.",
    "Góp ý {LEGAL_DOC|Luật Sửa đổi, bổ sung một số điều của Luật Tổ chức Quốc hội}.",
    "Theo {LEGAL_DOC|Luật Di sản văn hoá}, sở phải xin ý kiến.",
    "Theo {LEGAL_DOC|Luật nuôi trồng rong biển}, hộ này sai.",
    "Theo {LEGAL_DOC|Hiến pháp năm 2013} thì mọi người bình đẳng.",
    "Thực hiện {LEGAL_DOC|Nghị quyết Trung ương 4 khóa 12} còn chậm.",
    "Triển khai {LEGAL_DOC|Đề án “Nâng cao chất lượng một cửa”} từ tháng 5.",
    "Đạt {LEGAL_DOC|Quy chuẩn kỹ thuật quốc gia QCVN 1:2015/BKHCN} về xăng.",
    "Áp dụng {LEGAL_DOC|TCVN ISO 9001} ở 12 sở.",
    "Theo {LEGAL_DOC|Điều lệ Đảng} và quy định.",
]

NOT_FOUND = [
    "Theo quyết định của tỉnh và kế hoạch của huyện.",
    "Quyết định 3 vụ, báo cáo 15 vụ, kết luận 34 hộ dân.",
    "Chấp hành pháp luật lao động và kỷ luật công vụ.",
    "Trường Đại học Luật Hà Nội và Công ty Luật Minh An.",
    "Luật sư nói Luật này chưa rõ, luật quy định khác.",
    "Theo các nghị định, thông tư hướng dẫn thi hành.",
    "Kế hoạch 2019 của trường, tổng số 15 hồ sơ.",
    "Đạt 14/27 nhiệm vụ, 1.291/1.365 hồ sơ ngày 12/5-2020.",
]


@pytest.mark.parametrize("marked", FOUND)
def test_document(marked):
    check(LEGAL_DOCS, marked)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_no_document(text):
    check(LEGAL_DOCS, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "khoản 9, Điều 19 của Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ.",
            {
                "kind": "nghị định",
                "number": "61/2018/NĐ-CP",
                "year": 2018,
                "issuer": "Chính phủ",
                "issued": date(2018, 4, 23),
                "provision": "khoản 9, Điều 19",
            },
        ),
        (
            "Chỉ thị 24/CT-UBND ngày 15/3/2017 của Chủ tịch UBND tỉnh về kỷ cương",
            {
                "kind": "chỉ thị",
                "number": "24/CT-UBND",
                "year": 2017,
                "issuer": "Chủ tịch UBND tỉnh",
                "issued": date(2017, 3, 15),
            },
        ),
        (
            "Nghị định 29 năm 2012 của Chính phủ",
            {"kind": "nghị định", "number": "29", "year": 2012, "issuer": "Chính phủ"},
        ),
        ("Luật Đất đai năm 2013", {"kind": "luật", "year": 2013}),
        ("điều 353 Bộ luật Hình sự", {"kind": "bộ luật", "provision": "điều 353"}),
        (
            "Công văn số 26/BTC - TTr",
            {"kind": "công văn", "number": "26/BTC-TTr"},
        ),
        (
            "QĐ 12/QĐ-TTg",
            {"kind": "quyết định", "number": "12/QĐ-TTg", "issuer": "Thủ tướng Chính phủ"},
        ),
        (
            "định QCVN 04:2009/BCT",
            {
                "kind": "quy chuẩn",
                "number": "QCVN 04:2009/BCT",
                "year": 2009,
                "issuer": "Bộ Công Thương",
            },
        ),
        ("Điều lệ Đảng", {"kind": "điều lệ"}),
    ],
)
def test_value(text, value):
    (mention,) = LEGAL_DOCS.find(text, Context())
    assert dict(mention.value) == value


PIECES = st.sampled_from(
    "Luật Đất đai khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP ngày 1/2/2020 của Chính phủ quyết "
    "định QCVN 04:2009/BCT “ ” , và điểm a Đề án \n".split(" ")
)


@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join)))
def test_any_text_gives_grounded_spans_that_do_not_overlap(text):
    found = list(LEGAL_DOCS.find(text, Context()))
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        words = text[mention.start : mention.end]
        assert words == words.strip()
        end = mention.end
    assert found == list(LEGAL_DOCS.find(text, Context()))
