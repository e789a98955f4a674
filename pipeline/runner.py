"""Runs the pipeline over articles: every one becomes a record or a reject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from pydantic import ValidationError
from spacy.language import Language
from spacy.tokens import Doc

from ..corpus.article import Article, Reject
from ..schemas import Record
from .attributes import plain
from .records import record

BATCH = 64
"""Articles in memory at a time."""


def run(nlp: Language, articles: Iterable[Article | Reject]) -> Iterator[Record | Reject]:
    """Makes a record of every article, in order, and passes rejects on.

    An article that the pipeline or the schema refuses becomes a reject; the rest of its batch is
    not touched.
    """
    stream = iter(articles)
    while batch := list(islice(stream, BATCH)):
        docs = [make_doc(nlp, item) if isinstance(item, Article) else None for item in batch]
        try:
            done: Iterator[Doc] | None = iter(
                list(nlp.pipe(doc for doc in docs if doc is not None))
            )
        except Exception:  # One article broke the batch: find out which.
            done = None
        for item in batch:
            if isinstance(item, Reject):
                yield item
            else:
                yield _finish(nlp, item, next(done) if done is not None else None)


def make_doc(nlp: Language, article: Article) -> Doc:
    """The article tokenised, with what is known of its source in ``doc._.article``."""
    doc = nlp.make_doc(article.text)
    fields = ("uri", "title", "published", "publisher", "author", "media_type", "sha256")
    doc._.article = {name: plain(getattr(article, name)) for name in fields}
    return doc


def _finish(nlp: Language, article: Article, doc: Doc | None) -> Record | Reject:
    try:
        return record(nlp(make_doc(nlp, article)) if doc is None else doc)
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return Reject(article.uri, place, f"the record is not valid: {first['msg']}")
    except Exception as error:
        return Reject(article.uri, "", f"the pipeline failed: {type(error).__name__}: {error}")
