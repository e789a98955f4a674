"""Tells how a run is getting on: to people by a bar, to machines by lines of JSON."""

from __future__ import annotations

import json
import sys
import time
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from .archive import Totals

REASONS = 10
"""How many of the commonest reasons for rejects are told."""
_EVERY = 1.0  # Seconds between two lines for machines.


class Report:
    """Tells on standard error how far a run is.

    Args:
        machine: lines of JSON instead of a bar.
    """

    def __init__(self, *, machine: bool = False) -> None:
        self._machine = machine
        self._console = Console(stderr=True, highlight=False)
        self._started = time.monotonic()
        self._told = 0.0
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            refresh_per_second=2,
            disable=machine or not self._console.is_terminal,
        )
        self._task = self._bar.add_task("loading the pipeline", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def watch(self, totals: Totals) -> None:
        """Tells of the totals so far."""
        now = time.monotonic()
        if self._machine:
            if now - self._told >= _EVERY:
                self._told = now
                self._line("progress", totals)
            return
        figures = self._figures(totals)
        left = figures["seconds_left"]
        self._bar.update(
            self._task,
            completed=totals.passed,
            total=totals.total if totals.passed else None,
            description=(
                f"{totals.articles:,} articles, {figures['articles_per_second']:,} a second, "
                f"{figures['bytes_per_second'] / 1000:,.0f} kB a second, "
                f"{totals.rejects:,} rejected"
                + (f", {_span(left)} left" if left is not None else "")
            ),
        )

    def end(self, totals: Totals) -> None:
        """Tells what has come of it all."""
        if self._machine:
            self._line("end", totals, reasons=dict(totals.reasons.most_common(REASONS)))
            return
        line = f"{totals.articles} articles: {totals.records} records, {totals.rejects} rejected"
        if totals.resumed:
            line += f" ({totals.resumed} of an earlier run)"
        print(line, file=sys.stderr)
        for reason, count in totals.reasons.most_common(REASONS):
            print(f"{count:8,} {reason}", file=sys.stderr)

    def _line(self, event: str, totals: Totals, **more: Any) -> None:
        counts = {
            "articles": totals.articles,
            "records": totals.records,
            "rejects": totals.rejects,
            "resumed": totals.resumed,
            "bytes": totals.bytes,
        }
        line = {"event": event, **counts, **self._figures(totals), **more}
        print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)

    def _figures(self, totals: Totals) -> dict[str, Any]:
        """Seconds, rates, and the seconds left, as far as they can be told."""
        seconds = time.monotonic() - self._started
        fresh = totals.passed - totals.skipped
        left = (totals.total - totals.passed) * seconds / fresh if fresh > 0 else None
        return {
            "seconds": round(seconds, 1),
            "articles_per_second": round((totals.articles - totals.resumed) / seconds, 1),
            "bytes_per_second": round(totals.bytes / seconds),
            "seconds_left": None if left is None else round(left, 1),
        }


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"
