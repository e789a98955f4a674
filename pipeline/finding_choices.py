"""The bodies that a finding may be tied to, and what speaks for each of them.

For every finding and role there is a row for each body named not long before it, or later in its
sentence, and a row for none at all; ``finding_links`` takes the row that weighs most. Features
are slots of a table of weights, as in ``finding_features``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .alignment import Entity
from .finding_phrases import mix, read_words, slots
from .finding_words import Words, within

BODIES = frozenset({"AGENCY", "LOCATION"})
"""Types of entities that are bodies: agencies, and places for their administration."""
_BITS = 15
SLOTS = 1 << _BITS
ROLES = ("agency", "asker", "addressee")
"""The body concerned by an achievement or shortcoming; who asks for a recommendation, and whom."""
_BACK = 12
"""So many bodies before a finding are looked at, and the first of the article."""
_LEVELS = {"trung ương": 1, "tỉnh": 2, "huyện": 3, "xã": 4}
_NEAR = np.array([1, 2, 3, 4, 7])
_FEW = (1, 2, 3, 5, 9)
_TEMPLATES = 18
_NUMBERS = np.arange(_TEMPLATES)[:, None] + 64 * np.arange(len(ROLES))
_SALTS, _SALTS_OF_NONE = (
    mix(numbers.astype(np.uint64), np.uint64(7)) for numbers in (_NUMBERS, _NUMBERS + 32)
)
"""uint64 (n_templates, n_roles): of a body, and of none."""
_INSPECTING: tuple[str, ...] = tuple(read_words("finding_cues.json")["inspecting"])


class Case(NamedTuple):
    """A finding in a role for which a body is sought."""

    start: int
    end: int
    sentence: int
    label: int
    role: int


class Scene(NamedTuple):
    """An article with findings.

    Attributes:
        bodies: its agencies and places, in order.
        keys: what all mentions of each body share.
        sentences: start and end of each of its sentences.
        cases: in order of the text.
    """

    bodies: Sequence[Entity]
    keys: Sequence[str]
    sentences: Sequence[tuple[int, int]]
    cases: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Choices:
    """The rows of the cases of some articles, those of a case together, none first.

    Attributes:
        case: int64 (n_rows,) the number of the case of each row, over all articles.
        body: int64 (n_rows,) the index of the body in its article; -1: none.
        slots: int64 (n_rows, n_templates).
    """

    case: np.ndarray
    body: np.ndarray
    slots: np.ndarray


def choices(words: Words, scenes: Sequence[Scene]) -> Choices:
    """The rows of some articles; at least one has a body, and at least one a case.

    Args:
        words: of the articles.
        scenes: the articles.
    """
    view = _View(words, scenes)
    bodies = _Bodies(view)
    cases = _Cases(view, bodies)
    owner, body = _rows(bodies, cases)
    made = np.empty((len(owner), _TEMPLATES), dtype=np.int64)
    named = np.flatnonzero(body >= 0)
    case = owner[named]
    role = cases.role[case]
    seen = _named(bodies, cases, body[named], case)
    made[named] = slots(seen, (salt[role] for salt in _SALTS), _BITS).T
    made[body < 0] = slots(_unnamed(cases), (salt[cases.role] for salt in _SALTS_OF_NONE), _BITS).T
    return Choices(owner, body, made)


def _rows(bodies: _Bodies, cases: _Cases) -> tuple[np.ndarray, np.ndarray]:
    """The case of each row, and the index of the body in its article."""
    first = bodies.first[cases.article]
    near, last = np.maximum(cases.rank - _BACK - first, 0), cases.last - first
    # A row for none, one for the first body of the article, and those of the bodies nearby.
    title = near > 0
    counts = 1 + title + np.maximum(last - near, 0)
    owner, place = np.repeat(np.arange(len(counts)), counts), within(counts)
    body = (near - 1 - title)[owner] + place
    body[title[owner] & (place == 1)] = 0
    body[place == 0] = -1
    return owner, body


class _View:
    """Some articles with findings, read as one: offsets, words and sentences count through.

    Args:
        words: of the articles.
        scenes: the articles.
    """

    def __init__(self, words: Words, scenes: Sequence[Scene]) -> None:
        self.scenes, self.shifts = scenes, words.shifts
        self._starts, self._forms = words.starts, words.forms
        shifted = zip(scenes, self.shifts, strict=False)
        places = [(low + by, high + by) for scene, by in shifted for low, high in scene.sentences]
        self.lows, self.highs = np.array(places).T
        self.leads = _leads(words)
        self.asked, self.said = (np.append(0, np.cumsum(self.leads == kind)) for kind in (1, 3))

    def word(self, offset: np.ndarray) -> np.ndarray:
        """The first word from an offset on."""
        return np.searchsorted(self._starts, offset)

    def form(self, word: np.ndarray) -> np.ndarray:
        """The hash of a word; nought where there is none."""
        inside = (word >= 0) & (word < len(self._forms))
        return self._forms.take(word, mode="clip") * inside


def _leads(words: Words) -> np.ndarray:
    """What kind of introducing phrase ends at each word: 1 asks, 2 promises, 3 says; 0: none."""
    leads = np.zeros(len(words.forms) + 2, dtype=np.uint64)
    for size in (1, 2, 3):
        codes = words.phrases.codes("leads", size)
        at = np.flatnonzero(codes)
        leads[at + size - 1] = codes[at]
    return leads[: len(words.forms)]


class _Bodies:
    """What is looked at of each body."""

    def __init__(self, view: _View) -> None:
        scenes = view.scenes
        self.first = np.cumsum([0, *(len(scene.bodies) for scene in scenes)])
        places = [
            (body.start_char + by, body.end_char + by)
            for scene, by in zip(scenes, view.shifts, strict=False)
            for body in scene.bodies
        ]
        self.starts, ends = np.array(places).T
        self.home = np.searchsorted(view.lows, self.starts, side="right") - 1
        self.head, tail = view.word(self.starts), view.word(ends)
        self.asked, self.said = view.asked[tail], view.said[tail]
        self.before = view.form(self.head - 2), view.form(self.head - 1)
        self.behind = view.form(tail), view.form(tail + 1)
        own = [row for scene in scenes for row in _own(scene)]
        agency, self.inspects, self.mentions, self.level = np.array(own, dtype=np.uint64).T
        self.kind = np.where(agency > 0, view.form(self.head), np.uint64(1))


class _Cases:
    """What is looked at of each case."""

    def __init__(self, view: _View, bodies: _Bodies) -> None:
        counts = [len(scene.cases) for scene in view.scenes]
        self.article = np.repeat(np.arange(len(counts)), counts)
        table = np.array([case for scene in view.scenes for case in scene.cases])
        begin, end, self.order, self.label, self.role = table.T
        shift = np.array(view.shifts)[self.article]
        self.begin, self.end = begin + shift, end + shift
        before = np.cumsum([0, *(len(scene.sentences) for scene in view.scenes)])
        self.sentence = self.order + before[self.article]
        low, high = view.lows[self.sentence], view.highs[self.sentence]
        self.opens, first = view.word(self.begin), view.word(low)
        self.asked, self.said = view.asked[self.opens], view.said[self.opens]
        self.asked_before = view.asked[first]
        self.asks = np.minimum(self.asked - self.asked_before, 1)
        lead = view.leads[np.maximum(self.opens - 1, 0)]
        self.lead = np.where(self.opens > first, lead, np.uint64(0))
        self.first = view.form(self.opens), view.form(self.opens + 1)
        # How many bodies stand before the finding, before its end, and before its sentence's.
        self.rank, inside, self.last = (
            np.searchsorted(bodies.starts, place) for place in (self.begin, self.end, high)
        )
        self.here = np.clip(inside - np.searchsorted(bodies.starts, low), 0, 3)


def _named(bodies: _Bodies, cases: _Cases, body: np.ndarray, case: np.ndarray) -> list[np.ndarray]:
    """The values of the features of some bodies in some cases."""
    title = body == 0
    label, begin, sentence = cases.label[case], cases.begin[case], cases.sentence[case]
    asks, lead, here, order = (c[case] for c in (cases.asks, cases.lead, cases.here, cases.order))
    body = body + bodies.first[cases.article[case]]
    starts, home = bodies.starts[body], bodies.home[body]
    inside = (starts >= begin) & (starts < cases.end[case])
    distance = np.searchsorted(_NEAR, sentence - home, side="right")
    where = distance * 3 + inside + 2 * (starts >= cases.end[case])
    what = _join(where, label)
    gap = np.where(inside, np.clip(bodies.head[body] - cases.opens[case], 0, 4), 5)
    rank = np.clip(cases.rank[case] - 1 - body, -3, 5) + 3
    asked = bodies.asked[body]
    asking, saying = asked != cases.asked[case], bodies.said[body] != cases.said[case]
    early = (asked > cases.asked_before[case]) & (sentence == home)
    second, before = (column[body] for column in bodies.before)
    behind, next_ = (column[body] for column in bodies.behind)
    kind, inspects, mentions, level = (
        column[body] for column in (bodies.kind, bodies.inspects, bodies.mentions, bodies.level)
    )
    ranked, after, ahead = _join(what, rank), _join(where, behind), _join(where, before)
    return [
        what,
        ranked,
        _join(ranked, asking, early),
        _join(where, gap, label),
        after,
        ahead,
        _join(ahead, second),
        _join(after, next_),
        _join(where, inspects, label),
        _join(where, kind),
        _join(kind, label),
        _join(where, level, kind),
        _join(where, mentions),
        _join(where, lead, asking),
        _join(where, saying, asking, label),
        _join(where, asks, early, rank),
        _join(where, here, rank),
        _join(title, order == 0, label),
    ]


def _unnamed(cases: _Cases) -> list[np.ndarray]:
    """The values of the features of no body in each case."""
    label, here = cases.label, cases.here
    first, second = cases.first
    values = [
        _join(label),
        _join(label, here),
        _join(label, cases.lead),
        _join(label, first),
        _join(first, second),
        _join(label, cases.asks, here),
        _join(label, np.minimum(cases.order, 2)),
    ]
    return values + [np.zeros(len(label), dtype=np.uint64)] * (_TEMPLATES - len(values))


def _join(*parts: np.ndarray) -> np.ndarray:
    """One value of several."""
    key = parts[0].astype(np.uint64)
    for part in parts[1:]:
        key = mix(key, part.astype(np.uint64, copy=False))
    return key


def _own(scene: Scene) -> Iterator[tuple[int, ...]]:
    """What each body is: an agency or a place, whether it inspects, how often named, its level."""
    counts = Counter(scene.keys)
    for body, key in zip(scene.bodies, scene.keys, strict=True):
        level = body.value.get("level") or (body.value.get("unit") or {}).get("level")
        yield (
            body.label_ == "AGENCY",
            body.text.casefold().startswith(_INSPECTING),
            bisect_right(_FEW, counts[key]),
            _LEVELS.get(str(level), 0),
        )


def identity(body: Entity) -> str:
    """What all mentions of one body share."""
    return str(body.value.get("key") or body.text.casefold())


def repeated(role: int, label: int, none: bool, distance: int) -> int:
    """The slot of what speaks for the choice of the last case in this role, or for none again."""
    value = ((role * 3 + label) * 2 + none) * 4 + min(distance, 3)
    key = mix(np.array([value], dtype=np.uint64), np.uint64(11))
    return int(key[0]) >> (64 - _BITS)
