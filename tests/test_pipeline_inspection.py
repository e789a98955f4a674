"""Inspection, topic and signature: what the record says of the article as a whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.corpus.markup import parse
from thanhtra.pipeline import load
from thanhtra.pipeline.alignment import entities_of, sentences_of
from thanhtra.pipeline.inspection import inspection_of
from thanhtra.pipeline.inspection_bodies import Chooser, bodies_of
from thanhtra.pipeline.language import STAGES
from thanhtra.pipeline.sentences import create_sentences
from thanhtra.pipeline.similarity import signature, similar
from thanhtra.pipeline.syllables import syllables_of
from thanhtra.pipeline.topic import topic_of

TOKENIZER = load(disable=STAGES).tokenizer


def document(marked):
    """A document with the marked entities; a date's value and an agency's name as marked."""
    text, spans = parse(marked)
    doc = create_sentences(None, "sentences")(TOKENIZER(text))
    ents = []
    for span in spans:
        entity = doc.char_span(span.start, span.end, label=span.type)
        if span.type == "DATE":
            first, _, last = (span.value or "").partition("/")
            grain = "range" if last else "day"
            entity._.value = {"first_day": first, "last_day": last or first, "grain": grain}
        elif span.type == "LEGAL_DOC":
            entity._.value = {"kind": span.value}
        elif span.type == "LOCATION":
            entity._.value = {"unit": {"level": span.value}}
        ents.append(entity)
    doc.set_ents(ents)
    return doc


def read(marked, findings=()):
    """The inspection of a text, with texts for ids."""
    doc = document(marked)
    entities = entities_of(doc)
    texts = {f"e{number}": entity.text for number, entity in enumerate(entities, 1)}
    found = inspection_of(doc, sentences_of(doc), entities, findings)
    shown = {k: [texts[e] for e in v] for k, v in found.items() if isinstance(v, list)}
    return found | shown | {"period": texts.get(found["period"])}


def test_who_inspected_whom_when_and_over_what():
    found = read(
        "{DATE=2024-10-16|Ngày 16/10}, {AGENCY|Đoàn kiểm tra của tỉnh} đã kiểm tra công tác CCHC "
        "{DATE=2024-01-01/2024-12-31|năm 2024} tại {AGENCY|UBND huyện Đại Từ} và "
        "{AGENCY|UBND xã Yên}."
    )
    assert found == {
        "kind": "kiểm tra",
        "inspectors": ["Đoàn kiểm tra của tỉnh"],
        "inspected": ["UBND huyện Đại Từ", "UBND xã Yên"],
        "dates": ["Ngày 16/10"],
        "period": "năm 2024",
        "documents": [],
    }


@pytest.mark.parametrize(
    ("text", "inspected"),
    [
        (
            "Đoàn kiểm tra tại 02 đơn vị: {AGENCY|Sở Y tế}, {AGENCY|Sở Nội vụ}.",
            ["Sở Y tế", "Sở Nội vụ"],
        ),
        ("Cơ quan được kiểm tra đợt này là {AGENCY|Sở Y tế}.", ["Sở Y tế"]),
        ("Đợt kiểm tra tại {LOCATION=tỉnh|Quảng Ngãi} đã xong.", []),
        ("Giao {AGENCY|Bộ Công an} kiểm tra.", []),
        ("{AGENCY|Sở Y tế} phát biểu tại buổi kiểm tra.", []),
        (
            "{AGENCY|Thanh tra tỉnh} phát hiện nhiều sai phạm tại {AGENCY|Công ty Hoa Mai}, "
            "{LOCATION=xã|xã Yên}, {LOCATION=huyện|huyện An}.",
            ["Công ty Hoa Mai"],
        ),
    ],
)
def test_inspected_bodies(text, inspected):
    assert read(text)["inspected"] == inspected


def test_a_body_at_fault_was_inspected_and_not_the_place_of_the_visit():
    text = "Đoàn làm việc với {AGENCY|UBND huyện An} tại {LOCATION=huyện|huyện An}."
    wanting = [{"label": "shortcoming", "agency": "e1", "start": 0, "addressee": None}]
    assert read(text, wanting)["inspected"] == ["UBND huyện An"]


@pytest.mark.parametrize(
    ("text", "inspectors"),
    [
        ("{AGENCY|Thanh tra tỉnh} vừa ban hành kết luận.", ["Thanh tra tỉnh"]),
        ("{AGENCY|Sở Nội vụ} đã tiến hành kiểm tra công vụ.", ["Sở Nội vụ"]),
        (
            "{AGENCY|Đoàn kiểm tra} đến nơi. {AGENCY|Đoàn kiểm tra của tỉnh} về.",
            ["Đoàn kiểm tra của tỉnh"],
        ),
        ("Thủ tướng giao {AGENCY|Bộ Công an} kiểm tra việc này.", []),
        ("Dự họp có {AGENCY|HĐND huyện}.", []),
    ],
)
def test_inspectors(text, inspectors):
    assert read(text)["inspectors"] == inspectors


@pytest.mark.parametrize(
    ("text", "dates", "period"),
    [
        ("Cập nhật: {DATE=2021-03-04|4/3/2021}\nĐoàn kiểm tra tại xã.", [], None),
        ("{DATE=2021-03-04|Sáng 4/3}, đoàn công bố kết luận kiểm tra.", [], None),
        ("Tính đến {DATE=2021-03-04|ngày 4/3}, xã được kiểm tra hai lần.", [], None),
        (
            "Từ {DATE=2021-03-01/2021-03-09|ngày 1 đến ngày 9/3}, đoàn kiểm tra.",
            ["ngày 1 đến ngày 9/3"],
            None,
        ),
        ("Thời kỳ thanh tra: từ {DATE=2017-01-01/2019-12-31|2017 đến 2019}.", [], "2017 đến 2019"),
        ("Trong {DATE=2017-01-01/2019-12-31|2017 đến 2019} dân số tăng.", [], None),
        ("{DATE|Ngày 4/3}, đội kiểm tra cửa hàng.", ["Ngày 4/3"], None),
        ("Thời gian kiểm tra từ {DATE=2021-03-01/2021-03-09|1 đến 9/3}.", ["1 đến 9/3"], None),
        ("Dự kiến {DATE=2021-04-01/2021-04-30|tháng 4}, đoàn kiểm tra xã khác.", [], None),
        (
            "Giai đoạn {DATE=2011-01-01/2015-12-31|2011 - 2015} xã nghèo. Thời kỳ thanh tra: "
            "{DATE=2017-01-01/2019-12-31|2017 - 2019}.",
            [],
            "2017 - 2019",
        ),
    ],
)
def test_dates_of_the_visit_and_the_period(text, dates, period):
    found = read(text)
    assert (found["dates"], found["period"]) == (dates, period)


def test_documents_are_those_of_the_inspection():
    found = read(
        "Theo {LEGAL_DOC=kết luận thanh tra|Kết luận số 3/KL}, đoàn theo "
        "{LEGAL_DOC=quyết định|Quyết định số 5/QĐ} thanh tra tại xã; "
        "căn cứ {LEGAL_DOC=nghị định|Nghị định số 61} của Chính phủ."
    )
    assert found["documents"] == ["Kết luận số 3/KL", "Quyết định số 5/QĐ"]


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("Theo {LEGAL_DOC=văn bản|văn bản số 9/KL-TTCP}, xã sai.", ["văn bản số 9/KL-TTCP"]),
        ("{LEGAL_DOC=kết luận|Kết luận số 43} của Đảng bộ.", []),
        ("Sáng nay có {LEGAL_DOC=báo cáo|Báo cáo kiểm toán số 3}.", ["Báo cáo kiểm toán số 3"]),
        (
            "Thực hiện {LEGAL_DOC=kế hoạch|Kế hoạch số 4/KH-UBND} ngày 2 tháng 3 của Ủy ban nhân "
            "dân tỉnh về việc đã nêu trên đây và các việc khác, sở kiểm tra 7 xã.",
            ["Kế hoạch số 4/KH-UBND"],
        ),
    ],
)
def test_documents_tell_what_they_are(text, documents):
    assert read(text)["documents"] == documents


def test_who_is_faulted_and_asked_was_inspected_and_who_asks_inspected():
    doc = document(
        "{AGENCY|Sở Xây dựng} có báo cáo hôm qua về {AGENCY|Công ty Hoa Mai}. "
        "Công trình xây sai phép. Cần tháo dỡ."
    )
    entities, sentences = entities_of(doc), sentences_of(doc)
    findings = [
        {"label": "shortcoming", "agency": "e2"},
        {"label": "recommendation", "agency": "e1", "addressee": "e2"},
    ]
    chooser = Chooser.packaged()

    def odds(told):
        return [chooser.odds(b) for b in bodies_of(doc.text, sentences, entities, told)]

    plain, tied = odds([]), odds(findings)
    assert tied[0][0] > plain[0][0]
    assert tied[1][1] > plain[1][1]


def test_the_seat_of_an_inspected_body_is_not_named_beside_it():
    found = read(
        "Đoàn kiểm tra của tỉnh đã kiểm tra tại {LOCATION=xã|xã Yên Bình}. Qua kiểm tra, "
        "{AGENCY|UBND xã Yên Bình} chưa niêm yết. Đoàn kiểm tra tại {AGENCY|UBND xã Yên Bình}."
    )
    assert found["inspected"] == ["UBND xã Yên Bình"]


def test_a_body_is_named_by_its_fullest_mention_once():
    found = read(
        "{AGENCY|Thanh tra tỉnh Yên Bái} vừa công bố kết luận thanh tra. "
        "{AGENCY|Thanh tra tỉnh Yên Bái} kiến nghị thu hồi."
    )
    assert found["inspectors"] == ["Thanh tra tỉnh Yên Bái"]


BODIES = st.lists(
    st.sampled_from(["{AGENCY|Sở Y tế}", "{LOCATION=xã|xã Yên}", "kiểm tra", ",", "."])
)


@given(BODIES)
def test_every_body_has_one_role_at_most(parts):
    doc = document("Đoàn " + " ".join(parts) + " về.")
    entities = entities_of(doc)
    found = inspection_of(doc, sentences_of(doc), entities, [])
    named = [*found["inspectors"], *found["inspected"]]
    assert len(named) == len(set(named)) <= len(entities)


def test_the_title_names_the_kind():
    doc = document("Đoàn kiểm tra, kiểm tra và kiểm tra.")
    assert inspection_of(doc, [], [], [])["kind"] == "kiểm tra"
    doc._.article = {"title": "Thanh tra tại Sở Y tế"}
    assert inspection_of(doc, [], [], [])["kind"] == "thanh tra"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        (
            "Kiểm tra cải cách hành chính\nBộ phận một cửa trả kết quả đúng hẹn.",
            "cải cách hành chính",
        ),
        ("Đất công bị lấn chiếm\nXã giao đất, phân lô trái thẩm quyền.", "đất đai"),
        (
            "Bếp ăn bán trú\nĐoàn lấy mẫu thực phẩm, phát hiện dư lượng chất cấm.",
            "an toàn thực phẩm",
        ),
        ("Thị trường xăng\nCửa hàng xăng dầu gian lận đo lường.", "khác"),
        ("Chính quyền số ở xã A.\nĐoàn làm việc với công ty.", "cải cách hành chính"),
        ("Trường hợp này ở thị trường là hiện trường.", "khác"),
        ("", "khác"),
    ],
)
def test_topic(text, topic):
    doc = document(text)
    assert topic_of(doc, syllables_of(doc)) == topic


STORY = " ".join(f"Câu chuyện thứ {n} kể việc kiểm tra ở xã số {n * 7}." for n in range(60))


def test_copies_are_alike_and_other_articles_are_not():
    one, copy = document(STORY), document("Tít khác hẳn.\n" + STORY + "\nTheo báo bạn")
    other = document(" ".join(f"Tin {n} về giá vàng, chứng khoán {n * 3} điểm." for n in range(60)))
    assert similar(signature(syllables_of(one)), signature(syllables_of(copy))) > 0.8
    assert similar(signature(syllables_of(one)), signature(syllables_of(other))) < 0.15
    assert similar(signature(syllables_of(one)), signature(syllables_of(one))) == 1


def test_an_article_without_words_is_like_nothing():
    assert signature(syllables_of(document("…"))) == ""
    assert similar("", "") == 0


def test_signatures_do_not_change_between_versions():
    assert (
        signature(syllables_of(document("Đoàn kiểm tra làm việc tại xã.")))[:16]
        == "4bd67f337affa438"
    )
