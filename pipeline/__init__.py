"""The stages in order, as one spaCy pipeline.

from thanhtra.pipeline import load, record

nlp = load()
doc = nlp("Ngày 16/10/2024, Sở Nội vụ kiểm tra tại UBND huyện Cao Phong.")
record(doc)
"""

from .language import load
from .records import record

__all__ = ["load", "record"]
