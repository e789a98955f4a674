"""Findings: how sentences are split, and what the findings are tied to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from thanhtra.corpus.markup import LABELS, parse
from thanhtra.pipeline.clauses import atoms, trim
from thanhtra.pipeline.finding_links import Links
from thanhtra.pipeline.finding_tagger import Tagger

WORDS = [
    *("xã", "chưa", "đã", "đạt", "nhưng", "và", "đề nghị", "UBND huyện", "là", "hồ sơ", "97,9%"),
    *(",", ";", ":", "“", "”", "(", ")", "- ", "…", ".", "1)", "\u00a0", "còn", "được"),
]
TAGGER = Tagger.load()
NAMES = ["achievement", "shortcoming", "recommendation"]


def split(marked):
    """The findings of one annotated sentence, found and marked: label and words."""
    text, spans = parse(marked)
    wanted = [(LABELS[s.type], text[s.start : s.end]) for s in spans if s.type in LABELS]
    entities = [(s.start, s.end, s.type) for s in spans if s.type not in LABELS]
    labels = [name for name in NAMES if name in {label for label, _ in wanted}]
    found = TAGGER.find(text, 0, len(text), labels, entities)
    return [(piece.label, text[piece.start : piece.end]) for piece in found], wanted


@pytest.mark.parametrize(
    "marked",
    [
        "{S|Chưa cập nhật danh mục TTHC}; {S|chưa ký số hồ sơ}.",
        "{S|Chưa ban hành kế hoạch}, {S|chưa niêm yết thủ tục}.",
        "- {S|Chưa niêm yết đầy đủ thủ tục hành chính};",
        "{A|Xã đã niêm yết đầy đủ} nhưng {S|chưa cập nhật thủ tục mới}.",
        "Đoàn kiểm tra đề nghị {AGENCY|UBND huyện} {R|khắc phục ngay các tồn tại}; "
        "{R|báo cáo kết quả trước {DATE|ngày 30/6}}.",
        "Tuy nhiên, {S|việc số hóa hồ sơ còn chậm}.",
    ],
)
def test_splits_as_the_guideline_says(marked):
    found, wanted = split(marked)
    assert found == wanted


def test_noun_lists_stay_together():
    found, _ = split("{S|Thiếu sổ theo dõi, biển tên, máy quét và bàn ghế}.")
    assert len(found) == 1


def test_sentence_without_a_cut_carries_all_its_labels():
    text = "Khắc phục"
    assert [p.label for p in TAGGER.find(text, 0, len(text), NAMES)] == sorted(NAMES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Xã chưa làm”,", "Xã chưa làm"),
        ("(đạt 97%)", "đạt 97%"),
        ("đạt cao (97%)", "đạt cao (97%)"),
        ("- xong “một cửa” ;", "xong “một cửa”"),
        ("“một” và “hai”", "“một” và “hai”"),
        (" ;… ", ""),
    ],
)
def test_trim_leaves_no_lone_sign_at_the_edge(text, words):
    start, end = trim(text, 0, len(text))
    assert text[start:end] == words


def test_no_cut_inside_brackets_or_entities():
    text = "Sở Kế hoạch và Đầu tư (đúng hạn, sớm hạn; trễ hạn) đạt cao"
    bounds = atoms(text, 0, len(text), [(0, 21, "AGENCY")])
    assert not {b for b in bounds if 0 < b < 21 or text.find("(") < b <= text.find(")")}


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=30),
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
    st.data(),
)
def test_findings_lie_inside_and_cut_no_entity(words, labels, data):
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    entities = [(start, end, "AGENCY")]
    found = TAGGER.find(text, 0, len(text), labels, entities)
    if trim(text, 0, len(text))[0] < trim(text, 0, len(text))[1]:
        assert {piece.label for piece in found} == set(labels)
    bounds = atoms(text, 0, len(text), entities)
    assert bounds == sorted(set(bounds)) and not any(start < b < end for b in bounds)
    for piece in found:
        assert 0 <= piece.start < piece.end <= len(text)
        assert text[piece.start : piece.end] == text[piece.start : piece.end].strip()


def tied(nlp, *marked):
    """The links of the first finding of the last sentence, as words; sentences are annotated."""
    texts, plain, position = [parse(m) for m in marked], "\n".join(parse(m)[0] for m in marked), 0
    doc: Doc = nlp.make_doc(plain)
    sentences, entities, findings = [], [], []
    for text, spans in texts:
        sentences.append(doc.char_span(position, position + len(text), label="SENTENCE"))
        inside, stated = [], []
        for s in spans:
            label = LABELS.get(s.type, s.type)
            span = doc.char_span(position + s.start, position + s.end, label=label)
            (stated if s.type in LABELS else inside).append(span)
        entities.append(inside)
        findings.append(stated)
        position += len(text) + 1
    doc.ents = [e for inside in entities for e in inside]
    links = Links(doc)
    for number, sentence in enumerate(sentences):
        made = links.of_sentence(number, sentence, entities[number], findings[number])
    words: dict[str, Span] = {f"e{n}": e.text for n, e in enumerate(doc.ents, 1)}
    return {role: words[name] for role, name in made[0].items()}


@pytest.mark.parametrize(
    ("marked", "links"),
    [
        (["{A|{AGENCY|UBND huyện} đã ban hành kế hoạch}."], {"agency": "UBND huyện"}),
        (["Tại {LOCATION|xã Tân An}, {S|sổ bỏ trống}."], {"agency": "xã Tân An"}),
        (["{AGENCY|Đoàn kiểm tra} thấy {S|sổ bỏ trống}."], {}),
        (
            ["{A|{AGENCY|UBND xã Tân An} đã niêm yết}.", "{S|Sổ bỏ trống}."],
            {"agency": "UBND xã Tân An"},
        ),
        (["{A|{AGENCY|UBND xã Tân An} đã niêm yết}.", "{S|Nhiều đơn vị chưa làm}."], {}),
        (
            ["{AGENCY|Sở Nội vụ} đề nghị {AGENCY|UBND huyện} {R|báo cáo trước {DATE|30/6}}."],
            {"agency": "Sở Nội vụ", "addressee": "UBND huyện", "deadline": "30/6"},
        ),
        (["{AGENCY|Phòng Nội vụ} được giao {R|soạn mẫu phiếu}."], {"addressee": "Phòng Nội vụ"}),
        (["{AGENCY|UBND huyện} cam kết {R|trả hồ sơ}."], {"agency": "UBND huyện"}),
        (
            ["{AGENCY|Sở Nội vụ} yêu cầu {R|rà soát}.", "{R|{AGENCY|UBND xã} phải xin lỗi dân}."],
            {"agency": "Sở Nội vụ", "addressee": "UBND xã"},
        ),
        (["{R|Báo cáo kết quả năm {DATE|2020}}."], {}),
    ],
)
def test_links(nlp, marked, links):
    assert tied(nlp, *marked) == links


def test_findings_quote_the_article(nlp, article):
    doc = nlp(article)
    sentences = list(doc.spans["sentences"])
    assert doc.spans["findings"]
    for finding in doc.spans["findings"]:
        sentence = sentences[finding._.links["sentence"]]
        assert sentence.start <= finding.start < finding.end <= sentence.end
        assert finding.label_ in sentence._.labels
        assert not any(
            e.start < finding.start < e.end or e.start < finding.end < e.end for e in doc.ents
        )


def test_splitting_takes_linear_time():
    import time

    def seconds(size):
        text = 'chưa làm, nhưng (đã "có” và “ ' * size
        begin = time.perf_counter()
        TAGGER.find(text, 0, len(text), ["shortcoming"])
        return time.perf_counter() - begin

    seconds(50)
    assert seconds(1600) < 40 * max(seconds(100), 0.005)
