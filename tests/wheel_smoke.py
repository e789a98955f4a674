"""Tries the installed wheel where nothing but its run-time dependencies is there.

``python tests/wheel_smoke.py ARTICLES``: run with the interpreter of a clean environment.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from thanhtra.pipeline import load, record
from thanhtra.schemas import Record

doc = load()("Ngày 12/5/2023, Sở Nội vụ kiểm tra tại UBND huyện Phú Bình.")
made = record(doc)
assert Record.model_validate_json(made.model_dump_json()) == made
assert {e.type for e in made.entities} == {"DATE", "AGENCY"}, made.entities

command = str(Path(sys.executable).with_name("thanhtra"))
with tempfile.TemporaryDirectory() as folder:
    output = Path(folder) / "records.jsonl"
    subprocess.run([command, "extract", sys.argv[1], "-o", str(output)], check=True)
    records = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    store = str(Path(folder) / "facts.db")
    subprocess.run([command, "load", str(output), "--db", store], check=True)
    exported = subprocess.run(
        [command, "export", store, "--jsonl", "--table", "records"], check=True, capture_output=True
    )
    assert exported.stdout == output.read_bytes()
assert len(records) == len(list(Path(sys.argv[1]).glob("*.txt")))
print(f"the wheel works: {len(records)} records")
