"""Where facts are filed: by their body, their sentence, their article; never by a coin toss."""

import json

import pytest
from stored import lines
from thanhtra.extractors.admin_units import areas
from thanhtra.schemas import Record
from thanhtra.stores.filing import Filing

OLD = {area.name: area for area in areas(present=False) if area.level == "tỉnh"}
LAI_CHAU, AN_GIANG, NOWHERE = "tỉnh Lai Châu", "tỉnh An Giang", None


def told(*sentences, furniture=(), **inspection):
    """The filing of a record whose sentences name just these provinces, as bodies e0, e1, …"""
    text, entities, spans = "", [], []
    for number, provinces in enumerate(sentences):
        start = len(text)
        for province in provinces or [NOWHERE]:
            name = f"Ban {province or 'kiểm tra'}"
            entity = {"id": f"e{len(entities)}", "type": "AGENCY", "text": name, "key": name}
            entity |= {"start": len(text), "end": len(text) + len(name), "name": name}
            if province:
                area = OLD[province]
                entity["unit"] = {"name": province, "level": "tỉnh", "code": area.code}
                entity["unit"]["successors"] = area.successors
            entities.append(entity | {"rule": "test"})
            text += name + " "
        text = text.rstrip()
        spans.append({"start": start, "end": len(text), "furniture": number in furniture})
        text += "\n"
    record = json.loads(lines(1)[0]) | {
        "text": text,
        "sentences": spans,
        "entities": entities,
        "findings": [],
        "indicators": [],
        "inspection": inspection,
    }
    return Filing(Record.model_validate(record))


def where(found):
    return found["province_now"], found["province_before"], found["province_basis"]


@pytest.mark.parametrize(
    ("sentences", "given", "expected"),
    [
        pytest.param([[LAI_CHAU]], {"inspected": ["e0"]}, (LAI_CHAU, "inspection"), id="inspected"),
        pytest.param([[LAI_CHAU]], {"inspectors": ["e0"]}, (LAI_CHAU, "inspection"), id="by whom"),
        pytest.param([[LAI_CHAU], [LAI_CHAU]], {}, (LAI_CHAU, "text"), id="what the text names"),
        pytest.param([[LAI_CHAU]], {}, (None, None), id="once is not enough"),
        pytest.param([[LAI_CHAU, AN_GIANG] * 2], {}, (None, None), id="two provinces"),
        pytest.param([[LAI_CHAU] * 6, [AN_GIANG]], {}, (LAI_CHAU, "text"), id="another in passing"),
        pytest.param(
            [[LAI_CHAU, AN_GIANG]],
            {"inspected": ["e0", "e1"]},
            (None, None),
            id="inspected in two provinces",
        ),
        pytest.param(
            [[AN_GIANG] * 3], {"furniture": [0]}, (None, None), id="the newspaper's own address"
        ),
    ],
)
def test_an_article_lies_where_it_surely_lies(sentences, given, expected):
    found = told(*sentences, **given).article
    assert (found["province_now"], found["province_basis"]) == expected


def test_a_fact_lies_where_its_body_lies_else_its_sentence_else_its_article():
    filing = told([LAI_CHAU] * 8, [AN_GIANG, NOWHERE], [NOWHERE], [AN_GIANG, LAI_CHAU])
    assert filing.article["province_now"] == LAI_CHAU
    assert where(filing.concerned("e8", sentence=0)) == (AN_GIANG, AN_GIANG, "body")
    assert where(filing.concerned("e9", sentence=1)) == (AN_GIANG, AN_GIANG, "sentence")
    assert where(filing.concerned(None, sentence=2)) == (LAI_CHAU, LAI_CHAU, "text")
    assert where(filing.concerned(None, sentence=3)) == (LAI_CHAU, LAI_CHAU, "text")
    assert where(filing.concerned(None)) == (LAI_CHAU, LAI_CHAU, "text")


def test_old_provinces_of_one_new_one_leave_the_old_one_open():
    found = told(["tỉnh Kiên Giang", AN_GIANG] * 2).article
    assert where(found) == (AN_GIANG, None, "text")
