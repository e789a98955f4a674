"""The benchmark: ``make bench``. Characters a CPU-second of each part, and as a ratio to
``underthesea.word_tokenize`` alone on the same text in the same run.

``python tests/bench.py [INPUT…]``: articles; default ../shared/train and ../shared/unlabelled, or
corpus/articles where they are missing. Start-up is not counted; the parts take turns, five times,
on one article of some, and the fastest run of each counts, since the machine may be busy with other
things. The rest of the articles are read once: text that was not met before.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

from thanhtra.corpus.article import Article
from thanhtra.corpus.readers import read
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
MOST = 400_000
"""Characters that are read again and again, about."""
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
    shared = [f"../shared/{name}/articles.jsonl" for name in ("train", "unlabelled")]
    written = ["corpus/articles"]
    inputs = sys.argv[1:] or (shared if all(map(os.path.isfile, shared)) else written)
    every = [article for article in read(inputs) if isinstance(article, Article)]
    step = max(1, sum(len(a.text) for a in every) // MOST)
    articles, others = every[::step], [a for n, a in enumerate(every) if n % step]
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

    def records(pipeline: object, chosen: list[Article] = articles) -> Callable[[], object]:
        return lambda: [record_line(made) for made in run(pipeline, chosen)]

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
    if others:
        start = time.process_time()
        records(nlp, others)()
        rest = sum(len(a.text) for a in others)
        rates["whole pipeline, words off, text not met before"] = rest / (
            time.process_time() - start
        )
    print(
        f"{len(articles)} of {len(every)} articles, {size:,} characters; load() {start_up:.2f} s\n"
    )
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
