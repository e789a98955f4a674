"""Scores of findings and their links."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from thanhtra.corpus.gold import GoldArticle
from thanhtra.corpus.score_facts import (
    FactScores,
    pair_close,
    report_findings,
    score_findings,
)

TEXT = "UBND huyện A chưa niêm yết. Huyện chậm báo cáo trước 30/6."


def gold(*findings, entities=()):
    return GoldArticle("a", TEXT, "", None, [], list(entities), list(findings), [])


def finding(start, end, label="shortcoming", **links):
    return {"label": label, "start": start, "end": end, **links}


def agency(name, start, end, key):
    span = {"start": start, "end": end, "text": TEXT[start:end]}
    return {"id": name, "type": "AGENCY", "key": key, **span}


def scored(item, findings, entities=()):
    scores = FactScores()
    score_findings(scores, item, {"findings": list(findings), "entities": list(entities)})
    return report_findings(scores)


def test_exact_and_close_are_told_apart():
    report = scored(gold(finding(0, 26)), [finding(0, 22)])
    assert report["exact"]["micro"]["f1"] == 0
    assert report["close"]["micro"]["f1"] == 1


def test_label_must_agree():
    report = scored(gold(finding(0, 26)), [finding(0, 26, "achievement")])
    assert report["close"]["micro"] == {"precision": 0, "recall": 0, "f1": 0, "gold": 1}


def test_articles_without_gold_findings_do_not_count():
    assert scored(replace(gold(), findings=None), [finding(0, 26)])["articles"] == 0


@pytest.mark.parametrize(
    ("made", "right"),
    [("e1", 1), ("e2", 1), ("e3", 0), (None, 0)],
    ids=["the mention", "another mention", "another body", "nothing"],
)
def test_links_name_the_same_thing(made, right):
    entities = [agency("e1", 0, 12, "k"), agency("e2", 28, 33, "k"), agency("e3", 34, 38, "x")]
    for target in ([0, 12], 0):
        item = gold(finding(0, 26, agency=target), entities=[{"start": 0, "end": 12}])
        report = scored(item, [finding(0, 26, agency=made)], entities)
        assert report["links"]["micro"]["recall"] == right


def test_the_agency_of_a_recommendation_is_its_asker():
    entities = [agency("e1", 0, 12, "k")]
    asked = finding(0, 26, "recommendation", agency=[0, 12])
    made = finding(0, 26, "recommendation", agency="e1")
    assert scored(gold(asked), [made], entities)["links"]["asker"]["f1"] == 1


spans = st.tuples(st.integers(0, 30), st.integers(1, 30)).map(lambda p: finding(p[0], sum(p)))


@given(st.lists(spans, max_size=6), st.lists(spans, max_size=6))
def test_pairs_are_one_to_one(wanted, found):
    pairs = pair_close(wanted, found)
    assert len({w for w, _ in pairs}) == len({f for _, f in pairs}) == len(pairs)
    assert all((w, w) in pairs for w in range(len(wanted)) if found == wanted and len(wanted) == 1)
