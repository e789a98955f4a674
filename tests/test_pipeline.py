"""The whole pipeline: from a text to a record."""

from decimal import Decimal

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from thanhtra.extractors.mention import Mention
from thanhtra.pipeline import load, record
from thanhtra.pipeline.entities import settle


def test_the_four_facts_of_a_short_article(nlp, article):
    doc = nlp(article)
    labels = {f.label_ for f in doc.spans["findings"]}
    assert labels == {"achievement", "shortcoming", "recommendation"}
    made = record(doc)
    texts = {e.id: e.text for e in made.entities}
    asked = next(f for f in made.findings if f.label == "recommendation")
    assert texts[asked.addressee] == "UBND huyện"
    assert texts[asked.deadline] == "ngày 30/6/2023"
    (ratio,) = [i for i in made.indicators if i.denominator == 1200]
    assert (ratio.numerator, ratio.percent, ratio.consistent) == (1180, Decimal("98.3"), True)
    assert [s.furniture for s in made.sentences][-1]


def test_every_span_quotes_the_text(nlp, article):
    made = record(nlp(article))
    for part in (*made.entities, *made.findings, *made.indicators):
        assert made.text[part.start : part.end] == part.text


def test_the_same_text_gives_the_same_bytes_alone_and_in_a_batch(nlp, article):
    alone = record(nlp(article)).model_dump_json()
    texts = [article, article.replace("Phú Bình", "Định Hóa"), article]
    batched = [record(doc).model_dump_json() for doc in nlp.pipe(texts)]
    assert batched[0] == batched[2] == alone == record(load()(article)).model_dump_json()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200))
def test_any_text_gives_a_valid_record(nlp, text):
    if text.strip():
        assert record(nlp(text)).text == text


PIECES = st.sampled_from(
    "UBND huyện|Sở Nội vụ|ngày 30/6/2023|1.180/1.200 hồ sơ|98,3%|chưa|đã|;|:|.|\n| |(|)|“|”|"
    "đề nghị|ông Nguyễn Văn An|42,1 tỷ đồng|Nghị định số 61/2018/NĐ-CP|tỉnh Hà Giang|…|-".split("|")
)


@settings(deadline=None, max_examples=100)
@given(st.lists(PIECES, min_size=1, max_size=25).map(" ".join))
def test_any_mixture_of_facts_gives_a_valid_record(nlp, text):
    if text.strip():
        record(nlp(text))


def test_settle_keeps_the_mention_of_the_earlier_extractor():
    document, year = Mention("LEGAL_DOC", 5, 30, "a"), Mention("DATE", 20, 24, "b")
    count = Mention("COUNT", 0, 4, "c")
    assert settle([[document], [year, count]]) == [count, document]


def test_stages_can_be_added_replaced_and_switched_off(article):
    nlp = load()

    @Language.component("test_marker")
    def marker(doc):
        doc.user_data["seen"] = [e.text for e in doc.ents]
        return doc

    nlp.add_pipe("test_marker", after="entities")
    assert "UBND huyện Phú Bình" in nlp(article).user_data["seen"]
    with nlp.select_pipes(disable=["findings", "indicators"]):
        made = record(nlp(article))
    assert made.findings == made.indicators == ()


def test_components_are_found_by_their_entry_points():
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": "thanhtra.tokenizer.v1"}}})
    nlp.add_pipe("thanhtra_sentences")
    nlp.add_pipe("thanhtra_entities")
    assert {e.label_ for e in nlp("UBND tỉnh Hà Giang chi 42,1 tỷ đồng.").ents} == {
        "AGENCY",
        "MONEY",
    }


def test_displacy_draws_the_result(nlp, article):
    html = displacy.render(nlp(article), style="ent", jupyter=False)
    assert "AGENCY" in html


def test_a_doc_can_be_stored(nlp, article):
    doc = nlp(article)
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert record(again) == record(doc)


def test_entities_are_found_where_tokens_were_merged_and_split_on_the_way():
    nlp = load()

    @Language.component("merge_and_split")
    def merge_and_split(doc):
        with doc.retokenize() as change:
            change.merge(doc[0:2])
        with doc.retokenize() as change:
            change.split(doc[-2], ["20", "24"], heads=[(doc[-2], 0), (doc[-2], 1)])
        return doc

    nlp.add_pipe("merge_and_split", before="entities")
    plain, changed = (load(), nlp)
    text = "Nội vụ: ngày 12/3/2024, Sở Nội vụ tỉnh Hà Nam kiểm tra 5 xã trong năm 2024."
    assert [e.text for e in changed(text).ents] == [e.text for e in plain(text).ents]


def test_a_document_without_sentences_has_a_record():
    nlp = load(disable=("sentences", "words", "labels", "findings", "indicators"))
    doc = nlp("Sở Nội vụ kiểm tra 5 xã.")
    doc.spans["sentences"] = []
    assert [e.text for e in record(doc).entities] == ["Sở Nội vụ", "5 xã"]
