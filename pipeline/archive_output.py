"""Where the output of a run goes: a folder of shards, or one file that they are joined to."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .archive import MANIFEST, REJECTS, Totals
from .archive_folder import LocalFolder, folder, split
from .archive_formats import FORMATS, JOINABLE, needed
from .archive_job import RunError
from .archive_lock import Locked, lock
from .archive_shards import Shards


@dataclass(frozen=True)
class Output:
    """What ``-o`` means.

    Attributes:
        place: the folder of the run.
        kind: the format of its shards.
        file: what the shards are joined to in the end; ``None``: they stay.
    """

    place: str
    kind: str
    file: str | None

    @property
    def shards(self) -> Shards:
        """The shards of the run."""
        return Shards(self.place, self.kind)

    @property
    def rejects(self) -> str:
        """Where the rejects go: ``records.jsonl`` has ``records.rejects.jsonl``."""
        if self.file is None:
            return f"{self.place}/{REJECTS}"
        return f"{self.file.removesuffix('.' + self.kind)}.rejects.jsonl"


def output(name: str, kind: str | None) -> Output:
    """Reads ``-o`` and ``--format``.

    Args:
        name: path or URL of a file (``.jsonl``, ``.jsonl.gz``, ``.jsonl.zst``), else of a folder.
        kind: one of ``FORMATS``; ``None``: as the file's name has it, JSON Lines in a folder.

    Raises:
        RunError: the two do not go together.
    """
    if kind is not None and kind not in FORMATS:
        raise RunError(f"--format {kind}: is none of {', '.join(FORMATS)}")
    named = next((f for f in JOINABLE if name.endswith(f".{f}") and not Path(name).is_dir()), None)
    if named and kind not in {None, named}:
        raise RunError(f"{name}: is not a name for {kind}; name a folder, which gets such files")
    kind = named or kind or FORMATS[0]
    if missing := needed(kind):
        raise RunError(f"{kind} needs {missing}: pip install 'thanhtra[archives]'")
    if named is None:
        return Output(name.rstrip("/") or "/", kind, None)
    above, base = split(name)
    return Output(f"{above}/.{base}.run", named, name)


@contextmanager
def hold(out: Output) -> Iterator[None]:
    """Makes sure that the output can be written, and that nobody else writes it meanwhile.

    Raises:
        RunError: it cannot, or somebody does; says what to do.
    """
    if not isinstance(folder(out.place), LocalFolder):
        yield  # Whoever else writes there writes the same bytes.
        return
    target = Path(out.file or out.place)
    try:
        _check(target, whole=out.file is not None)
        locked = target.with_name(f".{target.name}.lock") if out.file else target / ".lock"
        with lock(locked):
            yield
    except Locked:
        raise RunError(f"{target}: another run is writing there; wait for it to end") from None


def _check(target: Path, *, whole: bool) -> None:
    if not target.parent.is_dir():
        raise RunError(f"{target.parent}: no such folder to write {target.name} to")
    if not os.access(target.parent, os.W_OK):
        raise RunError(f"{target.parent}: no permission to write {target.name} there")
    if whole:
        return
    if target.exists() and not target.is_dir():
        raise RunError(f"{target}: is a file; a folder of records is to be written there")
    target.mkdir(exist_ok=True)
    if any(target.iterdir()) and not {MANIFEST, ".lock", ".run"} & {
        p.name for p in target.iterdir()
    }:
        raise RunError(
            f"{target}: is a folder that holds other things; name a new one, or a .jsonl file in it"
        )


def join(out: Output, totals: Totals) -> None:
    """Makes one file of the shards, and takes the folder of the run away.

    Args:
        out: the output; nothing is done where the shards stay.
        totals: of the complete run.
    """
    if out.file is None:
        return
    shards = out.shards
    above, name = split(out.file)
    target = folder(above)
    rejects = split(out.rejects)[1]
    target.sweep(name)
    target.sweep(rejects)
    if totals.rejects:
        with shards.parts.open(REJECTS) as part, target.create(rejects) as file:
            shutil.copyfileobj(part, file)
    else:
        target.remove(rejects)
    with target.create(name) as file:
        for number in range(totals.shards):
            with shards.parts.open(shards.part(number)) as part:
                shutil.copyfileobj(part, file)
    shards.parts.clear()
