"""Scores of inspections: bodies count by what they are, not by the mention pointed at."""

from dataclasses import replace

import pytest
from thanhtra.corpus.gold import GoldArticle
from thanhtra.corpus.score_inspection import InspectionScores, report_inspection, score_inspection

TEXT = "Sở Y tế An kiểm tra UBND xã Bình ngày 3/4. Sở nhắc xã; Bình nhận lỗi."
SPANS = {"e1": "Sở Y tế An", "e2": "UBND xã Bình", "e3": "ngày 3/4", "e4": "Sở", "e5": "Bình nhận"}
KEYS = {"e1": "so", "e2": "xa", "e4": "so", "e5": "binh"}


def at(words, start=0):
    begin = TEXT.index(words, start)
    return [begin, begin + len(words)]


def gold(**parts):
    return GoldArticle("a", TEXT, "", None, [], [], None, None, parts)


def made(**parts):
    entities = []
    for name, words in SPANS.items():
        start, end = at(words, 40 if name == "e4" else 0)
        kind = {"type": "AGENCY", "key": KEYS[name]} if name in KEYS else {"type": "DATE"}
        days = {"first_day": "2020-04-03", "last_day": "2020-04-03"}
        entities.append({"id": name, "start": start, "end": end, "text": words} | kind | days)
    empty = {"kind": None, "period": None} | dict.fromkeys(
        ("inspectors", "inspected", "dates", "documents"), ()
    )
    return {"entities": entities, "inspection": empty | parts}


def scored(item, record):
    scores = InspectionScores()
    score_inspection(scores, item, record)
    return report_inspection(scores), scores.errors


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        (["e1"], 1, 1),
        (["e4"], 1, 1),
        (["e1", "e4"], 1, 1),
        (["e2"], 0, 0),
        (["e1", "e2"], 0.5, 1),
        ([], 0, 0),
    ],
    ids=["the mention", "another mention", "both", "another body", "one too many", "none"],
)
def test_a_body_counts_by_any_of_its_mentions(found, precision, recall):
    report, _ = scored(gold(inspectors=[[at("Sở Y tế An")]]), made(inspectors=found))
    figures = report["parts"]["inspectors"]
    assert (figures["precision"], figures["recall"], figures["gold"]) == (precision, recall, 1)


def test_a_body_with_two_keys_counts_once():
    target = [at("UBND xã Bình"), at("Bình nhận")]
    report, errors = scored(gold(inspected=[target]), made(inspected=["e2", "e5"]))
    assert report["parts"]["inspected"] == {"precision": 1, "recall": 1, "f1": 1, "gold": 1}
    assert not errors


def test_what_is_optional_is_neither_missed_nor_wrong():
    item = gold(inspectors=[], optional=[at("Sở Y tế An")])
    for found in (["e1"], ["e4"], []):
        assert scored(item, made(inspectors=found))[0]["parts"]["micro"]["gold"] == 0
        assert not scored(item, made(inspectors=found))[1]


def test_a_period_is_one_date():
    report, _ = scored(gold(period=[[at("ngày 3/4")]]), made(period="e3"))
    assert report["parts"]["period"]["f1"] == 1


@pytest.mark.parametrize(
    ("kind", "accuracy", "compared"),
    [({"kind": "kiểm tra"}, 1, 1), ({"kind": None}, 0, 1), ({}, 0, 0)],
)
def test_kind_counts_where_the_gold_states_it(kind, accuracy, compared):
    report, _ = scored(gold(**kind), made(kind="kiểm tra"))
    assert report["kind"] == {"accuracy": accuracy, "compared": compared}


def test_articles_without_gold_do_not_count():
    assert scored(replace(gold(), inspection=None), made(inspectors=["e1"]))[0]["articles"] == 0


def test_errors_show_where():
    _, errors = scored(gold(inspectors=[[at("Sở Y tế An")]]), made(inspectors=["e2"]))
    assert [(e.kind, e.what, TEXT[e.start : e.end]) for e in errors] == [
        ("inspection wrong", "inspectors", "UBND xã Bình"),
        ("inspection missed", "inspectors", "Sở Y tế An"),
    ]
