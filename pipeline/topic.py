"""What an article is about: the topic whose words it uses most, those of the title above all.

``topic.json`` holds for each topic its words by weight: 3 for words that hardly occur elsewhere, 1
for words that only lean towards it. Words of the topic ``""`` are looked past: "thị trường" is no
school ("trường"). ``khác`` has words too, for inspections of traffic, trade, party discipline and
the like. A word that is repeated counts a little more each time, as the logarithm of its number;
one of the title counts three times.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib import resources
from itertools import compress, count
from math import log2
from operator import or_

from spacy.tokens import Doc

from .alignment import text_of
from .syllables import SYLLABLE

OTHER = "khác"
_WORDS: dict[str, dict[str, list[str]]] = json.loads(
    resources.files(__package__).joinpath("topic.json").read_text("utf-8")
)
_TERMS = {
    tuple(SYLLABLE.findall(word)): (topic, int(weight))
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
_HEAD = 1300
"""What an article is about shows in so many syllables; the rest repeats it."""


def topic_of(doc: Doc, syllables: Sequence[str]) -> str:
    """The topic of an article, ``khác`` when no topic's words stand out.

    Args:
        doc: the article.
        syllables: what it is made of outside of its furniture (``syllables_of``).
    """
    article = doc._.article or {}
    title = article.get("title") or text_of(doc).split("\n", 1)[0][:200]
    found = Counter(_terms(syllables[:_HEAD]))
    scores: defaultdict[str, float] = defaultdict(float)
    for word in set(_terms(SYLLABLE.findall(title.casefold()))):
        topic, weight = _TERMS[word]
        scores[topic] += _TITLE * weight
    for word, number in found.items():
        topic, weight = _TERMS[word]
        scores[topic] += weight * (1 + log2(number))
    scores.pop("", None)
    best = max(scores, key=lambda topic: scores[topic], default=OTHER)
    return best if scores[best] >= _ENOUGH else OTHER


def _terms(syllables: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The words of the topics, the longest at each place; punctuation is no matter."""
    pairs = map(_PAIRS.__contains__, zip(syllables, [*syllables[1:], ""], strict=False))
    singles = map(_SINGLES.__contains__, syllables)
    behind = 0
    for place in compress(count(), map(or_, pairs, singles)):
        if place < behind:
            continue
        for length in _LENGTHS[syllables[place]]:
            term = tuple(syllables[place : place + length])
            if term in _TERMS:
                yield term
                behind = place + length
                break
