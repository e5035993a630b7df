"""Several papers in one file, with a page that says what each is."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.reports.stamp import CONFIDENTIAL, Stamp
from dashboard.reports.vietnamese import text

CONTENTS: Final = "00-muc-luc.txt"
"""The first file of a bundle."""

PROPOSAL: Final = (
    "Đây là ĐỀ XUẤT do hệ thống lập. Không ai bị cách ly, không nơi nào bị phong tỏa vì tệp này:"
    " chỉ khi người có thẩm quyền kiểm tra, bổ sung và ký quyết định."
)


@dataclass(frozen=True, eq=False)
class Paper:
    """One file of a bundle."""

    name: str
    said: str
    """What it is, in a sentence."""
    content: bytes


def with_contents(
    title: str, papers: Sequence[Paper], stamp: Stamp, notes: Sequence[str] = ()
) -> bytes:
    """Return the papers as one ZIP that begins with what each is, as of when, by which rules."""
    lines = [
        title.upper(),
        "",
        PROPOSAL,
        *notes,
        "",
        *(f"{label}: {said}" for label, said in stamp.rows()),
        "",
        "CÁC TỆP",
        *(f"- {paper.name}: {paper.said}." for paper in papers),
        "",
        CONFIDENTIAL,
    ]
    contents = {CONTENTS: plain_text(lines)}
    return zipped(contents | {paper.name: paper.content for paper in papers})


def plain_text(lines: Sequence[str]) -> bytes:
    """Return lines as a text file that every editor reads right, marked as UTF-8.

    Examples
    --------
    >>> plain_text(["Xã A", "Xã B"]).decode("utf-8-sig").splitlines()
    ['Xã A', 'Xã B']
    """
    return ("\r\n".join(text(line) for line in lines) + "\r\n").encode("utf-8-sig")


def zipped(papers: Mapping[str, bytes]) -> bytes:
    """Return the papers, by file name, as one ZIP.

    Examples
    --------
    >>> zipfile.ZipFile(io.BytesIO(zipped({"a.gpx": b"1"}))).namelist()
    ['a.gpx']
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in papers.items():
            archive.writestr(name, content)
    return buffer.getvalue()
