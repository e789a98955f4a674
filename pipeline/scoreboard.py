"""Prints the scores of an evaluation."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table


def print_scores(console: Console, name: str, result: dict[str, Any]) -> None:
    """Prints what ``corpus.score.report`` returns, as tables."""
    console.print(f"{name}: {result['articles']} articles", style="bold")
    labels = {k: v for k, v in result["labels"].items() if k != "macro_f1"}
    macro = result["labels"]["macro_f1"]
    console.print(_table("labels", labels, last=("macro F1", f"{macro:.3f}")))
    console.print(_table("entities, exact span", result["entities"]["exact"]))
    console.print(_table("entities, overlap", result["entities"]["overlap"]))
    values = Table("values", "right", "compared", box=None)
    for type_, value in result["values"].items():
        values.add_row(type_, f"{value['accuracy']:.3f}", str(value["compared"]))
    console.print(values)
    console.print(_table("sentence boundaries", {"": result["boundaries"]}))
    if "findings" in result:
        findings = result["findings"]
        console.print(_table("findings, exact span", findings["exact"]))
        console.print(_table("findings, 80 % of the span", findings["close"]))
        console.print(_table("links of findings", findings["links"]))
    if "indicators" in result:
        indicators = result["indicators"]
        rows = {name: indicators[name] for name in ("exact", "partial")}
        console.print(_table("indicators", rows))
        right = sum(alarm["right"] for alarm in indicators["alarms"])
        console.print(
            f"figures that do not add up: {len(indicators['alarms'])} found, {right} right; "
            f"{len(indicators['missed'])} missed"
        )
    if "inspection" in result:
        inspection = result["inspection"]
        kind = inspection["kind"]
        console.print(_table("inspection", inspection["parts"]))
        console.print(f"kind of inspection: {kind['accuracy']:.3f} of {kind['compared']}")


def _table(title: str, rows: dict[str, Any], *, last: tuple[str, str] | None = None) -> Table:
    table = Table(title, "precision", "recall", "F1", "gold", box=None)
    for name, row in rows.items():
        figures = (f"{row[key]:.3f}" for key in ("precision", "recall", "f1"))
        table.add_row(name, *figures, str(row["gold"]))
    if last is not None:
        table.add_row(last[0], "", "", last[1], "")
    return table
