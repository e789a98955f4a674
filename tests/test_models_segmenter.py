"""Words are those of ``underthesea.word_tokenize``, whatever the text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from thanhtra.models.segmenter import Segmenter
from thanhtra.pipeline.sentences import split
from underthesea import word_tokenize

ARTICLES = sorted(Path("corpus/articles").glob("*.txt"))
SEGMENTER = Segmenter()
PIECES = [
    *("BOS", "EOS", "bos", "12", "0012", "2147483647", "2147483648", "9" * 5000, "²", "٣", "1a"),
    *("Ủy ban", "nhân dân", "cải cách", "thủ tục", "HÀNH CHÍNH", "Hoà Bình", "Đắk", "ð", "Ðức"),
    *(
        "...",
        "-",
        "TP.",
        "v.v.",
        "1.234 vụ",
        "22,2ha",
        "a@b.vn",
        "https://a.vn/x",
        "NĐ-CP",
        "ß",
        "Ⅷ",
    ),
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
).map(lambda text: unicodedata.normalize("NFC", text))


def _as_underthesea_does(sentence: str) -> list[str]:
    words = word_tokenize(sentence, use_token_normalize=False)
    return [word.replace(" ", "") for word in words]


def _found(sentence: str) -> list[str]:
    plain = sentence.translate(str.maketrans("ðÐ", "đĐ"))
    return ["".join(plain[start:end].split()) for start, end in SEGMENTER.words(sentence)]


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem[:3])
def test_articles(path: Path):
    text = path.read_text("utf-8")
    for start, end in split(text):
        assert _found(text[start:end]) == _as_underthesea_does(text[start:end])


def _nearest(sentence: str) -> float:
    """How near the likeliest way through a sentence is to another one."""
    tokens = [match[0] for match in SEGMENTER._tokens.finditer(sentence)]
    (outer, enter), (leave, stay) = SEGMENTER._steps
    lead, *scores = SEGMENTER._scores(tokens) if tokens else [1.0]
    found = []
    for score in scores:
        left, stayed = lead + leave - outer, lead + stay - enter
        found += [abs(left), abs(stayed)]
        lead = max(stayed, 0) + enter - max(left, 0) - outer + score
    return min([*found, abs(lead)])


@given(TEXTS)
def test_any_text(text: str):
    assume(_nearest(text) > 1e-9)  # Among unknown words ways can be equally likely.
    assert _found(text) == _as_underthesea_does(text)


def test_words_of_any_sentence_are_in_order_and_apart():
    text = "Uỷ ban nhân dân huyện Hoà Bình đã công khai thủ tục hành chính (22,2ha)."
    words = list(SEGMENTER.words(text))
    assert "thủ tục" in {text[start:end] for start, end in words}
    edges = [edge for word in words for edge in word]
    assert edges == sorted(edges)
