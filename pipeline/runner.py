"""Runs the pipeline over articles: every one becomes a record or a reject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..corpus.article import Article, Reject, printable
from ..schemas import Record
from .attributes import plain
from .records import record_fields

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


BATCH = 64
"""Articles in memory at a time: stages look up a word once a batch, not once an article."""


def run(nlp: Language, articles: Iterable[Article | Reject]) -> Iterator[Record | Reject]:
    """Makes a record of every article, in order, and passes rejects on.

    An article that the pipeline or the schema refuses becomes a reject; the rest of its batch is
    not touched.
    """
    stream = iter(articles)
    while batch := list(islice(stream, BATCH)):
        made = iter(make(nlp, [item for item in batch if isinstance(item, Article)]))
        for item in batch:
            yield next(made) if isinstance(item, Article) else item


def make(nlp: Language, articles: Sequence[Article]) -> list[Record | Reject]:
    """Makes the record of each article of a batch, or the reject that says why there is none.

    What comes of an article does not hang on the others.
    """
    try:
        docs = list(nlp.pipe([make_doc(nlp, article) for article in articles]))
        made = record_fields(docs)
    except Exception:  # Too long, or it broke a stage: find out which one it was.
        return [_make(nlp, article) for article in articles]
    return [_make(nlp, article, fields) for article, fields in zip(articles, made, strict=True)]


def _make(nlp: Language, article: Article, fields: dict[str, Any] | None = None) -> Record | Reject:
    if len(article.text) > nlp.max_length:
        reason = f"too long: {len(article.text)} characters, at most {nlp.max_length} are read"
        return Reject(article.uri, "", f"{reason} as one article; split it into its articles")
    try:
        if fields is None:
            [fields] = record_fields([nlp(make_doc(nlp, article))])
        return Record.model_validate(fields)
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        return Reject(article.uri, place, f"the record is not valid: {first['msg']}")
    except MemoryError:
        return Reject(article.uri, "", "needs more memory than a worker may take (--max-memory)")
    except Exception as error:
        reason = printable(f"the pipeline failed: {type(error).__name__}: {error}")
        return Reject(article.uri, "", reason)


def make_doc(nlp: Language, article: Article) -> Doc:
    """The article tokenised, with what is known of its source in ``doc._.article``."""
    doc = nlp.make_doc(article.text)
    fields = ("uri", "title", "published", "publisher", "author", "url", "media_type", "sha256")
    doc._.article = {name: plain(getattr(article, name)) for name in fields}
    return doc
