"""What was refused of a file, beside it: row, column, value, why, and what would make it right."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Self

import pandas as pd

from dashboard import csv_file, words
from launch.importing.storing import Rejection

_SHOWN: Final = 200
_PART: Final = ".part"


class Rejects:
    """A file of rejects, written while reading and named as finished only at the end.

    Personal data are in it: nobody but whoever imports may read it.
    """

    def __init__(self, file: Path, language: str, headings: Mapping[str, str]) -> None:
        self._file = file
        self._part = file.with_name(file.name + _PART)
        self._sentences = words.sentences(language)
        self._style = csv_file.STYLES[language]
        self._headings = headings
        self.count = 0
        """Rows refused so far."""
        self.reasons: dict[str, int] = {}
        """Reason -> how many cells were refused for it."""
        self._part.unlink(missing_ok=True)  # what an import left that was killed

    def __enter__(self) -> Self:
        """Begin a file of rejects."""
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Leave nothing behind of a file of which nothing was stored."""
        if error is not None:
            self._part.unlink(missing_ok=True)

    def add(self, rejections: Iterable[Rejection]) -> None:
        """Write down what was refused."""
        told = [self._told(each) for each in rejections]
        if not told:
            return
        columns = [self._sentences[f"importing.{name}"] for name in _COLUMNS]
        table = pd.DataFrame(told, columns=columns)
        text = csv_file.csv_of(table, style=self._style)
        if self._part.exists():
            text = text.removeprefix(b"\xef\xbb\xbf").partition(b"\r\n")[2]
        else:
            self._part.touch(mode=0o600)
        with self._part.open("ab") as out:
            out.write(text)
        self.count += table[columns[0]].nunique()

    def finish(self) -> Path | None:
        """Name the file as finished; None where nothing was refused."""
        if not self._part.exists():
            self._file.unlink(missing_ok=True)  # of an earlier import of this file
            return None
        return self._part.replace(self._file)

    def _told(self, rejection: Rejection) -> list[object]:
        self.reasons[rejection.reason] = self.reasons.get(rejection.reason, 0) + 1
        return [
            rejection.row,
            self._headings.get(rejection.column, rejection.column),
            rejection.value[:_SHOWN],
            self._sentences[f"importing.reason.{rejection.reason}"],
            self._sentences[f"importing.right.{rejection.reason}"],
        ]


_COLUMNS: Final = ("row", "column", "value", "reason", "right")
