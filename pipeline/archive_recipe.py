"""The recipe of ``thanhtra extract``: articles through the pipeline into validated records."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..corpus.article import Article, Reject
from .archive_job import RunError

if TYPE_CHECKING:
    from spacy.language import Language


ZONE = 1000
"""Articles after which the words that came up are forgotten; to learn them again costs little."""


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
        from .language import load

        try:
            return RecordMaker(load(model=self.model, evidence=self.evidence))
        except (ValueError, KeyError, OSError) as error:
            raise RunError(f"{self.model}: cannot be read as a model: {error}") from None


class RecordMaker:
    """Makes the record of an article, as a line of JSON."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._zone = ExitStack()
        self._left = 0
        self.identity: dict[str, str] = nlp.get_pipe_config("provenance")["stamp"]

    def __call__(self, article: Article) -> bytes | Reject:
        """The line, or why there is none."""
        from .output import record_line
        from .runner import make

        self._forget()
        made = make(self._nlp, article)
        return made if isinstance(made, Reject) else record_line(made).encode()

    def _forget(self) -> None:
        """Has spaCy forget, now and then, the words that it has met: they would fill the memory."""
        if not self._left:
            self._zone.close()
            self._zone.enter_context(self._nlp.memory_zone())
            self._left = ZONE
        self._left -= 1
