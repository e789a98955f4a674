"""Tables of entities: every mention, and the bodies, documents and persons behind them."""

from __future__ import annotations

from .model import ARTICLE, ARTICLE_ID, Link, Table, column, to_agency, to_entity

AGENCIES = Table(
    "agencies",
    "cơ quan",
    "One body, across articles; its values are those of its fullest mention.",
    (
        column("key", "text", "Agency.key", null=False),
        column("name", "text", "Agency.name", null=False, indexed=True),
        column("kind", "text", "Agency.kind", indexed=True),
        column("level", "text", "Agency.level", indexed=True),
        column("parent", "text", "Agency.parent", indexed=True),
        column("unit_name", "text", "Unit.name"),
        column("unit_level", "text", "Unit.level"),
        column("unit_code", "text", "Unit.code", indexed=True),
        column(
            "province_now",
            "text",
            doc="Its province on the map of 34 provinces, since 1 July 2025",
            vi="tỉnh, thành phố (34)",
            indexed=True,
        ),
        column(
            "province_before",
            "text",
            doc="Its province on the map of 63 provinces, before 1 July 2025; null if not known",
            vi="tỉnh, thành phố cũ (63)",
            indexed=True,
        ),
    ),
    key=("key",),
    searched=("name",),
)

DOCUMENTS = Table(
    "documents",
    "văn bản",
    "One legal or official document, across articles; the values of its fullest mention.",
    (
        column("key", "text", doc="Of its number, year and issuer", vi="mã văn bản", null=False),
        column("name", "text", doc="As an article names it", vi="tên văn bản", null=False),
        column("kind", "text", "LegalDoc.kind", null=False, indexed=True),
        column("number", "text", "LegalDoc.number"),
        column("year", "whole", "LegalDoc.year"),
        column("issuer", "text", "LegalDoc.issuer"),
        column("issued", "date", "LegalDoc.issued"),
    ),
    key=("key",),
)

ENTITIES = Table(
    "entities",
    "thực thể",
    "One mention of a body, date, figure, person, place or document, with its value.",
    (
        ARTICLE_ID,
        column("id", "text", "Mention.id", null=False),
        column("type", "text", "Entity.type", null=False),
        column("start_char", "integer", "Mention.start", null=False),
        column("end_char", "integer", "Mention.end", null=False),
        column("text", "text", "Mention.text", null=False),
        column("rule", "text", "Mention.rule", null=False),
        column("name", "text", "Agency.name Person.name Location.name"),
        column("kind", "text", "Agency.kind LegalDoc.kind"),
        column("level", "text", "Agency.level"),
        column("agency_key", "text", "Agency.key", indexed=True),
        column("parent", "text", "Agency.parent"),
        column("unit_name", "text", "Unit.name"),
        column("unit_level", "text", "Unit.level"),
        column("unit_code", "text", "Unit.code"),
        column("unit_province", "text", "Unit.province"),
        column("unit_successors", "json", "Unit.successors"),
        column("unit_ambiguous", "boolean", "Unit.ambiguous"),
        column(
            "province_now",
            "text",
            doc="Province of the unit on the map of 34 provinces, since 1 July 2025",
            vi="tỉnh, thành phố (34)",
        ),
        column(
            "province_before",
            "text",
            doc="The same on the map of 63 provinces, before 1 July 2025; null if not known",
            vi="tỉnh, thành phố cũ (63)",
        ),
        column("first_day", "date", "Date.first_day"),
        column("last_day", "date", "Date.last_day"),
        column("grain", "text", "Date.grain"),
        column("number", "number", "Count.number Percent.number Quantity.number"),
        column("number_max", "number", "Count.number_max Percent.number_max Quantity.number_max"),
        column("unit", "text", "Count.unit Ratio.unit Quantity.unit"),
        column(
            "approximation",
            "text",
            "Count.approximation Percent.approximation Money.approximation Quantity.approximation",
        ),
        column("numerator", "number", "Ratio.numerator"),
        column("denominator", "number", "Ratio.denominator"),
        column("rank", "boolean", "Ratio.rank"),
        column("amount", "number", "Money.amount"),
        column("amount_max", "number", "Money.amount_max"),
        column("currency", "text", "Money.currency"),
        column("dong", "whole", "Money.dong"),
        column("dong_max", "whole", "Money.dong_max"),
        column("role", "text", "Person.role"),
        column("person_agency", "text", "Person.agency"),
        column(
            "document_key",
            "text",
            doc="The document, across articles",
            vi="mã văn bản",
            indexed=True,
        ),
        column("document_number", "text", "LegalDoc.number"),
        column("document_year", "whole", "LegalDoc.year"),
        column("issuer", "text", "LegalDoc.issuer"),
        column("issued", "date", "LegalDoc.issued"),
        column("provision", "text", "LegalDoc.provision"),
    ),
    key=("article_id", "id"),
    links=(
        ARTICLE,
        to_agency("agency_key"),
        Link(("document_key",), "documents", ("key",), cascade=False),
    ),
)

PERSONS = Table(
    "persons",
    "nhân vật",
    "One person of an article, under the fullest name; not identified across articles.",
    (
        ARTICLE_ID,
        column("name", "text", "Person.name", null=False, indexed=True),
        column("role", "text", "Person.role"),
        column("agency", "text", "Person.agency"),
        column("agency_key", "text", doc="Key of that body", vi="mã cơ quan", indexed=True),
        column("mentions", "integer", doc="How often named", vi="số lần nhắc", null=False),
    ),
    key=("article_id", "name"),
    links=(ARTICLE, to_entity("agency"), to_agency("agency_key")),
)

INSPECTION_ENTITIES = Table(
    "inspection_entities",
    "thành phần cuộc kiểm tra",
    "One body, date or document of an article's inspection.",
    (
        ARTICLE_ID,
        column(
            "role",
            "text",
            "Inspection.inspectors Inspection.inspected Inspection.dates Inspection.period "
            "Inspection.documents",
            doc="'inspector', 'inspected', 'date', 'period' or 'document'",
            vi="vai trò",
            null=False,
        ),
        column("position", "integer", doc="Its place, from 0", vi="số thứ tự", null=False),
        column("entity_id", "text", doc="The entity", vi="mã thực thể", null=False),
        column("agency_key", "text", doc="Key of the body", vi="mã cơ quan", indexed=True),
    ),
    key=("article_id", "role", "position"),
    links=(ARTICLE, to_entity("entity_id"), to_agency("agency_key")),
)
