"""The evaluation gate: no score may fall below its floor in ``corpus/floors.json``.

``python tests/floors.py build/evaluation``: the folder holds what ``make evaluate`` wrote. Each
floor names a set, a score (a path into its JSON) and the least it may be. Lowering one needs a
reason beside it, in ``lowered``.
"""

from __future__ import annotations

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
    below = 0
    for name, floors in json.loads(Path("corpus/floors.json").read_text("utf-8")).items():
        path = folder / f"{name}.json"
        if not path.exists():
            print(f"{name}: not measured here")
            continue
        scores = json.loads(path.read_text("utf-8"))
        for score, floor in floors["scores"].items():
            value = look_up(scores, score)
            below += value < floor
            verdict = "ok " if value >= floor else "LOW"
            print(f"{verdict} {name} {score}: {value:.3f} (floor {floor})")
    return 1 if below else 0


if __name__ == "__main__":
    sys.exit(main())
