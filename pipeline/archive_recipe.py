"""The recipe of ``thanhtra extract``: articles through the pipeline into validated records."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..corpus.article import Article, Reject
from .archive_job import RunError

if TYPE_CHECKING:
    from spacy.language import Language

WORDS = 20_000
"""So many words are kept."""


@dataclass(frozen=True)
class Extraction:
    """Settings of the pipeline; see ``pipeline.load``."""

    model: str = "fast"
    evidence: bool = False

    def load(self) -> RecordMaker:
        """Loads the pipeline.

        Raises:
            RunError: the model cannot be read.
        """
        from .lasting import import_spacy

        import_spacy()
        from .language import load

        try:
            return RecordMaker(load(model=self.model, evidence=self.evidence))
        except (ValueError, KeyError, OSError) as error:
            raise RunError(f"{self.model}: cannot be read as a model: {error}") from None


class RecordMaker:
    """Makes the records of articles, as lines of JSON."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self.identity: dict[str, str] = nlp.get_pipe_config("provenance")["stamp"]

    def __call__(self, articles: Sequence[Article]) -> list[bytes | Reject]:
        """For each article the line, or why there is none."""
        from .output import record_line
        from .runner import make

        with self.zone():
            made = make(self._nlp, articles)
        return [m if isinstance(m, Reject) else record_line(m).encode() for m in made]

    def zone(self) -> AbstractContextManager[object]:
        """Keeps words that are met once in a million articles from staying in memory for ever.

        The first words are kept: most of the later ones are among them.
        """
        full = len(self._nlp.vocab) > WORDS
        return self._nlp.memory_zone() if full else nullcontext()
