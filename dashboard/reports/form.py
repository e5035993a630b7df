"""The form of Vietnamese administrative documents, as DOCX.

A4, margins 20/20/30/15 mm, Times New Roman; national title and motto, issuing body, number, place
and date, kind and subject, body, recipients and signature, each in its place and size.

References
----------
Decree 30/2020/NĐ-CP of 5 March 2020 on records, Annex I, part I: sections I to IV.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from dashboard.reports.stamp import DRAFT, Stamp
from dashboard.reports.vietnamese import text

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PLACE = "Hải Dương"
"""Where papers are dated: the seat of the province."""

_FONT = "Times New Roman"
_BODY_PT, _TABLE_PT, _LIST_PT = 14, 11.5, 11
_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_TEXT_MM = 210 - 30 - 15
_HEAD_MM = (66, 99)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """Who issues a paper, and what it is."""

    parent: str
    """The body above the issuing one; "" where there is none."""
    issuer: str
    number: str
    """Such as "12/QĐ-UBND"; what begins with "/" is numbered when it is registered."""
    month: int
    year: int
    kind: str
    """Such as "QUYẾT ĐỊNH"."""
    subject: str


class Paper:
    """A draft paper, filled from top to bottom."""

    def __init__(self, heading: Heading, stamp: Stamp) -> None:
        self._stamp = stamp
        self._docx: Docx = Document()
        _set_page(self._docx)
        _add_page_numbers(self._docx)
        self._docx.core_properties.title = text(f"{heading.kind}: {heading.subject}")
        self._docx.core_properties.author = text(stamp.exporter)
        self._add_head(heading)
        self._add_subject(heading)
        self._add_foot()

    def paragraph(self, said: str, *, bold: str = "", italic: bool = False) -> None:
        """Add a paragraph of the body, its first words `bold` where given."""
        paragraph = self._docx.add_paragraph()
        _shape(paragraph, _JUSTIFY, after_pt=6, indent_mm=10)
        if bold:
            _run(paragraph, f"{bold} ", bold=True)
        _run(paragraph, said, italic=italic)

    def centred(self, said: str) -> None:
        """Add a line in the middle, bold, such as the deciding person or "QUYẾT ĐỊNH:"."""
        _shape(paragraph := self._docx.add_paragraph(), _CENTRE, before_pt=6, after_pt=6)
        paragraph.paragraph_format.keep_with_next = True
        _run(paragraph, said, bold=True)

    def section(self, said: str) -> None:
        """Add the heading of a section, kept with what follows."""
        _shape(paragraph := self._docx.add_paragraph(), _LEFT, before_pt=6, after_pt=4)
        paragraph.paragraph_format.keep_with_next = True
        _run(paragraph, said, bold=True)

    def appendix(self, kind: str, subject: str, of: str) -> None:
        """Begin an appendix on a page of its own."""
        for line in (kind, subject, of):
            _shape(paragraph := self._docx.add_paragraph(), _CENTRE)
            paragraph.paragraph_format.page_break_before = line is kind
            _run(paragraph, line, bold=line is not of, italic=line is of)

    def addressed_to(self, bodies: Sequence[str]) -> None:
        """Add "Kính gửi:" and to whom."""
        _shape(paragraph := self._docx.add_paragraph(), _LEFT, before_pt=4, indent_mm=25)
        _run(paragraph, "Kính gửi:")
        for index, body in enumerate(bodies):
            _shape(paragraph := self._docx.add_paragraph(), _LEFT, indent_mm=32)
            _run(paragraph, f"- {body}{'.' if index == len(bodies) - 1 else ';'}")
            last = paragraph
        last.paragraph_format.space_after = Pt(8)

    def table(
        self, titles: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float]
    ) -> None:
        """Add a table, its head repeated on every page; numbers stand to the right."""
        table = self._docx.add_table(rows=1, cols=len(titles), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, title in zip(table.rows[0].cells, titles, strict=True):
            _fill(cell, title, _CENTRE, bold=True)
        _repeat_head(table)
        for row in rows:
            for cell, said in zip(table.add_row().cells, row, strict=True):
                _fill(cell, said, _RIGHT if _is_number(said) else _LEFT)
        _set_widths(table, widths_mm)
        for row in table.rows:
            _keep_whole(row)
        _shape(self._docx.add_paragraph(), _LEFT, after_pt=4)

    def picture(self, png: bytes, caption: str) -> None:
        """Add a picture as wide as the text, with its caption."""
        _shape(paragraph := self._docx.add_paragraph(), _CENTRE, before_pt=4)
        paragraph.paragraph_format.keep_with_next = True
        shown = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(_TEXT_MM))
        for side in "TBLR":  # LibreOffice takes 3 mm where nothing is said
            shown._inline.set(f"dist{side}", "0")  # noqa: SLF001 - python-docx does not say it
        _shape(paragraph := self._docx.add_paragraph(), _CENTRE, after_pt=6)
        _run(paragraph, caption, size_pt=12, italic=True)

    def signed(self, recipients: Sequence[str], *signature: str) -> None:
        """Add recipients on the left, and over the room for the signature who signs."""
        table = _bare_table(self._docx, (80, 85))
        left, right = table.rows[0].cells
        _keep_whole(table.rows[0])
        _shape(paragraph := left.paragraphs[0], _LEFT)
        _run(paragraph, "Nơi nhận:", size_pt=12, bold=True, italic=True)
        for index, body in enumerate(recipients):
            _shape(paragraph := left.add_paragraph(), _LEFT)
            end = "." if index == len(recipients) - 1 else ";"
            _run(paragraph, f"- {body}{end}", size_pt=_LIST_PT)
        lines = [*signature, "", "", "", "[Chữ ký, dấu]", "", "[Họ và tên]"]
        for index, line in enumerate(lines):
            paragraph = right.paragraphs[0] if index == 0 else right.add_paragraph()
            _shape(paragraph, _CENTRE)
            is_mark = line == "[Chữ ký, dấu]"
            _run(paragraph, line, size_pt=_BODY_PT, bold=not is_mark, italic=is_mark)

    def saved(self) -> bytes:
        """Add where the figures come from, to be deleted before signing; return the DOCX."""
        _shape(self._docx.add_paragraph(), _LEFT, after_pt=6)
        table = self._docx.add_table(rows=1, cols=2, style="Table Grid")
        head = table.rows[0].cells[0].merge(table.rows[0].cells[1])
        _fill(head, "THÔNG TIN VỀ BẢN NHÁP (xóa bảng này trước khi ký)", _LEFT, bold=True)
        for label, said in [*self._stamp.rows(), ("Lưu ý", DRAFT)]:
            cells = table.add_row().cells
            _fill(cells[0], label, _LEFT, bold=True)
            _fill(cells[1], said, _LEFT)
        _set_widths(table, (36, _TEXT_MM - 36))
        for row in table.rows:
            _keep_whole(row)
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    paragraph.paragraph_format.keep_with_next = True
        buffer = io.BytesIO()
        self._docx.save(buffer)
        return buffer.getvalue()

    def _add_head(self, heading: Heading) -> None:
        table = _bare_table(self._docx, _HEAD_MM)
        left, right = table.rows[0].cells
        body = left.paragraphs[0]
        if heading.parent:
            _shape(body, _CENTRE)
            _run(body, heading.parent, size_pt=13)
            body = left.add_paragraph()
        _shape(body, _CENTRE)
        _run(body, heading.issuer, size_pt=13, bold=True)
        _rule(left.add_paragraph(), _HEAD_MM[0], 0.4)
        _shape(paragraph := left.add_paragraph(), _CENTRE, before_pt=2)
        room = " " * 10 if heading.number.startswith("/") else " "
        _run(paragraph, f"Số:{room}{heading.number}", size_pt=13)
        _shape(paragraph := left.add_paragraph(), _CENTRE, before_pt=4)
        _run(paragraph, "DỰ THẢO", size_pt=13, bold=True)
        _shape(nation := right.paragraphs[0], _CENTRE)
        _run(nation, NATION, size_pt=12, bold=True)
        _shape(paragraph := right.add_paragraph(), _CENTRE)
        _run(paragraph, MOTTO, size_pt=13, bold=True)
        _rule(right.add_paragraph(), _HEAD_MM[1], 0.58)
        _shape(paragraph := right.add_paragraph(), _CENTRE, before_pt=2)
        month = f"{heading.month:02d}" if heading.month <= 2 else str(heading.month)  # noqa: PLR2004
        dated = f"{PLACE}, ngày       tháng {month} năm {heading.year}"
        _run(paragraph, dated, size_pt=13.5, italic=True)

    def _add_subject(self, heading: Heading) -> None:
        _shape(paragraph := self._docx.add_paragraph(), _CENTRE, before_pt=12)
        _run(paragraph, heading.kind, bold=True)
        _shape(paragraph := self._docx.add_paragraph(), _CENTRE)
        _run(paragraph, heading.subject, bold=True)
        rule = self._docx.add_paragraph()
        _rule(rule, _TEXT_MM, 0.38)
        rule.paragraph_format.space_after = Pt(8)

    def _add_foot(self) -> None:
        _shape(paragraph := self._docx.sections[0].footer.paragraphs[0], _CENTRE)
        _run(paragraph, f"BẢN NHÁP · {self._stamp.line()}", size_pt=9)
        first = self._docx.sections[0].first_page_footer.paragraphs[0]
        _shape(first, _CENTRE)
        _run(first, f"BẢN NHÁP · {self._stamp.line()}", size_pt=9)


def _set_page(docx: Docx) -> None:
    page = docx.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin = page.bottom_margin = Mm(20)
    page.left_margin, page.right_margin = Mm(30), Mm(15)
    page.header_distance, page.footer_distance = Mm(10), Mm(8)
    normal: Any = docx.styles["Normal"]
    normal.font.name = _FONT
    normal.font.size = Pt(_BODY_PT)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.element.rPr.rFonts.set(qn("w:cs"), _FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    normal.element.rPr.append(language)


def _add_page_numbers(docx: Docx) -> None:
    """Put page numbers at the top, in the middle, from the second one on."""
    page = docx.sections[0]
    page.different_first_page_header_footer = True
    paragraph = page.header.paragraphs[0]
    _shape(paragraph, _CENTRE)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = _run(paragraph, "2", size_pt=13)
    field.append(run._r)  # noqa: SLF001 - python-docx has no fields
    paragraph._p.append(field)  # noqa: SLF001


def _shape(
    paragraph: Paragraph,
    alignment: WD_ALIGN_PARAGRAPH,
    *,
    before_pt: float = 0,
    after_pt: float = 0,
    indent_mm: float = 0,
) -> None:
    form = paragraph.paragraph_format
    form.alignment = alignment
    form.space_before, form.space_after = Pt(before_pt), Pt(after_pt)
    form.first_line_indent = Mm(indent_mm)
    form.line_spacing = 1.0


def _run(
    paragraph: Paragraph,
    said: str,
    *,
    size_pt: float = _BODY_PT,
    bold: bool = False,
    italic: bool = False,
) -> Any:  # noqa: ANN401 - a run
    run = paragraph.add_run(text(said))
    run.font.size = Pt(size_pt)
    run.bold, run.italic = bold, italic
    return run


def _rule(paragraph: Paragraph, room_mm: float, share: float) -> None:
    """Draw a line under what stands above, as wide as a share of its room."""
    _shape(paragraph, _CENTRE)
    side = Mm(room_mm * (1 - share) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    _run(paragraph, "", size_pt=2)
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _bare_table(docx: Docx, widths_mm: Sequence[float]) -> Table:
    table: Table = docx.add_table(rows=1, cols=len(widths_mm))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(table, widths_mm)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)  # noqa: SLF001 - the national title needs the room
    return table


def _set_widths(table: Table, widths_mm: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _fill(cell: _Cell, said: str, alignment: WD_ALIGN_PARAGRAPH, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    _shape(paragraph, alignment, before_pt=1, after_pt=1)
    _run(paragraph, said, size_pt=_TABLE_PT, bold=bold)


def _is_number(said: str) -> bool:
    return said.replace(".", "").replace(",", "").isdecimal()


def _repeat_head(table: Table) -> None:
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)  # noqa: SLF001


def _keep_whole(row: Any) -> None:  # noqa: ANN401 - a row
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
