"""What an address asks for: its language, its parameters, its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, unquote

from .formats import Language
from .pages import link, text

LONGEST = 300
"""Characters of one parameter that are read; what people type is shorter."""
LAST_PAGE = 1000


@dataclass(frozen=True)
class Asked:
    """One request.

    Attributes:
        path: as routed, without the suffix of a format.
        format: 'page', or how it shall be downloaded.
        pairs: the parameters in order, cut to a reasonable length, without ``lang``.
        language: of the interface.
    """

    path: str
    format: str
    pairs: tuple[tuple[str, str], ...]
    language: Language

    @classmethod
    def parse(cls, path: str, query: str, format: str = "page") -> Asked:
        """Reads an address, its path as it was sent; nothing in it is an error."""
        pairs = parse_qsl(query, errors="replace", max_num_fields=None)[:100]
        cut = tuple((k, v.replace("\x00", " ").strip()[:LONGEST]) for k, v in pairs)
        language: Language = "en" if ("lang", "en") in cut else "vi"
        return cls(
            unquote(path), format, tuple(p for p in cut if p[0] != "lang" and p[1]), language
        )

    def get(self, name: str) -> str:
        """The first value of a parameter; empty where it is not given."""
        return next((value for key, value in self.pairs if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every value of a parameter."""
        return [value for key, value in self.pairs if key == name]

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """The value of a parameter if it is allowed, else the first that is."""
        value = self.get(name)
        return value if value in allowed else allowed[0]

    def day(self, name: str) -> date | None:
        """The day in a parameter; None where it is not given or is none."""
        try:
            return date.fromisoformat(self.get(name))
        except ValueError:
            return None

    @property
    def page(self) -> int:
        """The number of the page, from 1."""
        number = self.get("page")
        return max(1, min(int(number), LAST_PAGE)) if number.isascii() and number.isdigit() else 1

    def link(self, path: str | None = None, /, **changed: Any) -> str:
        """This address with some parameters changed; ``None`` removes one."""
        query: dict[str, list[str]] = {}
        for key, value in self.pairs:
            if key not in changed and key != "page":
                query.setdefault(key, []).append(value)
        new = {key: value for key, value in changed.items() if value is not None}
        return link(path or self.path, self.language, **query, **new)

    def in_other_language(self) -> str:
        """The same view in the other language."""
        other: Language = "vi" if self.language == "en" else "en"
        query: dict[str, list[str]] = {}
        for key, value in self.pairs:
            query.setdefault(key, []).append(value)
        return link(self.path, other, **query)

    def t(self, name: str, /, **values: object) -> str:
        """A text of the interface."""
        return text(name, self.language, **values)


@dataclass(frozen=True)
class Pager:
    """Where in a list one is."""

    number: int
    previous: str | None
    next: str | None

    @classmethod
    def of(cls, asked: Asked, *, more: bool) -> Pager:
        """The pager of this request; ``more``: there are rows behind this page."""
        number = asked.page
        back = asked.link(page=number - 1 if number > 2 else None) if number > 1 else None
        on = asked.link(page=number + 1) if more and number < LAST_PAGE else None
        return cls(number, back, on)
