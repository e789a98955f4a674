"""Full-text search as people type it: without marks, without syntax errors.

Words must all occur, ``"words in quotes"`` in that order, of ``a OR b`` (``a HOẶC b``, ``a | b``)
one; ``-word`` must not occur, ``word*`` is the beginning of a word. Anything else is words.

A word typed without marks may have any: ``dat dai`` finds ``đất đai``. A word typed with marks has
these (``đất`` is not ``đạt``); case, and the place of the tone in ``hòa``, do not matter. A
Vietnamese word is often two syllables with a space between: words of a query that stand side by
side in a text rank it higher.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from .names import fold
from .spelling import has_marks, spellings
from .sqlite_schema import CLOSE_MARK, FOLDED, OPEN_MARK, TOKENIZER

_TERM = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"\w+")
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
    last = ""
    for term in _terms(query):
        if term.no:
            unwanted.append(term.phrase)
        elif term.either and wanted:
            wanted[-1].append(term.phrase)
            last = ""
        else:
            wanted.append([term.phrase])
            plain = "" if term.quoted or term.phrase.endswith("*") else term.phrase
            if last and plain:
                beside.append(f"{last[:-1]} {plain[1:]}")
            last = plain
    if not wanted:
        return None
    groups = [f"({' OR '.join(group)})" for group in wanted]
    if beside:  # Always true beside the first group: only the ranking sees it.
        groups.append(f"({' OR '.join((*wanted[0], *beside))})")
    whole = f"({(' AND ' if every else ' OR ').join(groups)})"
    return f"{whole} NOT ({' OR '.join(unwanted)})" if unwanted else whole


def marked(query: str) -> list[list[tuple[str, tuple[str, ...]]]]:
    """The words of a query that were typed with marks, which the index does not see.

    Returns:
        What must hold beside ``match``: of each list one alternative. An alternative is its own
        expression for ``MATCH`` and its words with marks, which must all stand in the text; if it
        has none, the expression decides.
    """
    found: list[list[tuple[str, tuple[str, ...]]]] = []
    for term in _terms(query):
        if not term.no:
            words = tuple(word for word in _WORD.findall(term.text) if has_marks(word))
            if term.either and found:
                found[-1].append((term.phrase, words))
            else:
                found.append([(term.phrase, words)])
    return [alternatives for alternatives in found if any(words for _, words in alternatives)]


@dataclass(frozen=True, slots=True)
class _Term:
    """One term of a query: its text, and its words in FTS5's quotes."""

    text: str
    phrase: str
    no: bool
    either: bool
    quoted: bool


def _terms(query: str) -> Iterator[_Term]:
    either = False
    for term in list(_TERM.finditer(unicodedata.normalize("NFC", query)))[:_MOST]:
        if term["word"] in _OR:
            either = True
            continue
        text = term["phrase"] if term["word"] is None else term["word"]
        phrase = _phrase(text)
        if phrase is not None:
            yield _Term(text, phrase, bool(term["no"]), either, term["word"] is None)
            either = False


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
        shown = index.execute(
            "SELECT rowid, highlight(t, 0, ?, ?) FROM t WHERE t MATCH ?",
            (OPEN_MARK, CLOSE_MARK, expression),
        )
        for number, text in shown:
            found[number] = spans(text)
    finally:
        index.close()
    wrong = _misspelt(query)
    return [
        [(a, b) for a, b in places if not wrong((text or "")[a:b])]
        for text, places in zip(texts, found, strict=True)
    ]


def _misspelt(query: str) -> Callable[[str], bool]:
    """Is a hit a word that was typed with other marks than it has?"""
    typed: defaultdict[str, set[str]] = defaultdict(set)
    for term in _terms(query):
        for word in _WORD.findall(term.text):
            typed[fold(word)] |= set(spellings(word)) if has_marks(word) else {""}
    return lambda hit: bool(typed.get(fold(hit))) and not {hit, ""} & typed[fold(hit)]


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
