"""The plain sentence splitter and the made-up contrasts that training uses."""

import pytest
from thanhtra.models.classifier import LABELS
from thanhtra.models.contrasts import PREFIX, contrasts
from thanhtra.models.unlabelled import LONGEST, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xã chưa họp. Huyện nhắc nhở.", ["Xã chưa họp.", "Huyện nhắc nhở."]),
        ("Một dòng\n\n  Dòng hai ", ["Một dòng", "Dòng hai"]),
        ("Tại TP. Vinh có 3 vụ.", ["Tại TP. Vinh có 3 vụ."]),
        ("Đạt 97,9%. Còn 1.200 hồ sơ!", ["Đạt 97,9%. Còn 1.200 hồ sơ!"]),
        ("", []),
    ],
)
def test_models_plain_sentences(text, expected):
    assert sentences(text) == expected


def test_models_plain_sentences_end_somewhere():
    assert len(sentences("Một câu.\n" * 500)) == LONGEST


def test_models_contrasts_are_the_same_every_time_and_use_every_label():
    one, two = contrasts(articles=9), contrasts(articles=9)
    assert [a.sentences for a in one] == [a.sentences for a in two]
    assert all(a.id.startswith(PREFIX) and a.labels.shape == (10, len(LABELS)) for a in one)
    total = sum(a.labels.sum(axis=0) for a in one)
    assert (total > 10).all()
    assert not any("{" in sentence for a in one for sentence in a.sentences)
