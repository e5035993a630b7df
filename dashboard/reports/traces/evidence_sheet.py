"""One person's evidence as a page to print: one file of HTML that needs nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.drawing.templates import filled


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
    return filled("evidence_sheet", sheet=sheet)
