"""Where a file's headings stand, in one row or two, and what a citizen card in a cell says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.alphabet import fold
from launch.errors import LaunchError
from launch.importing import kinds
from launch.importing.kinds import Kind, Settings
from launch.importing.tables import Row

SEARCHED_ROWS: Final = 30
"""A title, a date, a nation's motto stand above; never more than that."""
_NUMBERED: Final = re.compile(r"\(?\d{1,2}\)?|\(?[A-Za-z]\)?")
_FEW: Final = 2
CARD: Final = re.compile(
    r"(?P<card_number>\d{12})\|(?P<old>\d*)\|(?P<full_name>[^|]+)\|(?P<birth_year>[\d/]{8,10})\|"
    r"(?P<sex>[^|]*)\|(?P<address>[^|]*)\|(?P<issued>[\d/]{8,10})(?:\|.*)?"
)
"""The seven fields in the code of a citizen card; later cards add more behind."""
CARD_FIELDS: Final = ("card_number", "full_name", "birth_year", "sex", "address")


@dataclass(frozen=True, slots=True)
class Headings:
    """What the columns are called, and how many rows of the file stand above the first of data."""

    names: list[str]
    above: int
    cards: str = ""
    """The column of citizen cards' codes, which hold five columns of their own."""

    def with_cards(self, row: Row) -> Row:
        """Return a row with the fields of its citizen card behind it; empty for none."""
        if not self.cards:
            return row
        found = CARD.fullmatch(row[self.names.index(self.cards)])
        return [*row, *((found[name].strip() for name in CARD_FIELDS) if found else [""] * 5)]

    @property
    def all_names(self) -> list[str]:
        """Every heading, those of citizen cards too."""
        return [*self.names, *(card_heading(name) for name in CARD_FIELDS if self.cards)]


def card_heading(name: str) -> str:
    """Return what a field of a citizen card is called beside the file's own columns."""
    return f"{name.replace('_', ' ')} (QR)"


def find(rows: Sequence[Row], kind: Kind, said: Settings) -> Headings:
    """Return the headings of a file, given its first rows.

    Raises
    ------
    LaunchError
        When no row names a column of this kind.
    """
    tried = [
        (count, -depth, -top, top, depth)
        for top in range(min(len(rows), SEARCHED_ROWS))
        for depth in (1, 2)
        if top + depth <= len(rows) and _is_allowed(top, depth, said)
        if (
            count := kinds.matching(kind, _joined(rows, top, depth)) + _said(rows, top, depth, said)
        )
    ]
    if not tried:
        raise LaunchError(
            f"No row names a column of {kind.name}. Its columns are {', '.join(kind.columns)}: "
            "say which is which, [columns] in a TOML."
        )
    *_, top, depth = max(tried)
    names = _distinct(_joined(rows, top, depth))
    below = top + depth
    if below < len(rows) and _is_numbering(rows[below]):
        below += 1
    return Headings(names, below, _cards(names, rows[below:]))


def is_total(row: Row) -> bool:
    """Say whether a row is a sum below the others."""
    first = next((cell for cell in row if cell), "")
    return first[:1] in "TtCc" and fold(first) in {"tong", "cong", "tong cong", "tong so", "total"}


def _is_allowed(top: int, depth: int, said: Settings) -> bool:
    return (not said.header_row or top + 1 == said.header_row) and (
        not said.header_rows or depth == said.header_rows
    )


def _said(rows: Sequence[Row], top: int, depth: int, said: Settings) -> int:
    """Return how many of the headings that the settings name are there."""
    wanted = {fold(each) for given in said.columns.values() for each in given}
    return len(wanted & set(map(fold, _joined(rows, top, depth))))


def _joined(rows: Sequence[Row], top: int, depth: int) -> list[str]:
    """Return headings of one row or two: "Mũi 1 / Ngày tiêm".

    A group's name stands over its first column alone where the file knows no merged cells.
    """
    lines = [[" ".join(cell.split()) for cell in row] for row in rows[top : top + depth]]
    if depth == 1:
        return lines[0]
    upper, lower = lines
    width = max(len(upper), len(lower))
    upper = [*upper, *[""] * (width - len(upper))]
    lower = [*lower, *[""] * (width - len(lower))]
    group, joined = "", []
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        parts = [part for part in dict.fromkeys((group, below)) if part]
        joined.append(" / ".join(parts))
    return joined


def _distinct(names: list[str]) -> list[str]:
    """Return headings of which none is twice; columns without one are numbered."""
    seen: dict[str, int] = {}
    distinct = []
    for number, name in enumerate(names, 1):
        heading = name or f"column {number}"
        seen[heading] = seen.get(heading, 0) + 1
        distinct.append(f"{heading} ({seen[heading]})" if seen[heading] > 1 else heading)
    return distinct


def _is_numbering(row: Row) -> bool:
    """Say whether a row only numbers the columns: (1) (2) (3), or A B 1 2."""
    cells = [cell for cell in row if cell]
    is_short = all(map(_NUMBERED.fullmatch, cells))
    digits = [int(re.sub(r"\D", "", cell)) for cell in cells if re.search(r"\d", cell)]
    is_counting = digits == list(range(1, len(digits) + 1))
    return len(cells) > _FEW and is_short and is_counting


def _cards(names: list[str], rows: Sequence[Row]) -> str:
    """Return the column in which most cells are a citizen card's code."""
    for place, name in enumerate(names):
        cells = [row[place] for row in rows if len(row) > place and row[place]]
        if cells and 2 * sum(CARD.fullmatch(cell) is not None for cell in cells) > len(cells):
            return name
    return ""
