"""The record: exact numbers, grounding, references, the JSON Schema."""

import json
from decimal import Decimal
from typing import get_args

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from stored import lines
from thanhtra.pipeline import record
from thanhtra.schemas import Record
from thanhtra.schemas.base import Label, Number
from thanhtra.schemas.entities import Entity
from thanhtra.schemas.jsonschema import schema, schema_text

NUMBER = TypeAdapter(Number)


@pytest.fixture(scope="module")
def made(nlp, article):
    return record(nlp(article))


def test_the_published_schema_is_current(root):
    published = (root / "schemas" / "record.schema.json").read_text("utf-8")
    assert published == schema_text(), "run: make schema"


def test_a_record_is_valid_by_an_independent_validator(made):
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(made.model_dump_json()), schema())


def test_records_with_every_type_of_entity_are_valid_by_an_independent_validator():
    validator = jsonschema.Draft202012Validator(schema())
    seen = set()
    for line in lines():
        data = json.loads(line)
        validator.validate(data)
        seen |= {entity["type"] for entity in data["entities"]}
        seen |= {finding["label"] for finding in data["findings"]}
        seen |= {name for name in ("indicators", "sentences") if data[name]}
    types = {model.model_fields["type"].default for model in get_args(get_args(Entity)[0])}
    assert seen == types | {*get_args(Label), "indicators", "sentences"}


def test_a_record_survives_json(made):
    assert Record.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize(
    ("value", "text"), [(97.9, "97.9"), (Decimal("0.1"), "0.1"), (60, "60"), ("95.890", "95.89")]
)
def test_numbers_print_as_the_article_has_them(value, text):
    assert NUMBER.dump_json(NUMBER.validate_python(value)).decode() == text


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_numbers_survive_json(value):
    assert NUMBER.validate_json(NUMBER.dump_json(value)) == value


def test_records_are_immutable_and_closed(made):
    with pytest.raises(ValidationError):
        made.text = "x"
    with pytest.raises(ValidationError, match="extra"):
        Record.model_validate({**made.model_dump(), "colour": "red"})


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("entities", {"text": "khác"}, "does not stand"),
        ("entities", {"start": 0, "end": 0, "text": ""}, "does not stand"),
        ("findings", {"agency": "e999"}, "reference to e999"),
        ("findings", {"sentence": 0}, "does not lie in sentence"),
        ("sentences", {"end": 10**6}, "misplaced"),
    ],
)
def test_a_record_that_is_not_grounded_is_refused(made, part, change, message):
    data = made.model_dump()
    broken = [dict(item) for item in data[part]]
    broken[-1] |= change
    with pytest.raises(ValidationError, match=message):
        Record.model_validate({**data, part: broken})
