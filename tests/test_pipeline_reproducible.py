"""The same input gives the same bytes in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"


def extracted(folder: Path, *, hash_seed: int) -> bytes:
    """The records of the written corpus, by a process that orders its sets by this seed."""
    output = folder / f"{hash_seed}.jsonl"
    command = [sys.executable, "-m", "thanhtra.pipeline", "extract", ARTICLES, "-o", output]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": str(hash_seed)})
    return output.read_bytes()


def test_records_do_not_hang_on_the_order_of_sets(tmp_path: Path) -> None:
    one, other = (extracted(tmp_path, hash_seed=seed) for seed in (0, 1))
    assert one.count(b"\n") == len([*ARTICLES.iterdir()])
    assert one == other
