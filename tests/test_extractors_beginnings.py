"""Words with which mentions may begin: none that a grammar begins with is passed over."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thanhtra.extractors import date_starts, legal_grammar
from thanhtra.extractors.articles import Articles
from thanhtra.extractors.beginnings import DATE, LEGAL_DOC, NUMBER
from thanhtra.extractors.mention import Context
from thanhtra.extractors.names_tokens import Spellings

PIECES = st.sampled_from(
    "ngày tháng năm quý Quý từ đến nay giai đoạn đầu cuối sáng hôm qua 1/1 30/9/2024 2019 12 III "
    ", . - tuần trước khuya niên khóa mùng 5 nửa những thập kỷ hạ ba chín Nghị quyết "
    "định số 12/2018/NĐ-CP Luật luật QCVN 04 NĐ BLHS kế Kế hoạch Hoạch thông tư đề án bộ lệnh "
    "12.5.2020 8 – 12,5 hai ¹ m² \n \u00a0 / : (".split(" ")
)
TEXTS = st.lists(PIECES, max_size=30).flatmap(
    lambda pieces: st.sampled_from([" ", "", "\n", "\u00a0"]).map(lambda blank: blank.join(pieces))
)


@settings(deadline=None)
@given(TEXTS)
@pytest.mark.parametrize(
    ("kind", "pattern"), [(DATE, date_starts.START), (LEGAL_DOC, legal_grammar.START)]
)
def test_every_beginning_is_looked_at(kind, pattern, text):
    (starts,) = Articles([(text, Context())]).beginnings(kind)
    begun = [at for at in range(len(text)) if pattern.match(text, at)]
    assert begun == [at for at in starts if pattern.match(text, at)]


def test_beginnings_are_told_article_by_article():
    articles = Articles((text, Context()) for text in ("có 5 xã, hai huyện", "", "3"))
    assert articles.beginnings(NUMBER) == [[3, 9], [], [0]]


def test_more_spellings_than_are_kept():
    few = Spellings()
    few.LIMIT, few._BITS = 50, 6
    few.forget()
    words = [f"w{number}" for number in range(300)]
    text, hashes = "".join(words), np.arange(1, 301, dtype=np.uint64) << np.uint64(50)
    ends = np.cumsum([*map(len, words)])
    starts = ends - [*map(len, words)]
    for _ in range(2):
        numbers = few.numbers(hashes, starts, ends, text)
        assert len(set(numbers.tolist())) == 300
        assert (few.hashes[numbers] == hashes).all()
