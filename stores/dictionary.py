"""The data dictionary: every field and column, its meaning, unit, example and Vietnamese name.

``python -m thanhtra.stores.dictionary docs/data-dictionary.md`` brings the document up to date.
Meanings stand at the models; ``dictionary.csv`` holds what these do not say.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from types import NoneType
from typing import Any, Literal, TypedDict, cast, get_args, get_origin

from .. import schemas
from ..schemas.base import Approximation, Grain, Label, Level, Model
from ..schemas.entities import Mention
from ..schemas.record import Topic
from .model import Column
from .tables import TABLES

MODELS: tuple[type[Model], ...] = (
    schemas.Record,
    schemas.Source,
    schemas.Inspection,
    schemas.Sentence,
    schemas.Scores,
    schemas.Cue,
    schemas.Finding,
    schemas.Indicator,
    schemas.Provenance,
    Mention,
    schemas.Agency,
    schemas.Unit,
    schemas.Date,
    schemas.Count,
    schemas.Percent,
    schemas.Ratio,
    schemas.Money,
    schemas.Quantity,
    schemas.Person,
    schemas.Location,
    schemas.LegalDoc,
)
"""All parts of a record."""

_BEGIN, _END = "<!-- generated: begin -->\n", "<!-- generated: end -->\n"
_TYPES = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    float: "number",
    bool: "boolean",
    date: "day",
}
_VALUES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("Label (nhãn)", Label, ("kết quả, ưu điểm", "hạn chế, vi phạm", "kiến nghị, yêu cầu")),
    ("Topic (chủ đề)", Topic, ()),
    ("Level (cấp)", Level, ()),
    ("Grain (độ chi tiết)", Grain, ("ngày", "tháng", "quý", "nửa năm", "năm", "khoảng thời gian")),
    ("Approximation (mức ước lượng)", Approximation, ("hơn, trên", "gần, dưới", "khoảng, chừng")),
)


class Entry(TypedDict):
    """A line of ``dictionary.csv``."""

    field: str
    vietnamese: str
    unit: str
    example: str
    meaning: str


@cache
def entries() -> dict[str, Entry]:
    """The lines of ``dictionary.csv`` by field."""
    with resources.files(__package__).joinpath("dictionary.csv").open(encoding="utf-8") as lines:
        return {row["field"]: cast("Entry", row) for row in csv.DictReader(lines)}


def fields(model: type[Model]) -> Iterator[tuple[str, Any, str]]:
    """The fields that a model has of its own: ``Model.field``, type, meaning."""
    inherited = Mention.model_fields if model is not Mention and issubclass(model, Mention) else {}
    for name, field in model.model_fields.items():
        if name == "type" or name in inherited:
            continue
        key = f"{model.__name__}.{name}"
        yield key, field.annotation, meaning(key)


def meaning(key: str) -> str:
    """What a field means.

    Args:
        key: ``Model.field``.
    """
    model, _, name = key.partition(".")
    found = next((m.model_fields.get(name) for m in MODELS if m.__name__ == model), None)
    return (found.description if found else None) or entries()[key]["meaning"]


def dictionary(document: str) -> str:
    """The document with its generated part, which stands between two marks, made anew."""
    before, _, rest = document.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return "".join((before, _BEGIN, "\n".join(_body()), _END, after))


def _body() -> Iterator[str]:
    yield "## The record\n"
    for model in MODELS:
        doc = (model.__doc__ or "").strip().partition("\n")[0]
        yield f"### {model.__name__}\n\n{doc}\n"
        if issubclass(model, Mention) and model is not Mention:
            yield "Besides the fields of Mention and `type`:\n"
        rows = [
            (
                f"`{key.partition('.')[2]}`",
                entry["vietnamese"],
                _type(kind),
                what,
                entry["unit"],
                f"`{entry['example']}`" if entry["example"] else "",
            )
            for key, kind, what in fields(model)
            for entry in (entries()[key],)
        ]
        yield _table(("Field", "Tiếng Việt", "Type", "Meaning", "Unit", "Example"), rows)
    yield "## Sets of values\n"
    for name, values, vietnamese in _VALUES:
        yield f"### {name}\n"
        names = vietnamese or get_args(values)
        pairs = [(f"`{v}`", str(vi)) for v, vi in zip(get_args(values), names, strict=True)]
        yield _table(("Value", "Tiếng Việt"), pairs)
    yield "## The tables of the stores\n"
    for table in TABLES:
        key = ", ".join(f"`{name}`" for name in table.key)
        yield f"### {table.name} ({table.vi})\n\n{table.doc} Key: {key}.\n"
        columns = [
            (f"`{c.name}`", _vietnamese(c), c.kind, ", ".join(c.of), _column_meaning(c))
            for c in table.columns
        ]
        yield _table(("Column", "Tiếng Việt", "Type", "Field", "Meaning"), columns)


def _vietnamese(column: Column) -> str:
    return column.vi or entries()[column.of[0]]["vietnamese"]


def _column_meaning(column: Column) -> str:
    return column.doc or meaning(column.of[0])


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(c) for c in line) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _type(kind: Any) -> str:
    """A type in words."""
    arguments = get_args(kind)
    origin = get_origin(kind)
    if NoneType in arguments:
        return " or ".join(_type(part) for part in arguments if part is not NoneType) + " or null"
    if origin is tuple:
        return f"list of {_type(arguments[0])}"
    if origin is Literal:
        return "one of a set" if len(arguments) > 3 else " / ".join(f"`{a}`" for a in arguments)
    if origin is not None and arguments:
        return _type(arguments[0])
    if isinstance(kind, type) and issubclass(kind, Model):
        return "Entity" if issubclass(kind, Mention) else kind.__name__
    return _TYPES.get(kind, "Entity")


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(dictionary(path.read_text("utf-8")), "utf-8")
