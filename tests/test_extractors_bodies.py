"""Which body a name means in its article, and the borders of places, on invented names."""

from datetime import date

import pytest
from thanhtra.extractors.admin_units import candidates, split
from thanhtra.extractors.agencies import Register
from thanhtra.extractors.agency_names import parse
from thanhtra.extractors.articles import Articles
from thanhtra.extractors.beginnings import HAMLET
from thanhtra.extractors.mention import Context
from thanhtra.extractors.names_places import Found, settled
from thanhtra.extractors.places import Gazetteer

APART = 1_000  # characters between two mentions


def resolved(*mentions, places=(), published=None):
    """The bodies of mentions that follow each other in an article, with the places it names."""
    said = [(APART * at, text) for at, text in enumerate(mentions)]
    named = [(0, *split(place)) for place in places]
    for offset, text in said:
        parsed = parse(text)
        named += [(offset, *place) for place in (parsed.place, parsed.around) if place and place[1]]
    register = Register(Gazetteer(sorted(named), published))
    for offset, text in said:
        register.learn(text, offset)
    bodies = {offset: register.resolve(text, offset) for offset, text in said}
    return list(register.told_later(bodies).values())


@pytest.mark.parametrize(
    ("mentions", "name"),
    [
        (["Sở Y tế Phú Thọ", "Thanh tra sở"], "Thanh tra Sở Y tế tỉnh Phú Thọ"),
        (["UBND huyện Ia Grai", "Văn phòng HĐND và UBND"], "huyện Ia Grai"),
        (["HĐND huyện Nậm Nhùn", "Ban Pháp chế"], "Ban Pháp chế hội đồng nhân dân"),
        (["Thành ủy TP HCM", "Ban Thường vụ"], "Ban Thường vụ Thành ủy Hồ Chí Minh"),
        (["Bộ Nội vụ", "Vụ Pháp chế"], "Vụ Pháp chế, Bộ Nội vụ"),
        (["UBND tỉnh Kon Tum", "Phòng CSGT"], "Công an tỉnh Kon Tum"),
        (["UBND tỉnh Kon Tum", "Chi cục Kiểm lâm"], "Chi cục Kiểm lâm tỉnh Kon Tum"),
        (["Trường Cao đẳng nghề Bạch Sơn", "trường Bạch Sơn"], "Trường Cao đẳng nghề Bạch Sơn"),
        (["UBND Q.Sơn Trà, TP.Đà Nẵng"], "Ủy ban nhân dân quận Sơn Trà"),
        (["Sở NN và PTNT Kon Tum"], "Sở Nông nghiệp và Phát triển nông thôn tỉnh Kon Tum"),
        (["Phòng VH-TT huyện Cao Phong"], "Phòng Văn hóa và Thông tin huyện Cao Phong"),
        (["DNTN Bạch Sơn"], "Doanh nghiệp tư nhân Bạch Sơn"),
        (["UBMTTQ huyện Cao Phong"], "Việt Nam huyện Cao Phong"),
        (["Tòa Phúc thẩm TAND tối cao"], "Tòa Phúc thẩm tòa án nhân dân tối cao"),
    ],
)
def test_the_last_mention_has_the_name_that_the_article_tells(mentions, name):
    assert name.lower() in resolved(*mentions)[-1].name.lower()


def test_a_part_has_the_key_of_the_whole_as_its_parent():
    whole, part = resolved("Sở Y tế Phú Thọ", "Thanh tra sở")
    assert part.parent == whole.key
    assert part.key == resolved("Thanh tra Sở Y tế tỉnh Phú Thọ")[0].key


@pytest.mark.parametrize(
    ("mentions", "kept"),
    [
        (["NHNN chi nhánh Lào Cai", "Ngân hàng Nhà nước"], "Ngân hàng Nhà nước"),
        (["Tổng công ty Dệt Việt Nam", "Tổng công ty Thép Việt Nam"], "Tổng công ty Thép Việt Nam"),
        (["Bộ Tài chính - Công Thương", "Bộ Tài chính"], "Bộ Tài chính"),
        (["Chi cục Thuế Mèo Vạc - Đồng Văn"], "Chi cục Thuế Mèo Vạc - Đồng Văn"),
        (["Công ty Bạch Sơn", "Sở Nội vụ", "Phòng Kinh doanh"], "Phòng Kinh doanh, Sở Nội vụ"),
        (["Sở Nội vụ", "Công ty Bạch Sơn", "Phòng Kinh doanh"], "Phòng Kinh doanh"),
    ],
)
def test_a_name_that_is_complete_stands_for_itself(mentions, kept):
    assert resolved(*mentions)[-1].name == kept


def test_a_team_that_is_named_in_full_later_is_that_team():
    first, _ = resolved("Tổ kiểm tra số 3", "Tổ kiểm tra số 3 của UBND tỉnh Gia Lai")
    assert first.name.endswith("tỉnh Gia Lai")


def test_departments_in_a_list_share_the_word_before_it():
    assert Register.listed("Tư pháp", "sở") == "sở Tư pháp"
    assert Register.listed("Hòa Bình", "sở") == "Hòa Bình"
    assert Register.listed("Tư pháp", None) == "Tư pháp"


def test_a_city_has_no_office_of_a_province():
    (body,) = resolved("Thanh tra tỉnh", places=["quận Sơn Trà", "thành phố Đà Nẵng"])
    assert body.unit is None


@pytest.mark.parametrize(
    ("written", "official"),
    [("Đăk Glei", "Đắk Glei"), ("Đakrông", "Đa Krông"), ("Phú Quý", "Phú Quí")],
)
def test_a_district_is_known_in_another_spelling(written, official):
    (area,) = candidates("huyện", written)
    assert area.name == f"huyện {official}"


def test_a_commune_far_from_the_provinces_named_has_no_code():
    (alone,) = resolved("UBND xã Cát Thịnh")
    far, _ = resolved("UBND xã Cát Thịnh", "UBND tỉnh Cà Mau")
    assert alone.unit["code"] and far.unit == {"name": "xã Cát Thịnh", "level": "xã"}


def test_a_district_that_is_on_no_map_is_still_the_articles_own():
    _, council = resolved("UBND quận 9", "HĐND quận")
    assert council.unit == {"name": "quận 9", "level": "huyện"}
    assert resolved("Thông tấn xã Việt Nam")[0].unit is None


def test_a_province_has_the_name_that_it_had():
    _, office = resolved("UBND tỉnh Thừa Thiên Huế", "Sở Y tế", published=date(2019, 5, 1))
    assert office.name == "Sở Y tế tỉnh Thừa Thiên Huế"


@pytest.mark.parametrize(
    ("text", "tagged", "places"),
    [
        ("tuyến đường Tân Lập - Kim Giang", ["Tân Lập", "Kim Giang"], None),
        ("cao tốc Bạch Sơn – Kim Giang", ["Bạch Sơn", "Kim Giang"], None),
        ("trên sông Bạch - Kim có bãi cát", ["sông Bạch"], ["sông Bạch - Kim"]),
        ("từ Hà Nội - Hải Phòng", ["Hà Nội", "Hải Phòng"], ["Hà Nội", "Hải Phòng"]),
        ("Sóc Sơn – Hà Nội", ["Sóc Sơn – Hà Nội"], ["Sóc Sơn", "Hà Nội"]),
        ("tỉnh Bà Rịa - Vũng Tàu", ["tỉnh Bà Rịa - Vũng Tàu"], ["tỉnh Bà Rịa - Vũng Tàu"]),
        ("xóm 8 xã Tân Lập", ["xóm 8 xã Tân Lập"], ["xóm 8", "xã Tân Lập"]),
        ("ở khối 7, thị trấn Kim Tân", ["thị trấn Kim Tân"], ["khối 7", "thị trấn Kim Tân"]),
        ("xây khối 7 tầng; thôn 90%", [], []),
        ("lô đất 80 Bạch Sơn", ["lô đất 80 Bạch Sơn"], ["80 Bạch Sơn"]),
        ("khu đô thị Bạch Sơn (KĐTM)", ["khu đô thị Bạch Sơn"], ["khu đô thị Bạch Sơn (KĐTM)"]),
        ("quận 7 (TP HCM)", ["quận 7"], ["quận 7"]),
        ("gói 500mg", ["mg"], []),
    ],
)
def test_the_borders_of_places_are_put_right(text, tagged, places):
    names = []
    for words in tagged:
        start = text.index(words)
        names.append(Found(start, start + len(words), "LOCATION", "names.tagger"))
    (hamlets,) = Articles([(text, Context())]).beginnings(HAMLET)
    found = [text[name.start : name.end] for name in settled(text, names, hamlets)]
    assert found == (places if places is not None else [text])
