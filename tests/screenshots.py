"""Takes the pictures of the explorer in ``docs/screenshots``: ``python tests/screenshots.py``.

Of written articles alone: the corpus, and the district of the explorer's tests.
"""

import tempfile
from io import BytesIO
from pathlib import Path

from explorer_articles import DISTRICT
from explorer_site import CHROMIUM, made, serving
from PIL import Image
from playwright.sync_api import sync_playwright
from thanhtra.corpus.readers import read
from thanhtra.pipeline import load
from thanhtra.pipeline.runner import run
from thanhtra.stores.rows import loaded
from thanhtra.stores.sqlite import SqliteStore

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
AGENCY = "/co-quan/uy-ban-nhan-dan-phu-binh-173"
ARTICLE = "058-kiem-tra-cong-vu-xa-kbang"
SEARCH = "/tim-kiem?q=dat+dai"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
LARGEST = 150_000
"""Bytes of a picture."""


def picture(page, name: str) -> None:
    """Saves what the window shows, in few colours."""
    page.wait_for_timeout(700)
    shot = Image.open(BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    shot.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size <= LARGEST, f"{path}: {size} bytes"
    print(f"{path.relative_to(ROOT)}: {size:,} bytes")


def main() -> None:
    """Fills a store, serves it, visits the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    nlp = load()
    articles = read([str(ROOT / "corpus" / "articles")])
    records = [*made(nlp, DISTRICT), *run(nlp, articles)]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "facts.db"
        with SqliteStore(path) as store:
            store.write([loaded(record) for record in records])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with serving(path) as base:
            page = browser.new_page(viewport=DESKTOP, locale="vi-VN")
            page.goto(base + "/")
            picture(page, "overview")
            page.goto(base + SEARCH)
            picture(page, "search")
            shown = next(record for record in records if ARTICLE in record.source.uri)
            fault = next(f for f in shown.findings if f.label == "shortcoming")
            page.goto(f"{base}/bai-viet/{shown.id}#{fault.id}")
            picture(page, "article")
            page.goto(base + AGENCY)
            picture(page, "agency")
            page = browser.new_page(viewport=DESKTOP, color_scheme="dark")
            page.goto(base + "/chi-so?q=trực+tuyến&sort=lowest&lang=en")
            picture(page, "indicators-dark")
            page = browser.new_page(viewport=PHONE, locale="vi-VN")
            page.goto(base + SEARCH)
            picture(page, "phone")
        browser.close()


if __name__ == "__main__":
    main()
