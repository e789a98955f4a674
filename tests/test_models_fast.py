"""The packaged fast model: what every user of it may rely on."""

from importlib import resources

import numpy as np
import pytest
from thanhtra.models.classifier import LABELS
from thanhtra.models.fast import FastModel

ARTICLE = [
    "Kiểm tra công tác cải cách hành chính tại huyện Đồng Phú",
    "Ngày 12/5, đoàn kiểm tra của tỉnh làm việc với UBND huyện.",
    "Huyện đã ban hành đầy đủ kế hoạch, 99,2% hồ sơ được giải quyết đúng hạn.",
    "Tuy nhiên, 3 xã chưa cập nhật thủ tục hành chính, còn 45 hồ sơ trễ hạn.",
    "Đoàn đề nghị huyện khắc phục ngay các tồn tại trước ngày 30/6.",
]


@pytest.fixture(scope="module")
def model():
    return FastModel.load()


def test_models_packaged_file_is_small():
    packaged = resources.files("thanhtra.models") / "fast.npz"
    assert len(packaged.read_bytes()) <= 15_000_000


def test_models_predictions_do_not_hang_on_the_batch(model):
    other = ARTICLE[::-1] * 7
    alone = [model.predict([article])[0] for article in (ARTICLE, other, ARTICLE[:1])]
    for together in (
        model.predict([ARTICLE, other, ARTICLE[:1]]),
        FastModel.load().predict([ARTICLE, other, ARTICLE[:1]]),
    ):
        for one, two in zip(alone, together, strict=True):
            assert one.tobytes() == two.tobytes()


def test_models_odd_input_gets_probabilities(model):
    odd = [[], [""], [" \n"], ["\x00🎉\u200b﷽"], ["a" * 5000], ["1" * 400, "%", "\u0301"]]
    found = model.predict(odd)
    assert [part.shape for part in found] == [(len(article), 3) for article in odd]
    assert all(
        np.isfinite(part).all() and (part >= 0).all() and (part <= 1).all() for part in found
    )
    assert model.predict([]) == []


@pytest.mark.parametrize(
    ("sentence", "label", "given"),
    [
        ("Tại thời điểm kiểm tra, đơn vị không có hồ sơ trễ hạn.", "achievement", True),
        ("Tại thời điểm kiểm tra, đơn vị không có hồ sơ trễ hạn.", "shortcoming", False),
        ("Xã chưa niêm yết công khai bộ thủ tục mới.", "shortcoming", True),
        ("Đề nghị UBND xã khắc phục ngay những tồn tại nêu trên.", "recommendation", True),
        ("Đề nghị UBND xã khắc phục ngay những tồn tại nêu trên.", "shortcoming", False),
        ("Ngày 12/5, đoàn kiểm tra của tỉnh làm việc với UBND huyện.", "shortcoming", False),
        ("Huyện đã hoàn thành 100% chỉ tiêu được giao.", "achievement", True),
        ("Thanh tra phát hiện sai phạm hơn 12 tỷ đồng.", "shortcoming", True),
    ],
)
def test_models_classes_of_plain_cases(model, sentence, label, given):
    article = [*ARTICLE[:3], sentence, ARTICLE[4]]
    number = LABELS.index(label)
    assert (model.predict([article])[0][3, number] >= model.thresholds[number]) == given


def test_models_evidence_is_in_the_sentence(model):
    found = model.evidence([ARTICLE, []], k=3)
    assert len(found[0]) == len(ARTICLE) and found[1] == []
    for sentence, labels in zip(ARTICLE, found[0], strict=True):
        for cues in labels:
            assert len(cues) <= 3
            for cue in cues:
                assert sentence[cue.start : cue.end] == cue.text
    asked = " ".join(cue.text for cue in found[0][4][2] if cue.weight > 0)
    assert "đề nghị" in asked.lower()
