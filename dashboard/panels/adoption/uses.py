"""What the installed app is used for: declarations, tests, vaccination, scans."""

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.figures.adoption import USES, Adoption
from dashboard.figures.guarded import seen
from dashboard.figures.once import once
from dashboard.indicators import targets
from dashboard.panels.shared import definitions, frame, tables, tiles
from dashboard.panels.shared.tables import Column


@once
def show(adoption: Adoption) -> None:
    """Draw how often the app was used for what, of all communes of a district together."""
    st.header(words.say("adoption.uses"), anchor=False)
    rows, withheld = adoption.communes, adoption.withheld
    counts = {use: rows[f"{use}_count"].sum(min_count=1) for use in USES}
    most = pd.Series(counts, dtype="float64").max()
    if not most > 0:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    installed = rows["installed_count"].sum(min_count=1)
    tiles.show_bars(
        [
            tiles.Bar(
                label=words.say(f"adoption.use_{use}"),
                length=0 if f"{use}_count" in withheld else float(count) / most,
                text=_text(count, installed, f"{use}_count", withheld),
            )
            for use, count in counts.items()
        ],
        label=words.say("adoption.uses"),
    )
    st.caption(words.say("adoption.uses_note"))
    definitions.show(_use_columns(), key="adoption_use_bars")


def show_table(adoption: Adoption) -> None:
    """Draw one line per commune, with its download."""
    _draw_table(adoption)
    rows = adoption.communes_shown
    tables.download(rows, _columns(), name="adoption_uses")


@once
def _draw_table(adoption: Adoption) -> None:
    rows, columns = adoption.communes_shown, _columns()
    tables.show(rows, columns, key="adoption_uses")
    definitions.show(columns, key="adoption_uses")


def _columns() -> list[Column]:
    return [
        Column("unit_name", words.say("table.commune"), define="unit.commune", is_pinned=True),
        *_use_columns(),
        Column(
            "installed_count", words.say("table.installed"), "number", define="adoption.installed"
        ),
        Column(
            "active_count", words.say("adoption.active"), "number", define="adoption.active_count"
        ),
        Column("district_name", words.say("table.district"), define="unit.district"),
    ]


def _use_columns() -> list[Column]:
    return [
        Column(
            f"{use}_count", words.say(f"adoption.use_{use}"), "number", define=f"adoption.use_{use}"
        )
        for use in USES
    ]


def _text(count: float, installed: float, name: str, withheld: frozenset[str]) -> str:
    is_hidden = bool({name, "installed_count"} & withheld)
    per_100 = words.WITHHELD if is_hidden else _per_100(count, installed)
    return words.say(
        "adoption.use_text",
        count=words.number(seen(count, name, withheld)),
        per_100=words.number(per_100, decimals=1),
    )


def _per_100(count: float, installed: float) -> float | None:
    share = targets.share(count, installed)
    return None if share is None else share * 100
