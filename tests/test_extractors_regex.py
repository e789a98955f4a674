"""No regular expression of ours takes more than linear time, whatever text it is run over.

Every compiled pattern of the extractors and of the pipeline is searched through its worst cases:
short units, among them the pattern's own words, repeated over 100 kB. Twice the text may take about
twice the time; growth is compared, never a time limit set.
"""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
import regex

ROOT = Path(__file__).resolve().parent.parent
SIZE = 100_000
TRIES = 4
LINEAR = 3  # times as long for twice the text, at most
LOOK = 500  # characters by which the worst cases are chosen
NOTICED = 2e-4  # seconds: less cannot be told from noise
UNITS = (
    'a|A |1| |1 |1.|1/|?|(|"a |- |a, |A-|\u00a0|. |\n|a\n|1a|1 000 |ngày |Sở Y tế |một |khoản 1, |'
    "Luật A |từ 1 đến "
).split("|")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every compiled pattern that a module holds, alone or in a list or table."""
    for folder in ("extractors", "pipeline"):
        for file in sorted((ROOT / folder).glob("*.py")):
            module = importlib.import_module(f"thanhtra.{folder}.{file.stem}")
            for name, value in vars(module).items():
                held = value.values() if isinstance(value, dict) else value
                held = held if isinstance(held, (list, tuple, type({}.values()))) else [held]
                for number, pattern in enumerate(held):
                    if isinstance(pattern, (re.Pattern, regex.Pattern)):
                        yield f"{folder}/{file.name}:{name}:{number}", pattern


PATTERNS = {pattern: name for name, pattern in patterns()}


def units(pattern: re.Pattern[str]) -> list[str]:
    """What to repeat: general units, and words of the pattern alone and before others."""
    plain = re.sub(r"\\.|\(\?P<\w+>|\[[^\]]*\]", " ", pattern.pattern)
    words = dict.fromkeys(re.findall(r"[^\W\d_]{2,}(?: [^\W\d_]{2,})*", plain))
    own = list(words)[:6]
    return [*UNITS, *(f"{word} " for word in own), *(f"{word} A " for word in own[:3])]


def taken(pattern: re.Pattern[str], text: str) -> float:
    """CPU seconds to find all matches."""
    began = process_time()
    for _ in pattern.finditer(text):
        pass
    return process_time() - began


def growth(pattern: re.Pattern[str], unit: str, size: int) -> float:
    """How many times as long twice the text takes; measured anew when it looks like too much."""
    whole = (unit * (size // len(unit) + 1))[:size]
    half = whole[: size // 2]
    least = float("inf")
    for _ in range(TRIES):
        least = min(least, taken(pattern, whole) / max(taken(pattern, half), NOTICED))
        if least <= LINEAR:
            break
    return least


def worst(pattern: re.Pattern[str]) -> set[str]:
    """The unit that takes the longest, and the one whose time grows the fastest."""
    times = {}
    for unit in units(pattern):
        text = unit * (4 * LOOK // len(unit) + 1)
        times[unit] = taken(pattern, text[:LOOK]), taken(pattern, text[: 4 * LOOK])
    slow = max(times, key=lambda unit: times[unit][1])
    steep = max(times, key=lambda unit: times[unit][1] / max(times[unit][0], NOTICED))
    return {slow, steep}


@pytest.mark.parametrize("pattern", PATTERNS, ids=PATTERNS.values())
def test_time_is_linear(pattern):
    for unit in worst(pattern):
        # A steep pattern shows itself early; only a tame one goes through all of its 100 kB.
        for size in (8 * LOOK, SIZE):
            assert growth(pattern, unit, size) <= LINEAR, (
                f"{unit!r} over and over, {size} characters"
            )


def test_patterns_are_found():
    assert len(PATTERNS) > 60


def test_a_quadratic_pattern_is_caught():
    assert growth(re.compile(r"\s+x"), " ", 8 * LOOK) > LINEAR
