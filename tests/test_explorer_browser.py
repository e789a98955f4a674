"""The explorer in a real browser: the way of a journalist, hostile articles, accessibility."""

import re
from collections import Counter
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from explorer_site import CHROMIUM, KEY, NAME, serving, site  # noqa: F401
from thanhtra.explorer.pages import harmless, link

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
if CHROMIUM is None:
    pytest.skip("chromium is not installed", allow_module_level=True)

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
DISTRICT = "/co-quan/uy-ban-nhan-dan-phu-binh-173"
LISTS = ["/", "/tim-kiem?q=dat+dai", "/bai-viet", "/co-quan", "/kien-nghi", "/chi-so", "/so-lieu"]
OTHERS = [DISTRICT, "/facts", "/facts/findings", "/facts/agencies/chinh-phu", "/nothing"]


@pytest.fixture(scope="module")
def base(site):  # noqa: F811
    """The address of a real server."""
    with serving(site[0]) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    """Debian's Chromium."""
    arguments = ["--no-sandbox", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@contextmanager
def visiting(browser, **options):
    """A page that fails the test if it asks anything of another machine, or if a page of ours has
    an error in it."""
    asked, errors = [], []
    context = browser.new_context(**{"viewport": DESKTOP, "accept_downloads": True, **options})
    context.on("request", lambda request: asked.append(urlsplit(request.url).hostname))
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
    page.on(
        "console",
        lambda m: errors.append(m.text) if m.type == "error" and "404" not in m.text else None,
    )
    try:
        yield page
    finally:
        context.close()
    assert set(asked) <= {"127.0.0.1"}
    assert errors == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_from_a_search_to_the_sentence_and_to_the_agency(base, browser, viewport, language):
    words = {"vi": ("Tìm", "Lọc", "Bộ lọc"), "en": ("Search", "Apply filters", "Filters")}
    find, apply, filters = words[language]
    with visiting(browser, viewport=viewport) as page:
        page.goto(base + ("/?lang=en" if language == "en" else "/"))
        page.get_by_role("searchbox").fill("niem yet dat dai")
        page.get_by_role("button", name=find, exact=True).click()
        page.wait_for_url("**/tim-kiem?**")
        assert page.locator("mark.hit").first.inner_text() == "niêm yết"
        if viewport is PHONE:
            page.get_by_text(filters, exact=True).click()
        page.locator("input[name=label][value=shortcoming]").check()
        page.locator("select[name=level]").select_option("huyện")
        page.get_by_role("button", name=apply, exact=True).click()
        page.wait_for_url("**label=shortcoming**")
        page.locator("ol.results .badge").first.wait_for()
        assert ("lang=en" in page.url) == (language == "en")
        labels = page.locator("ol.results .badge").evaluate_all("all => all.map(x => x.className)")
        assert set(labels) == {"badge shortcoming"}

        page.get_by_role("link", name="Phú Bình sau hai năm").first.click()
        page.wait_for_url("**/bai-viet/**")
        lit = page.locator("mark:target")
        assert lit.get_attribute("class") == "shortcoming first"
        assert "chưa niêm yết công khai" in lit.inner_text()
        page.locator(".facts a", has_text="lắp đặt camera").first.click()
        sentence = page.locator(".sentence:has(:target)")
        assert "98,9%" in sentence.inner_text()
        page.wait_for_function(
            "() => { const box = document.querySelector(':target').getBoundingClientRect();"
            " return box.top >= 0 && box.bottom <= innerHeight }"
        )
        colour = sentence.evaluate("x => getComputedStyle(x).backgroundColor")
        assert colour != "rgba(0, 0, 0, 0)"

        page.locator(".facts a", has_text="Ủy ban nhân dân huyện Phú Bình").first.click()
        page.wait_for_url(f"**{DISTRICT}**")
        page.locator("svg.plot").nth(1).wait_for()
        assert page.get_by_text("2019, 2021").is_visible()
        assert ("lang=en" in page.url) == (language == "en")


def test_charts_count_in_whole_findings_and_connect_only_what_is_of_one_body(base, browser):
    with visiting(browser) as page:
        page.goto(base + DISTRICT)
        ticks = page.locator("figure[data-chart=years] svg.plot text").all_text_contents()
        assert {"0", "2019", "2021"} <= set(ticks)
        assert all(tick.isdigit() for tick in ticks)
        assert page.locator("figure[data-chart=series] .legend li.series-0").inner_text()
        page.goto(base + "/chi-so?q=dung+han")
        page.locator("svg.plot").wait_for()
        rows = page.locator("tr[data-day]").evaluate_all(
            "all => all.map(row => [row.dataset.agency, row.dataset.series])"
        )
        of_bodies = Counter((agency, measure) for agency, measure in rows if agency)
        connected = {series for series, count in of_bodies.items() if count > 1}
        assert connected and any(not agency for agency, _ in rows)
        coloured = page.locator("svg.plot circle[fill^='var(--series']").count()
        assert coloured == sum(of_bodies[series] for series in connected)
        assert page.locator(".legend li").count() == len(connected)


@pytest.mark.parametrize("kind", ["CSV", "XLSX", "JSON"])
def test_what_is_shown_can_be_taken_away(base, browser, kind):
    with visiting(browser) as page:
        page.goto(base + "/tim-kiem?q=niem+yet&label=shortcoming")
        with page.expect_download() as download:
            page.get_by_role("link", name=kind, exact=True).click()
        assert download.value.suggested_filename == f"phat-hien.{kind.lower()}"
        size = download.value.path().stat().st_size
        assert size > 500


def test_hostile_articles_are_inert_everywhere(base, browser, site):  # noqa: F811
    record = next(r for r in site[1] if "hacked" in r.text)
    paths = [
        *LISTS,
        *OTHERS,
        f"/bai-viet/{record.id}",
        '/tim-kiem?q=<script>window.hacked=9</script>&agency="><img src=x onerror=hacked=1>',
        "/co-quan?q=huyen&sort=name",
        link(f"/co-quan/{KEY}"),
        "/facts/articles?_search=x",
        "/facts/entities?name__contains=<img",
        "/%3Cscript%3Ewindow.hacked=1%3C/script%3E",
    ]
    with visiting(browser) as page:
        for path in paths:
            page.goto(base + path)
            assert page.evaluate("window.hacked") is None, path
            assert page.locator("a[href^='javascript:' i]").count() == 0, path
            assert page.locator("img, svg[onload], iframe, object, embed, base").count() == 0, path
            shown = page.locator("body").inner_text()
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown), path
        page.goto(base + link(f"/co-quan/{KEY}"))
        assert page.locator("h1").inner_text() == harmless(NAME)
        page.goto(f"{base}/bai-viet/{record.id}")
        assert "<script>window.hacked=6</script>" in page.locator(".article").inner_text()
        assert "{{ 7*7 }}" in page.locator(".article").inner_text()


def test_a_saved_page_stands_alone(base, browser, site, tmp_path):  # noqa: F811
    record = next(r for r in site[1] if "hacked" in r.text)
    with visiting(browser) as page:
        page.goto(f"{base}/bai-viet/{record.id}")
        with page.expect_download() as download:
            page.get_by_role("link", name="Lưu thành một tệp").click()
        path = tmp_path / "saved.html"
        download.value.save_as(path)
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert errors == []
    assert page.evaluate("window.hacked") is None
    page.locator(".facts a[href='#f1']").click()
    assert page.locator("mark:target").count() == 1
    assert page.locator("mark").first.evaluate("x => getComputedStyle(x).textDecorationLine") == (
        "underline"
    )
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_no_serious_fault(base, browser, site, viewport, scheme):  # noqa: F811
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is missing"
    ).Axe()
    article = f"/bai-viet/{site[1][0].id}"
    with visiting(browser, viewport=viewport, color_scheme=scheme) as page:
        for path in (*LISTS, *OTHERS, article, f"{article}#f1", "/tim-kiem?q=-&lang=en"):
            page.goto(base + path)
            found = axe.run(page).response["violations"]
            bad = [
                (violation["id"], [node["html"][:200] for node in violation["nodes"][:3]])
                for violation in found
                if violation["impact"] in {"serious", "critical"}
            ]
            assert bad == [], path


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_is_wider_than_the_screen(base, browser, site, viewport):  # noqa: F811
    with visiting(browser, viewport=viewport) as page:
        for path in (*LISTS, *OTHERS, f"/bai-viet/{site[1][0].id}"):
            page.goto(base + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path


def test_reading_and_searching_need_no_javascript(base, browser):
    with visiting(browser, java_script_enabled=False) as page:
        page.goto(base + "/")
        assert page.locator("figure[data-chart] table").first.is_visible()
        page.get_by_role("searchbox").fill("dat dai")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Phú Bình sau hai năm").first.click()
        page.locator(".facts a[href='#f1']").click()
        assert page.locator("mark:target").count() == 1
        page.get_by_label("Thực thể").uncheck()
        border = page.locator(".entity").first.evaluate(
            "x => getComputedStyle(x).borderBottomStyle"
        )
        assert border == "none"


def test_the_keyboard_is_enough(base, browser):
    with visiting(browser) as page:
        page.goto(base + "/tim-kiem")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        assert skip.inner_text() == "Đến nội dung"
        assert skip.evaluate("x => x.getBoundingClientRect().left") >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.name") == "q"
        outline = page.locator(":focus").evaluate("x => getComputedStyle(x).outlineStyle")
        assert outline == "solid"
        page.keyboard.type("dat dai")
        page.keyboard.press("Enter")
        page.wait_for_url("**/tim-kiem?*q=dat+dai*")
