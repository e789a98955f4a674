"""Full-text search as people type it: without marks, without syntax errors.

Words must all occur, ``"words in quotes"`` in that order, of ``a OR b`` (``a HOẶC b``, ``a | b``)
one; ``-word`` must not occur, ``word*`` is the beginning of a word. Anything else is words.
``đất đai``, ``dat dai`` and ``ĐẤT ĐAI`` are one query. A Vietnamese word is often two syllables
with a space between: words of a query that stand side by side in a text rank it higher.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence

from .sqlite_schema import CLOSE_MARK, FOLDED, OPEN_MARK, TOKENIZER

_TERM = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OR = {"OR", "HOẶC", "|", "||"}
_MOST = 64
"""Terms of a query that are looked at."""
_PLAIN = str.maketrans(FOLDED | {"\0": " "})


def match(query: str, *, every: bool = True) -> str | None:
    """The query as FTS5 understands it.

    Args:
        query: whatever somebody typed.
        every: must all words occur? Else any one does.

    Returns:
        An expression for ``MATCH`` that is never a syntax error; None if there is no word to look
        for (nothing, signs alone, or only words that must not occur).
    """
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    beside: list[str] = []
    either, last = False, ""
    text = unicodedata.normalize("NFC", query)
    for term in list(_TERM.finditer(text))[:_MOST]:
        if term["word"] in _OR:
            either, last = bool(wanted), ""
            continue
        phrase = _phrase(term["phrase"] if term["word"] is None else term["word"])
        if phrase is None:
            continue
        if term["no"]:
            unwanted.append(phrase)
        elif either:
            wanted[-1].append(phrase)
        else:
            wanted.append([phrase])
            plain = phrase if term["word"] and phrase.endswith('"') else ""
            if last and plain:
                beside.append(f"{last[:-1]} {plain[1:]}")
            last = plain
        either = False
    if not wanted:
        return None
    groups = [f"({' OR '.join(group)})" for group in wanted]
    if beside:  # Always true beside the first group: only the ranking sees it.
        groups.append(f"({' OR '.join((*wanted[0], *beside))})")
    whole = f"({(' AND ' if every else ' OR ').join(groups)})"
    return f"{whole} NOT ({' OR '.join(unwanted)})" if unwanted else whole


def _phrase(text: str) -> str | None:
    """The words of a term in FTS5's quotes; None if there are none."""
    plain = text.translate(_PLAIN)
    if not any(map(_of_a_word, plain)):
        return None
    quoted = '"' + "".join(c if _of_a_word(c) else " " for c in plain).strip() + '"'
    return f"{quoted} *" if plain.endswith("*") else quoted


def _of_a_word(character: str) -> bool:
    """Is it a letter, digit or mark, as FTS5's tokenizer sees it?"""
    category = unicodedata.category(character)
    return category[0] in "LN" or category in {"Mn", "Mc", "Co"}


def hits(
    texts: Sequence[str | None], query: str, *, every: bool = True
) -> list[list[tuple[int, int]]]:
    """Where the words of a query stand in texts.

    Args:
        texts: whatever is shown, in NFC.
        query: as for ``match``.
        every: as for ``match``.

    Returns:
        For each text start and end of its hits, in order; none for a text that does not match.
    """
    expression = match(query, every=every)
    found: list[list[tuple[int, int]]] = [[] for _ in texts]
    if expression is None or not texts:
        return found
    # The engine that searched the store says what it found: a small index of these texts alone.
    index = sqlite3.connect(":memory:")
    try:
        index.execute(f"CREATE VIRTUAL TABLE t USING fts5(text, tokenize='{TOKENIZER}')")
        index.executemany(
            "INSERT INTO t (rowid, text) VALUES (?, ?)",
            ((number, (text or "").translate(_PLAIN)) for number, text in enumerate(texts)),
        )
        marked = index.execute(
            "SELECT rowid, highlight(t, 0, ?, ?) FROM t WHERE t MATCH ?",
            (OPEN_MARK, CLOSE_MARK, expression),
        )
        for number, text in marked:
            found[number] = spans(text)
    finally:
        index.close()
    return found


def spans(marked: str) -> list[tuple[int, int]]:
    """Start and end of the hits in a text that ``highlight()`` marked, as places in the original.

    Args:
        marked: a folded column with ``OPEN_MARK`` and ``CLOSE_MARK`` round each hit.
    """
    found, start, place = [], 0, 0
    for piece in re.split(f"([{OPEN_MARK}{CLOSE_MARK}])", marked):
        if piece == OPEN_MARK:
            start = place
        elif piece == CLOSE_MARK:
            found.append((start, place))
        else:
            place += len(piece)
    return found
