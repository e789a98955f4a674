"""Libraries that not everybody needs."""

from __future__ import annotations

import importlib
from typing import Any

from .article import RejectError


def extra(module: str) -> Any:
    """Imports a module of the extra ``archives``.

    Raises:
        RejectError: it is not installed; the message says how to get it.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise RejectError(
            f"{module.partition('.')[0]} is missing: this file needs the extra: "
            "pip install 'thanhtra[archives]'"
        ) from None
