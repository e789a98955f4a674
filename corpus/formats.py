"""Which files can be read: from the name of a file to the layers it is made of."""

from __future__ import annotations

ARTICLES: dict[str, str] = {
    ".txt": "text",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
"""Files of one article."""

TABLES: dict[str, str] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".warc": "warc",
}
"""Files of many articles."""

ARCHIVES: dict[str, str] = {".zip": "zip", ".tar": "tar"}
"""Files of files."""

COMPRESSIONS: dict[str, str] = {".gz": "gz", ".bz2": "bz2", ".xz": "xz", ".zst": "zst"}
"""Around one file of any other kind."""

_SHORT = {".tgz": ".tar.gz", ".tbz2": ".tar.bz2", ".txz": ".tar.xz", ".tzst": ".tar.zst"}
_ONE = frozenset(ARTICLES.values())
_PLAIN = ARTICLES | TABLES | ARCHIVES

SUFFIXES = tuple(sorted({*_PLAIN, *COMPRESSIONS, *_SHORT}))
"""Every suffix that is known."""


def layers(name: str) -> tuple[str, ...]:
    """The layers of a file by its name, outermost first; empty if it cannot be read.

    >>> layers("news/a.html"), layers("2019.tar.zst"), layers("dump.jsonl.gz"), layers("logo.png")
    (('html',), ('zst', 'tar'), ('gz', 'jsonl'), ())
    """
    stem, suffix = _split(name.lower())
    if suffix in _SHORT:
        stem, suffix = _split(stem + _SHORT[suffix])
    if suffix not in COMPRESSIONS:
        return (_PLAIN[suffix],) if suffix in _PLAIN else ()
    inner = _PLAIN.get(_split(stem)[1])
    if inner is None:
        return ()
    if (inner, suffix) == ("warc", ".gz"):
        return ("warc",)  # Compressed record by record, which its reader knows.
    return (COMPRESSIONS[suffix], inner)


def single(kinds: tuple[str, ...]) -> bool:
    """Whether a file of these layers is exactly one article, or one reject."""
    return not kinds or kinds[-1] in _ONE


def suffix(name: str) -> str:
    """The suffix of a file's name with its dot, in small letters; empty if there is none."""
    return _split(name.lower())[1]


def hidden(name: str) -> bool:
    """Whether a member of an archive is hidden, as what systems leave behind in archives is."""
    parts = name.split("/")
    return any(p == "__MACOSX" or (p.startswith(".") and p not in {".", ".."}) for p in parts)


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix) if stem and dot and "/" not in suffix else (name, "")
