"""What all parts of a record have in common: immutability, exact numbers, named value sets."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, WithJsonSchema


class Model(BaseModel):
    """Base of every part of a record: frozen, and unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _exact(value: Any) -> Any:
    """A float is taken as the decimal that it prints as: 97.9, not 97.900000000000005684."""
    return Decimal(repr(value)) if isinstance(value, float) else value


def _as_json(value: Decimal) -> int | float:
    """The JSON number: digits as printed in the article, without a fraction where there is none."""
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[
    Decimal,
    BeforeValidator(_exact),
    PlainSerializer(_as_json, return_type=float | int, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
"""An exact decimal; in JSON a plain number, whose shortest form is that very decimal."""

Label = Literal["achievement", "shortcoming", "recommendation"]
"""What a sentence or finding asserts (guideline, section 1)."""

Approximation = Literal[">", "<", "~"]
"""``hơn``, ``trên`` are ``>``; ``gần``, ``dưới`` are ``<``; ``khoảng``, ``chừng`` are ``~``."""

Level = Literal["trung ương", "tỉnh", "huyện", "xã"]
"""The level of government of a body or an administrative unit."""

Grain = Literal["day", "month", "quarter", "half", "year", "range"]
"""How fine a date is given; ``range`` for anything with two named ends."""
