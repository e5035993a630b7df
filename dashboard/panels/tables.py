"""Tables on screen and their download: aligned, in the reader's language, safe to open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.definitions import DEFINITIONS, NUMBERS

Kind = Literal["text", "number", "decimal", "share"]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """One column on screen: the table's column, its heading, and how it is written."""

    name: str
    heading: str
    kind: Kind = "text"
    define: str = ""
    """Its entry in `definitions.DEFINITIONS`."""
    is_pinned: bool = False

    @property
    def help(self) -> str | None:
        """What the column means, for whoever points at its heading."""
        if not self.define:
            return None
        return words.say(DEFINITIONS[self.define].meaning, **NUMBERS)


def show(
    table: pd.DataFrame, columns: Sequence[Column], *, key: str, height_px: int | None = None
) -> None:
    """Draw a table; numbers keep their values, so that a click on a heading sorts them rightly."""
    shown = pick(table, columns)
    writers: dict[Any, Any] = {c.heading: _WRITERS[c.kind] for c in columns if c.kind != "text"}
    st.dataframe(
        shown.style.format(writers, na_rep=words.UNKNOWN),
        hide_index=True,
        height="auto" if height_px is None else height_px,
        column_config={
            c.heading: st.column_config.Column(
                help=c.help,
                pinned=c.is_pinned,
                alignment="left" if c.kind == "text" else "right",
            )
            for c in columns
        },
        key=key,
    )


def download(table: pd.DataFrame, columns: Sequence[Column], *, name: str) -> None:
    """Offer exactly what `show` draws as a CSV file that a spreadsheet opens rightly."""
    st.download_button(
        words.say("table.download"),
        csv(table, columns),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"download_{name}",
        on_click="ignore",
    )


def csv(table: pd.DataFrame, columns: Sequence[Column]) -> bytes:
    r"""Return a table as CSV with headings; text that could be a formula is made plain.

    Examples
    --------
    >>> rows = pd.DataFrame({"a": ["=1+1"], "b": [0.5]})
    >>> csv(rows, [Column("a", "A"), Column("b", "B", "share")])
    b"\xef\xbb\xbfA,B\r\n'=1+1,0.5\r\n"
    """
    shown = pick(table, columns)
    for column in columns:
        if column.kind == "text":
            shown[column.heading] = shown[column.heading].map(_harmless, na_action="ignore")
    return shown.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")


def pick(table: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return the columns in their order under their headings; numbers as plain floats."""
    picked = table[[c.name for c in columns]].set_axis([c.heading for c in columns], axis="columns")
    numbers = [c.heading for c in columns if c.kind != "text"]
    return picked.astype(dict.fromkeys(numbers, "float64"))


def _harmless(text: object) -> str:
    written = str(text)
    return f"'{written}" if written.startswith(_FORMULA_STARTS) else written


_WRITERS = {
    "number": words.number,
    "decimal": lambda value: words.number(value, decimals=1),
    "share": words.percent,
}
