"""Search finds words however they are typed, never fails, and marks the original."""

import sqlite3
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stored import lines, with_text
from thanhtra.schemas import Record
from thanhtra.stores.names import fold, slug
from thanhtra.stores.query import Query
from thanhtra.stores.rows import loaded
from thanhtra.stores.search import hits, match
from thanhtra.stores.spelling import has_marks, spellings
from thanhtra.stores.sqlite import SqliteStore, connect
from thanhtra.stores.sqlite_schema import FOLDED, TOKENIZER

TEXTS = (
    "Đất đai chưa được quản lý chặt chẽ",
    "Cấp giấy chứng nhận quyền sử dụng đất còn chậm",
    "Trễ hạn 20 hồ sơ đất đai tại bộ phận một cửa",
    "Cải cách thủ tục hành chính đạt 98,5 %",
    "Quyết định số 12/2020/QĐ-UBND chưa công khai",
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "facts.db"
    made = [with_text(text, id=f"{n:032x}") for n, text in enumerate(TEXTS)]
    with SqliteStore(path) as filled:
        filled.write([loaded(Record.model_validate_json(line)) for line in made])
    connection = connect(path)
    yield connection
    connection.close()


def found(store, query, **filters):
    sql, values = Query(text=query, order="stored", **filters).select(("text",))
    return [row[0] for row in store.execute(sql, values)]


@pytest.mark.parametrize(
    "query", ["đất đai", "dat dai", "đat dai", "ĐẤT ĐAI", unicodedata.normalize("NFD", "đất đai")]
)
def test_marks_and_case_do_not_matter(store, query):
    assert found(store, query) == [TEXTS[0], TEXTS[2]]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("đất", [0, 1, 2]),
        ("dat", [0, 1, 2, 3]),
        ("đat", [0, 1, 2, 3]),
        ("ĐẠT", [3]),
        ("đạt OR chậm", [1, 3]),
        ("đạt OR cham", [1, 3]),
        ('"đạt đai"', []),
        ("đất hồ sơ", [2]),
        ('"đất đai"', [0, 2]),
        ('"đai đất"', []),
        ("chậm OR hành", [1, 3]),
        ("chậm HOẶC hành", [1, 3]),
        ("chậm | hành", [1, 3]),
        ("còn chậm OR đai", [1]),
        ("đất -hồ", [0, 1]),
        ('đất -"hồ sơ" -chậm', [0]),
        ("quy*", [1, 4]),
        ("QĐ-UBND", [4]),
        ("12/2020/QĐ-UBND", [4]),
        ("98,5", [3]),
        ("hoặc", []),
        ('"chưa đóng ngoặc', []),
    ],
)
def test_operators(store, query, numbers):
    assert found(store, query) == [TEXTS[n] for n in numbers]


@pytest.mark.parametrize("query", ["", "   ", "-đất", '""', "***", "OR", "- OR -", "\0", "()"])
def test_a_query_without_words_does_not_search(query):
    assert match(query) is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
@example('a" OR NEAR(b, 2)')
@example("findings_fts : x ^y {a b} : c")
@example("a AND NOT b*")
@example("OR " * 100 + "a")
@example("x\0y")
@example('"' * 99)
def test_no_query_is_a_syntax_error(store, query):
    found(store, query)
    hits([query, None, "đất"], query)


def test_the_best_match_comes_first(store):
    sql, values = Query(text="đất đai", order="relevance").select(("text",))
    assert store.execute(sql, values).fetchone()[0] == TEXTS[0]


def test_hits_quote_the_original():
    text = "Sở Đất đai; ĐẤT ĐAI, đát-dai"
    (marked,) = hits([text], "dat dai")
    assert [text[a:b] for a, b in marked] == ["Đất đai", "ĐẤT ĐAI", "đát-dai"]
    (marked,) = hits([text], "dai OR sở")
    assert [text[a:b] for a, b in marked] == ["Sở", "đai", "ĐAI", "dai"]
    assert [text[a:b] for a, b in hits([text], '"dat dai"')[0]] == ["Đất đai", "ĐẤT ĐAI", "đát-dai"]
    assert hits([text, "khác"], "đất")[1] == []


PIECES = st.sampled_from(["đất", "Đ", " ", "x\x02", "\x03", "ấ", "ﬁ", "İ", "ß", "\0", "a\u0302"])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), st.lists(PIECES))
@settings(max_examples=200)
def test_a_folded_column_is_the_original_place_for_place(text, pieces):
    text = unicodedata.normalize("NFC", text + "".join(pieces))
    for query in text.split():
        for start, end in hits([text], query)[0]:
            assert 0 <= start < end <= len(text)
    with sqlite3.connect(":memory:") as connection:
        folded = "?"
        for letter, plain in FOLDED.items():
            folded = f"replace({folded}, char({ord(letter)}), '{plain}')"
        (made,) = connection.execute(f"SELECT {folded}", (text,)).fetchone()
    assert len(made) == len(text)
    for a, b in zip(text, made, strict=True):
        assert a == b or FOLDED[a] == b


@given(st.text(max_size=40))
def test_fold_keeps_every_place(text):
    assert len(fold(text)) == len(unicodedata.normalize("NFC", text))
    assert fold(fold(text)) == fold(text) or not text.isprintable()


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ĐẤT ĐAI", "dat dai"), ("Hoà Bình", "hoa binh"), ("Ðắk Lắk", "dak lak"), ("Ửng", "ung")],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("typed", "written"),
    [("hòa", "HOÀ"), ("hoà", "Hòa"), ("khỏe", "khoẻ"), ("thúy", "Thuý"), ("quý", "Quý")],
)
def test_the_place_of_the_tone_does_not_matter(typed, written):
    assert written in spellings(typed)


@pytest.mark.parametrize("word", ["dat", "đai", "QĐ", "12"])
def test_a_word_without_marks(word):
    assert not has_marks(word)


def test_hits_have_the_marks_that_were_typed():
    text = "đạt chuẩn về đất"
    assert [text[a:b] for a, b in hits([text], "đất", every=False)[0]] == ["đất"]
    assert [text[a:b] for a, b in hits([text], "dat", every=False)[0]] == ["đạt", "đất"]


def test_slug():
    assert slug("Nghị định", "61/2018/NĐ-CP", None) == "nghi-dinh-61-2018-nd-cp"


def test_the_store_marks_as_hits_does(store):
    """What the index found and what is marked afterwards come from one tokenizer."""
    for query in ("dat dai", '"ho so" OR quy*', "QĐ-UBND"):
        expression = match(query)
        rows = store.execute(
            "SELECT f.text, highlight(findings_fts, 0, '[', ']') FROM findings_fts "
            "JOIN findings AS f ON f.seq = findings_fts.rowid WHERE findings_fts MATCH ?",
            (expression,),
        ).fetchall()
        for text, shown in rows:
            marked = list(text)
            for start, end in reversed(hits([text], query)[0]):
                marked[end:end] = "]"
                marked[start:start] = "["
            plain = str.maketrans(FOLDED)
            assert "".join(marked).translate(plain) == shown
    assert (
        TOKENIZER
        in store.execute("SELECT sql FROM sqlite_schema WHERE name = 'findings_fts'").fetchone()[0]
    )


def test_a_real_record_is_found_by_its_own_words(tmp_path):
    record = Record.model_validate_json(lines(1)[0])
    with SqliteStore(tmp_path / "a.db") as filled:
        filled.write([loaded(record)])
    connection = connect(tmp_path / "a.db")
    for finding in record.findings[:10]:
        assert finding.text in found(connection, f'"{finding.text}"')
    connection.close()
