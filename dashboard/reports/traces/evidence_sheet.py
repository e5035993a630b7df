"""One person's evidence as a page to print: one file of HTML that needs nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

_STYLE = """
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { font: 10pt/1.4 "Noto Sans", "Segoe UI", Arial, sans-serif; color: #1b2a38; margin: 0 auto;
  max-width: 190mm; padding: 8px; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem;
  border-bottom: 2px solid #0b3f60; padding-bottom: 4px; }
h1 { font-size: 15pt; margin: 0; color: #0b3f60; }
h2 { font-size: 10.5pt; margin: 10px 0 3px; color: #0b3f60; break-after: avoid; }
p { margin: 3px 0; }
dl { display: grid; grid-template-columns: repeat(2, max-content 1fr); gap: 1px 12px;
  margin: 5px 0; }
@media screen and (max-width: 640px) { dl, .rules dl { grid-template-columns: auto 1fr; } }
dt { color: #5a6b7b; } dd { margin: 0; font-weight: 600; }
.rules dl { font-size: 8pt; }
.rules dd { font-weight: 400; }
.phone { border: 1px solid #0b5c8c; border-left-width: 5px; border-radius: 4px; padding: 5px 10px;
  font-size: 12pt; line-height: 1.5; break-inside: avoid; }
.note { color: #3b4c5c; font-size: 8.5pt; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 8pt; line-height: 1.25; }
th { text-align: left; background: #edf1f5; font-weight: 600; }
th, td { border: 1px solid #c3ced8; padding: 1px 4px; vertical-align: top; }
td { font-variant-numeric: tabular-nums; white-space: nowrap; } tr { break-inside: avoid; }
td:nth-child(3) { white-space: normal; min-width: 40mm; }
footer { margin-top: 10px; border-top: 1px solid #c3ced8; padding-top: 4px; font-size: 8.5pt;
  color: #3b4c5c; }
button { font: inherit; padding: 4px 14px; cursor: pointer; }
@media print { button { display: none; } body { padding: 0; } .wide { overflow: visible; } }
"""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A table with its title and one line about it; every cell is text as it is read."""

    title: str
    note: str
    rows: pd.DataFrame
    """Its columns are titles."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What is printed, in the words of one language."""

    language: str
    title: str
    print_label: str
    who: Sequence[tuple[str, str]]
    phone_title: str
    phone: Sequence[str]
    """What is read out, a sentence or two each."""
    sections: Sequence[Section]
    rules_title: str
    rules: Sequence[tuple[str, str]]
    footer: Sequence[str]


def html(sheet: Sheet) -> str:
    """Return a sheet as one file of HTML; text from outside is only text.

    Examples
    --------
    >>> empty = Sheet(language="vi", title="<b>", print_label="In", who=[], phone_title="",
    ...               phone=[], sections=[], rules_title="", rules=[], footer=[])
    >>> "<b>" in html(empty)
    False
    """
    title = escape(sheet.title)
    return f"""<!DOCTYPE html>
<html lang="{escape(sheet.language)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{_STYLE}</style></head>
<body>
<header><h1>{title}</h1><button onclick="print()">{escape(sheet.print_label)}</button></header>
{_pairs(sheet.who)}
<h2>{escape(sheet.phone_title)}</h2>
<div class="phone">{_paragraphs(sheet.phone)}</div>
{"".join(map(_section, sheet.sections))}
<section class="rules"><h2>{escape(sheet.rules_title)}</h2>{_pairs(sheet.rules)}</section>
<footer>{_paragraphs(sheet.footer)}</footer>
</body>
</html>
"""


def _section(section: Section) -> str:
    head = "".join(f"<th>{escape(str(title))}</th>" for title in section.rows)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>"
        for row in section.rows.itertuples(index=False, name=None)
    )
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return (
        f"<h2>{escape(section.title)}</h2>"
        f'<p class="note">{escape(section.note)}</p><div class="wide">{table}</div>'
    )


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    return f"<dl>{items}</dl>"


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)
