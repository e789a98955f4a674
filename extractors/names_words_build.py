"""Makes ``name_words.json``, the vocabulary of the tagger of names.

    python -m thanhtra.extractors.names_words_build ARTICLES.jsonl...

Single words that occur in at least ``FEWEST`` of the articles (rare ones, most of them names, stay
out), with all words of ``name_phrases.csv`` and of the names of administrative units. A new
vocabulary needs newly trained weights (``names_train``).
"""

from __future__ import annotations

import json
import lzma
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .names_words import TOKEN, normal, rows, unit_names

TARGET = Path(__file__).with_name("name_words.json")
FEWEST = 12
LIMIT = 4000  # articles read of one file
MARKS = ".,;:()-–/&'\"“”?!…"


def main() -> None:
    """Reads the articles and writes the vocabulary, the most frequent words first."""
    counts: Counter[str] = Counter()
    for text in texts([Path(name) for name in sys.argv[1:]]):
        counts.update({normal(word) for word in TOKEN.findall(text) if word[0].isalpha()})
    words = {word for word, count in counts.items() if count >= FEWEST}
    for phrase in [row["phrase"] for row in rows("name_phrases.csv")]:
        words.update(map(normal, TOKEN.findall(phrase)))
    for _, name in unit_names():
        words.update(map(normal, TOKEN.findall(name)))
    words.update(MARKS, map(str, range(31)))
    ordered = sorted(words, key=lambda word: (-counts[word], word))
    TARGET.write_text(json.dumps(ordered, ensure_ascii=False, separators=(",", ":")), "utf-8")


def texts(paths: list[Path], limit: int | None = LIMIT) -> Iterator[str]:
    """The texts of article files, plain or packed by xz; so many of each at most."""
    for path in paths:
        opener = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            for line in islice(lines, limit):
                yield json.loads(line)["text"]


if __name__ == "__main__":
    main()
