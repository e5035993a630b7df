"""Several papers in one file."""

import io
import zipfile
from collections.abc import Mapping


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
