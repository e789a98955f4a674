"""Scores of indicators: matching, fields, alarms."""

import pytest
from thanhtra.corpus.gold import GoldArticle
from thanhtra.corpus.score_indicators import (
    IndicatorScores,
    report_indicators,
    score_indicators,
)

ENTITIES = [
    {"id": "e1", "type": "COUNT", "start": 0, "end": 9},
    {"id": "e2", "type": "COUNT", "start": 20, "end": 29},
    {"id": "e3", "type": "PERCENT", "start": 35, "end": 40},
    {"id": "e4", "type": "RATIO", "start": 50, "end": 60},
    {"id": "e5", "type": "DATE", "start": 70, "end": 80},
]


def article(*indicators):
    """A gold article with these indicators and the entities above."""
    return GoldArticle("a", "", "", None, [], ENTITIES, [], list(indicators))


def record(*indicators):
    """A record with these indicators and the entities above."""
    made = [
        {"start": 0, "end": 1, "note": "n", "consistent": None} | indicator
        for indicator in indicators
    ]
    return {"entities": ENTITIES, "indicators": made}


def scored(gold, predicted):
    """The scores of one article."""
    scores = IndicatorScores()
    score_indicators(scores, gold, predicted)
    return report_indicators(scores)


@pytest.mark.parametrize(
    ("gold", "found", "exact", "partial"),
    [
        ([0, 1, 2], ["e1", "e2", "e3"], 1, 1),
        ([0, 1, 2, 4], ["e1", "e2", "e3"], 1, 1),
        ([[0, 8], [21, 29]], ["e1", "e2"], 1, 1),
        ([0, 1, 2], ["e1", "e2"], 0, 1),
        ([0, 1], ["e2", "e3"], 0, 0),
        ([3], ["e4"], 1, 1),
        ([2, 3], ["e4"], 0, 1),
    ],
)
def test_indicators_match_by_their_figures(gold, found, exact, partial):
    result = scored(article({"entities": gold}), record({"entities": found}))
    assert (result["exact"]["f1"], result["partial"]["f1"]) == (exact, partial)


def test_a_single_figure_ties_nothing_and_does_not_count():
    result = scored(article({"entities": [2]}), record({"entities": ["e1"]}))
    assert result["exact"]["gold"] == 0 and result["exact"]["precision"] == 0


def test_fields_are_compared_where_the_gold_states_them():
    gold = {"entities": [0, 1, 2], "numerator": 31, "percent": 57.4, "difference": None}
    found = {"entities": ["e1", "e2", "e3"], "numerator": 31, "percent": 67.4, "difference": 5}
    fields = scored(article(gold), record(found))["fields"]
    assert fields == {
        "numerator": {"accuracy": 1, "compared": 1},
        "percent": {"accuracy": 0, "compared": 1},
    }


def test_alarms_are_right_by_one_figure_and_the_missed_are_listed():
    false = {"entities": [0, 1, 2], "consistent": False, "name": "x"}
    found = {"entities": ["e2", "e3"], "consistent": False}
    result = scored(article(false), record(found))
    assert [alarm["right"] for alarm in result["alarms"]] == [True]
    assert result["missed"] == []
    result = scored(article(false), record({"entities": ["e4"], "consistent": False}))
    assert [alarm["right"] for alarm in result["alarms"]] == [False]
    assert [missed["note"] for missed in result["missed"]] == ["x"]
