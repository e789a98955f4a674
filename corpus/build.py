"""Writes ``articles/*.txt`` and ``gold/gold.jsonl`` from the annotated articles in ``written/``.

``python -m thanhtra.corpus.build [CORPUS]`` (default: ``corpus``); ``--check FILE…`` only reads
the given files and reports what breaks the notation.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from .markup import MarkupError, read_article


def read_folder(written: Path) -> list[tuple[str, dict[str, Any]]]:
    """Reads every annotated article of a folder, in order of name.

    Raises:
        MarkupError: with the file and line.
    """
    articles = []
    for path in sorted(written.glob("*.ann")):
        try:
            articles.append(read_article(path.read_text(encoding="utf-8"), identifier=path.stem))
        except (MarkupError, ValueError) as error:
            raise MarkupError(f"{path}: {error}") from error
    return articles


def gold_lines(articles: list[tuple[str, dict[str, Any]]]) -> str:
    """The gold file of these articles: one JSON object a line."""
    return "".join(json.dumps(gold, ensure_ascii=False) + "\n" for _, gold in articles)


def build(corpus: Path) -> int:
    """Writes the plain articles and their gold; returns how many articles there are."""
    articles = read_folder(corpus / "written")
    for folder in ("articles", "gold"):
        (corpus / folder).mkdir(exist_ok=True)
    wanted = {f"{gold['id']}.txt": text for text, gold in articles}
    for stale in (corpus / "articles").glob("*.txt"):
        if stale.name not in wanted:
            stale.unlink()
    for name, text in wanted.items():
        (corpus / "articles" / name).write_text(text + "\n", encoding="utf-8")
    (corpus / "gold" / "gold.jsonl").write_text(gold_lines(articles), encoding="utf-8")
    return len(articles)


def main() -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=Path("corpus"))
    parser.add_argument("--check", nargs="+", type=Path, metavar="FILE")
    options = parser.parse_args()
    if not options.check:
        try:
            print(f"{build(options.corpus)} articles")
        except MarkupError as error:
            print(error, file=sys.stderr)
            return 1
        return 0
    broken = 0
    for path in options.check:
        try:
            text, gold = read_article(path.read_text(encoding="utf-8"), identifier=path.stem)
            sizes = {key: len(value) for key, value in gold.items() if isinstance(value, list)}
            print(f"{path}: {len(text)} characters, {sizes}")
        except (MarkupError, ValueError) as error:
            broken += 1
            print(f"{path}: {error}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
