"""The gate holds: a score below its floor fails, and lowering one leaves its reason."""

import hashlib
import json

import floors
import pytest


@pytest.fixture
def gate(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "gold.jsonl").write_text("{}")
    (tmp_path / "corpus").mkdir()
    digest = hashlib.sha256(b"{}").hexdigest()
    dev = {"gold": "gold.jsonl", "sha256": digest, "scores": {"a/f1": 0.8, "b": 0.5}}
    floors.FLOORS.write_text(json.dumps({"dev": dev}))

    def run(a, b, *arguments):
        (tmp_path / "dev.json").write_text(json.dumps({"a": {"f1": a}, "b": b}))
        status = floors.main([str(tmp_path), *arguments])
        return status, json.loads(floors.FLOORS.read_text())["dev"]

    return run


def test_floors_hold(gate):
    assert gate(0.8, 0.5)[0] == 0
    assert gate(0.799, 0.5)[0] == 1


def test_floors_are_raised_but_not_lowered_without_a_reason(gate):
    status, kept = gate(0.7, 0.6, "--raise")
    assert status == 1
    assert kept["scores"] == {"a/f1": 0.8, "b": 0.598}


def test_floors_lowered_keep_the_reason(gate):
    status, kept = gate(0.7, 0.6, "--lower", "other gold")
    assert status == 0
    assert kept["scores"] == {"a/f1": 0.698, "b": 0.5}
    assert kept["lowered"] == {"a/f1": "from 0.8: other gold"}


def test_floors_of_changed_gold_fail(gate, tmp_path):
    (tmp_path / "gold.jsonl").write_text("{} ")
    assert gate(1, 1)[0] == 1
