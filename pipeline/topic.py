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
from collections.abc import Iterator
from importlib import resources
from math import log2

import numpy as np
from spacy.tokens import Doc

from .alignment import text_of
from .syllables import runs, syllables_in

OTHER = "khác"
_WORDS: dict[str, dict[str, list[str]]] = json.loads(
    resources.files(__package__).joinpath("topic.json").read_text("utf-8")
)
_TERMS: dict[int, tuple[str, int]] = {}
"""Topic and weight of each word, by the hash of its syllables."""
_KNOWN: dict[int, np.ndarray] = {}
"""For each number of syllables, which first 16 bits the hash of a word may have."""
for _topic, _weights in _WORDS.items():
    for _weight, _listed in _weights.items():
        for _word in _listed:
            _syllables = syllables_in(_word)
            *_, _hash = runs(_syllables, len(_syllables))
            _TERMS[int(_hash[0])] = _topic, int(_weight)
            _known = _KNOWN.setdefault(len(_syllables), np.zeros(1 << 16, dtype=bool))
            _known[_hash >> np.uint64(48)] = True
_GAP = np.ones(1, dtype=np.uint64)
"""No syllable; not nought, for a run that begins with nought hashes to the one behind it."""
_ENOUGH = 8
"""A topic with a lower score leaves the article at ``khác``."""
_TITLE = 2
"""So many times a word of the title counts beside its mentions."""
_HEAD = 1300
"""What an article is about shows in so many syllables; the rest repeats it."""


def topic_of(doc: Doc, syllables: np.ndarray) -> str:
    """The topic of an article, ``khác`` when no topic's words stand out.

    Args:
        doc: the article.
        syllables: what it is made of outside of its furniture (``syllables_of``).
    """
    article = doc._.article or {}
    title = syllables_in(article.get("title") or text_of(doc).split("\n", 1)[0][:200])
    scores: defaultdict[str, float] = defaultdict(float)
    # At once, with a gap between them: many short runs of NumPy cost more than one long one.
    words = [*_words(np.concatenate([title, _GAP, syllables[:_HEAD]]))]
    for word in {word for place, word in words if place < len(title)}:
        topic, weight = _TERMS[word]
        scores[topic] += _TITLE * weight
    for word, number in Counter(word for place, word in words if place > len(title)).items():
        topic, weight = _TERMS[word]
        scores[topic] += weight * (1 + log2(number))
    scores.pop("", None)
    best = max(scores, key=lambda topic: scores[topic], default=OTHER)
    return best if scores[best] >= _ENOUGH else OTHER


def _words(syllables: np.ndarray) -> Iterator[tuple[int, int]]:
    """The words of the topics and where they begin, the longest at each place."""
    found: dict[int, tuple[int, int]] = {}
    for size, hashes in enumerate(runs(syllables, max(_KNOWN)), 1):
        if size in _KNOWN:
            places = np.flatnonzero(_KNOWN[size][hashes >> np.uint64(48)])
            for place, word in zip(places.tolist(), hashes[places].tolist(), strict=True):
                if word in _TERMS:
                    found[place] = size, word
    behind = 0
    for place in sorted(found):
        if place >= behind:
            size, word = found[place]
            yield place, word
            behind = place + size
