"""Every table on screen: as high as its rows, and read aloud as it is written.

Streamlit draws a table on a canvas; the copy of it that screen readers read holds bare values,
0.0366 for 3,7 %. `assets/spoken.js` writes into it what the canvas shows, by each column's kind.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from json import dumps
from math import ceil
from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.panels.shared import frame

Kind = Literal[
    "number", "decimal", "hundredths", "share", "points", "whole_share", "moment", "short_moment",
    "day",
]  # fmt: skip

TALL_PX: Final = 460
"""Height of a long table."""

MOST_WHOLE: Final = 15
"""A table of so many rows stands there whole: the province has twelve districts."""

_MEASURED_ROWS: Final = 50
_WIDEST_PX: Final = 480
"""Of a column that Streamlit measures: it ends at 500, and other machines' letters are wider."""

_READABLE_PX: Final = 720
"""Of a column that we measure: a longer sentence leaves no room for anything beside it."""

_NEARLY: Final = 0.8
"""A text of so much of the longest one's letters may be wider than it."""

_PADDING_PX, _USUAL_PX = 20, 8
_LETTER_PX: Final = {
    **dict.fromkeys(" ijlI", 3.5),
    **dict.fromkeys(".,:;'|frt1()“”", 5.5),
    **dict.fromkeys("knsuvxzư/", 7),
    **dict.fromkeys("02345689BDHKRUVXYZĐđ–", 9),
    **dict.fromkeys("ACGNOQ", 11),
    **dict.fromkeys("mwMW%—▲", 13),
}
"""In the font of tables, as a browser draws them; no other letter is wider than the usual one."""

MOMENT: Final = "HH:mm DD/MM/YYYY"
SHORT_MOMENT: Final = "HH:mm DD/MM"
DAY: Final = "DD/MM/YYYY"

_SPOKEN: Final[Mapping[Kind, Mapping[str, Any]]] = {
    "number": {"decimals": 0},
    "decimal": {"decimals": 1},
    "hundredths": {"decimals": 2},
    "share": {"decimals": 1, "isShare": True},
    "points": {"decimals": 1, "isChange": True},
    "whole_share": {"decimals": 0, "isShare": True},
    "moment": {"format": MOMENT},
    "short_moment": {"format": SHORT_MOMENT},
    "day": {"format": DAY},
}
"""How `assets/spoken.js` writes a value of each kind."""

WRITERS: Final[Mapping[Kind, Any]] = {
    "number": words.number,
    "decimal": lambda value: words.number(value, decimals=1),
    "hundredths": lambda value: words.number(value, decimals=2),
    "share": words.percent,
    "points": lambda value: words.change(value, decimals=1),
    "whole_share": lambda value: words.percent(value, decimals=0),
}
"""How numbers are drawn where a column of Streamlit's would not keep their decimals equal."""

_STYLED: Final = frozenset({"decimal", "hundredths", "share", "points"})


def show(  # noqa: PLR0913 - Streamlit's own has twice as many
    rows: pd.DataFrame,
    *,
    key: str,
    columns: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    tints: pd.DataFrame | None = None,
    empty: str = words.UNKNOWN,
    name: str = "",
    **settings: Any,  # noqa: ANN401 - Streamlit's, as they are
) -> Any:  # noqa: ANN401 - what Streamlit returns
    """Draw rows under the headings of `columns`; return what is selected, where that is asked.

    Parameters
    ----------
    columns
        Column -> its heading, drawn as its kind is, or Streamlit's own configuration of it.
    kinds
        Column -> its kind; columns of text have none.
    tints
        One style sheet per cell.
    empty
        What stands in a cell without a value.
    name
        What a screen reader calls the table's buttons; else after its first headings.
    """
    drawn = {
        column: _column(heading, kinds.get(column))
        if column in kinds
        else _fitting(rows[column], heading, is_first=place == 0)
        for place, (column, heading) in enumerate(columns.items())
    }
    with spoken(key, drawn, kinds, empty=empty, name=name):
        return st.dataframe(
            _written(rows, kinds, tints),
            hide_index=True,
            placeholder=empty,
            height=_height(len(rows)),
            column_config=drawn,
            key=key,
            **settings,
        )


@contextmanager
def spoken(
    key: str,
    columns: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    *,
    empty: str = words.UNKNOWN,
    name: str = "",
) -> Iterator[None]:
    """Let the table drawn inside be read aloud as it is written, and its buttons by its name."""
    around = f"grid_{key}"
    headings = [_heading(column) for column in columns.values()]
    said = {
        _heading(columns[column]): {**_SPOKEN[kind], "empty": empty}
        for column, kind in kinds.items()
        if column in columns
    }
    css_class = "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", around)
    named = map(dumps, (css_class, name or ", ".join(headings[:3]), said))
    with st.container(key=around, gap=None):
        frame.run(f"window.spoken?.table({', '.join(named)});")
        yield


def _column(heading: Any, kind: Kind | None) -> Any:  # noqa: ANN401 - Streamlit's
    """Return the column under a heading: numbers by the reader's language, times in the house's."""
    if kind is None or not isinstance(heading, str):
        return heading
    if kind in _STYLED:
        return st.column_config.Column(heading, alignment="right")
    if moment := _SPOKEN[kind].get("format"):
        return st.column_config.DatetimeColumn(heading, format=moment)
    return st.column_config.NumberColumn(heading, format="localized")


def _fitting(cells: pd.Series, heading: Any, *, is_first: bool) -> Any:  # noqa: ANN401 - Streamlit's
    """Return a column of text as wide as its longest cell, where Streamlit would cut that.

    It measures the first rows, without what is much longer than they are on average, lets no column
    become wider than 500 px, and measures before the letters are loaded: of what a row is called,
    in the first column or a pinned one, nothing may be missing.
    """
    own = {} if isinstance(heading, str) else heading
    texts = cells.dropna().astype("str")
    if own.get("width") is not None or texts.empty:
        return heading
    lengths = texts.str.len()
    longest = texts[lengths >= _NEARLY * lengths.max()].unique()
    width = max(_pixels(text) for text in (*longest, _heading(heading)))
    is_far_longer = lengths.max() >= 2 * lengths.sum() / len(cells)
    is_seen = len(cells) <= _MEASURED_ROWS and width <= _WIDEST_PX
    if is_seen and not is_far_longer and not is_first and not own.get("pinned"):
        return heading
    fitting = min(width, _READABLE_PX)
    if isinstance(heading, str):
        return st.column_config.Column(heading, width=fitting)
    return own | {"width": fitting}


def _pixels(text: str) -> int:
    """Return how wide a cell must be to hold a text, in the font of tables, and rather too wide.

    Examples
    --------
    >>> _pixels("Thành phố Hải Dương"), _pixels("HD-2021-0029")
    (153, 123)
    """
    letters = unicodedata.normalize("NFC", text)
    return ceil(_PADDING_PX + sum(_LETTER_PX.get(letter, _USUAL_PX) for letter in letters))


def _height(count: int) -> Any:  # noqa: ANN401 - pixels, or Streamlit's word
    return "content" if count <= MOST_WHOLE else TALL_PX


def _heading(column: Any) -> str:  # noqa: ANN401 - Streamlit's
    return str(column if isinstance(column, str) else column["label"])


def _written(rows: pd.DataFrame, kinds: Mapping[str, Kind], tints: pd.DataFrame | None) -> Any:  # noqa: ANN401 - rows, or rows in style
    if tints is None and not _STYLED & set(kinds.values()):
        return rows
    writers: dict[Any, Any] = {
        name: WRITERS[kind] for name, kind in kinds.items() if kind in WRITERS
    }
    styled = rows.style.format(writers)
    return styled if tints is None else styled.apply(lambda _: tints, axis=None)
