"""Training from labelled folders: deterministic, and honest about what it lacks."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from thanhtra.models import artefact, optimise, recipe, train
from thanhtra.models.fast import FastModel
from thanhtra.models.gold import read_labelled
from thanhtra.models.network import Settings

LINES = [
    ("Huyện đã ban hành kế hoạch và công khai thủ tục đúng quy định.", ["achievement"]),
    ("Tuy nhiên, xã vẫn chưa cập nhật danh mục, còn 3 hồ sơ trễ hạn.", ["shortcoming"]),
    ("Đoàn đề nghị huyện khắc phục ngay trước ngày 30/11.", ["recommendation"]),
    ("Buổi làm việc diễn ra tại hội trường.", []),
]


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "gold"
    home.mkdir()
    with (home / "gold.jsonl").open("w", encoding="utf-8") as gold:
        for number in range(12):
            text, sentences = "", []
            for line, labels in LINES[number % 4 :] + LINES[: number % 4]:
                sentences.append(
                    {"start": len(text), "end": len(text) + len(line), "labels": labels}
                )
                text += line + "\n"
            (home / f"a{number}.txt").write_text(text, encoding="utf-8")
            gold.write(json.dumps({"id": f"a{number}", "sentences": sentences}) + "\n")
    return home


def small(folder, **options):
    gold = read_labelled(folder)
    return recipe.train(
        gold,
        [1.0] * len(gold),
        [],
        settings=Settings(channels=16, dense=16, recurrent=8),
        schedule=optimise.Schedule(epochs=15, articles=2, rate=5e-3, mean_of=5),
        minimum=1,
        **options,
    )


def test_models_training_twice_gives_the_same_bytes(folder, tmp_path):
    for name, workers in (("one", 1), ("two", 2)):
        artefact.save(small(folder, workers=workers)[0], tmp_path / f"{name}.npz")
    first, second = ((tmp_path / f"{name}.npz").read_bytes() for name in ("one", "two"))
    assert first == second
    model = FastModel.load(tmp_path / "one.npz")
    found = model.predict([[line for line, _ in LINES]])[0]
    assert (found[:3].argmax(axis=1) == [0, 1, 2]).all()
    assert model.facts["sentences"] == 48


THREADS = """
import sys
from pathlib import Path
from threadpoolctl import threadpool_info
from test_models_train import recipe, small

prepare = recipe.first_pass

def first_pass(*given):
    found = prepare(*given)
    print(*(pool["num_threads"] for pool in threadpool_info()))
    return found

recipe.first_pass = first_pass
if __name__ == "__main__":
    small(Path(sys.argv[1]))
"""


def test_models_training_takes_one_thread_wherever_it_runs(folder, tmp_path):
    """Sums over two threads round otherwise, and the file would hang on the machine."""
    (tmp_path / "threads.py").write_text(THREADS)
    ran = subprocess.run(
        [sys.executable, tmp_path / "threads.py", folder],
        env=os.environ | {"OPENBLAS_NUM_THREADS": "2", "PYTHONPATH": str(Path(__file__).parent)},
        stdout=subprocess.PIPE,
        check=True,
    )
    assert set(ran.stdout.split()) == {b"1"}


def test_models_training_without_gold_says_what_to_do(tmp_path, capsys):
    assert train.main([str(tmp_path), "--texts", "-o", str(tmp_path / "m.npz")]) == 2
    told = capsys.readouterr().err
    assert f"no {tmp_path}/gold.jsonl" in told and "give a folder" in told


def test_models_training_names_a_missing_text(tmp_path, capsys):
    (tmp_path / "gold.jsonl").write_text('{"id": "x", "sentences": []}\n')
    assert train.main([str(tmp_path), "--texts", "-o", str(tmp_path / "m.npz")]) == 2
    assert "no text for x" in capsys.readouterr().err


def test_models_held_back_articles_are_every_tenth():
    assert [train.held_back(name) for name in ("010-a", "011-b", "100", "vn10", "20")] == [
        True,
        False,
        True,
        False,
        False,
    ]
