"""The bodies that a finding may be tied to, and what speaks for each of them.

For every finding and role there is a row for each body named not long before it, or later in its
sentence, and a row for none at all; ``finding_links`` takes the row that weighs most. Features
are slots of a table of weights, as in ``finding_features``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .alignment import Entity
from .finding_atoms import Words, leads_of, mix, read_words

SLOTS = 1 << 15
_SHIFT = np.uint64(64 - 15)
ROLES = ("agency", "asker", "addressee")
"""The body concerned by an achievement or shortcoming; who asks for a recommendation, and whom."""
_BACK = 12
"""So many bodies before a finding are looked at, and the first of the article."""
_LEVELS = {"trung ương": 1, "tỉnh": 2, "huyện": 3, "xã": 4}
_ASK_AND_SAY = (1, 3)
_NEAR = np.array([1, 2, 3, 4, 7])
_FEW = np.array([1, 2, 3, 5, 9])
_INSPECTING: tuple[str, ...] = tuple(read_words("finding_cues.json")["inspecting"])


@dataclass(frozen=True, slots=True)
class Case:
    """A finding in a role for which a body is sought."""

    start: int
    end: int
    sentence: int
    label: int
    role: int


@dataclass(frozen=True, slots=True)
class Scene:
    """An article with findings.

    Attributes:
        words: of the article.
        bodies: its agencies and places, in order.
        sentences: start and end of each of its sentences.
        cases: in order of the text.
    """

    words: Words
    bodies: Sequence[Entity]
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


def choices(scenes: Sequence[Scene]) -> Choices:
    """The rows of some articles; at least one has a body, and at least one a case."""
    pairs: list[tuple[int, int, int]] = []
    table: list[tuple[int, ...]] = []
    shift, behind, before = 0, 0, 0
    for scene in scenes:
        starts = [body.start_char for body in scene.bodies]
        for case in scene.cases:
            number = len(table)
            first = max(0, bisect_left(starts, case.start) - _BACK)
            last = bisect_left(starts, scene.sentences[case.sentence][1])
            near = (*([0] if first else ()), *range(first, last))
            pairs += [(number, -1, behind), *((number, body, behind + body) for body in near)]
            place = case.start + shift, case.end + shift, case.sentence + before
            table.append((*place, case.sentence, case.label, case.role))
        shift += len(scene.words.text)
        behind += len(scene.bodies)
        before += len(scene.sentences)
    owner, body, one = np.array(pairs, dtype=np.int64).T
    cases = np.array(table)[owner]
    view = _View(scenes, cases)
    none = body < 0
    seen, unseen = view.named(np.minimum(one, behind - 1), body == 0), view.unnamed()
    unseen += [np.zeros(len(body), dtype=np.uint64)] * (len(seen) - len(unseen))
    values = np.where(none[:, None], np.stack(unseen, axis=1), np.stack(seen, axis=1))
    salts = np.arange(len(seen)) + (cases[:, 5] * 64 + none * 32)[:, None]
    slots = mix(values, mix(salts.astype(np.uint64), np.uint64(7))) >> _SHIFT
    return Choices(owner, body, slots.astype(np.int64))


class _View:
    """What is looked at, for each row: where the finding stands, and what is said around it.

    Args:
        scenes: the articles, read as one.
        table: int64 (n_rows, 6) of the case of each row: start, end, sentence, sentence within its
            article, label, role.
    """

    def __init__(self, scenes: Sequence[Scene], table: np.ndarray) -> None:
        words = self.words = Words.joined([scene.words for scene in scenes])
        self.begin, self.end, self.sentence, self.order, self.label, _ = table.T
        shifts = np.cumsum([0, *(len(scene.words.text) for scene in scenes)]).tolist()
        shifted = [*zip(scenes, shifts, strict=False)]
        self.lows = np.array([low + by for scene, by in shifted for low, _ in scene.sentences])
        bodies = [(body, by) for scene, by in shifted for body in scene.bodies]
        self.starts = np.array([body.start_char + by for body, by in bodies])
        self.ends = np.array([body.end_char + by for body, by in bodies])
        heads = words.forms[np.searchsorted(words.starts, self.starts)]
        self.own = [*zip(*(_own(scene.bodies) for scene in scenes), strict=True)]
        self.own = [np.concatenate(column) for column in self.own]
        self.own[0] = np.where(self.own[0] > 0, heads, np.uint64(1))
        leads = leads_of(words.forms)
        self.asked, self.said = (np.append(0, np.cumsum(leads == kind)) for kind in _ASK_AND_SAY)
        self.opens = np.searchsorted(words.starts, self.begin)
        self.low = np.searchsorted(words.starts, self.lows)[self.sentence]
        self.asks = np.minimum(self.asked[self.opens] - self.asked[self.low], 1)
        self.lead = np.where(self.opens > self.low, leads[np.maximum(self.opens - 1, 0)], 0)
        about = np.searchsorted(self.starts, self.lows[self.sentence])
        self.here = np.clip(np.searchsorted(self.starts, self.end) - about, 0, 3)
        self.first = self._form(self.opens)

    def _form(self, place: np.ndarray) -> np.ndarray:
        forms = self.words.forms
        inside = (place >= 0) & (place < len(forms))
        return np.where(inside, forms[np.clip(place, 0, len(forms) - 1)], np.uint64(0))

    def named(self, body: np.ndarray, title: np.ndarray) -> list[np.ndarray]:
        """The values of the features of a body; ``title``: whether it is its article's first."""
        starts, label = self.starts[body], self.label
        home = np.searchsorted(self.lows, starts, side="right") - 1
        head = np.searchsorted(self.words.starts, starts)
        tail = np.searchsorted(self.words.starts, self.ends[body])
        inside = (starts >= self.begin) & (starts < self.end)
        distance = np.searchsorted(_NEAR, self.sentence - home, side="right")
        where = distance * 3 + inside + 2 * (starts >= self.end)
        what = _join(where, label)
        gap = np.where(inside, np.clip(head - self.opens, 0, 4), 5)
        rank = np.clip(np.searchsorted(self.starts, self.begin) - 1 - body, -3, 5) + 3
        near, far = np.minimum(tail, self.opens), np.maximum(tail, self.opens)
        asking = np.minimum(self.asked[far] - self.asked[near], 1)
        saying = np.minimum(self.said[far] - self.said[near], 1)
        early = np.minimum(self.asked[np.maximum(tail, self.low)] - self.asked[self.low], 1)
        early *= self.sentence == home
        before, behind = self._form(head - 1), self._form(tail)
        kind, inspects, mentions, level = (column[body] for column in self.own)
        return [
            what,
            _join(what, rank),
            _join(what, rank, asking, early),
            _join(where, gap, label),
            _join(where, behind),
            _join(where, before),
            _join(where, before, self._form(head - 2)),
            _join(where, behind, self._form(tail + 1)),
            _join(where, inspects, label),
            _join(where, kind),
            _join(kind, label),
            _join(where, level, kind),
            _join(where, mentions),
            _join(where, self.lead, asking),
            _join(where, saying, asking, label),
            _join(where, self.asks, early, rank),
            _join(where, self.here, rank),
            _join(title, self.order == 0, label),
        ]

    def unnamed(self) -> list[np.ndarray]:
        """The values of the features of no body."""
        label, here = self.label, self.here
        return [
            _join(label),
            _join(label, here),
            _join(label, self.lead),
            _join(label, self.first),
            _join(self.first, self._form(self.opens + 1)),
            _join(label, self.asks, here),
            _join(label, np.minimum(self.order, 2)),
        ]


def _join(*parts: np.ndarray) -> np.ndarray:
    """One value of several."""
    key = parts[0].astype(np.uint64)
    for part in parts[1:]:
        key = mix(key, part.astype(np.uint64))
    return key


def _own(bodies: Sequence[Entity]) -> list[np.ndarray]:
    """What each body is: an agency or a place, whether it inspects, how often named, its level."""
    keys = [identity(body) for body in bodies]
    counts = Counter(keys)
    units = (body.value.get("unit") or {} for body in bodies)
    levels = (
        body.value.get("level") or unit.get("level")
        for body, unit in zip(bodies, units, strict=True)
    )
    columns = (
        [body.label_ == "AGENCY" for body in bodies],
        [body.text.casefold().startswith(_INSPECTING) for body in bodies],
        np.searchsorted(_FEW, [counts[key] for key in keys], side="right"),
        [_LEVELS.get(str(level), 0) for level in levels],
    )
    return [np.array(column, dtype=np.uint64) for column in columns]


def identity(body: Entity) -> str:
    """What all mentions of one body share."""
    return str(body.value.get("key") or body.text.casefold())


def repeated(role: int, label: int, none: bool, distance: int) -> int:
    """The slot of what speaks for the choice of the last case in this role, or for none again."""
    value = ((role * 3 + label) * 2 + none) * 4 + min(distance, 3)
    key = mix(np.array([value], dtype=np.uint64), np.uint64(11))
    return int(key[0] >> _SHIFT)
