"""What a token is, and that an n-gram is the same wherever it stands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.models import ngrams
from thanhtra.models.tokens import TOKEN, Tokenizer, hash64, normal, shape


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("Chưa", "chưa"),
        ("hòa", "hoà"),
        ("hoà", "hoà"),
        ("THỦY", "thuỷ"),
        ("quý", "quý"),
        ("1.291", "#.###"),
        ("97,9%", "#%"),
        ("97,9 %", "#%"),
        ("100%", "#100%"),
        ("2024", "#year"),
        ("30/9/2024", "#//#"),
        ("7", "#"),
    ],
)
def test_models_normal_form(token, expected):
    assert TOKEN.fullmatch(token)
    assert normal(token) == expected


@pytest.mark.parametrize(
    ("token", "expected"), [("xã", 0), ("Xã", 1), ("UBND", 2), ("12", 3), ("%", 4), ("Á", 1)]
)
def test_models_shape(token, expected):
    assert shape(token) == expected


def test_models_tokens_of_each_sentence_stand_between_marks():
    tokens = Tokenizer()(["Đạt 99,3%.", "", "\x00 🎉"])
    assert tokens.starts.tolist() == [0, 5, 7, 11]
    assert len(set(tokens.hashes[[0, 5, 7]].tolist())) == 1


@given(st.text(alphabet=st.sampled_from("aÁđ9 .,%-/\n\x1c\xa0\u3000\u0301(“🎉")))
def test_models_tokens_are_those_of_the_pattern(text):
    tokens = TOKEN.findall(text)
    found = Tokenizer()([text])
    assert found.hashes[1:-1].tolist() == [hash64(normal(token)) for token in tokens]
    assert found.shapes[1:-1].tolist() == [shape(token) for token in tokens]


def test_models_ngrams_do_not_cross_sentences():
    tokenize = Tokenizer()
    together = ngrams.matrix(tokenize(["chưa đạt yêu cầu", "đã khắc phục"]), bits=16)
    alone = ngrams.matrix(tokenize(["đã khắc phục"]), bits=16)
    assert (together[1] != alone[0]).nnz == 0


def test_models_ngrams_name_their_tokens():
    tokens = Tokenizer()(["không có hồ sơ trễ hạn"])
    sentence, column, first, length = ngrams.columns(tokens, bits=18)
    assert np.bincount(length).tolist() == [0, 8, 7, 6]
    assert not sentence.any() and column.max() < 2**18
    assert (first + length <= 8).all()
