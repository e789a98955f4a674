"""The evaluation gate: no score may fall below its floor in ``corpus/floors.json``.

``python tests/floors.py build/evaluation``: the folder holds what ``make evaluate`` wrote. A set
names its gold with a hash, for floors mean something on that very gold only, and the least that
each score (a path into its JSON) may be. Floors lie .002 to .003 below what was measured, for
processors round differently. Whoever lowers one states why, in ``lowered`` beside it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any


def look_up(scores: dict[str, Any], path: str) -> float:
    """The score at a path such as ``entities/exact/DATE/f1``."""
    value: Any = scores
    for step in path.split("/"):
        value = value[step]
    return float(value)


def main() -> int:
    """Prints every score beside its floor; returns 1 when one is below it."""
    folder = Path(sys.argv[1])
    faults = 0
    for name, floors in json.loads(Path("corpus/floors.json").read_text("utf-8")).items():
        path, gold = folder / f"{name}.json", Path(floors["gold"])
        if not gold.exists():
            print(f"{name}: {gold} is not here, not measured")
            continue
        if hashlib.sha256(gold.read_bytes()).hexdigest() != floors["sha256"]:
            print(f"{name}: {gold} has changed: measure again and set the floors anew")
            faults += 1
            continue
        scores = json.loads(path.read_text("utf-8"))
        for score, floor in floors["scores"].items():
            value = look_up(scores, score)
            faults += value < floor
            verdict = "ok " if value >= floor else "LOW"
            print(f"{verdict} {name} {score}: {value:.3f} (floor {floor})")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
