"""Several papers in one file, with a page that says what each is."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard import clock
from dashboard.reports.stamp import CONFIDENTIAL, Stamp
from dashboard.reports.vietnamese import text

CONTENTS: Final = "00-muc-luc.txt"
"""The first file of a bundle."""

_READABLE: Final = 0o644 << 16
"""As Unix writes into a ZIP who may read a file; without it, nobody may."""

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
    files = contents | {paper.name: paper.content for paper in papers}
    return zipped(files, at=stamp.exported_at)


def plain_text(lines: Sequence[str]) -> bytes:
    """Return lines as a text file that every editor reads right, marked as UTF-8.

    Examples
    --------
    >>> plain_text(["Xã A", "Xã B"]).decode("utf-8-sig").splitlines()
    ['Xã A', 'Xã B']
    """
    return ("\r\n".join(text(line) for line in lines) + "\r\n").encode("utf-8-sig")


def zipped(files: Mapping[str, bytes], *, at: datetime) -> bytes:
    """Return files, by name, as one ZIP; they are dated `at`, in the province's time.

    Examples
    --------
    >>> at = datetime.fromisoformat("2021-08-24T05:30+00:00")
    >>> zipfile.ZipFile(io.BytesIO(zipped({"a.gpx": b"1"}, at=at))).infolist()[0].date_time
    (2021, 8, 24, 12, 30, 0)
    """
    local = at.astimezone(clock.TIME_ZONE)
    dated = (local.year, local.month, local.day, local.hour, local.minute, local.second)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, dated)
            entry.external_attr = _READABLE
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
