"""What the commands share: options, and how they say that they cannot go on."""

from __future__ import annotations

import os
import re
import sys
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zipfile import is_zipfile

import typer

from ..corpus.article import printable
from ..corpus.fields import FIELDS
from ..corpus.options import MAX_RATIO, ReadOptions
from ..corpus.remote import remote
from ..corpus.sources import expand

if TYPE_CHECKING:
    from spacy.language import Language

    from ..corpus.article import Reject

USAGE = 2
"""Exit status of a command that cannot be carried out as given."""

Inputs = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, archives, quoted glob patterns; `-` is standard input (one text or "
        "JSON Lines)."
    ),
]
Fields = Annotated[
    list[str] | None,
    typer.Option(
        "--field",
        metavar="PIECE=NAME",
        help="Where JSON, CSV and Parquet hold a piece, e.g. `text=body`, `title=headline`, "
        "`published=date`; may be repeated.",
    ),
]
MaxArticleSize = Annotated[
    str, typer.Option(metavar="SIZE", help="Larger articles are rejected, e.g. `500KB`, `20MB`.")
]
MaxRatio = Annotated[
    int, typer.Option(min=1, help="A file that unpacks to more times its size is given up.")
]
Encoding = Annotated[
    str | None, typer.Option(help="Of all text, e.g. `cp1258`; else it is detected.")
]
SIZE = "10MB"
Model = Annotated[
    str, typer.Option(help="Sentence classifier: `fast`, `accurate`, or the path of a model.")
]


_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[KMG]?)(?:i?B)?", re.IGNORECASE)


def read_options(
    field: list[str] | None = None,
    max_article_size: str = SIZE,
    max_ratio: int = MAX_RATIO,
    encoding: str | None = None,
) -> ReadOptions:
    """The readers' options from those of the command line; stops the command at a wrong one."""
    pairs = []
    for given in field or ():
        piece, equals, name = given.partition("=")
        if piece not in FIELDS or not equals or not name:
            raise fail(f"--field {given}: PIECE=NAME is wanted, PIECE one of {', '.join(FIELDS)}")
        pairs.append((piece, name))
    if encoding is not None:
        try:
            "".encode(encoding)
        except LookupError:
            raise fail(
                f"--encoding {encoding}: no such encoding; try utf-8, cp1258, utf-16"
            ) from None
    limit = read_size("--max-article-size", max_article_size)
    return ReadOptions(tuple(pairs), limit, max_ratio, encoding)


def read_size(option: str, given: str) -> int:
    """Bytes of a size such as ``20MB``; stops the command when it is none."""
    size = _SIZE.fullmatch(given.strip())
    if size is None or not float(size["number"]):
        raise fail(f"{option} {given}: a size such as 500KB or 20MB is wanted")
    return int(float(size["number"]) * 1024 ** " KMG".index(size["unit"].upper() or " "))


def model_file(model: str) -> None:
    """Stops the command when there is no such model."""
    from ..models.load import NAMES

    names = ", ".join(f"`{name}`" for name in NAMES)
    if model not in NAMES and not Path(model).is_file():
        raise fail(f"{model}: no such model; use {names}, or a file that `thanhtra train` wrote")
    if model not in NAMES and not model.endswith(".onnx") and not is_zipfile(model):
        raise fail(f"{model}: is no model; use {names}, or a file that `thanhtra train` wrote")


def load_pipeline(model: str, *, evidence: bool = False) -> Language:
    """Loads the pipeline; stops the command when the model cannot be read."""
    from .lasting import import_spacy, lasting

    model_file(model)
    try:
        with lasting():
            import_spacy()
            from .language import load

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


def tell(reject: Reject) -> None:
    """Prints on standard error, in one line, what could not be read and why."""
    print(": ".join(filter(None, (reject.uri, reject.place, reject.reason))), file=sys.stderr)


def existing(inputs: list[str]) -> None:
    """Stops the command when an input does not exist."""
    for name in inputs:
        if name != "-" and not remote(name) and not any(map(os.path.lexists, expand(name))):
            kind = "file matches" if has_magic(name) else "such file or folder"
            raise fail(f"{printable(name)}: no {kind}")
