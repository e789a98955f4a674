"""The explorer as one Datasette plugin: its addresses, its headers, its friendly errors."""

from __future__ import annotations

import re
import sqlite3
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.database import QueryInterrupted
from datasette.utils import path_with_replaced_args, tilde_encode
from datasette.utils.asgi import Request, Response
from jinja2 import Environment
from pluggy import HookimplMarker

from ..stores.tables import TABLES
from . import (
    view_agencies,
    view_agency,
    view_articles,
    view_checks,
    view_indicators,
    view_overview,
    view_recommendations,
    view_search,
)
from .answer import Answer, Missing, Page, asset
from .asked import Asked
from .export import download
from .pages import SHEETS, harmless, helpers, render
from .safety import App, guard
from .store import Store, TooSlow

hookimpl = HookimplMarker("datasette")
View = Callable[[Asked, Store, dict[str, str]], Awaitable[Answer]]

VIEWS: tuple[tuple[str, View], ...] = (
    ("/", view_overview.overview),
    ("/tim-kiem", view_search.search),
    ("/bai-viet", view_articles.articles),
    ("/bai-viet/<id>", view_articles.article),
    ("/co-quan", view_agencies.agencies),
    ("/co-quan/<key>", view_agency.agency),
    ("/chi-so", view_indicators.indicators),
    ("/kien-nghi", view_recommendations.recommendations),
    ("/so-lieu", view_checks.checks),
)
"""Every address of the explorer; each takes a format behind a dot where it has rows to give."""

MENU = (
    ("/", "overview"),
    ("/tim-kiem", "search"),
    ("/bai-viet", "articles"),
    ("/co-quan", "agencies"),
    ("/kien-nghi", "recommendations"),
    ("/chi-so", "indicators"),
    ("/so-lieu", "checks"),
)


def _pattern(path: str) -> str:
    """The regular expression of an address: ``<id>`` is one step of it."""
    steps = re.sub(r"<(\w+)>", r"(?P<\1>[^/]+?)", path)
    return rf"^{steps}(?:\.(?P<format>csv|xlsx|json|html))?$" if path != "/" else "^/$"


ERRORS = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    500: "failed",
    503: "too_slow",
}


class Explorer:
    """The plugin, for one server.

    Args:
        hosts: names that a request may ask for; None: any.
    """

    __name__ = "thanhtra_explorer"

    def __init__(self, *, hosts: frozenset[str] | None) -> None:
        self._hosts = hosts
        self._store: Store | None = None

    @hookimpl
    def register_routes(self, datasette: Datasette) -> list[tuple[str, Any]]:
        """The explorer's addresses, before Datasette's own."""
        ours = [(_pattern(path), self._handler(datasette, path, view)) for path, view in VIEWS]
        return [*ours, (r"^/-/(?!static/)", _closed)]

    @hookimpl
    def prepare_connection(self, conn: sqlite3.Connection, database: str) -> None:
        """Opens the indexes at once: one that is opened while a question is cut is an error."""
        for table in TABLES:
            if table.searched:
                with suppress(sqlite3.OperationalError):  # Datasette has databases of its own.
                    conn.execute(f"SELECT 1 FROM {table.name}_fts LIMIT 0")

    @hookimpl
    def asgi_wrapper(self, datasette: Datasette) -> Callable[[App], App]:
        """Headers on every response, and no writing."""
        return partial(guard, hosts=self._hosts)

    @hookimpl
    def handle_exception(
        self, datasette: Datasette, request: Request, exception: Exception
    ) -> Response:
        """An error anywhere as a page that helps, or as JSON where JSON was asked for."""
        status = getattr(exception, "status", 500)
        if isinstance(exception, TooSlow | QueryInterrupted):
            status = 503
        status = status if status in ERRORS else 500
        if status == 500:
            traceback.print_exception(exception)
        asked = Asked.parse(request.path, request.query_string)
        kind = ERRORS[status]
        if request.path.endswith(".json"):
            body = {"ok": False, "status": status, "error": asked.t(kind)}
            return Response.json(body, status=status)
        values = {"title": asked.t(kind), "message": asked.t(f"{kind}_help")}
        page = _render(asked, self._store_of(datasette), "error.html", values, menu="")
        return Response.html(page, status=status)

    @hookimpl
    def prepare_jinja2_environment(self, env: Environment) -> None:
        """The same care for hostile text on Datasette's own pages."""
        env.finalize = harmless

    @hookimpl
    def extra_template_vars(self, datasette: Datasette, request: Request) -> dict[str, Any]:
        """What the frame of a page needs, on Datasette's own pages."""
        asked = Asked.parse(request.path, request.query_string)
        return {
            **helpers(asked.language),
            **_frame(asked, self._store_of(datasette), menu=""),
            "path_with_replaced_args": path_with_replaced_args,
        }

    def _store_of(self, datasette: Datasette) -> Store:
        if self._store is None:
            self._store = Store(datasette)
        return self._store

    def _handler(
        self, datasette: Datasette, path: str, view: View
    ) -> Callable[..., Awaitable[Response]]:
        async def handle(request: Request) -> Any:
            given = {k: v for k, v in request.url_vars.items() if v is not None}
            format = given.pop("format", "page")
            here = request.path.removesuffix(f".{format}")
            given = {name: unquote(value) for name, value in given.items()}
            asked = Asked.parse(here, request.query_string, format)
            store = self._store_of(datasette)
            answer = await view(asked, store, given)
            if not isinstance(answer, Page):
                return await download(answer, asked, store)
            if format != "page":
                raise Missing
            page = _render(asked, store, answer.template, answer.values, menu=path)
            return Response.html(page, status=answer.status)

        return handle


async def _closed() -> None:
    """Datasette's pages about itself are nobody's business."""
    raise Missing


def _frame(asked: Asked, store: Store, *, menu: str) -> dict[str, Any]:
    return {
        "asked": asked,
        "asset": asset,
        "sheets": SHEETS,
        "pages": MENU,
        "here": menu.partition("/<")[0],
        "other_language": asked.in_other_language(),
        "tables_address": f"/{tilde_encode(store.name)}",
    }


def _render(asked: Asked, store: Store, template: str, values: dict[str, Any], *, menu: str) -> str:
    return render(template, asked.language, **_frame(asked, store, menu=menu), **values)
