"""Files behind a URL (``s3://bucket/news/``), listed and opened by fsspec."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from .article import RejectError
from .extras import extra

_MAGIC = re.compile(r"[*?[]")
_VERSIONS = ("ETag", "etag", "md5", "md5Hash", "mtime", "LastModified", "last_modified", "created")
"""What file systems call what changes with a file, the surest first."""


def remote(name: str) -> bool:
    """Whether a name is a URL."""
    return "://" in name


def files(url: str) -> Iterator[tuple[str, int, str]]:
    """Yields URL, size in bytes and fingerprint of the files behind a URL, sorted.

    Hidden files below a folder or pattern are left out. A URL that cannot be listed is yielded as
    it is: opening it says why.
    """
    try:
        system, path = extra("fsspec").core.url_to_fs(url)
        if glob.has_magic(path) and not system.exists(path):
            found = system.glob(path, detail=True)
            path = _MAGIC.split(path)[0].rpartition("/")[0]
        elif system.isdir(path):
            found = system.find(path, detail=True)
        else:
            found = {path: system.info(path)}
    except Exception:  # Each file system has its own.
        yield url, 0, ""
        return
    root = path.rstrip("/").count("/")
    for name, info in sorted(found.items()):
        below = name.split("/")[root + 1 :]
        if info["type"] == "file" and not any(part.startswith(".") for part in below):
            yield system.unstrip_protocol(name), info.get("size") or 0, _fingerprint(info)


def open_file(path: str) -> BinaryIO:
    """Opens a local file or a URL.

    Raises:
        OSError: it cannot be read.
        RejectError: a URL cannot be read; the message says why.
    """
    if not remote(path):
        return open(path, "rb")  # noqa: PTH123 (keeps names that are not UTF-8)
    try:
        return cast("BinaryIO", extra("fsspec").open(path, "rb").open())
    except (OSError, RejectError):
        raise
    except Exception as error:  # No such protocol, no credentials …
        raise RejectError(f"cannot be read: {' '.join(str(error).split())[:200]}") from None


def _fingerprint(info: dict[str, Any]) -> str:
    version = next((str(info[name]) for name in _VERSIONS if info.get(name)), "")
    return f"{info.get('size')}-{version}"
