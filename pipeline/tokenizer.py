"""The tokenizer: runs of letters, runs of digits, single signs.

A token ends at every change of character class and where a lower case letter meets an upper case
one, so that whatever an extractor finds ("22,2ha", "1.291/1.365", "LĐ-TB&XH", or a name glued to
the word before it by a lost space) is a span of tokens. Joining the tokens gives back the text.
"""

from __future__ import annotations

from collections.abc import Callable

import regex
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

_TOKEN = regex.compile(r"\p{Lu}+[^\W\d_\p{Lu}]*+|[^\W\d_\p{Lu}]++|\d++|[^\w\s]|_|\s")
KEPT = 1 << 15
"""So many pieces between spaces are kept with their tokens: nearly all of a text have been met."""
_Piece = tuple[list[int], list[bool]]


class Tokenizer(DummyTokenizer):
    """Splits a text into tokens without losing a character."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._pieces: dict[str, _Piece] = {}

    def __call__(self, text: str) -> Doc:
        """Returns a ``Doc`` whose text is exactly ``text``."""
        if len(self._pieces) > KEPT:
            self._pieces.clear()
        known, space = self._pieces, self.vocab.strings.add(" ")
        words: list[int] = []
        gaps: list[bool] = []
        *pieces, last = text.split(" ")
        for piece in pieces:
            own, behind = known.get(piece) or self._learn(piece)
            if own:
                words += own
                gaps += behind
            elif words and words[-1] == space and not gaps[-1]:  # A space may follow a space.
                gaps[-1] = True
            else:
                words.append(space)
                gaps.append(False)
        own, behind = known.get(last) or self._learn(last)
        if own:
            words += own
            gaps += behind
            gaps[-1] = False
        return Doc(self.vocab, words=words, spaces=gaps, user_data={"text": text})

    def _learn(self, piece: str) -> _Piece:
        """The tokens of what stands between two spaces, and which of them a space follows."""
        words = [self.vocab.strings.add(word) for word in _TOKEN.findall(piece)]
        found = self._pieces[piece] = words, [False] * (len(words) - 1) + [True]
        return found


def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """The registered function behind ``@tokenizers = "thanhtra.tokenizer.v1"``."""
    return lambda nlp: Tokenizer(nlp.vocab)
