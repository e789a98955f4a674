"""Legal and official documents, with the provision cited and with number, year, issuer and date.

A document is named by its number ("Nghị định số 61/2018/NĐ-CP", "Nghị quyết 35"), by its title
(laws, from the list of Vietnam's laws in ``legal_docs.json`` or by their capitals) or by a mark
("QCVN 04:2009/BCT"). Its date is a DATE of its own and only goes into the value (guideline,
section 2, rule 4); the year in a law's name belongs to the name (rule 9).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from .articles import WordExtractor
from .beginnings import LEGAL_DOC
from .legal_grammar import DOCUMENT, NO_LAW_BEFORE, PROVISION, START, kind_of
from .legal_values import legal_value
from .mention import Context, Mention
from .nearby import at, before

__all__ = ["LEGAL_DOCS", "LegalDocExtractor"]


class LegalDocExtractor(WordExtractor):
    """Finds numbered and named documents."""

    name = "legal_docs"
    begins = LEGAL_DOC

    def found(self, text: str, context: Context, starts: Sequence[int]) -> Iterator[Mention]:
        """Yields the documents of an article.

        Args:
            text: the whole article.
            context: not used; a document is complete in itself.
            starts: where a document may begin.
        """
        end = 0
        for place in starts:
            if place < end or START.match(text, place) is None:
                continue
            found = at(DOCUMENT, text, place)
            if found is None or _is_subject(text, found):
                continue
            start = _with_provision(text, end, found.start())
            end = found.end()
            value = legal_value(text, found, text[start : found.start()])
            yield Mention("LEGAL_DOC", start, end, f"legal.{kind_of(found)}", value)


def _is_subject(text: str, found: regex.Match[str]) -> bool:
    """Whether "luật" is the law as a field: "pháp luật lao động", "Đại học Luật Hà Nội"."""
    law = (found["kind"] or "").lower() == "luật"
    return law and before(NO_LAW_BEFORE, text, found.start()) is not None


def _with_provision(text: str, left: int, start: int) -> int:
    """Where the citation begins: at "khoản 9, Điều 19" before the document, else at itself."""
    cited: regex.Match[str] | None = before(PROVISION, text, start, left)
    return start if cited is None else cited.start()


LEGAL_DOCS = LegalDocExtractor()
