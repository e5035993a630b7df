"""What every report is made of: tables, the machine it was measured on, and its file."""

import os
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from benchmarks.tracing.machine import facts


def table(rows: pd.DataFrame) -> str:
    """Return the rows as a Markdown table; its numbers are written as they are."""

    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell) for cell in cells) + " |"

    head = [line(rows.columns), "|" + "---|" * len(rows.columns)]
    return "\n".join(head + [line(row) for row in rows.itertuples(index=False)])


def measured_on() -> list[str]:
    """Return the section that names the machine, as lines."""
    machine = {name: text for name, text in facts().items() if name != "packages"}
    return [
        "## Measured on",
        "",
        *(f"- {name}: {text}" for name, text in machine.items()),
        f"- load average at the end: {os.getloadavg()[0]:.1f} in 1 min",
        "",
    ]


def publish(text: str, path: Path) -> None:
    """Print the report and write it to its file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(text)
