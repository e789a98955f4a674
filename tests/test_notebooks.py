"""The notebooks' code runs from top to bottom, and its plots can be read."""

import json
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


@pytest.mark.filterwarnings("error:Glyph")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_notebook_runs(path, root, monkeypatch):
    monkeypatch.chdir(root)
    names = {}
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), str(path), "exec"), names)
    if figures := names.get("plt"):
        for number in figures.get_fignums():
            axes = figures.figure(number).axes
            assert axes and all(a.get_xlabel() for a in axes), "an axis that says nothing"
        figures.close("all")
