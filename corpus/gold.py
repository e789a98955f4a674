"""Reads gold: articles with sentences, labels and entities (format of the development set)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from .article import normalise, parse_day


class GoldError(ValueError):
    """The folder holds no usable gold; the message names the file, the place and the remedy."""


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One gold article: its text and what was labelled in it, offsets into ``text``.

    ``findings``, ``indicators`` and ``inspection`` are None where nobody labelled them. References
    to entities are indices, or a start and end; those of an inspection are lists of all mentions.
    """

    id: str
    text: str
    title: str
    published: date | None
    sentences: list[dict[str, Any]]
    entities: list[dict[str, Any]]
    findings: list[dict[str, Any]] | None
    indicators: list[dict[str, Any]] | None
    inspection: dict[str, Any] | None = None


def read_gold(folder: Path, *, facts: Path | None = None) -> list[GoldArticle]:
    """Reads ``gold.jsonl`` of a folder with the texts that belong to it.

    The texts are looked for in ``articles.jsonl`` beside it, then as ``<id>.txt`` beside it or in
    ``../articles``.

    Args:
        folder: the gold folder.
        facts: JSON Lines with ``findings``, ``indicators`` and ``inspection`` of some of its
            articles, by ``id``.

    Raises:
        GoldError: a file is missing or broken, or an offset lies outside of its text.
    """
    path = folder / "gold.jsonl"
    if not path.is_file():
        raise GoldError(f"{path}: no such file; a gold folder holds gold.jsonl and its articles")
    articles = {row["id"]: row for row in _rows(folder / "articles.jsonl")}
    extra = {row["id"]: row for row in _rows(facts)} if facts is not None else {}
    gold = []
    for number, labelled in enumerate(_rows(path), 1):
        if "id" not in labelled or "sentences" not in labelled:
            raise GoldError(f"{path}: line {number}: the fields id and sentences are wanted")
        known = articles.get(labelled["id"], {})
        text = known["text"] if "text" in known else _text(folder, labelled["id"])
        row = labelled | extra.get(labelled["id"], {})
        for span in (*row["sentences"], *row.get("entities", ()), *row.get("findings", ())):
            if not 0 <= span["start"] < span["end"] <= len(text):
                raise GoldError(f"{path}: line {number}: {span} lies outside of the text")
        gold.append(
            GoldArticle(
                id=row["id"],
                text=text,
                title=row.get("title") or known.get("title") or "",
                published=parse_day(row.get("date") or known.get("date")),
                sentences=row["sentences"],
                entities=row.get("entities", []),
                findings=row.get("findings"),
                indicators=row.get("indicators"),
                inspection=row.get("inspection"),
            )
        )
    return gold


def _text(folder: Path, identifier: str) -> str:
    for parent in (folder, folder.parent / "articles"):
        path = parent / f"{identifier}.txt"
        if path.is_file():
            return normalise(path.read_bytes().decode("utf-8-sig"))
    raise GoldError(f"{folder}: no text for {identifier}: neither articles.jsonl nor {path} has it")


def _rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    if path.is_file():
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                rows.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise GoldError(
                    f"{path}: line {number}, column {error.colno}: {error.msg}"
                ) from None
    return rows
