"""Folders, packages and the wheel say the same."""

import subprocess
import sys
import tomllib

PROJECT = "pyproject.toml"


def settings(root):
    return tomllib.loads((root / PROJECT).read_text("utf-8"))


def test_packages_are_the_folders_that_hold_code(root):
    declared = settings(root)["tool"]["setuptools"]
    folders = sorted(p.parent.name for p in root.glob("*/__init__.py"))
    assert sorted(declared["packages"]) == [f"thanhtra.{name}" for name in folders]
    assert declared["package-dir"] == {f"thanhtra.{name}": name for name in folders}


def test_folders_are_flat_and_typed(root):
    for path in root.glob("*/__init__.py"):
        nested = list(path.parent.glob("*/**/*.py"))
        assert nested == [], "a nested package would be missing from the wheel"
        assert (path.parent / "py.typed").exists()


def test_every_data_file_beside_code_is_package_data(root):
    patterns = settings(root)["tool"]["setuptools"]["package-data"]
    for path in root.glob("*/__init__.py"):
        folder = path.parent
        data = {p for p in folder.iterdir() if p.is_file() and p.suffix not in {".py", ".md"}}
        data |= {p for name in ("static", "templates") for p in (folder / name).glob("*")}
        data -= {folder / "floors.json"}  # The evaluation gate's, which is not installed.
        listed = {
            p for pattern in patterns[f"thanhtra.{folder.name}"] for p in folder.glob(pattern)
        }
        assert data == listed


def test_folders_are_not_importable_under_their_bare_names(tmp_path):
    for name in ("pipeline", "schemas", "models"):
        code = (
            f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is not None)"
        )
        assert (
            subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 0
        )
