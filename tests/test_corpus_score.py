"""How agreement with gold is counted."""

import json

import pytest
from thanhtra.corpus.gold import GoldError, read_gold
from thanhtra.corpus.score import (
    Scores,
    labels_at,
    match_overlapping,
    report,
    score_article,
    values_agree,
)

GOLD = {
    "id": "a",
    "date": "2023-05-12",
    "sentences": [
        {"start": 0, "end": 10, "labels": ["achievement"]},
        {"start": 11, "end": 20, "labels": []},
    ],
    "entities": [
        {"type": "AGENCY", "start": 0, "end": 4, "text": "Sở A"},
        {"type": "AGENCY", "start": 5, "end": 9, "text": "đoàn", "optional": True},
        {"type": "DATE", "start": 11, "end": 15, "text": "2023", "value": "2023-01-01/2023-12-31"},
    ],
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD) + "\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Sở A đoàn. 2023 hết.\n", encoding="utf-8")
    return tmp_path


def test_labels_come_from_sentences_that_overlap_by_half_of_the_shorter():
    sentence = {"start": 0, "end": 100}
    others = [
        {"start": 0, "end": 40, "labels": ["achievement"]},
        {"start": 90, "end": 300, "labels": ["shortcoming"]},
    ]
    assert labels_at(sentence, others) == {"achievement"}


def test_overlaps_are_matched_one_to_one():
    assert match_overlapping([(0, 4), (5, 9)], [(0, 9)]) == [((0, 4), (0, 9))]


def test_score_counts_exact_overlapping_optional_and_values(folder):
    (gold,) = read_gold(folder)
    predicted = {
        "sentences": [
            {"start": 0, "end": 10, "labels": ["achievement", "shortcoming"]},
            {"start": 11, "end": 20, "labels": []},
        ],
        "entities": [
            {"type": "AGENCY", "start": 0, "end": 9},
            {"type": "LOCATION", "start": 5, "end": 9},
            {"type": "DATE", "start": 11, "end": 15, "first_day": "2023-01-01", "last_day": None},
        ],
    }
    scores = Scores()
    score_article(scores, gold, predicted)
    result = report(scores)
    assert result["labels"]["achievement"]["f1"] == 1
    assert result["labels"]["shortcoming"]["precision"] == 0
    assert result["entities"]["exact"]["DATE"]["f1"] == 1
    assert result["entities"]["exact"]["AGENCY"]["recall"] == 0
    assert "LOCATION" not in result["entities"]["exact"]
    assert result["values"]["DATE"] == {"accuracy": 0, "compared": 1}
    assert result["boundaries"]["f1"] == 1
    assert {e.kind for e in scores.errors} == {"label wrong", "entity missed", "value wrong"}


@pytest.mark.parametrize(
    ("gold", "found", "agrees"),
    [
        (
            {"type": "DATE", "value": "2023-05-12"},
            {"first_day": "2023-05-12", "last_day": "2023-05-12"},
            True,
        ),
        (
            {"type": "DATE", "value": "/2023-05-12"},
            {"first_day": None, "last_day": "2023-05-12"},
            True,
        ),
        ({"type": "MONEY", "value": 5}, {"dong": 6}, False),
        ({"type": "PERCENT", "value": "5-7"}, {"number": 5, "number_max": 7}, True),
        ({"type": "COUNT", "value": {"n": 4}}, {"number": 4, "number_max": None}, True),
        (
            {"type": "RATIO", "value": {"num": 8, "den": 10, "kind": "rank"}},
            {"numerator": 8, "denominator": 10, "rank": True},
            True,
        ),
        ({"type": "AGENCY", "value": "UBND huyện A"}, {"name": "Uỷ ban nhân dân huyện A"}, True),
        ({"type": "AGENCY", "value": "Phòng CCHC của Sở B"}, {"name": "Phòng CCHC, Sở B"}, True),
        ({"type": "AGENCY", "value": "Sở Lao động"}, {"name": "Sở LĐ"}, False),
        (
            {"type": "AGENCY", "value": "Sở VH&TT"},
            {"name": "Sở Văn hóa và Thể thao tỉnh C", "unit": {"name": "tỉnh C"}},
            True,
        ),
        (
            {"type": "AGENCY", "value": "Cục Thuế Bình C"},
            {"name": "Cục Thuế tỉnh Bình C", "unit": {"name": "tỉnh Bình C"}},
            True,
        ),
        (
            {"type": "AGENCY", "value": "Sở Y tế tỉnh C"},
            {"name": "Sở Y tế tỉnh D", "unit": {"name": "tỉnh D"}},
            False,
        ),
        ({"type": "PERSON"}, {}, None),
    ],
)
def test_values_agree(gold, found, agrees):
    assert values_agree(gold, found) is agrees


@pytest.mark.parametrize(
    ("gold", "message"),
    [
        (None, "no such file"),
        ("{oops", "line 1, column 2"),
        ('{"id": "a"}', "sentences are wanted"),
        ('{"id": "b", "sentences": []}', "no text for b"),
        ('{"id": "a", "sentences": [{"start": 0, "end": 999, "labels": []}]}', "outside"),
    ],
)
def test_broken_gold_is_reported_with_its_place(folder, gold, message):
    path = folder / "gold.jsonl"
    path.unlink() if gold is None else path.write_text(gold, encoding="utf-8")
    with pytest.raises(GoldError, match=message):
        read_gold(folder)


def test_stand_off_facts_are_added_to_the_gold(folder, tmp_path):
    finding = {"label": "achievement", "start": 0, "end": 4, "agency": [0, 4]}
    facts = tmp_path / "facts.jsonl"
    facts.write_text(json.dumps({"id": "a", "findings": [finding]}), encoding="utf-8")
    (gold,) = read_gold(folder, facts=facts)
    assert gold.findings == [finding]
    assert gold.indicators is None
    facts.write_text(json.dumps({"id": "a", "findings": [finding | {"end": 999}]}))
    with pytest.raises(GoldError, match="outside"):
        read_gold(folder, facts=facts)
