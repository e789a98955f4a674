"""Tìm kiếm: findings by words and filters, as sentences with what was looked for marked."""

from __future__ import annotations

import itertools
import json
import re

from markupsafe import Markup, escape

from ..stores.names import fold
from ..stores.query import Order, Query
from ..stores.search import hits, match
from .answer import Answer, Page, Rows
from .asked import Asked, Pager
from .store import Row, Store

SIZE = 20
COUNTED = 10_000
"""Counting ends here: "more than 10,000" tells a reader as much as the figure."""
CONTEXT = 160
"""Characters of the sentence that are shown on either side of the finding."""
LABELS = ("achievement", "shortcoming", "recommendation")
SHOWN = (
    "article_id id label start_char text sentence agency_key agency_name addressee_key "
    "addressee_name deadline_text deadline_last_day headline publisher topic day"
).split()
SENTENCES = """
SELECT article_id, number, start_char, text FROM json_each(:keys) AS wanted
JOIN sentences ON article_id = wanted.value ->> 0 AND number = wanted.value ->> 1
"""
NAMES = "SELECT key, name FROM agencies WHERE key IN (SELECT value FROM json_each(:keys))"
Span = tuple[int, int]


def wanted(asked: Asked) -> Query:
    """The query that an address asks for; what makes no sense in it is left out."""
    searched = match(asked.get("q")) is not None
    orders: tuple[Order, ...] = ("relevance", "date") if searched else ("date",)
    sort = asked.get("sort")
    chosen = {name: tuple(asked.all(name)) for name in ("topic", "level", "kind", "publisher")}
    return Query(
        text=asked.get("q"),
        labels=tuple(label for label in asked.all("label") if label in LABELS),
        topics=chosen["topic"],
        levels=chosen["level"],
        years=tuple(int(year) for year in asked.all("year") if re.fullmatch("[0-9]{4}", year)),
        kinds=chosen["kind"],
        publishers=chosen["publisher"],
        provinces_now=tuple(asked.all("province")),
        provinces_before=tuple(asked.all("province_before")),
        agency=asked.get("agency"),
        addressee=asked.get("addressee"),
        since=asked.day("since"),
        until=asked.day("until"),
        has_deadline=True if asked.get("deadline") == "1" else None,
        has_figures=True if asked.get("figures") == "1" else None,
        order=next((order for order in orders if order == sort), orders[0]),
    )


async def search(asked: Asked, store: Store, given: dict[str, str]) -> Answer:
    """The findings that match, best or newest first."""
    query = wanted(asked)
    if asked.format != "page":
        return Rows("phat-hien", *query.select())
    offset = (asked.page - 1) * SIZE
    rows = await store.rows(*query.select(tuple(SHOWN), limit=SIZE + 1, offset=offset))
    more = len(rows) > SIZE
    total = (await store.rows(*query.count(most=COUNTED + 1)))[0]["n"]
    return Page(
        "search.html",
        {
            "title": asked.get("q") or asked.t("search"),
            "rows": await _shown(rows[:SIZE], asked.get("q"), store),
            "total": min(total, COUNTED),
            "many": total > COUNTED,
            "pager": Pager.of(asked, more=more),
            "wordless": bool(asked.get("q")) and match(asked.get("q")) is None,
            "order": query.order,
            "labels": LABELS,
            "topics": await store.choices("findings", "topic"),
            "provinces": await store.choices("findings", "province_now"),
            "provinces_before": await store.choices("findings", "province_before"),
            "levels": await store.choices("findings", "level"),
            "kinds": await store.choices("findings", "inspection_kind"),
            "years": sorted(await store.choices("findings", "year"), reverse=True),
            "names": await _names(asked, store),
            "filtered": len(asked.pairs) > bool(asked.get("q")),
        },
    )


async def _names(asked: Asked, store: Store) -> dict[str, str]:
    """The names of bodies that the address gives by their keys."""
    keys = json.dumps([asked.get("agency"), asked.get("addressee")])
    found = await store.rows(NAMES, {"keys": keys})
    return {row["key"]: row["name"] for row in found}


async def _shown(rows: list[Row], text: str, store: Store) -> list[Row]:
    keys = json.dumps([[row["article_id"], row["sentence"]] for row in rows])
    found = await store.rows(SENTENCES, {"keys": keys})
    sentences = {(s["article_id"], s["number"]): s for s in found}
    quotes = [sentences[row["article_id"], row["sentence"]]["text"] for row in rows]
    # Any word is enough: one that the agency's name bears hides none in the sentence.
    places = hits(quotes, text, every=False)
    for row, quote, spans in zip(rows, quotes, places, strict=True):
        start = row["start_char"] - sentences[row["article_id"], row["sentence"]]["start_char"]
        finding = (start, start + len(row["text"]))
        row["html"] = excerpt(quote, finding, _strays_left_out(quote, spans), row["label"])
    return rows


def _strays_left_out(quote: str, spans: list[Span]) -> list[Span]:
    """Without the syllables that also stand in a whole word that was looked for.

    Who looks for "đất đai" in any spelling is shown "đất đai", and no "đạt" beside it.
    """
    words = [fold(quote[start:end]).split() for start, end in spans]
    within = {syllable for word in words if len(word) > 1 for syllable in word}
    return [
        span
        for span, word in zip(spans, words, strict=True)
        if len(word) > 1 or not within.intersection(word)
    ]


def excerpt(quote: str, finding: Span, spans: list[Span], label: str) -> Markup:
    """A sentence with its finding and the hits marked, cut where it is long.

    Args:
        quote: the sentence.
        finding: where in it the finding stands.
        spans: where in it the hits stand.
        label: the finding's class.
    """
    first, last = max(0, finding[0] - CONTEXT), min(len(quote), finding[1] + CONTEXT)
    if first:
        first = quote.find(" ", first, finding[0]) + 1 or finding[0]
    if last < len(quote):
        last = max(quote.rfind(" ", finding[1], last), finding[1])
    edges = {first, last, *finding, *(edge for span in spans for edge in span)}
    cuts = sorted(edge for edge in edges if first <= edge <= last)
    before, inside, after = Markup(), Markup(), Markup()
    for start, end in itertools.pairwise(cuts):
        piece = escape(quote[start:end])
        if any(s <= start and end <= e for s, e in spans):
            piece = Markup('<mark class="hit">{}</mark>').format(piece)
        if end <= finding[0]:
            before += piece
        elif start >= finding[1]:
            after += piece
        else:
            inside += piece
    whole = Markup('{}<mark class="{} first">{}</mark>{}').format(before, label, inside, after)
    return Markup("… ") * bool(first) + whole + Markup(" …") * (last < len(quote))
