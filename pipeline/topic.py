"""What an article is about: the topic whose words it uses most, those of the title above all.

``topic.json`` holds for each topic its words by weight: 3 for words that hardly occur elsewhere, 1
for words that only lean towards it. Words of the topic ``""`` are looked past: "thị trường" is no
school ("trường"). ``khác`` has words too, for inspections of traffic, trade, party discipline and
the like. A word that is repeated counts a little more each time, as the logarithm of its number;
one of the title counts three times.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib import resources
from math import log2

from spacy.tokens import Doc

from .alignment import text_of

OTHER = "khác"
_WORDS: dict[str, dict[str, list[str]]] = json.loads(
    resources.files(__package__).joinpath("topic.json").read_text("utf-8")
)
_SYLLABLE = re.compile(r"\w+")
_TERMS = {
    tuple(_SYLLABLE.findall(word)): (topic, int(weight))
    for topic, weights in _WORDS.items()
    for weight, words in weights.items()
    for word in words
}
_LENGTHS: dict[str, list[int]] = {}
for _term in sorted(_TERMS, key=len, reverse=True):
    if len(_term) not in (_lengths := _LENGTHS.setdefault(_term[0], [])):
        _lengths.append(len(_term))
_PAIRS = {term[:2] for term in _TERMS if len(term) > 1}
_SINGLES = {term[0] for term in _TERMS if len(term) == 1}
_ENOUGH = 8
"""A topic with a lower score leaves the article at ``khác``."""
_TITLE = 2
"""So many times a word of the title counts beside its mentions."""
_HEAD = 6000
"""What an article is about shows in so many characters; the rest repeats it."""


def topic_of(doc: Doc) -> str:
    """The topic of an article, ``khác`` when no topic's words stand out."""
    text = text_of(doc)[:_HEAD].casefold()
    article = doc._.article or {}
    title = (article.get("title") or text.split("\n", 1)[0][:200]).casefold()
    found = Counter(_terms(text))
    scores: defaultdict[str, float] = defaultdict(float)
    for word in set(_terms(title)):
        topic, weight = _TERMS[word]
        scores[topic] += _TITLE * weight
    for word, number in found.items():
        topic, weight = _TERMS[word]
        scores[topic] += weight * (1 + log2(number))
    scores.pop("", None)
    best = max(scores, key=lambda topic: scores[topic], default=OTHER)
    return best if scores[best] >= _ENOUGH else OTHER


def _terms(text: str) -> Iterator[tuple[str, ...]]:
    """The words of the topics in a text, the longest at each place; punctuation is no matter."""
    syllables = _SYLLABLE.findall(text)
    behind = 0
    for place, pair in enumerate(zip(syllables, [*syllables[1:], ""], strict=False)):
        if place < behind or not (pair in _PAIRS or pair[0] in _SINGLES):
            continue
        for length in _LENGTHS[pair[0]]:
            term = tuple(syllables[place : place + length])
            if term in _TERMS:
                yield term
                behind = place + length
                break
