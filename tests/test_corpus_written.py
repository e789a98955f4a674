"""The written corpus: articles and gold are what the annotated sources say, and are our own."""

import subprocess
import sys
from itertools import pairwise

import pytest
from thanhtra.corpus.build import gold_lines, read_folder
from thanhtra.corpus.gold import read_gold


def test_articles_and_gold_are_current(root):
    articles = read_folder(root / "corpus" / "written")
    assert len(articles) >= 30
    written = (root / "corpus" / "gold" / "gold.jsonl").read_text(encoding="utf-8")
    assert written == gold_lines(articles), "run: make corpus"
    texts = {p.stem: p.read_text("utf-8") for p in (root / "corpus" / "articles").glob("*.txt")}
    assert texts == {gold["id"]: text + "\n" for text, gold in articles}, "run: make corpus"


def test_every_labelled_sentence_holds_a_finding_of_each_label(root):
    missing = []
    for gold in read_gold(root / "corpus" / "gold"):
        for sentence in gold.sentences:
            inside = {
                finding["label"]
                for finding in gold.findings
                if sentence["start"] <= finding["start"] < finding["end"] <= sentence["end"]
            }
            if inside != set(sentence["labels"]):
                missing.append((gold.id, gold.text[sentence["start"] : sentence["end"]]))
    assert missing == []


def test_gold_entities_do_not_overlap(root):
    for gold in read_gold(root / "corpus" / "gold"):
        spans = sorted((e["start"], e["end"]) for e in gold.entities if not e.get("optional"))
        for (_, end), (start, _) in pairwise(spans):
            assert end <= start, (gold.id, gold.text[start:end])


def test_no_text_of_real_articles_is_in_the_repository(root):
    tool = root.parent / "shared" / "tools" / "copied_text.py"
    if not tool.exists():
        pytest.skip("needs ../shared")
    found = subprocess.run(
        [sys.executable, tool, root], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout
