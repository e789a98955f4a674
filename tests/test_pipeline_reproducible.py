"""The same input gives the same bytes in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from spacy.language import Language
from thanhtra.corpus.article import Article
from thanhtra.pipeline.runner import make

ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"


def extracted(folder: Path, *, hash_seed: int) -> bytes:
    """The records of the written corpus, by a process that orders its sets by this seed."""
    output = folder / f"{hash_seed}.jsonl"
    command = [sys.executable, "-m", "thanhtra.pipeline", "extract", ARTICLES, "-o", output]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": str(hash_seed)})
    return output.read_bytes()


def test_records_do_not_hang_on_the_order_of_sets(tmp_path: Path) -> None:
    one, other = (extracted(tmp_path, hash_seed=seed) for seed in (0, 1))
    assert one.count(b"\n") == len([*ARTICLES.iterdir()])
    assert one == other


def test_what_comes_of_an_article_does_not_hang_on_the_others(nlp: Language) -> None:
    articles = [
        Article(uri=path.name, text=path.read_text("utf-8"), media_type="text/plain", sha256="")
        for path in sorted(ARTICLES.iterdir())
    ]
    together = make(nlp, articles)
    alone = [make(nlp, [article])[0] for article in articles]
    assert together == alone
