"""The overview on one A4 page, as PDF: the same sheet as the DOCX, in the type of the screen.

The screen's font lies in `static/fonts` in parts, as browsers load it: each letter is taken from
the part that has it, and the marks of a status, which it lacks, from matplotlib's DejaVu.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import matplotlib as mpl
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace, TTFFont

from dashboard.drawing import palette
from dashboard.reports.overview.overview_sheet import Figure, Sheet
from dashboard.reports.vietnamese import text

_FONTS: Final = Path(__file__).parents[3] / "static" / "fonts"
_PARTS: Final = ("latin", "latin-ext", "vietnamese")
_MARKS: Final = "marks"
_WEIGHTS: Final = {"": 400, "B": 700}
_SIZES_PT: Final = (8.5, 8.0, 7.5, 7.0, 6.5)
"""The largest with which everything fits on the page is taken."""
_MARGIN_MM: Final = 12
_FOOT_MM: Final = 9
_LINE: Final = 1.32
_MM_PER_PT: Final = 25.4 / 72
_WIDTHS: Final = (52, 17, 25, 54, 38)
_GAP_MM: Final = 6


def overview_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as PDF: one page; what fits on none at the smallest size takes two."""
    *larger, smallest = _SIZES_PT
    for size_pt in larger:
        with _written(sheet, size_pt) as paper:
            if paper.page == 1:
                return bytes(paper.output())
    with _written(sheet, smallest) as paper:
        return bytes(paper.output())


class _Paper(FPDF):
    """An A4 page with its foot and its size of type."""

    def __init__(self, foot: str, size_pt: float) -> None:
        super().__init__(format="A4")
        self.foot = foot
        self.size_pt = size_pt
        self.line_mm = size_pt * _MM_PER_PT * _LINE
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=_MARGIN_MM + _FOOT_MM / 2)
        _add_fonts(self)
        self.write_in(size_pt)
        self.add_page()

    def footer(self) -> None:
        """Write the foot at the bottom of the page."""
        self.set_y(-_MARGIN_MM)
        self.write_in(6.5, colour=palette.MUTED)
        self.cell(text=text(self.foot))

    def write_in(self, size_pt: float, *, bold: bool = False, colour: str = palette.INK) -> None:
        """Choose size, weight and colour of what follows."""
        self.set_font(_PARTS[0], "B" if bold else "", size_pt)
        self.set_text_color(colour)

    def say(
        self,
        said: str,
        size_pt: float,
        *,
        bold: bool = False,
        width_mm: float = 0,
        below: float = 0,
    ) -> None:
        """Write lines from the left edge on, and leave room below."""
        self.write_in(size_pt, bold=bold)
        height = size_pt * _MM_PER_PT * _LINE
        self.multi_cell(width_mm, height, text(said), align="L", new_x="LEFT", new_y="NEXT")
        self.set_y(self.get_y() + below)


@contextmanager
def _written(sheet: Sheet, size_pt: float) -> Iterator[_Paper]:
    """Yield the sheet written in one size; fpdf2 leaves the fonts' files open."""
    paper = _Paper(sheet.foot, size_pt)
    try:
        _write(paper, sheet, size_pt)
        yield paper
    finally:
        for font in paper.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


def _write(paper: _Paper, sheet: Sheet, size_pt: float) -> None:
    paper.set_title(text(sheet.title))
    paper.say(sheet.title, size_pt * 1.9, bold=True, below=1)
    for line in sheet.headline:
        paper.say(line, size_pt * 1.2, below=0.5)
    paper.set_y(paper.get_y() + 1)
    _figures(paper, sheet.heads, sheet.figures)
    _below(paper, sheet)


def _figures(paper: _Paper, heads: Sequence[str], figures: Sequence[Figure]) -> None:
    paper.write_in(paper.size_pt)
    paper.set_draw_color(palette.LINE)
    with paper.table(
        col_widths=_WIDTHS,
        line_height=paper.line_mm,
        padding=(0.5, 0.8),
        text_align="LEFT",
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD", color=palette.MUTED),
    ) as table:
        table.row([text(head) for head in heads])
        bold = FontFace(emphasis="BOLD")
        for figure in figures:
            row = table.row()
            row.cell(text(figure.label))
            row.cell(text(figure.value), style=bold)
            row.cell(
                text(figure.status),
                style=FontFace(emphasis="BOLD", color=figure.colour or palette.INK),
            )
            row.cell(text(figure.lines))
            row.cell(text(figure.trend))


def _below(paper: _Paper, sheet: Sheet) -> None:
    """Write the ranking on the left and the sections on the right of it."""
    top, half = paper.get_y() + 3, (paper.epw - _GAP_MM) / 2
    paper.set_y(top)
    paper.say(sheet.ranking, paper.size_pt * 1.15, bold=True, width_mm=half, below=0.8)
    for name, figures in sheet.units:
        paper.write_in(paper.size_pt)
        paper.cell(half * 0.5, paper.line_mm, text(name))
        paper.cell(half * 0.5, paper.line_mm, text(figures), new_x="LMARGIN", new_y="NEXT")
    bottom = paper.get_y()
    paper.set_left_margin(_MARGIN_MM + half + _GAP_MM)
    paper.set_y(top)
    for heading, lines in sheet.sections:
        paper.say(heading, paper.size_pt * 1.15, bold=True, below=0.5)
        for line in lines:
            paper.say(f"• {line}", paper.size_pt)
        paper.set_y(paper.get_y() + 1.5)
    paper.set_left_margin(_MARGIN_MM)
    paper.set_y(max(bottom, paper.get_y()))


def _add_fonts(paper: FPDF) -> None:
    marks = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for style, weight in _WEIGHTS.items():
        for part in _PARTS:
            paper.add_font(part, style, _FONTS / f"be-vietnam-pro-{part}-{weight}-normal.woff2")
        paper.add_font(_MARKS, style, marks / f"DejaVuSans{'-Bold' if style else ''}.ttf")
    paper.set_fallback_fonts([*_PARTS[1:], _MARKS])
