"""What a better model said is found again by the text, and by nothing else."""

import numpy as np
from thanhtra.models.prepare import read_taught_articles
from thanhtra.models.taught import likest, read_taught, save_taught
from thanhtra.models.tokens import hash64


def test_models_taught_probabilities_come_back(tmp_path):
    texts = ["Xã chưa niêm yết. Đề nghị khắc phục.", "Không có gì."]
    said = [np.array([[0, 1, 0.5], [0.2, 0.4, 1]]), np.array([[0.1, 0.1, 0.1]])]
    save_taught(tmp_path / "taught.npz", texts, said)
    found = read_taught(tmp_path / "taught.npz")
    assert list(found) == [hash64(text) for text in texts]
    for one, two in zip(found.values(), said, strict=True):
        np.testing.assert_allclose(one, two, atol=0.002)
    assert "niêm".encode() not in (tmp_path / "taught.npz").read_bytes()


def test_models_articles_that_nobody_taught_are_left_out(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Xã chưa niêm yết."}\n{"text": "Khác."}\n', encoding="utf-8")
    words = np.array([1], dtype=np.uint64)

    class First:
        def scores(self, tokens):
            return np.zeros((len(tokens.starts) - 1, 3), dtype=np.float32)

    right, wrong = np.full((1, 3), 0.5), np.full((2, 3), 0.5)
    taught = {hash64("Xã chưa niêm yết."): right, hash64("Khác."): wrong}
    batches, targets = read_taught_articles([path], taught, words, First())
    assert len(batches) == 1 and targets[0] is right


def test_models_news_most_like_ours_are_chosen():
    own = [
        "Qua kiểm tra, xã chưa niêm yết thủ tục hành chính.",
        "Còn 12 hồ sơ trễ hạn, không có thư xin lỗi.",
        "Đoàn đề nghị xã khắc phục ngay các tồn tại.",
        "Tổ trưởng yêu cầu báo cáo trước ngày 30/11.",
    ]
    other = ["Trời hôm nay nắng.", "Cô ấy hát hay.", "Đội chủ nhà thắng 2-0.", "Vé đã bán hết."]
    assert likest([other, own, own[:2], own], 2) == [1, 3]
    assert likest([other, own, own[:2], own], 9) == [0, 1, 3]  # Two sentences tell too little.
