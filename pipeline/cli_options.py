"""What the commands share: options, and how they say that they cannot go on."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from spacy.language import Language

from ..models.load import NAMES
from .language import load

USAGE = 2
"""Exit status of a command that cannot be carried out as given."""

Inputs = Annotated[
    list[str],
    typer.Argument(help="Files and folders of .txt, .html, .jsonl; `-` is standard input."),
]
Model = Annotated[
    str, typer.Option(help="Sentence classifier: `fast`, `accurate`, or the path of a model.")
]


def load_pipeline(model: str, *, evidence: bool = False) -> Language:
    """Loads the pipeline; stops the command when the model cannot be read."""
    if model not in NAMES and not Path(model).is_file():
        names = ", ".join(f"`{name}`" for name in NAMES)
        raise fail(f"{model}: no such model; use {names}, or a file that `thanhtra train` wrote")
    try:
        return load(model=model, evidence=evidence)
    except ImportError as error:
        raise fail(str(error)) from None
    except (ValueError, KeyError, OSError) as error:
        raise fail(f"{model}: cannot be read as a model: {error}") from None


def writable(output: Path) -> None:
    """Stops the command when the output cannot be a file at this place."""
    if output.is_dir():
        raise fail(f"{output}: is a folder; name a file in it")
    if not output.parent.is_dir():
        raise fail(f"{output.parent}: no such folder to write {output.name} to")
    if not os.access(output.parent, os.W_OK):
        raise fail(f"{output.parent}: no permission to write {output.name} there")


def fail(message: str) -> typer.Exit:
    """Prints one clear line on standard error; raise what it returns."""
    print(f"thanhtra: {message}", file=sys.stderr)
    return typer.Exit(USAGE)


def existing(inputs: list[str]) -> None:
    """Stops the command when an input does not exist."""
    for name in inputs:
        if name != "-" and not Path(name).exists():
            raise fail(f"{name}: no such file or folder")
