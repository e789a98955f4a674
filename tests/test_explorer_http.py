"""What the explorer answers over HTTP: every page, filter and format, and nothing that writes."""

import asyncio
import csv
import io
import json
import re
from urllib.parse import quote

import openpyxl
import pytest
from explorer_site import KEY, site  # noqa: F401
from markupsafe import escape
from thanhtra.explorer.pages import link
from thanhtra.explorer.plugin import MENU
from thanhtra.explorer.server import application

PAGES = [path for path, _ in MENU]
LISTS = ["/tim-kiem", "/bai-viet", "/co-quan", "/kien-nghi", "/chi-so", "/so-lieu"]
DISTRICT = "/co-quan/uy-ban-nhan-dan-phu-binh-173"
FILTERS = [
    "q=dat dai",
    "q=dat dai&sort=date",
    "label=shortcoming&label=achievement",
    "topic=cải cách hành chính",
    "province=tỉnh Thái Nguyên",
    "province_before=tỉnh Thái Nguyên",
    "level=huyện",
    "year=2019",
    "agency=uy-ban-nhan-dan-phu-binh-173",
    "agency=so noi vu",
    "addressee=uy-ban-nhan-dan-phu-binh-173",
    "since=2019-01-01&until=2020-12-31",
    "kind=kiểm tra",
    "deadline=1",
    "figures=1",
    "publisher=Báo Thử Nghiệm",
    "page=2",
]
NONSENSE = [
    'q="',
    "q=( OR AND NOT",
    "q=-",
    "q=a:b ^c {d}",
    "q=*",
    "q=%00%ff",
    "q=" + "x" * 3000,
    "page=-1",
    "page=0",
    "page=99999999999999",
    "page=²",
    "since=31/12/2020",
    "label=nothing",
    "year=²⁰",
    "sort=;DROP TABLE findings",
    "deadline=maybe",
    "on=2020-99-99&due=nothing",
    "lang=xx",
    "&".join(f"q{n}=1" for n in range(400)),
]


@pytest.fixture(scope="module")
def get(site):  # noqa: F811
    """Asks the explorer for an address."""
    datasette = application(site[0], hosts=frozenset({"localhost"}))
    loop = asyncio.new_event_loop()
    loop.run_until_complete(datasette.invoke_startup())

    def ask(path, method="GET", **options):
        address = quote(path, safe="/?=&%+")
        return loop.run_until_complete(datasette.client.request(method, address, **options))

    ask.datasette = datasette
    yield ask
    loop.close()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", [*PAGES, DISTRICT, "/facts", "/facts/findings", "/nothing"])
def test_every_page_is_whole_and_in_its_language(get, path, language):
    answer = get(f"{path}?lang={language}" if language == "en" else path)
    assert answer.status_code == (404 if path == "/nothing" else 200)
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.rstrip().endswith("</html>")


@pytest.mark.parametrize("query", FILTERS)
def test_filters_narrow_the_search(get, query):
    everything = get("/tim-kiem.json").json()
    found = get(f"/tim-kiem.json?{query}").json()
    assert get(f"/tim-kiem?{query}").status_code == 200
    assert 0 < len(found) <= len(everything)
    if "page" not in query:
        assert len(found) < len(everything)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", NONSENSE)
def test_nonsense_in_an_address_is_answered_with_a_page(get, path, query):
    answer = get(f"{path}?{query}")
    assert answer.status_code == 200
    assert "<h1" in answer.text


def test_the_key_of_a_body_means_that_body_alone(get):
    for key in {row["agency_key"] for row in get("/tim-kiem.json").json()} - {None, KEY}:
        for row in get(f"/tim-kiem.json?agency={key}").json():
            assert key in (row["agency_key"], row["addressee_key"])
        page = get(f"/tim-kiem?agency={key}").text
        assert f'value="{key}"' in page


def test_what_was_asked_of_a_body_can_be_searched(get):
    key = DISTRICT.rpartition("/")[2]
    rows = get(f"/tim-kiem.json?label=recommendation&addressee={key}").json()
    assert rows and {row["addressee_key"] for row in rows} == {key}


def test_words_are_found_without_their_marks(get):
    queries = ("đất đai", "ĐẤT ĐAI", "dat dai")
    marked, capitals, plain = (get(f"/tim-kiem.json?q={q}").json() for q in queries)
    assert marked and marked == capitals
    assert all(row in plain for row in marked)
    assert '<mark class="hit">đất đai</mark>' in get("/tim-kiem?q=dat dai").text


@pytest.mark.parametrize("path", LISTS)
def test_downloads_hold_the_same_rows_in_the_same_order(get, path):
    rows = get(f"{path}.json").json()
    text = get(f"{path}.csv").content.decode("utf-8-sig")
    head, *lines = list(csv.reader(io.StringIO(text)))
    sheet = openpyxl.load_workbook(io.BytesIO(get(f"{path}.xlsx").content)).active
    titles, *cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert list(rows[0]) == head == titles
    assert len(rows) == len(lines) == len(cells)
    name = next(n for n in ("headline", "name") if n in head)
    place = head.index(name)
    bare = [row[name].lstrip("'") for row in rows]
    assert bare == [line[place].lstrip("'") for line in lines]
    assert bare == [str(cell[place]).lstrip("'") for cell in cells]


@pytest.mark.parametrize("path", ["/tim-kiem", "/bai-viet", "/kien-nghi"])
def test_a_download_is_what_the_pages_show(get, path):
    shown = []
    for number in range(1, 4):
        page = re.sub(r'<div class="note">.*?</div>', "", get(f"{path}?page={number}").text)
        shown += re.findall(r'href="/bai-viet/(\w+)(?:#(\w+))?"', page)
    rows = get(f"{path}.json").json()
    keys = [
        (row.get("article_id", row["id"]), row["id"] if "article_id" in row else "") for row in rows
    ]
    assert shown == keys[: len(shown)]
    assert len(shown) > 20


def test_formulas_are_neutralised(get):
    rows = list(csv.reader(io.StringIO(get("/tim-kiem.csv").text)))
    cells = [cell for row in rows[1:] for cell in row]
    assert not [c for c in cells if c.startswith(("=", "@", "\t"))]


def test_an_article_is_there_as_record_and_as_page(get, site):  # noqa: F811
    record = site[1][0]
    answer = get(f"/bai-viet/{record.id}.json")
    assert answer.json() == json.loads(record.model_dump_json())
    page = get(f"/bai-viet/{record.id}.html")
    assert "attachment" in page.headers["content-disposition"]
    assert "default-src 'none'" in page.text


def test_an_agency_shows_what_came_back_and_what_may_have_been_met(get):
    page = get(DISTRICT).text
    assert "2 lần: 2019, 2021" in page
    assert page.count("Có thể đã thực hiện") == 2
    assert "đã lắp đặt camera giám sát" in page


def test_recommendations_say_what_may_have_been_met(get):
    met = [row for row in get("/kien-nghi.json").json() if row["met_text"]]
    assert [row["deadline_last_day"] for row in met] == ["2019-06-30"]
    assert met[0]["met_day"] == "2021-08-20"
    assert "đã lắp đặt camera" in met[0]["met_text"]
    page = get("/kien-nghi").text
    assert page.count('badge achievement">Có thể đã thực hiện') == 1
    assert f"/bai-viet/{met[0]['met_article_id']}#" in page


def test_a_body_shows_what_it_asked_of_others(get):
    made = [r for r in get("/tim-kiem.json?label=recommendation").json() if r["agency_key"]]
    row = next(r for r in made if r["agency_key"] != KEY)
    page = get(f"/co-quan/{row['agency_key']}").text
    assert 'id="made"' in page and str(escape(row["text"])) in page


@pytest.mark.parametrize("words", ["đúng hạn", "trực tuyến"])
def test_indicators_are_found_by_what_they_measure(get, words):
    rows = get(f"/chi-so.json?q={words}").json()
    assert rows
    for row in rows:
        assert all(word in row["name"].casefold() for word in words.split())


def test_english_pages_say_topics_levels_and_arithmetic_in_english(get):
    page = get("/tim-kiem?lang=en").text
    assert '<option value="cải cách hành chính">administrative reform (' in page
    assert '<option value="huyện">district (' in page
    checks = get("/so-lieu?lang=en").text
    assert "1,180 / 1,200 = 98.33%; the article says 95.3%" in checks


def test_recommendations_are_overdue_first(get):
    rows = get("/kien-nghi.json?on=2021-09-01").json()
    overdue = [row["overdue"] for row in rows if row["deadline_last_day"]]
    assert 1 in overdue and 0 in overdue
    assert overdue == sorted(overdue, reverse=True)


def test_figures_that_do_not_add_up_are_shown_with_the_arithmetic(get):
    assert "1.180 / 1.200 = 98,33%; bài viết ghi 95,3%" in get("/so-lieu").text


@pytest.mark.parametrize(
    "path",
    [*PAGES, "/facts/articles", "/nothing", "/tinh/frame.css", "/so-lieu.csv"],
)
def test_every_response_forbids_foreign_content(get, path):
    headers = get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/tim-kiem", "/facts", "/facts/findings", "/-/logout"])
def test_nothing_can_be_written(get, path, method):
    assert get(path, method=method).status_code == 405


def test_sql_is_not_taken(get):
    assert get("/facts?sql=select 1").status_code == 403
    assert get("/facts.json?sql=select 1").status_code == 403
    assert get("/facts/findings.json?_where=1").status_code == 403


@pytest.mark.parametrize("path", ["/-/metadata", "/-/versions.json", "/-/patterns", "/-/messages"])
def test_the_server_tells_nothing_about_itself(get, path):
    assert get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/tinh/../plugin.py", "/tinh/%2e%2e/plugin.py", "/tinh/..%2fplugin.py", "/tinh//etc/passwd"],
)
def test_files_outside_the_static_folder_are_not_served(get, path):
    answer = get(path)
    assert answer.status_code in {403, 404}
    assert "import" not in answer.text and "root:" not in answer.text


@pytest.mark.parametrize("path", ["//attacker.example/", "/\\attacker.example/", "/tim-kiem/"])
def test_nothing_leads_elsewhere(get, path):
    location = get(path).headers.get("location", "/")
    assert re.match(r"/(?![/\\])", location)


def test_the_other_language_is_the_same_view(get):
    page = get("/co-quan?q=đất&level=huyện").text
    assert 'href="/co-quan?q=%C4%91%E1%BA%A5t&amp;level=huy%E1%BB%87n&amp;lang=en"' in page
    address = link(f"/co-quan/{KEY}")
    assert f'href="{link(f"/co-quan/{KEY}", "en")}"' in get(address).text


def test_an_address_can_be_too_long(get):
    assert get("/tim-kiem?" + "&".join(f"label={n}" for n in range(2000))).status_code == 414


@pytest.mark.parametrize("name", ["attacker.example", "attacker.example:80", "", "[::2]:80"])
def test_only_this_machine_is_asked_for_by_name(get, name):
    answer = get("/", headers={"host": name})
    assert answer.status_code == 421
    assert "Phú Bình" not in answer.text
    assert get("/", headers={"host": "localhost:8001"}).status_code == 200


def test_a_slow_question_is_cut_with_a_page(get, monkeypatch):
    get("/facts/findings")  # Datasette's own start is not cut.
    monkeypatch.setattr(get.datasette, "sql_time_limit_ms", 0)
    for path in ("/co-quan?sort=name", "/tim-kiem?q=u* OR a* OR h*", "/facts/findings"):
        answer = get(path)
        assert answer.status_code == 503
        assert "mất quá nhiều thời gian" in answer.text
        assert "Traceback" not in answer.text
