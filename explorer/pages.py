"""Templates to pages: one Jinja environment for the explorer and for the reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from . import formats
from .formats import Language

HERE = Path(__file__).resolve().parent
SHEETS = ("frame.css", "lists.css", "article.css")
LANGUAGES: tuple[Language, ...] = ("vi", "en")

_VISIBLE = {
    **dict.fromkeys([*range(0x20), 0x7F, *range(0xD800, 0xE000)], "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(
        [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{OPEN BOX}"
    ),
    **{ord(kept): kept for kept in "\t\n\r"},
}
"""What is written for a character that would reorder or break the text around it: control
characters, lone surrogates, marks of writing direction."""


def harmless(shown: Any) -> Any:
    """Text without characters that reorder or break what stands around it."""
    return shown.translate(_VISIBLE) if isinstance(shown, str) else shown


@cache
def catalogue() -> dict[str, dict[Language, str]]:
    """The texts of the interface, by their names and languages."""
    source = (HERE / "texts.json").read_text("utf-8")
    return cast(dict[str, dict[Language, str]], json.loads(source))


def text(name: str, language: Language, /, **values: object) -> str:
    """The text of that name, with ``{values}`` filled in.

    Raises:
        KeyError: there is no such text.
    """
    found = catalogue()[name][language]
    return found.format(**values) if values else found


def link(path: str, language: Language = "vi", /, **query: object) -> str:
    """An address within the explorer, with its query in a fixed order and the language kept.

    Args:
        path: from the root, not yet quoted.
        language: kept in the address where it is not Vietnamese.
        query: its parameters; empty ones are left out, a list gives one for each item.
    """
    pairs = [(key, item) for key, item in _flat(query) if item not in (None, "", False)]
    if language != "vi":
        pairs.append(("lang", language))
    encoded = urlencode(pairs)
    return quote(path) + (f"?{encoded}" if encoded else "")


def _flat(query: Mapping[str, object]) -> list[tuple[str, object]]:
    return [
        (key, item)
        for key, values in query.items()
        for item in (values if isinstance(values, (list, tuple)) else (values,))
    ]


def web_address(uri: str | None) -> str | None:
    """The address, if it is one that a browser may safely follow; else None."""
    return uri if uri and uri.startswith(("https://", "http://")) else None


@cache
def environment() -> Environment:
    """The templates; every value is escaped, and what is undefined is an error."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["web_address"] = web_address
    return made


def render(template: str, language: Language, **values: Any) -> str:
    """A page.

    Args:
        template: its file name.
        language: of its interface; the articles stay as they are.
        values: for the template, beside ``t`` (texts), ``link``, ``number``, ``day``, ``days``,
            ``value``, ``term`` and ``arithmetic``, which know the language.
    """
    return environment().get_template(template).render(**helpers(language), **values)


def helpers(language: Language) -> dict[str, Any]:
    """What every template may use: texts, addresses, numbers and days in a language."""
    return {
        "lang": language,
        "t": partial(_text, language),
        "link": partial(_link, language),
        "number": partial(formats.number, language=language),
        "day": partial(formats.day, language=language),
        "days": partial(formats.days, language=language),
        "value": partial(formats.value, language=language),
        "term": partial(formats.term, language=language),
        "arithmetic": partial(formats.arithmetic, language=language),
    }


def _text(language: Language, name: str, /, **values: object) -> str:
    return text(name, language, **values)


def _link(language: Language, path: str, /, **query: object) -> str:
    return link(path, language, **query)


def style() -> Markup:
    """The style sheets, to be put into a page that has to stand alone."""
    return Markup("").join(Markup((HERE / "static" / sheet).read_text("utf-8")) for sheet in SHEETS)
