"""The article as HTML: nothing of the text is lost, nothing in it is markup."""

import re
from html import unescape

import pytest
from explorer_articles import DISTRICT, HOSTILE
from explorer_site import made
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.explorer.marks import marked
from thanhtra.explorer.pages import environment, harmless, link, web_address
from thanhtra.explorer.view_search import excerpt
from thanhtra.schemas import Finding, Inspection, Person, Provenance, Record, Sentence, Source

TAG = re.compile(r"<(/?)(span|mark)((?: [a-z]+=\"[^\"<>]*\")*)>")


def words(html):
    """The text between the tags, all of which have to be ours."""
    assert "<" not in TAG.sub("", html)
    return unescape(TAG.sub("", html))


@st.composite
def records(draw):
    """Records whose spans lie anywhere in their sentences, across each other too."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=60))
    cut = draw(st.integers(2, len(text) - 1))
    sentences = [(0, cut), (cut, len(text))]

    def span(place):
        start, end = sentences[place]
        first = draw(st.integers(start, end - 1))
        return first, draw(st.integers(first + 1, end))

    findings, entities = [], []
    for place, name in enumerate(draw(st.lists(st.sampled_from([0, 1]), max_size=4))):
        start, end = span(name)
        quote = text[start:end]
        findings.append(
            Finding(
                id=f"f{place}", label="shortcoming", start=start, end=end, text=quote,
                sentence=name, score=1,
            )
        )  # fmt: skip
        start, end = span(name)
        quote = text[start:end]
        entities.append(
            Person(id=f"e{place}", start=start, end=end, text=quote, rule="x", name=quote)
        )
    return Record(
        id="x", source=Source(uri="x", media_type="x", sha256="x"), text=text, topic="khác",
        inspection=Inspection(), entities=tuple(entities), findings=tuple(findings), indicators=(),
        sentences=tuple(Sentence(start=a, end=b) for a, b in sentences),
        provenance=Provenance(version="", model="", settings=""),
    )  # fmt: skip


@given(records())
def test_the_marked_article_is_the_article(record):
    html = str(marked(record, "vi"))
    assert words(html) == record.text
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {f.id for f in record.findings} <= set(ids)


@pytest.mark.parametrize("article", [*DISTRICT, *HOSTILE], ids=lambda a: a["published"])
def test_findings_are_marked_where_they_stand(nlp, article):
    (record,) = made(nlp, [article])
    html = str(marked(record, "vi", prefix="p-"))
    assert words(html) == record.text
    for finding in record.findings:
        inside = html.split(f'id="p-{finding.id}"', 1)[1].split(">", 1)[1]
        assert words(inside).startswith(finding.text)


@given(st.text(), st.data())
def test_an_excerpt_is_part_of_its_sentence(text, data):
    quote = f"({text})"
    place = st.integers(0, len(quote))
    spans = data.draw(st.lists(st.tuples(place, place).map(sorted).map(tuple), max_size=4))
    first = data.draw(st.integers(0, len(quote) - 1))
    finding = (first, data.draw(st.integers(first + 1, len(quote))))
    html = str(excerpt(quote, finding, [s for s in spans if s[0] < s[1]], "shortcoming"))
    shown = words(html).removeprefix("… ").removesuffix(" …")
    assert shown in quote
    assert quote[slice(*finding)] in shown


def test_characters_that_turn_text_around_are_made_visible():
    page = environment().from_string("{{ title }}").render(title="a\u202eb\x00c\ud800<b>\n")
    assert page == "a␣b\ufffdc\ufffd&lt;b&gt;\n".replace("␣", "\N{OPEN BOX}")
    assert harmless(3) == 3


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://x", "data:text/html,x", "//x", None],
)
def test_only_web_addresses_become_links(uri):
    assert web_address(uri) is None
    assert web_address("https://example.org/a") == "https://example.org/a"


def test_addresses_are_quoted_and_keep_the_language():
    assert link("/co-quan/a b?", "en", q="đất & đai", label=["x", "y"], none="") == (
        "/co-quan/a%20b%3F?q=%C4%91%E1%BA%A5t+%26+%C4%91ai&label=x&label=y&lang=en"
    )
