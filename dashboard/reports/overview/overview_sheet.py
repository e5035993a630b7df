"""The overview on one A4 page, as DOCX: for a folder, a wall or a meeting without a screen.

Unlike the papers that somebody signs, it is in the language of the screen it was taken from, whose
sentences it is given ready to print.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from dashboard.reports.vietnamese import text

_FONT = "Times New Roman"
_SIZE_PT = 8.5
_MARGIN_MM = 12
_WIDTHS_MM = (56, 18, 22, 52, 38)
_PAIRS = 2
"""The ranking stands in so many columns beside each other."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One row of figures: what, value, how it stands (with its colour), target, trend."""

    label: str
    value: str
    status: str
    colour: str
    """Of the status, `#RRGGBB`."""
    lines: str
    trend: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What the page says, every part ready to print."""

    title: str
    headline: Sequence[str]
    heads: Sequence[str]
    """Of the five columns of figures."""
    figures: Sequence[Figure]
    ranking: str
    """Heading of the ranking."""
    units: Sequence[tuple[str, str]]
    """Place and name, figures; the lowest first."""
    sections: Sequence[tuple[str, Sequence[str]]]
    """Heading and lines."""
    foot: str
    """Data time, who took it, when, and whether the people are simulated."""


def overview_sheet(sheet: Sheet) -> bytes:
    """Return the sheet as DOCX."""
    docx: Docx = Document()
    _set_page(docx)
    docx.core_properties.title = text(sheet.title)
    _say(docx.add_paragraph(), sheet.title, size_pt=14, bold=True)
    for line in sheet.headline:
        _say(docx.add_paragraph(), line, size_pt=10.5)
    _figures(docx, sheet)
    _heading(docx, sheet.ranking)
    _ranking(docx, sheet.units)
    for heading, lines in sheet.sections:
        _heading(docx, heading)
        for line in lines:
            _say(docx.add_paragraph(), f"• {line}", size_pt=9)
    _say(docx.sections[0].footer.paragraphs[0], sheet.foot, size_pt=8)
    buffer = io.BytesIO()
    docx.save(buffer)
    return buffer.getvalue()


def _figures(docx: Docx, sheet: Sheet) -> None:
    table = docx.add_table(rows=1, cols=len(_WIDTHS_MM), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, sheet.heads, strict=True):
        _fill(cell, head, bold=True)
    for figure in sheet.figures:
        label, value, status, lines, trend = table.add_row().cells
        _fill(label, figure.label)
        _fill(value, figure.value, bold=True)
        _fill(status, figure.status, bold=True, colour=figure.colour)
        _fill(lines, figure.lines)
        _fill(trend, figure.trend)
    _set_widths(table, _WIDTHS_MM)


def _ranking(docx: Docx, units: Sequence[tuple[str, str]]) -> None:
    half = -(-len(units) // _PAIRS)
    table = docx.add_table(rows=half, cols=2 * _PAIRS, style="Table Grid")
    for index, (name, figures) in enumerate(units):
        cells = table.rows[index % half].cells
        column = 2 * (index // half)
        _fill(cells[column], name)
        _fill(cells[column + 1], figures)
    _set_widths(table, (45, 48) * _PAIRS)


def _heading(docx: Docx, said: str) -> None:
    paragraph = docx.add_paragraph()
    _say(paragraph, said, size_pt=10.5, bold=True)
    paragraph.paragraph_format.space_before = Pt(4)
    paragraph.paragraph_format.keep_with_next = True


def _fill(cell: _Cell, said: str, *, bold: bool = False, colour: str = "") -> None:
    _say(cell.paragraphs[0], said, size_pt=_SIZE_PT, bold=bold, colour=colour)


def _say(
    paragraph: Paragraph, said: str, *, size_pt: float, bold: bool = False, colour: str = ""
) -> None:
    paragraph.paragraph_format.space_after = Pt(0)
    paragraph.paragraph_format.line_spacing = 1.0
    run = paragraph.add_run(text(said))
    run.font.size, run.bold = Pt(size_pt), bold
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))


def _set_page(docx: Docx) -> None:
    page = docx.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(_MARGIN_MM)
    page.left_margin = page.right_margin = Mm(_MARGIN_MM)
    page.header_distance = page.footer_distance = Mm(6)
    normal: Any = docx.styles["Normal"]
    normal.font.name = _FONT
    for script in ("w:eastAsia", "w:cs"):
        normal.element.rPr.rFonts.set(qn(script), _FONT)


def _set_widths(table: Any, widths_mm: Sequence[float]) -> None:  # noqa: ANN401 - a table
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)  # noqa: SLF001 - python-docx has no such setting
