"""The packaged accurate model: what every user of it may rely on."""

import subprocess
import sys
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.models.classifier import LABELS
from thanhtra.models.encoder_data import Example, batches, collate, windows
from thanhtra.models.fast import FastModel
from thanhtra.models.load import load_model
from thanhtra.models.pieces import BOS, EOS, assemble, pack
from thanhtra.pipeline import load, record

pytest.importorskip("onnxruntime", reason="the extra thanhtra[accurate] is not installed")
pytest.importorskip("tokenizers", reason="the extra thanhtra[accurate] is not installed")

ARTICLE = [
    "Kiểm tra công tác cải cách hành chính tại huyện Đồng Phú",
    "Ngày 12/5, đoàn kiểm tra của tỉnh làm việc với UBND huyện.",
    "Huyện đã ban hành đầy đủ kế hoạch, 99,2% hồ sơ được giải quyết đúng hạn.",
    "Tuy nhiên, 3 xã chưa cập nhật thủ tục hành chính, còn 45 hồ sơ trễ hạn.",
    "Đoàn đề nghị huyện khắc phục ngay các tồn tại trước ngày 30/6.",
]


@pytest.fixture(scope="module")
def model():
    return load_model("accurate")


def test_models_accurate_is_small_and_belongs_to_the_packaged_fast(model):
    folder = resources.files("thanhtra.models")
    sizes = [
        len((folder / name).read_bytes()) for name in ("accurate.onnx", "accurate.json", "fast.npz")
    ]
    assert sum(sizes) <= 30_000_000
    assert model.name.endswith(FastModel.load().name.removeprefix("fast-"))


def test_models_accurate_classes_of_plain_cases(model):
    given = model.predict([ARTICLE])[0] >= model.thresholds
    found = [{k for k, hit in zip(LABELS, row, strict=True) if hit} for row in given]
    assert found[1:] == [set(), {"achievement"}, {"shortcoming"}, {"recommendation"}]


def test_models_accurate_does_not_hang_on_the_batch(model):
    other = ARTICLE[::-1] * 7
    alone = [model.predict([article])[0] for article in (ARTICLE, other)]
    for one, two in zip(alone, model.predict([ARTICLE, other]), strict=True):
        assert one.tobytes() == two.tobytes()


def test_models_accurate_takes_odd_input(model):
    odd = [[], [""], ["\x00🎉\u200b﷽"], ["a" * 5000 + " b" * 2000], ["1" * 400, "\u0301"]]
    found = model.predict(odd)
    assert [part.shape for part in found] == [(len(article), 3) for article in odd]
    assert all(np.isfinite(part).all() for part in found)
    assert model.predict([]) == []


def test_models_accurate_evidence_is_what_the_label_rests_on(model):
    found = model.evidence([ARTICLE, []], k=3)
    assert found[1] == []
    assert found[0][1] == ([], [], [])
    for cue in found[0][4][2]:
        assert ARTICLE[4][cue.start : cue.end] == cue.text
    heaviest = max(found[0][4][2], key=lambda cue: cue.weight)
    assert heaviest.weight > 0 and "đề nghị" in heaviest.text.lower()


def test_models_accurate_in_the_pipeline(article):
    made = record(load(model="accurate", evidence=True)(article))
    assert made.provenance.model.startswith("accurate-")
    assert {label for s in made.sentences for label in s.labels} == set(LABELS)
    assert any(sentence.evidence for sentence in made.sentences)


def test_models_a_missing_package_is_named_in_one_line(tmp_path):
    (tmp_path / "onnxruntime.py").write_text("raise ImportError('none', name='onnxruntime')")
    (tmp_path / "a.txt").write_text("Xã chưa niêm yết.", encoding="utf-8")
    code = "import sys; sys.path.insert(0, '.'); from thanhtra.pipeline.cli import app; app()"
    command = [sys.executable, "-c", code, "extract", "a.txt", "--model", "accurate"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.strip().endswith("pip install 'thanhtra[accurate]'")
    assert "Traceback" not in ended.stderr


def test_models_a_file_that_is_no_encoder_is_refused(tmp_path):
    path = tmp_path / "x.onnx"
    path.write_bytes(b"no model")
    path.with_suffix(".json").write_text("{}")
    with pytest.raises(ValueError, match=r"x\.onnx: no ONNX model"):
        load_model(str(path))


@given(st.lists(st.integers(1, 60), max_size=40), st.integers(62, 200))
def test_models_windows_cover_every_sentence_once_and_are_not_too_long(lengths, window):
    found = pack(lengths, window=window)
    assert [number for part in found for number in part] == list(range(len(lengths)))
    assert all(1 + sum(lengths[n] + 1 for n in part) <= window for part in found)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_models_batches_hold_every_sentence_with_its_label(lengths, rng):
    labels = np.arange(3 * len(lengths), dtype=np.float32).reshape(-1, 3)
    example = Example([[9] * length for length in lengths], labels)
    parts = batches(list(windows(example, 60, rng)), 200, rng)
    held = [collate(part) for part in parts]
    seen = np.concatenate([batch.labels[batch.real] for batch in held])
    assert sorted(map(tuple, seen)) == sorted(map(tuple, labels))
    for batch in held:
        assert (batch.own.sum(axis=2)[batch.real] > 1).all()
        assert (batch.own.sum(axis=1) <= 1).all()


def test_models_a_separator_belongs_to_the_sentence_before_it():
    ids, own = assemble([[7, 8], [9]])
    assert ids.tolist() == [BOS, 7, 8, EOS, 9, EOS]
    assert own.tolist() == [[0, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]]
