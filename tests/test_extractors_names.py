"""Agencies, places and persons: spans, values, and what must not be found."""

import re
from datetime import date
from time import process_time

import pytest
from annotated import check, entity_of
from hypothesis import given, settings
from hypothesis import strategies as st
from thanhtra.extractors.admin_units import candidates, split, unit_value
from thanhtra.extractors.agencies import Register, slug
from thanhtra.extractors.agency_names import expand, parse
from thanhtra.extractors.articles import Articles
from thanhtra.extractors.beginnings import ROLE
from thanhtra.extractors.mention import Context
from thanhtra.extractors.names import NAMES
from thanhtra.extractors.names_places import Found
from thanhtra.extractors.names_repair import repair
from thanhtra.extractors.names_tokens import read
from thanhtra.extractors.names_words import GAP, GAPS, POINT
from thanhtra.extractors.persons import role_of
from thanhtra.extractors.places import Gazetteer

FOUND = [
    "{AGENCY?|Đoàn} đã làm việc với {AGENCY|UBND huyện Cao Phong}.",
    "Chủ tịch {AGENCY|UBND tỉnh} {PERSON|Phạm Ngọc Nghị} yêu cầu các đơn vị khắc phục.",
    "{AGENCY|Sở LĐ-TB&XH} đã báo cáo {AGENCY|UBND tỉnh}.",
    "Kiểm tra tại {LOCATION|phường Cầu Tre}, {LOCATION|quận Ngô Quyền}, {LOCATION|Hải Phòng}.",
    "Ông {PERSON|Trần Văn Hiếu}, Giám đốc {AGENCY|Sở Nội vụ}, cho biết đơn vị đã xử lý xong.",
    "{AGENCY|Bộ Giao thông vận tải} yêu cầu {AGENCY|Cục Đường bộ Việt Nam} báo cáo.",
    "{AGENCY|Công ty TNHH Minh Long} bị phạt vì xả thải ra {LOCATION|sông Nhuệ}.",
    "{AGENCY|UBND huyện Đại Từ} báo cáo {AGENCY|UBND tỉnh Thái Nguyên}.",
    "{AGENCY|Thanh tra Chính phủ (TTCP)} vừa công bố kết luận. Theo {AGENCY|TTCP}, dự án chậm.",
]

NOT_FOUND = [
    "Các sở, ban, ngành đã nghiêm túc thực hiện.",
    "Nhiều cơ quan, đơn vị chưa cập nhật thủ tục hành chính.",
    "Tỷ lệ hồ sơ đúng hạn đạt 97,9%.",
    "Công tác CCHC được quan tâm.",
]


@pytest.mark.parametrize("marked", FOUND)
def test_names_are_found(marked):
    check(NAMES, marked)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_classes_and_fields_are_no_names(text):
    check(NAMES, text)


def values(text, kind, published=None):
    """The values of the names of one type in a text, in order."""
    found = sorted(NAMES.find(text, Context(published=published)), key=lambda m: m.start)
    return [entity_of(mention, text) for mention in found if mention.type == kind]


def test_a_definite_reference_means_the_unit_of_the_article():
    text = (
        "Sáng 12/5, Đoàn kiểm tra làm việc với UBND huyện Cao Phong, tỉnh Hòa Bình.\n"
        "UBND huyện đã ban hành kế hoạch. UBND tỉnh đánh giá cao kết quả này."
    )
    bodies = [v for v in values(text, "AGENCY") if v["kind"] == "ủy ban nhân dân"]
    assert [v["name"] for v in bodies] == [
        "Ủy ban nhân dân huyện Cao Phong",
        "Ủy ban nhân dân huyện Cao Phong",
        "Ủy ban nhân dân tỉnh Hòa Bình",
    ]
    assert bodies[0]["key"] == bodies[1]["key"] != bodies[2]["key"]
    assert [v["level"] for v in bodies] == ["huyện", "huyện", "tỉnh"]
    assert bodies[0]["unit"]["code"] == "154"
    assert "xã Cao Phong (05089)" in bodies[0]["unit"]["successors"]


def test_an_article_about_several_provinces_gives_none_to_all():
    text = (
        "Sở Y tế Hà Nội đã kiểm tra 12 cơ sở. Tại tỉnh Nghệ An, UBND tỉnh đã chỉ đạo khắc phục. "
        "Tại tỉnh Lâm Đồng, Sở Xây dựng đã xử phạt hai đơn vị.\n"
        + "Công tác kiểm tra vẫn tiếp tục theo kế hoạch đã đề ra. " * 8
        + "\nUBND tỉnh sẽ báo cáo sau."
    )
    units = [v["unit"] and v["unit"]["name"] for v in values(text, "AGENCY")]
    assert units == ["thành phố Hà Nội", "tỉnh Nghệ An", "tỉnh Lâm Đồng", None]


@pytest.mark.parametrize(
    "unit",
    ["Sở Y tế ", "Nguyễn ", "ABC ", "UBND tỉnh (A ", "ông Lê Văn An, Giám đốc Sở Y tế, ", "và, - "],
)
def test_time_grows_with_the_length(unit):
    taken = []
    for size in (25_000, 100_000):
        text = (unit * (size // len(unit) + 1))[:size]
        began = process_time()
        list(NAMES.find(text, Context()))
        taken.append(process_time() - began)
    assert taken[1] < 12 * taken[0] + 1.0  # four times the text: 16 times were quadratic


def test_a_defined_acronym_means_the_body():
    text = "Kết luận của Thanh tra Chính phủ (TTCP) nêu rõ. TTCP kiến nghị xử lý nghiêm."
    first, second = values(text, "AGENCY")
    assert first["name"] == second["name"] == "Thanh tra Chính phủ"
    assert first["key"] == second["key"]


def test_a_short_form_means_the_person_and_keeps_the_role():
    text = (
        "Ông Nguyễn Văn Hiếu, Giám đốc Sở Nội vụ tỉnh Nghệ An, chủ trì buổi làm việc. "
        "Theo ông Hiếu, đơn vị sẽ khắc phục ngay."
    )
    first, second = values(text, "PERSON")
    assert second["name"] == first["name"] == "Nguyễn Văn Hiếu"
    assert first["role"] == "Giám đốc Sở Nội vụ tỉnh Nghệ An" == second["role"]
    assert first["agency"] is not None


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Phó Chủ tịch UBND xã Lê Thị Hoa cho biết", "Lê Thị Hoa", "Phó Chủ tịch UBND xã"),
        ("Lê Thị Hoa - Trưởng phòng Nội vụ, nói", "Lê Thị Hoa", "Trưởng phòng Nội vụ"),
        ("Lê Thị Hoa đã ký văn bản", "Lê Thị Hoa", None),
        ("Giám đốc yêu cầu ông Lê Thị Hoa giải trình", "Lê Thị Hoa", None),
    ],
)
def test_roles_stand_before_or_behind(text, name, role):
    start = text.index(name)
    (heads,) = Articles([(text, Context())]).beginnings(ROLE)
    found = role_of(text, (start, start + len(name)), [], heads)
    assert (found.text if found else None) == role


@pytest.mark.parametrize(
    ("name", "kind", "stem", "place"),
    [
        ("UBND huyện Cao Phong", "ủy ban nhân dân", "Ủy ban nhân dân", ("huyện", "Cao Phong")),
        ("UBND Q.1", "ủy ban nhân dân", "Ủy ban nhân dân", ("quận", "1")),
        ("UBND tỉnh", "ủy ban nhân dân", "Ủy ban nhân dân", ("tỉnh", "")),
        ("Sở TN&MT TP. Cần Thơ", "sở", "Sở Tài nguyên và Môi trường", ("thành phố", "Cần Thơ")),
        ("Sở Y tế Bình Dương", "sở", "Sở Y tế", ("", "Bình Dương")),
        ("Huyện uỷ Tân Lạc", "huyện ủy", "Huyện ủy", ("huyện", "Tân Lạc")),
        ("Công ty CP Sao Bắc", "công ty", "Công ty cổ phần Sao Bắc", None),
        ("Ban Chỉ đạo CCHC", "ban chỉ đạo", "Ban Chỉ đạo cải cách hành chính", None),
    ],
)
def test_a_name_is_taken_apart(name, kind, stem, place):
    parsed = parse(name)
    assert parsed.kind is not None and parsed.kind.name == kind
    assert (parsed.stem, parsed.place) == (stem, place)


def test_abbreviations_are_written_out_whatever_their_spacing():
    long = "Sở Lao động - Thương binh và Xã hội"
    assert {expand(f"Sở {short}") for short in ("LĐ-TB&XH", "LĐ - TB & XH", "LĐTBXH")} == {long}


def test_keys_do_not_depend_on_spelling():
    keys = set()
    for said in ("Sở TN&MT tỉnh Hà Nam", "Sở Tài nguyên và Môi trường Hà Nam"):
        keys |= {v["key"] for v in values(f"Báo cáo của {said} nêu rõ.", "AGENCY")}
    assert len(keys) == 1
    assert slug("Ủy ban nhân dân xã Đông Hòa") == "uy-ban-nhan-dan-xa-dong-hoa"


def test_firms_that_end_alike_stay_apart():
    firms = [
        "Công ty TNHH Kiểm toán Việt Nam",
        "Tổng công ty Dệt Việt Nam",
        "Công ty cổ phần Đầu tư Minh Long",
        "Công ty Minh Long",
        "Công ty hợp danh Minh Long",
    ]
    register = Register(Gazetteer([], None))
    for firm in firms:
        register.learn(firm, 0)
    keys = [register.resolve(firm, 0).key for firm in firms]
    assert len(set(keys)) == 4 and keys[2] == keys[3]


def test_a_ministry_is_no_part_of_the_force_that_it_is_named_by():
    (found,) = values("Bộ Công an yêu cầu báo cáo.", "AGENCY")
    assert found.get("parent") is None


def test_the_date_tells_which_map_was_in_force():
    old = candidates("tỉnh", "Hòa Bình", date(2024, 5, 1))
    assert [area.code for area in old] == ["17"]
    assert unit_value(old, "tỉnh", "Hòa Bình")["successors"] == ("tỉnh Phú Thọ (25)",)
    new = candidates("xã", "Cao Phong", date(2025, 8, 1))
    assert {(area.name, area.present) for area in new} == {("xã Cao Phong", True)}


def test_an_ambiguous_name_says_so():
    unit = unit_value(candidates("huyện", "Châu Thành"), "huyện", "Châu Thành")
    assert unit["ambiguous"] and unit.get("code") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("TP. Huế", ("thành phố", "Huế")),
        ("P. Bến Nghé", ("phường", "Bến Nghé")),
        ("Q.5", ("quận", "5")),
        ("Phú Thọ", ("", "Phú Thọ")),
    ],
)
def test_kinds_of_units_are_told_from_names(name, kind):
    assert split(name) == kind


@pytest.mark.parametrize(
    ("text", "tagged", "repaired"),
    [
        ("Tập đoàn Sao Bắc (SBG) và SBG", ["Tập đoàn Sao Bắc"], ["Tập đoàn Sao Bắc (SBG)", "SBG"]),
        ("Phòng CCHC (Sở Nội vụ)", ["Phòng CCHC (Sở Nội vụ)"], ["Phòng CCHC", "Sở Nội vụ"]),
        ("Theo Sở Y tế", ["Theo Sở Y tế"], ["Sở Y tế"]),
        ("công tác CCHC", ["CCHC"], []),
        ("Từ tháng 9, Sở Y tế", ["tháng 9", "Sở Y tế"], ["Sở Y tế"]),
        ("“Công ty Sao”", ["“Công ty Sao”"], ["Công ty Sao"]),
    ],
)
def test_names_are_repaired(text, tagged, repaired):
    names = [
        Found(text.index(words), text.index(words) + len(words), "AGENCY", "names.tagger")
        for words in tagged
    ]
    assert [text[found.start : found.end] for found in repair(text, names)] == repaired


def test_a_street_is_no_person():
    text = "tại số 55 Lê Đại Hành"
    start = text.index("Lê")
    (found,) = repair(text, [Found(start, len(text), "PERSON", "names.tagger")])
    assert (found.type, text[found.start : found.end]) == ("LOCATION", "số 55 Lê Đại Hành")


WORDS = st.sampled_from(
    "UBND huyện Cao Phong Sở Nội vụ (CCHC) ông Nguyễn Văn An , . ; \n “ ” - & TP.HCM ( ) "
    "Công ty TNHH tại xã số 12 Lê Lợi Chủ tịch và của".split(" ")
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, max_size=5))
def test_the_other_articles_of_a_batch_change_nothing(texts):
    together = NAMES.find_all([(text, Context()) for text in texts])
    assert together == [NAMES.find(text, Context()) for text in texts]


RAISED = "".join(
    sign
    for sign in map(chr, range(0x10000))
    if sign.isalnum() and not sign.isalpha() and not sign.isdecimal()
)
PIECE = re.compile(rf"(?:(?![{RAISED}])[^\W\d_])+[{RAISED}]*|[{RAISED}]+|\d+(?:[.,]\d+)*|\n|\S")
"""A word ends behind a raised sign: "m²", and behind the sign of a note "¹" begins another."""


@settings(deadline=None, max_examples=150)
@given(st.text(st.characters(max_codepoint=0xFFFF), max_size=200) | TEXTS.filter(str.isascii))
def test_words_are_letters_numbers_and_marks(text):
    words = read([text])
    own = words.shape != GAP
    found = list(zip(words.starts[own].tolist(), words.ends[own].tolist(), strict=True))
    assert found == [piece.span() for piece in PIECE.finditer(text)]


def test_a_spelling_keeps_its_number_among_thousands():
    made = [f"{a}{b}{c}" for a in "bcdghklmn" for b in "aeiou" for c in "bcdghklmnpqrstvx"]
    first = read([" ".join(made)]).spelling
    again = read(["và ".join(reversed(made)), " ".join(made)])
    assert (again.spelling[again.article == 1][-len(made) - GAPS :] == first[GAPS:]).all()
    assert len(set(first[GAPS:-GAPS].tolist())) == len(made)


@pytest.mark.parametrize(
    ("text", "inside"), [("TP.Huế", 1), ("P. Bến Nghé", 1), ("Co.op", 1), ("Đã họp. Nay", 0)]
)
def test_a_full_stop_inside_a_name_is_told_from_an_end(text, inside):
    assert (read([text]).shape == POINT).sum() == inside


def test_a_department_is_named_with_the_body_above():
    text = (
        "Sở Nội vụ tỉnh Nghệ An họp. Ông Lê Văn An, Trưởng phòng Cải cách hành chính (Sở Nội vụ)."
    )
    body = {
        "name": "Phòng Cải cách hành chính, Sở Nội vụ tỉnh Nghệ An",
        "parent": "so-noi-vu-nghe-an-40",
    }
    (department,) = [v for v in values(text, "AGENCY") if v["name"].startswith("Phòng")]
    assert body.items() <= department.items()


@settings(deadline=None, max_examples=150)
@given(TEXTS)
def test_any_text_gives_sound_mentions(text):
    found = list(NAMES.find(text, Context()))
    assert found == list(NAMES.find(text, Context()))
    end = 0
    for mention in found:
        assert end <= mention.start < mention.end <= len(text)
        words = text[mention.start : mention.end]
        assert words == words.strip()
        entity_of(mention, text)
        end = mention.end
