"""The benchmark: ``make bench``. Characters a CPU-second of each part, and as a ratio to
``underthesea.word_tokenize`` alone on the same text in the same run.

``python tests/bench.py [FOLDER…]``: gold folders; default ../shared/dev, or corpus/gold where that
is missing. Start-up is not counted; the parts take turns, five times, and the
fastest run of each counts, since the machine may be busy with other things.
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
from thanhtra.extractors.articles import Articles
from thanhtra.extractors.mention import Context
from thanhtra.pipeline import load
from thanhtra.pipeline.entities import EXTRACTORS
from thanhtra.pipeline.language import STAGES
from thanhtra.pipeline.lasting import lasting
from thanhtra.pipeline.output import record_line
from thanhtra.pipeline.records import record_fields
from thanhtra.pipeline.runner import make_doc, run
from thanhtra.pipeline.sentences import split
from thanhtra.schemas import Record

REPEATS = 5
SAMPLE = {"underthesea.word_tokenize": sys.maxsize, "underthesea.ner": 10_000}
"""Characters that are enough to time the peers; the ratio to the first is of the same text."""


def seconds(parts: dict[str, Callable[[], object]]) -> dict[str, float]:
    """CPU time of each part, the fastest of some rounds: in each round all parts take turns."""
    times: dict[str, list[float]] = {name: [] for name in parts}
    for work in parts.values():
        work()
    for _ in range(REPEATS):
        for name, work in parts.items():
            start = time.process_time()
            work()
            times[name].append(time.process_time() - start)
    return {name: min(taken) for name, taken in times.items()}


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
    with lasting():  # As the command line and its workers do.
        nlp = load()
    start_up = time.perf_counter() - started
    with lasting():
        with_words = load(disable=())

    import underthesea

    peers = {"word_tokenize": underthesea.word_tokenize, "ner": underthesea.ner}
    samples: dict[str, list[str]] = {}
    for name, most in SAMPLE.items():
        sample = samples[name] = []
        for article in articles:
            if sum(map(len, sample)) < most:
                sample.append(article.text)
    contexts = Articles((a.text, Context(sentences=list(split(a.text)))) for a in articles)
    # Documents that went through every stage: each is then run on them again.
    made = list(with_words.pipe([make_doc(with_words, a) for a in articles]))

    def records(pipeline: object) -> Callable[[], object]:
        return lambda: [record_line(made) for made in run(pipeline, articles)]

    parts: dict[str, Callable[[], object]] = {
        name: lambda name=name: [peers[name.rpartition(".")[2]](text) for text in samples[name]]
        for name in SAMPLE
    }
    parts |= {
        "whole pipeline, words off": records(nlp),
        "whole pipeline, words on": records(with_words),
        "tokenizer": lambda: [nlp.make_doc(a.text) for a in articles],
    }
    for stage in STAGES:
        pipe = with_words.get_pipe(stage)
        parts[stage] = (
            (lambda pipe=pipe: list(pipe.pipe(made)))
            if hasattr(pipe, "pipe")
            else (lambda pipe=pipe: [pipe(doc) for doc in made])
        )
    parts["record"] = lambda: [
        record_line(each) for each in [Record.model_validate(f) for f in record_fields(made)]
    ]
    for e in EXTRACTORS:
        find_all = getattr(e, "find_all", lambda cs, e=e: [list(e.find(*c)) for c in cs])
        parts[f"entities: {e.name}"] = lambda find_all=find_all: list(find_all(contexts))
    rates = {
        name: (sum(map(len, samples[name])) if name in samples else size) / taken
        for name, taken in seconds(parts).items()
    }
    print(f"{len(articles)} articles, {size:,} characters; load() {start_up:.2f} s\n")
    print("| part | characters a CPU-second | × word_tokenize |\n|---|---:|---:|")
    for name, rate in rates.items():
        ratio = rate / rates["underthesea.word_tokenize"]
        print(
            f"| {name} | {rate:,.0f} | {ratio:.2g} |"
            if ratio < 10
            else f"| {name} | {rate:,.0f} | {ratio:.0f} |"
        )


if __name__ == "__main__":
    main()
