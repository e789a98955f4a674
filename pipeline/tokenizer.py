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

_TOKEN = regex.compile(r"(\p{Lu}+[^\W\d_\p{Lu}]*+|[^\W\d_\p{Lu}]++|\d++|[^\w\s]|_|\s)( ?)")


class Tokenizer(DummyTokenizer):
    """Splits a text into tokens without losing a character."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Returns a ``Doc`` whose text is exactly ``text``."""
        pairs = _TOKEN.findall(text)
        words, spaces = [word for word, _ in pairs], [bool(gap) for _, gap in pairs]
        return Doc(self.vocab, words=words, spaces=spaces, user_data={"text": text})


def create_tokenizer() -> Callable[[Language], Tokenizer]:
    """The registered function behind ``@tokenizers = "thanhtra.tokenizer.v1"``."""
    return lambda nlp: Tokenizer(nlp.vocab)
