"""What is loaded once and kept to the end of the process."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

MADE = 50_000
"""So many new objects make the collector of garbage look; most of what an article makes goes by
itself. Looking at every 700, as Python does, costs an eighth of the time."""


@contextmanager
def lasting() -> Iterator[None]:
    """Keeps the collector of garbage from what is made in the block, now and for ever.

    It would look at all of it again and again while it grows: a quarter of the time of starting.
    For processes of our own: afterwards the collector looks more seldom.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(MADE, 20, 50)
        gc.enable()


def import_spacy() -> None:
    """Imports spaCy without its command line: web clients and templates, a third of the time.

    ``spacy/__init__.py`` imports it for the sake of ``spacy.info``, which is then missing; so this
    is for processes of our own only. ``import spacy.cli`` works afterwards.
    """
    if "spacy" in sys.modules:
        return
    empty = {name: ModuleType(name) for name in ("spacy.cli", "spacy.cli.info")}
    empty["spacy.cli.info"].__dict__["info"] = None
    sys.modules.update(empty)
    try:
        import spacy

        vars(spacy).pop("info")
    finally:
        for name in empty:
            del sys.modules[name]
