"""The tokenizer: runs of letters, runs of digits, single signs.

A token ends at every change of character class and where a lower case letter meets an upper case
one, so that whatever an extractor finds ("22,2ha", "1.291/1.365", "LĐ-TB&XH", or a name glued to
the word before it by a lost space) is a span of tokens. Joining the tokens gives back the text.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import regex
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

_TOKEN = regex.compile(r"\p{Lu}+[^\W\d_\p{Lu}]*+|[^\W\d_\p{Lu}]++|\d++|[^\w\s]|_|\s")
KEPT = 1 << 15
"""So many pieces between spaces are kept with their tokens: later articles have 4 % others."""
_SHORT = 40
"""Only such pieces are kept; a text without spaces is one piece that is never met again."""
_Piece = tuple[list[int] | list[str], list[bool]]


class Tokenizer(DummyTokenizer):
    """Splits a text into tokens without losing a character."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._pieces: dict[str, _Piece] = {}

    def __call__(self, text: str) -> Doc:
        """Returns a ``Doc`` whose text is exactly ``text``."""
        known = self._pieces
        words: list[Any] = []
        gaps: list[bool] = []
        *pieces, last = text.split(" ")
        for piece in pieces:
            own, behind = known.get(piece) or self._read(piece)
            if own:
                words += own
                gaps += behind
            elif words and words[-1] == " " and not gaps[-1]:  # A space may follow a space.
                gaps[-1] = True
            else:
                words.append(" ")
                gaps.append(False)
        own, behind = known.get(last) or self._read(last)
        if own:
            words += own
            gaps += behind
            gaps[-1] = False
        return Doc(self.vocab, words=words, spaces=gaps, user_data={"text": text})

    def _read(self, piece: str) -> _Piece:
        """The tokens of what stands between two spaces, and which of them a space follows.

        Those of the first pieces are kept as numbers, which spaCy looks up in a fifth of the time.
        """
        words = _TOKEN.findall(piece)
        gaps = [False] * (len(words) - 1) + [True]
        zoned: bool = self.vocab.in_memory_zone  # type: ignore[attr-defined]
        if zoned or len(piece) > _SHORT or len(self._pieces) >= KEPT:
            return words, gaps  # What a zone adds to the vocabulary goes with it.
        found = self._pieces[piece] = [*map(self.vocab.strings.add, words)], gaps
        return found

    def from_bytes(self, data: bytes, **kwargs: Any) -> Tokenizer:
        """Forgets the tokens of the vocabulary before; there is nothing to read."""
        self._pieces.clear()
        return self

    def from_disk(self, path: str | Path, **kwargs: Any) -> Tokenizer:
        """The same."""
        return self.from_bytes(b"")


def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """The registered function behind ``@tokenizers = "thanhtra.tokenizer.v1"``."""
    return lambda nlp: Tokenizer(nlp.vocab)
