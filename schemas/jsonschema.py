"""The JSON Schema of a record, generated from the models.

``python -m thanhtra.schemas.jsonschema > schemas/record.schema.json`` brings the file up to date.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from .record import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema as data; it describes a record as it is written, with every field present."""
    return {"$schema": DIALECT, **Record.model_json_schema(mode="serialization")}


def schema_text() -> str:
    """The schema as the text of ``record.schema.json``."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema_text())
