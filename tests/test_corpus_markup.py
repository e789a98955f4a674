"""The notation of the written corpus."""

import pytest
from thanhtra.corpus.markup import MarkupError, Span, parse, read_article

ARTICLE = """date: 2024-10-17
topic: cải cách hành chính
===
- Tiêu đề

AS {AGENCY#u|UBND huyện} {A @u|giải quyết {RATIO#r=14/27|14/27 nhiệm vụ}} nhưng {S @u|còn chậm}.
+ - Câu nối tiếp.
F Lượt xem: 3
---
{"name": "nhiệm vụ", "entities": ["r"], "numerator": 14, "denominator": 27}
"""


def test_parse_gives_plain_text_and_nested_spans():
    text, spans = parse("Tại {A @u|{COUNT#c=4|4 xã} và {AGENCY?|đoàn}}.")
    assert text == "Tại 4 xã và đoàn."
    assert spans == [
        Span("A", 4, 16, links={"agency": "u"}),
        Span("COUNT", 4, 8, "4", tags=("c",)),
        Span("AGENCY", 12, 16, optional=True),
    ]


@pytest.mark.parametrize(
    "marked", ["{COUNT=4|4 xã", "4 xã}", "{NUMBER|4}", "{COUNT| }", "{COUNT|4 xã }", "{ba}"]
)
def test_parse_rejects_broken_notation(marked):
    with pytest.raises(MarkupError):
        parse(marked)


def test_read_article_gives_text_and_gold():
    text, gold = read_article(ARTICLE, identifier="001")
    assert text == (
        "Tiêu đề\n\nUBND huyện giải quyết 14/27 nhiệm vụ nhưng còn chậm. Câu nối tiếp.\nLượt xem: 3"
    )
    quoted = [text[s["start"] : s["end"]] for s in gold["sentences"]]
    assert quoted[1] == "UBND huyện giải quyết 14/27 nhiệm vụ nhưng còn chậm."
    assert [s["labels"] for s in gold["sentences"]][1] == ["achievement", "shortcoming"]
    assert gold["sentences"][3]["furniture"]
    assert gold["entities"][1]["value"] == {"num": 14, "den": 27, "kind": "part"}
    assert [f["agency"] for f in gold["findings"]] == [0, 0]
    assert gold["indicators"][0]["entities"] == [1]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("- Tiêu đề", "Tiêu đề", "line 4"),
        ("{S @u|", "{S|{R|x}", "line 6"),
        ("@u|còn", "@nobody|còn", "nobody"),
        ("===\n", "", "==="),
    ],
)
def test_read_article_names_the_place_of_an_error(old, new, place):
    with pytest.raises(MarkupError, match=place):
        read_article(ARTICLE.replace(old, new), identifier="001")
