"""Tables of articles: what made them, their sentences, what was rejected."""

from __future__ import annotations

from .model import ARTICLE, ARTICLE_ID, Link, Table, column

RUNS = Table(
    "runs",
    "lượt xử lý",
    "What made records: one row for each version, model and settings.",
    (
        column("id", "text", doc="Hash of the three", vi="mã lượt xử lý", null=False),
        column("version", "text", "Provenance.version", null=False),
        column("model", "text", "Provenance.model", null=False),
        column("settings", "text", "Provenance.settings", null=False),
    ),
    key=("id",),
)

ARTICLES = Table(
    "articles",
    "bài viết",
    "One article, with its record whole.",
    (
        column("id", "text", "Record.id", null=False),
        column("uri", "text", "Source.uri", null=False, indexed=True),
        column("url", "text", "Source.url"),
        column("title", "text", "Source.title"),
        column(
            "headline",
            "text",
            doc="The title, else the first line of the text",
            vi="tiêu đề hiển thị",
            null=False,
        ),
        column("published", "date", "Source.published", indexed=True),
        column("publisher", "text", "Source.publisher", indexed=True),
        column("author", "text", "Source.author"),
        column("media_type", "text", "Source.media_type", null=False),
        column("sha256", "text", "Source.sha256", null=False),
        column("topic", "text", "Record.topic", null=False, indexed=True),
        column("inspection_kind", "text", "Inspection.kind", indexed=True),
        column("period_first_day", "date", doc="First day inspected", vi="đầu thời kỳ kiểm tra"),
        column("period_last_day", "date", doc="Last day inspected", vi="cuối thời kỳ kiểm tra"),
        column(
            "day",
            "date",
            doc="The day that the article's facts are filed under; day_basis says which it is",
            vi="ngày xếp tin",
            indexed=True,
        ),
        column(
            "day_basis",
            "text",
            doc="'published'; without it 'inspection' (last day of the inspection); without that "
            "'text' (first full date in the text)",
            vi="căn cứ ngày",
        ),
        column("year", "integer", doc="Year of the day", vi="năm", indexed=True),
        column(
            "level",
            "text",
            doc="Level of the first body inspected, else of the first inspector",
            vi="cấp",
        ),
        column(
            "province_now",
            "text",
            doc="Its province on the map of 34 provinces, since 1 July 2025; province_basis says "
            "how it is known",
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
        column(
            "province_basis",
            "text",
            doc="'inspection' (where the bodies inspected, else the inspectors, lie); without it "
            "'text' (the province of three quarters of the places and bodies named)",
            vi="căn cứ tỉnh",
        ),
        column("sentence_count", "integer", doc="Sentences", vi="số câu", null=False),
        column("entity_count", "integer", doc="Entities", vi="số thực thể", null=False),
        column("finding_count", "integer", doc="Findings", vi="số phát hiện", null=False),
        column("achievement_count", "integer", doc="Achievements", vi="số kết quả", null=False),
        column("shortcoming_count", "integer", doc="Shortcomings", vi="số hạn chế", null=False),
        column(
            "recommendation_count", "integer", doc="Recommendations", vi="số kiến nghị", null=False
        ),
        column("indicator_count", "integer", doc="Indicators", vi="số chỉ số", null=False),
        column(
            "mismatch_count",
            "integer",
            doc="Indicators whose figures do not agree",
            vi="số chỉ số không khớp",
            null=False,
        ),
        column("similarity", "text", "Record.similarity", null=False),
        column("copies", "text", "Record.group", indexed=True),
        column("schema_version", "text", "Record.schema_version", null=False),
        column(
            "run_id",
            "text",
            doc="What made the record",
            vi="mã lượt xử lý",
            null=False,
            indexed=True,
        ),
        column(
            "content_hash",
            "text",
            doc="SHA-256 of the record's JSON line, without the line end",
            vi="mã băm bản ghi",
            null=False,
        ),
        column("text", "text", "Record.text", null=False),
        column("record", "json", doc="The record, exactly", vi="bản ghi JSON", null=False),
    ),
    key=("id",),
    links=(Link(("run_id",), "runs", ("id",), cascade=False),),
)

SENTENCES = Table(
    "sentences",
    "câu",
    "One sentence of an article and what it asserts.",
    (
        ARTICLE_ID,
        column("number", "integer", doc="Its place, from 0", vi="số thứ tự", null=False),
        column("start_char", "integer", "Sentence.start", null=False),
        column("end_char", "integer", "Sentence.end", null=False),
        column("text", "text", doc="Its words", vi="nguyên văn", null=False),
        column("labels", "json", "Sentence.labels", null=False),
        column("achievement", "real", "Scores.achievement"),
        column("shortcoming", "real", "Scores.shortcoming"),
        column("recommendation", "real", "Scores.recommendation"),
        column("furniture", "boolean", "Sentence.furniture", null=False),
        column("evidence", "json", "Sentence.evidence"),
    ),
    key=("article_id", "number"),
    links=(ARTICLE,),
    searched=("text",),
)

REJECTS = Table(
    "rejects",
    "bài bị loại",
    "An article that did not become a record, or a line that could not be loaded.",
    (
        column(
            "stage",
            "text",
            doc="'extract': an article that could not be read; 'load': a broken line of records",
            vi="khâu",
            null=False,
        ),
        column("uri", "text", doc="The article, or the file and line", vi="địa chỉ", null=False),
        column("place", "text", doc="Where in it the fault lies", vi="vị trí", null=False),
        column("reason", "text", doc="What is wrong, and the remedy", vi="lý do", null=False),
    ),
    key=("stage", "uri", "place"),
)
