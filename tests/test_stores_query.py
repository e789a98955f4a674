"""Filters: each keeps exactly the rows that it names, alone and together."""

from collections import Counter
from datetime import date

import pytest
from stored import lines
from thanhtra.schemas import Record
from thanhtra.stores.errors import StoreError
from thanhtra.stores.query import Query, province_names
from thanhtra.stores.rows import loaded
from thanhtra.stores.sqlite import SqliteStore, connect
from thanhtra.stores.tables import FINDINGS, TABLES


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("query") / "facts.db"
    with SqliteStore(path) as filled:
        filled.write([loaded(Record.model_validate_json(line)) for line in lines()])
    connection = connect(path)
    yield connection
    connection.close()


def rows(store, query, columns=()):
    sql, values = query.select(columns)
    names = columns or tuple(c[0] for c in store.execute(f"{sql} LIMIT 0", values).description)
    return [dict(zip(names, row, strict=True)) for row in store.execute(sql, values)]


@pytest.fixture(scope="module")
def everything(store):
    found = rows(store, Query())
    assert len(found) == store.execute("SELECT count(*) FROM findings").fetchone()[0] > 100
    return found


def commonest(everything, column):
    return Counter(row[column] for row in everything if row[column]).most_common(1)[0][0]


@pytest.mark.parametrize(
    ("filter_", "column"),
    [
        ("labels", "label"),
        ("topics", "topic"),
        ("levels", "level"),
        ("years", "year"),
        ("kinds", "inspection_kind"),
        ("provinces_now", "province_now"),
        ("provinces_before", "province_before"),
    ],
)
def test_a_choice_keeps_its_rows(store, everything, filter_, column):
    value = commonest(everything, column)
    found = rows(store, Query(**{filter_: (value,)}))
    assert found == [row for row in everything if row[column] == value] != []


@pytest.mark.parametrize("name", ["has_deadline", "has_figures"])
@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no(store, everything, name, value):
    found = rows(store, Query(**{name: value}))
    assert found == [row for row in everything if row[name] == value] != []


def test_days(store, everything):
    days = sorted(row["day"] for row in everything if row["day"])
    first, last = (date.fromisoformat(days[len(days) * n // 4]) for n in (1, 3))
    found = rows(store, Query(since=first, until=last))
    inside = [r for r in everything if r["day"] and str(first) <= r["day"] <= str(last)]
    assert found == inside != []


def test_a_body_by_key_and_by_words(store, everything):
    key = commonest(everything, "agency_key")
    name = next(row["agency_name"] for row in everything if row["agency_key"] == key)
    expected = [r for r in everything if key in (r["agency_key"], r["addressee_key"])]
    assert rows(store, Query(agency=key)) == expected
    by_name = rows(store, Query(agency=f'"{name}"'))
    assert [r for r in by_name if key in (r["agency_key"], r["addressee_key"])] == expected


def test_filters_and_search_together(store, everything):
    query = Query(text="hồ sơ", labels=("shortcoming",), has_figures=True)
    found = rows(store, query)
    assert found
    for row in found:
        assert row in everything
        assert row["label"] == "shortcoming" and row["has_figures"]


def test_count_and_groups_agree_with_the_rows(store):
    query = Query(text="hồ sơ", labels=("shortcoming", "achievement"))
    found = rows(store, query)
    assert store.execute(*query.count()).fetchone() == (len(found),)
    assert store.execute(*query.count(most=3)).fetchone() == (3,)
    topics = Counter(row["topic"] for row in found)
    assert dict(store.execute(*query.groups("topic")).fetchall()) == topics


def test_pages_are_pieces_of_the_whole(store, everything):
    pieces = []
    for offset in range(0, len(everything), 37):
        sql, values = Query().select(("article_id", "id"), limit=37, offset=offset)
        pieces += store.execute(sql, values).fetchall()
    assert pieces == [(row["article_id"], row["id"]) for row in everything]


def test_orders(store, everything):
    days = [row["day"] or "" for row in everything]
    assert days == sorted(days, reverse=True)
    due = [r["deadline_last_day"] for r in rows(store, Query(order="deadline"))]
    known = [day for day in due if day]
    assert due[: len(known)] == sorted(known) != []


@pytest.mark.parametrize("table", [table.name for table in TABLES])
def test_every_table_can_be_asked(store, table):
    count = store.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    assert len(rows(store, Query(table=table))) == count


@pytest.mark.parametrize("table", [t.name for t in TABLES if "article_id" in t.names])
def test_rows_of_articles_can_be_filtered_by_their_article(store, table):
    total = len(rows(store, Query(table=table)))
    parts = store.execute("SELECT DISTINCT topic FROM articles").fetchall()
    split = [len(rows(store, Query(table=table, topics=part))) for part in parts]
    assert sum(split) == total and max(split) < total


def test_sentences_by_label(store):
    found = rows(store, Query(table="sentences", labels=("recommendation",)))
    every = rows(store, Query(table="sentences"))
    assert found == [row for row in every if "recommendation" in row["labels"]] != []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (Query(table="nix"), "no such table; there are runs"),
        (Query(table="agencies", topics=("y tế",)), "has no topic"),
        (Query(table="entities", labels=("shortcoming",)), "has no label"),
        (Query(table="persons", text="đất"), "has no words to search"),
        (Query(table="runs", agency="x"), "has no agency"),
        (Query(provinces=("Atlantis",)), "no such province"),
    ],
)
def test_what_cannot_be_filtered_is_said(query, message):
    with pytest.raises(StoreError, match=message):
        query.select()


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ("gia lai", ["tỉnh Gia Lai"]),
        ("Tỉnh Gia Lai", ["tỉnh Gia Lai"]),
        ("BÌNH ĐỊNH", ["tỉnh Bình Định"]),
        ("da nang", ["thành phố Đà Nẵng"]),
    ],
)
def test_provinces_of_both_maps_by_any_spelling(wanted, names):
    assert province_names(wanted) == names


def test_values_are_never_part_of_the_sql(store):
    evil = "x'; DROP TABLE findings; --"
    query = Query(text=evil, topics=(evil,), agency=evil, article=evil)
    sql, values = query.select()
    assert "DROP" not in sql
    assert store.execute(sql, values).fetchall() == []


def test_the_explorer_and_the_export_have_the_columns_that_they_filter_by():
    for name in ("topic", "level", "year", "inspection_kind", "province_now", "province_before"):
        assert name in FINDINGS.names
