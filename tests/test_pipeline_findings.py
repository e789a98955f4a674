"""Findings: how sentences are split, and what the findings are tied to."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thanhtra.corpus.markup import LABELS, parse
from thanhtra.pipeline.alignment import entities_of
from thanhtra.pipeline.finding_atoms import cut
from thanhtra.pipeline.finding_links import Linker, Tale
from thanhtra.pipeline.finding_tagger import Piece, Stated, Story, Tagger
from thanhtra.pipeline.finding_train import reader
from thanhtra.pipeline.finding_trim import settle, trim
from thanhtra.pipeline.finding_words import Kinds, Words

WORDS = [
    *("xã", "chưa", "đã", "đạt", "nhưng", "và", "đề nghị", "UBND huyện", "là", "hồ sơ", "97,9%"),
    *(",", ";", ":", "“", "”", "(", ")", "- ", "…", ".", "1)", "\u00a0", "còn", "được"),
]
TAGGER = Tagger.load()
NAMES = ["achievement", "shortcoming", "recommendation"]


READER = reader()


def words_of(*texts):
    return Words.of([READER.make_doc(text) for text in texts])


def find(text, start, end, labels, entities=()):
    """The findings of one sentence."""
    story = Story(text, [Stated(start, end, labels)], entities)
    [[found]] = TAGGER.find(words_of(text), [story])
    return found


def bounds_of(text, entities=()):
    """Where the atoms of a sentence begin."""
    words = words_of(text)
    return words.starts[cut(words, [(0, len(text))], entities).first].tolist()


def split(marked):
    """The findings of one annotated sentence, found and marked: label and words."""
    text, spans = parse(marked)
    wanted = [(LABELS[s.type], text[s.start : s.end]) for s in spans if s.type in LABELS]
    entities = [(s.start, s.end, s.type) for s in spans if s.type not in LABELS]
    labels = [name for name in NAMES if name in {label for label, _ in wanted}]
    found = find(text, 0, len(text), labels, entities)
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
    assert [p.label for p in find(text, 0, len(text), NAMES)] == sorted(NAMES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Xã chưa làm”,", "Xã chưa làm"),
        ("(đạt 97%)", "đạt 97%"),
        ("đạt cao (97%)", "đạt cao (97%)"),
        ("- xong “một cửa” ;", "xong “một cửa”"),
        ("“một” và “hai”", "“một” và “hai”"),
        (" ;… ", ""),
        ("báo cáo lên tỉnh./.", "báo cáo lên tỉnh"),
        ('mục "một”, "hai”', 'mục "một”, "hai”'),
    ],
)
def test_trim_leaves_no_lone_sign_at_the_edge(text, words):
    start, end = trim(text, 0, len(text))
    assert text[start:end] == words


@pytest.mark.parametrize(
    ("text", "begin", "words"),
    [
        ("Các xã chưa thực hiện.", "thực", "chưa thực hiện"),
        ("Không có sổ sách.", "có", "Không có sổ sách"),
        ("“Xã làm chậm”, ông Nam nói.", "Xã", "Xã làm chậm"),
        ("Xã nói “làm” rồi.", "Xã", "Xã nói “làm” rồi"),
    ],
)
def test_findings_keep_their_negation_and_end_with_the_quotation(text, begin, words):
    start, end = settle(text, 0, text.index(begin), len(text))
    assert text[start:end] == words


@pytest.mark.parametrize(
    ("cut_up", "entities"),
    [
        ("Xã đã |làm |nhưng |thôn chưa.", []),
        ("Đề nghị |xã làm; |báo cáo |trước ngày 30/6.", []),
        ("- |Ông nói |“xã chưa |có”, |và |“thôn” |cũng |thế…", []),
        ("Sở Kế hoạch và Đầu tư |(đúng hạn, sớm hạn; trễ hạn) |đạt cao", [(0, 21, "AGENCY")]),
        ("UBND xã |thu 1.234,5 đồng, |lúc 7:30.", [(0, 7, "AGENCY")]),
        ("((làm, |xong", []),
    ],
)
def test_cuts_stand_at_clauses_and_not_inside_brackets_names_or_numbers(cut_up, entities):
    text = cut_up.replace("|", "")
    cuts = [len(cut_up[:n].replace("|", "")) for n, sign in enumerate(cut_up) if sign == "|"]
    assert bounds_of(text, entities) == [0, *cuts]


KINDS = Kinds()


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text(), max_size=3))
def test_words_do_not_hang_on_those_read_before(texts):
    docs = [READER.make_doc(text) for text in texts]
    one, other = Words.of(docs), Words.of(docs, KINDS)
    for name in ("forms", "starts", "ends", "signs"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    tokens = [
        (token.idx + by, token.idx + by + len(token), not (token.is_alpha or token.is_digit))
        for doc, by in zip(docs, one.shifts, strict=False)
        for token in doc
        if not token.is_space
    ]
    rows = zip(one.starts.tolist(), one.ends.tolist(), one.signs.tolist(), strict=True)
    assert [row for row, form in zip(rows, one.forms, strict=True) if form] == tokens
    assert [one.text[b : b + len(t)] for t, b in zip(texts, one.shifts, strict=False)] == texts


SENTENCES = st.tuples(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join),
    st.lists(st.sampled_from(NAMES), min_size=1, unique=True),
)


@settings(deadline=None, max_examples=200)
@given(SENTENCES, st.data())
def test_findings_lie_inside_and_cut_no_entity(stated, data):
    text, labels = stated
    words = words_of(text)
    places = st.integers(0, max(0, len(words.starts) - 1))
    first, last = sorted((data.draw(places), data.draw(places)))
    start, end = (int(words.starts[first]), int(words.ends[last])) if len(words.starts) else (0, 0)
    entities = [(start, end, "AGENCY")] if end else []
    found = find(text, 0, len(text), labels, entities)
    if trim(text, 0, len(text))[0] < trim(text, 0, len(text))[1]:
        assert {piece.label for piece in found} == set(labels)
    assert not any(start < bound < end for bound in bounds_of(text, entities))
    for piece in found:
        assert 0 <= piece.start < piece.end <= len(text)
        assert text[piece.start : piece.end] == text[piece.start : piece.end].strip()


@settings(deadline=None, max_examples=50)
@given(st.lists(SENTENCES, max_size=5))
def test_many_articles_at_once_are_split_as_one_by_one(articles):
    stories = [Story(t, [Stated(0, len(t), labels)], []) for t, labels in articles]
    alone = [TAGGER.find(words_of(story.text), [story])[0] for story in stories]
    assert TAGGER.find(words_of(*(text for text, _ in articles)), stories) == alone


def paths(labels, atoms):
    """Every way to tag some atoms with some labels, as the tagger may."""
    tags = [0, *(2 * NAMES.index(label) + step for label in labels for step in (1, 2))]
    for path in product(tags, repeat=atoms):
        pairs = pairwise((0, *path))
        if all(tag == 0 or tag % 2 or before in {tag, tag - 1} for before, tag in pairs):
            yield path


ROWS = st.lists(st.integers(-9, 9), min_size=7, max_size=7)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True),
    st.lists(ROWS, min_size=1, max_size=4),
    st.lists(ROWS, min_size=8, max_size=8),
)
def test_the_best_tags_are_found(labels, scores, follow):
    tagger = Tagger(np.zeros((1, 7)), np.array(follow, dtype=float))

    def worth(path):
        begun = len({tag for tag in path if tag % 2})
        moved = sum(follow[before + 1][tag] for before, tag in pairwise((-1, *path)))
        return begun, moved + sum(row[tag] for row, tag in zip(scores, path, strict=True))

    rows = np.array(scores, dtype=float)
    found = tagger.decode(rows, np.zeros(len(rows), dtype=int), [tuple(labels)])
    assert worth(found) == max(worth(path) for path in paths(labels, len(rows)))


LINKER = Linker.load()


def tied(nlp, *marked):
    """The links of the first finding of the last sentence, as words; sentences are annotated."""
    texts, position = [parse(m) for m in marked], 0
    text = "\n".join(plain for plain, _ in texts)
    doc, sentences, entities, findings = nlp.make_doc(text), [], [], []
    for number, (plain, spans) in enumerate(texts):
        sentences.append((position, position + len(plain)))
        for s in spans:
            first, last = position + s.start, position + s.end
            if s.type in LABELS:
                findings.append((Piece(first, last, LABELS[s.type]), number))
            else:
                entities.append(doc.char_span(first, last, label=s.type))
        position += len(plain) + 1
    doc.ents = entities
    named = entities_of(doc)
    [made] = LINKER.tie(Words.of([doc]), [Tale(text, named, sentences, findings)])
    shown = next(n for n, (_, sentence) in enumerate(findings) if sentence == len(marked) - 1)
    words = {f"e{n}": entity.text for n, entity in enumerate(named, 1)}
    return {role: words[name] for role, name in made[shown].items()}


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
        find(text, 0, len(text), ["shortcoming"])
        return time.perf_counter() - begin

    seconds(50)
    assert seconds(1600) < 40 * max(seconds(100), 0.005)
