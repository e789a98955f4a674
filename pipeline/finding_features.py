"""What the tagger of findings sees of each atom of a sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

import regex

from .clauses import WORDS, read_words

Entities = Sequence[tuple[int, int, str]]

_WORD = regex.compile(r"\w+(?:[./&-]\w+)*+|[^\w\s]")
_LENGTHS = (1, 2, 3, 4, 6, 9, 13, 20, 30)
_LEADS = {word: kind for kind, words in WORDS["leads"].items() for word in words}
# Words that stand in like places share a cluster, and like clusters a group: verbs find together.
_GROUPS: list[list[list[str]]] = read_words("finding_clusters.json")
_CLUSTERS = {
    word: (f"{group}.{number}", f"{group}")
    for group, clusters in enumerate(_GROUPS)
    for number, words in enumerate(clusters)
    for word in words
}
_PAIR_HEADS = {phrase.split(" ")[0] for phrase in _CLUSTERS if " " in phrase}
_NONE = ("-", "-")


def features(
    text: str, bounds: Sequence[int], labels: Sequence[str], entities: Entities
) -> list[list[str]]:
    """The features of each atom.

    Args:
        text: the article.
        bounds: of the atoms.
        labels: of the sentence.
        entities: start, end and type of the entities of the sentence.
    """
    found = [(m.start(), m.group().lower()) for m in _WORD.finditer(text, bounds[0], bounds[-1])]
    starts = [start for start, _ in found]
    words = ["^", "^", *(word for _, word in found), "$", "$", "$"]
    edges = [bisect_left(starts, bound) + 2 for bound in bounds]
    types = _types(entities, starts, len(words))
    marks = "".join(sorted({w for w in words if w in {";", ":", "“"}}))
    common = ["b", "l=" + "".join(label[0] for label in labels), "m=" + marks]
    rows: list[list[str]] = []
    heads: set[str] = set()
    led = ""
    for number, (first, behind) in enumerate(pairwise(edges)):
        mark = words[first - 1] if not words[first - 1][0].isalnum() else "w"
        if mark in _AFTER and not words[first - 2][0].isalnum():
            mark = words[first - 2] + mark
        row = [
            *common,
            *_boundary(words, types, first, mark),
            *_inside(words, types, first, behind),
        ]
        row.append("pm=" + mark + marks)
        lead = _lead(words, first)
        led = lead or led
        row += [f"k={lead}", f"kp={lead}{mark}", f"led={led}", f"ledp={led}{mark}"]
        if number == 0:
            row.append("first")
        if behind == edges[-1]:
            row.append("last")
        cluster = _CLUSTERS.get(words[first], _NONE)[0]
        for name in {words[first], cluster} & heads:
            row.append(f"same={name == cluster}{mark}")
        heads |= {words[first], cluster}
        rows.append(row)
    return rows


_AFTER = frozenset('”»")')


def _boundary(words: Sequence[str], types: Sequence[str], first: int, mark: str) -> list[str]:
    """What stands to both sides of the start of an atom."""
    head, second = words[first : first + 2]
    before, last = _last_words(words, first)
    phrase = _CLUSTERS.get(f"{head} {second}")
    (fine, coarse), width = (phrase, 2) if phrase else (_CLUSTERS.get(head, _NONE), 1)
    next_fine, next_coarse = _CLUSTERS.get(words[first + width], _NONE)
    left, right = types[first - 1 - (mark != "w")], types[first]
    return [
        "p=" + mark,
        f"h={head}",
        f"hh={head} {second}",
        f"ph={mark} {head}",
        f"v={last}",
        f"vv={before} {last}",
        f"pv={mark} {last}",
        f"e={left}|{right}",
        f"pe={mark}{left}|{right}",
        f"eh={left} {head}",
        f"c={fine}",
        f"pc={mark}{fine}",
        f"g={coarse} {next_coarse}",
        f"pg={mark}{coarse} {next_coarse}",
        f"cc={fine} {next_fine}",
        f"ec={left} {fine}",
        f"vc={_CLUSTERS.get(f'{before} {last}', _CLUSTERS.get(last, _NONE))[0]}{mark}",
    ]


def _inside(words: Sequence[str], types: Sequence[str], first: int, behind: int) -> list[str]:
    """What an atom itself holds."""
    mark = words[first - 1] if not words[first - 1][0].isalnum() else "w"
    length = f"{sum(size <= behind - first for size in _LENGTHS)}"
    tail = words[behind - 1] if not words[behind - 1][0].isalnum() else "w"
    inner = words[first:behind]
    pairs = [f"{a} {b}" for a, b in pairwise(inner) if a in _PAIR_HEADS]
    groups = {_CLUSTERS[word][1] for word in (*inner, *pairs) if word in _CLUSTERS}
    return [
        "n=" + length,
        f"pn={mark}{length}",
        "t=" + tail,
        f"pt={mark}{tail}",
        f"nx={words[behind]}",
        *["u=" + word for word in inner],
        # Sorted, for training adds up in this order.
        *sorted("gi=" + group for group in groups),
        *sorted({"ei=" + type_ for type_ in types[first:behind] if type_}),
    ]


def _types(entities: Entities, starts: Sequence[int], size: int) -> list[str]:
    """The type of the entity that each word belongs to, empty for most."""
    types = [""] * size
    for start, end, type_ in entities:
        for number in range(bisect_left(starts, start), bisect_left(starts, end)):
            types[number + 2] = type_
    return types


def _lead(words: Sequence[str], first: int) -> str:
    """What kind of introducing word stands right before an atom."""
    before, last = _last_words(words, first)
    return _LEADS.get(f"{before} {last}") or _LEADS.get(last) or ""


def _last_words(words: Sequence[str], first: int) -> tuple[str, str]:
    """The last two words before an atom, whatever punctuation stands between."""
    last = ""
    for place in range(first - 1, max(-1, first - 6), -1):
        word = words[place]
        if word[0].isalnum() or word == "^":
            if last:
                return word, last
            last = word
    return "^", "^"
