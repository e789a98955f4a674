"""What the commands share: options, and how they say that they cannot go on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

USAGE = 2
"""Exit status of a command that cannot be carried out as given."""

Inputs = Annotated[
    list[str],
    typer.Argument(help="Files and folders of .txt, .html, .jsonl; `-` is standard input."),
]
Model = Annotated[str, typer.Option(help="Sentence classifier: `fast`, or the path of a model.")]


def fail(message: str) -> typer.Exit:
    """Prints one clear line on standard error; raise what it returns."""
    print(f"thanhtra: {message}", file=sys.stderr)
    return typer.Exit(USAGE)


def existing(inputs: list[str]) -> None:
    """Stops the command when an input does not exist."""
    for name in inputs:
        if name != "-" and not Path(name).exists():
            raise fail(f"{name}: no such file or folder")
