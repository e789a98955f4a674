"""One run at a time into one output."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Locked(OSError):
    """Another run is writing to the output."""


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Holds the lock of an output while the block runs.

    It is the kernel's lock on an open file: it ends with the process that holds it, however that
    ends. Where the system has no such locks (Windows) nothing is locked.

    Args:
        path: of the lock file; it is taken away at the end.

    Raises:
        Locked: another process holds it.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise Locked(f"another run is writing there ({path} is locked)") from None
        # The holder before us takes the file away when it ends: ours may be that one.
        if _same(handle, path):
            break
        os.close(handle)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
