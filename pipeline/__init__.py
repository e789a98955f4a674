"""The stages in order, as one spaCy pipeline.

from thanhtra.pipeline import load, record

nlp = load()
doc = nlp("Ngày 16/10/2024, Sở Nội vụ kiểm tra tại UBND huyện Cao Phong.")
record(doc)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .language import load
    from .records import record

__all__ = ["load", "record"]


def __getattr__(name: str) -> Any:
    """Imports spaCy only for those who need it: the driver of a run over an archive does not."""
    if name == "load":
        from .language import load

        return load
    if name == "record":
        from .records import record

        return record
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
