"""The ten types of entity and the values that they carry (guideline, section 2)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt

from .base import Approximation, Grain, Level, Model, Number


class Unit(Model):
    """An administrative unit as named in the article, and what it has been since 1 July 2025."""

    name: str = Field(description="Name with its kind, e.g. 'huyện Cao Phong'")
    level: Level
    code: str | None = Field(
        default=None, description="Official code; null when not unique or not on the maps"
    )
    province: str | None = Field(default=None, description="Province or city that it lies in")
    successors: tuple[str, ...] = Field(
        default=(), description="Units that it became on 1 July 2025, 'name (code)'"
    )
    ambiguous: bool = Field(default=False, description="Several units bear this name")


class Mention(Model):
    """What every entity has: where it stands and which rule found it."""

    id: str = Field(description="Unique within the record, e.g. 'e12'")
    start: NonNegativeInt = Field(description="Offset of its first character in the text")
    end: NonNegativeInt = Field(description="Offset behind its last character")
    text: str
    rule: str = Field(description="Id of the rule or model that found it")


class Agency(Mention):
    """A particular body: office, committee, party organ, court, school, firm, team."""

    type: Literal["AGENCY"] = "AGENCY"
    name: str = Field(description="Canonical name: abbreviations expanded, place filled in")
    kind: str | None = Field(default=None, description="Kind of body, e.g. 'ủy ban nhân dân'")
    level: Level | None = None
    unit: Unit | None = Field(default=None, description="Administrative unit that it belongs to")
    key: str = Field(description="The same for all mentions of one body, also across articles")
    parent: str | None = Field(default=None, description="Key of the body that it is part of")


class Date(Mention):
    """A calendar expression as an interval of days, both ends inclusive."""

    type: Literal["DATE"] = "DATE"
    first_day: date | None = Field(default=None, description="Null: open or not resolvable")
    last_day: date | None = Field(default=None, description="Null: open or not resolvable")
    grain: Grain


class Count(Mention):
    """A whole number of things."""

    type: Literal["COUNT"] = "COUNT"
    number: int
    number_max: int | None = Field(default=None, description="Upper end of a range")
    unit: str | None = Field(default=None, description="The noun that is counted")
    approximation: Approximation | None = None


class Percent(Mention):
    """A percentage; 97.9 stands for 97,9 %."""

    type: Literal["PERCENT"] = "PERCENT"
    number: Number
    number_max: Number | None = Field(default=None, description="Upper end of a range")
    approximation: Approximation | None = None


class Ratio(Mention):
    """So many out of so many, or a rank among so many."""

    type: Literal["RATIO"] = "RATIO"
    numerator: Number
    denominator: Number
    unit: str | None = None
    rank: bool = Field(default=False, description="A place in an order, not a part of a whole")


class Money(Mention):
    """An amount of money."""

    type: Literal["MONEY"] = "MONEY"
    amount: Number = Field(description="In whole units of the currency")
    amount_max: Number | None = Field(default=None, description="Upper end of a range")
    currency: str = Field(description="ISO 4217 code, VND for dong")
    dong: int | None = Field(default=None, description="The amount in dong; null if foreign")
    dong_max: int | None = Field(default=None, description="Upper end of a range")
    approximation: Approximation | None = None


class Quantity(Mention):
    """A measured amount that is neither a count nor money."""

    type: Literal["QUANTITY"] = "QUANTITY"
    number: Number
    number_max: Number | None = Field(default=None, description="Upper end of a range")
    unit: str
    approximation: Approximation | None = None


class Person(Mention):
    """A person's name without title."""

    type: Literal["PERSON"] = "PERSON"
    name: str = Field(description="The fullest form of the name in the article")
    role: str | None = Field(default=None, description="E.g. 'Chủ tịch UBND tỉnh'")
    agency: str | None = Field(default=None, description="Id of the AGENCY inside the role")


class Location(Mention):
    """A place that is not part of an agency's name."""

    type: Literal["LOCATION"] = "LOCATION"
    name: str
    unit: Unit | None = None


class LegalDoc(Mention):
    """A numbered or named legal or official document."""

    type: Literal["LEGAL_DOC"] = "LEGAL_DOC"
    kind: str = Field(description="E.g. 'nghị định', 'kết luận thanh tra'")
    number: str | None = Field(default=None, description="E.g. '61/2018/NĐ-CP'")
    year: int | None = None
    issuer: str | None = None
    issued: date | None = Field(default=None, description="Date of the document")
    provision: str | None = Field(default=None, description="E.g. 'khoản 9, Điều 19'")


Entity = Annotated[
    Agency | Date | Count | Percent | Ratio | Money | Quantity | Person | Location | LegalDoc,
    Field(discriminator="type"),
]
"""Any entity; ``type`` tells which."""
