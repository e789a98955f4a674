"""One record in the terminal: sentences coloured by class, entities underlined, facts listed."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..schemas import Indicator, Record

COLOURS = {"achievement": "green", "shortcoming": "red", "recommendation": "blue"}
NAMES = {"achievement": "Kết quả", "shortcoming": "Hạn chế", "recommendation": "Kiến nghị"}


def show(console: Console, record: Record) -> None:
    """Prints the article with its labels and entities, then its findings and figures."""
    console.rule(Text(record.source.title or record.source.uri))
    console.print(_article(record))
    console.print()
    _explain(console, record)
    summarise(console, record)


def summarise(console: Console, record: Record) -> None:
    """Prints what was found: the inspection, the findings by class, the figures."""
    names = {e.id: getattr(e, "name", e.text) for e in record.entities}
    inspection = record.inspection
    facts = {
        "Chủ đề": record.topic,
        "Hình thức": inspection.kind,
        "Cơ quan kiểm tra": "; ".join(names[e] for e in inspection.inspectors),
        "Nơi được kiểm tra": "; ".join(names[e] for e in inspection.inspected),
    }
    for name, value in facts.items():
        if value:
            console.print(Text.assemble((f"{name}: ", "bold"), value))
    texts = {e.id: e.text for e in record.entities}
    for label, colour in COLOURS.items():
        found = [f for f in record.findings if f.label == label]
        if not found:
            continue
        console.print(Text(f"{NAMES[label]} ({len(found)})", style=f"bold {colour}"))
        for finding in found:
            links = [names[e] for e in (finding.agency, finding.addressee) if e]
            due = [f"hạn {texts[finding.deadline]}"] if finding.deadline else []
            tail = f"  [{' → '.join(links + due)}]" if links or due else ""
            console.print(Text.assemble("  • ", finding.text, (tail, "dim")))
    if record.indicators:
        console.print(_figures(record.indicators))


def _explain(console: Console, record: Record) -> None:
    """Lists the words that decided the labels, where they were kept."""
    for number, sentence in enumerate(record.sentences, 1):
        for label in sentence.labels if sentence.evidence else ():
            cues = (f"{c.text} {c.weight:+}" for c in sentence.evidence or () if c.label == label)
            console.print(
                Text.assemble(f"{number} ", (NAMES[label], COLOURS[label]), ": ", " | ".join(cues))
            )


def _article(record: Record) -> Text:
    text = Text(record.text)
    for sentence in record.sentences:
        style = "dim" if sentence.furniture else " ".join(COLOURS[x] for x in sentence.labels[:1])
        if len(sentence.labels) > 1:
            style = "magenta"
        if style:
            text.stylize(style, sentence.start, sentence.end)
    for entity in record.entities:
        text.stylize("underline", entity.start, entity.end)
    return text


def _figures(indicators: tuple[Indicator, ...]) -> Table:
    table = Table(
        title="Số liệu", title_justify="left", title_style="bold", box=None, pad_edge=False
    )
    for column in ("", "Chỉ số", "Theo bài", "Phép tính"):
        table.add_column(column, overflow="fold")
    marks = {True: "✓", False: "✗", None: " "}
    for indicator in indicators:
        table.add_row(
            marks[indicator.consistent], indicator.name, indicator.text, indicator.note or ""
        )
    return table
