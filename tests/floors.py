"""The evaluation gate: no score may fall below its floor in ``corpus/floors.json``.

``python tests/floors.py build/evaluation``: the folder holds what ``make evaluate`` wrote. A set
names its gold with a hash, for floors mean something on that very gold only, and the least that
each score (a path into its JSON) may be.

``--raise`` sets floors anew where the scores are better than they were, .002 below them, for
processors round differently. ``--lower 'REASON'`` lowers those that are not reached, too, and keeps
the reason in ``lowered`` beside them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

FLOORS = Path("corpus/floors.json")
ROOM = 0.002


def look_up(scores: dict[str, Any], path: str) -> float:
    """The score at a path such as ``entities/exact/DATE/f1``."""
    value: Any = scores
    for step in path.split("/"):
        value = value[step]
    return float(value)


def main(arguments: list[str] | None = None) -> int:
    """Prints every score beside its floor; returns 1 when one is below it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--raise", action="store_true", dest="higher")
    parser.add_argument("--lower", metavar="REASON")
    options = parser.parse_args(arguments)
    sets = json.loads(FLOORS.read_text("utf-8"))
    faults = 0
    for name, floors in sets.items():
        path, gold = options.folder / f"{name}.json", Path(floors["gold"])
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
            wanted = round(value - ROOM, 3)
            if options.higher and wanted > floor:
                floors["scores"][score] = wanted
            elif options.lower and value < floor:
                floors["scores"][score] = wanted
                floors.setdefault("lowered", {})[score] = f"from {floor}: {options.lower}"
            else:
                faults += value < floor
            verdict = "ok " if value >= floor else "LOW"
            print(f"{verdict} {name} {score}: {value:.3f} (floor {floor})")
    if options.higher or options.lower:
        FLOORS.write_text(json.dumps(sets, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
