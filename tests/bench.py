"""The benchmark: ``make bench``. Characters a CPU-second of each part, and as a ratio to
``underthesea.word_tokenize`` alone on the same text in the same run.

``python tests/bench.py [FOLDER…]``: gold folders; default ../shared/dev, or corpus/gold where that
is missing. Start-up is not counted; every part runs three times and its fastest run counts, since
the machine may be busy with other things.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

from thanhtra.corpus.article import Article
from thanhtra.corpus.gold import read_gold
from thanhtra.extractors.mention import Context
from thanhtra.pipeline import load
from thanhtra.pipeline.entities import EXTRACTORS, settle
from thanhtra.pipeline.output import record_line
from thanhtra.pipeline.runner import run
from thanhtra.pipeline.sentences import split

REPEATS = 3
SEGMENTED = 60_000  # The segmenter is slow: so many characters are enough to time it.


def seconds(work: Callable[[], object]) -> float:
    """CPU time of the fastest of some runs."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Times the parts and prints a Markdown table."""
    shared = Path("../shared/dev")
    folders = [Path(a) for a in sys.argv[1:]] or [
        shared if shared.is_dir() else Path("corpus/gold")
    ]
    articles = [
        Article(uri=g.id, text=g.text, title=g.title, media_type="text/plain", sha256="")
        for folder in folders
        for g in read_gold(folder)
    ]
    size = sum(len(a.text) for a in articles)
    started = time.perf_counter()
    nlp = load()
    start_up = time.perf_counter() - started
    with_words = load(disable=())

    import underthesea

    sample = []
    for article in articles:
        if sum(map(len, sample)) < SEGMENTED:
            sample.append(article.text)
    underthesea.word_tokenize("khởi động")
    segmenter = sum(map(len, sample)) / seconds(
        lambda: [underthesea.word_tokenize(text) for text in sample]
    )
    contexts = [(a.text, Context(sentences=list(split(a.text)))) for a in articles]
    sentences = [[a.text[s:e] for s, e in split(a.text)] for a in articles]
    model = nlp.get_pipe("labels").model

    def records(pipeline: object) -> Callable[[], object]:
        return lambda: [record_line(made) for made in run(pipeline, articles)]

    parts: dict[str, Callable[[], object]] = {
        "whole pipeline, words off": records(nlp),
        "whole pipeline, words on": records(with_words),
        "entities": lambda: [settle(e.find(t, c) for e in EXTRACTORS) for t, c in contexts],
        "labels": lambda: model.predict(sentences),
        "sentences": lambda: [list(split(a.text)) for a in articles],
        "tokenizer": lambda: [nlp.make_doc(a.text) for a in articles],
    }
    parts |= {
        f"entities: {e.name}": lambda e=e: [list(e.find(t, c)) for t, c in contexts]
        for e in EXTRACTORS
    }
    print(f"{len(articles)} articles, {size:,} characters; load() {start_up:.2f} s\n")
    print("| part | characters a CPU-second | × word_tokenize |\n|---|---:|---:|")
    print(f"| underthesea.word_tokenize | {segmenter:,.0f} | 1.0 |")
    for name, work in parts.items():
        work()
        rate = size / seconds(work)
        print(f"| {name} | {rate:,.0f} | {rate / segmenter:.1f} |", flush=True)


if __name__ == "__main__":
    main()
