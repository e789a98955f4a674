"""Labelling sheets: one sentence a row, to be corrected in a spreadsheet and read back as gold."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from ..schemas import Record
from .gold import GoldError

LABELS = ("achievement", "shortcoming", "recommendation")
COLUMNS = ("article", "sentence", *LABELS, "text")
YES, NO = "x", ""


def write_sheet(file: IO[str], records: Iterable[Record]) -> int:
    """Writes the sentences of records with their predicted labels; returns how many.

    The file should be opened with ``newline=""`` and, for spreadsheets, ``utf-8-sig``.
    """
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    count = 0
    for record in records:
        for number, sentence in enumerate(record.sentences, 1):
            marks = [YES if label in sentence.labels else NO for label in LABELS]
            text = record.text[sentence.start : sentence.end]
            rows.writerow([record.source.uri, number, *marks, text])
            count += 1
    return count


def read_sheet(path: Path) -> Iterator[dict[str, Any]]:
    """Reads a corrected sheet; yields articles in the gold format, each with its ``text``.

    An article's text is its sentences, one a line. In the label columns anything but an empty
    cell, ``0`` and ``-`` means yes.

    Raises:
        GoldError: it is no CSV file in UTF-8, a column is missing, or a row is not complete; with
            the line.
    """
    if path.is_dir():
        raise GoldError(f"{path}: is a folder; name the sheet in it")
    try:
        yield from _articles(path)
    except (UnicodeDecodeError, csv.Error):
        raise GoldError(f"{path}: is no CSV file in UTF-8; save the sheet as such") from None


def _articles(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = file.readline()
        file.seek(0)
        # Spreadsheets write what separates lists in their language: in Vietnamese a semicolon.
        separator = max(",;\t", key=head.count)
        rows = csv.DictReader(file, delimiter=separator)
        missing = set(COLUMNS) - set(rows.fieldnames or ())
        if missing:
            raise GoldError(f"{path}: line 1: no column {', '.join(sorted(missing))}")
        article: dict[str, Any] = {}
        for row in rows:
            if None in row or None in row.values() or not row["text"].strip():
                raise GoldError(f"{path}: line {rows.line_num}: the row is not complete")
            if article and article["id"] != row["article"]:
                yield article
                article = {}
            article = article or {"id": row["article"], "text": "", "sentences": []}
            _append(article, row)
        if article:
            yield article


def _append(article: dict[str, Any], row: dict[str, str]) -> None:
    start = len(article["text"]) + (1 if article["text"] else 0)
    text = " ".join(row["text"].split())
    article["text"] += ("\n" if article["text"] else "") + text
    labels = [label for label in LABELS if row[label].strip() not in {"", "0", "-"}]
    article["sentences"].append({"start": start, "end": start + len(text), "labels": labels})


def write_gold(folder: Path, articles: Iterable[dict[str, Any]]) -> int:
    """Writes a gold folder (``gold.jsonl``, ``articles.jsonl``); returns how many articles.

    Raises:
        GoldError: the folder holds gold already.
    """
    if (folder / "gold.jsonl").exists():
        raise GoldError(f"{folder}: holds gold already; choose another folder")
    folder.mkdir(parents=True, exist_ok=True)
    gold, texts = [], []
    for article in articles:
        texts.append({"id": article["id"], "text": article["text"]})
        gold.append({key: value for key, value in article.items() if key != "text"})
    for name, rows in (("articles.jsonl", texts), ("gold.jsonl", gold)):
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / name).write_text("".join(lines), encoding="utf-8")
    return len(gold)
