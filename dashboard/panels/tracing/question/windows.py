"""The infectious window of each case: the preset's, until somebody edits it and says why."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, data, words
from dashboard.data.cases import WindowEdit
from dashboard.figures.tracing.choice import Choice, windows_of
from dashboard.figures.tracing.trace import Base
from dashboard.panels.shared import grids
from dashboard.panels.tracing.question.choice import keep

_KINDS: Mapping[str, grids.Kind] = {
    "onset": "day",
    **dict.fromkeys(("sampled", "begins", "ends"), "moment"),
}


def choose(base: Base, choice: Choice) -> Choice:
    """Show each case's window, each date editable with a reason, and the edits made before.

    An edit is traced once it is in the ledger; until then the trace is the one before.
    """
    windows = windows_of(choice, base.cases)
    with st.expander(_title(windows), icon=":material/date_range:"):
        st.caption(words.say("tracing.windows_hint"))
        table = _editable(windows)
        key = f"trace_windows_{choice.preset}_{'_'.join(choice.case_ids)}_{hash(choice.windows)}"
        columns = _columns()
        with grids.spoken(key, columns, _KINDS):
            edited = st.data_editor(
                table,
                key=key,
                hide_index=True,
                height="content",
                disabled=["case", "onset", "sampled"],
                column_config=columns,
            )
        is_changed = _is_changed(table, edited)
        if is_changed.any():
            _ask_reason(base, choice, windows, edited, is_changed)
        _earlier_edits(base, choice)
    return choice


def _ask_reason(
    base: Base, choice: Choice, windows: pd.DataFrame, edited: pd.DataFrame, is_changed: pd.Series
) -> None:
    with st.form("trace_window_edit", border=True):
        reason = st.text_input(
            words.say("windows.reason", count=words.number(int(is_changed.sum()))), max_chars=500
        )
        asked = st.form_submit_button(words.say("windows.apply"), type="primary")
    if not asked or not reason.strip():
        st.warning(words.say("windows.needs_reason"))
        return
    _record(base, choice, windows[is_changed], edited[is_changed], reason)
    rows = edited[is_changed | windows["is_edited"]].to_dict("records")
    changed = tuple((str(row["case"]), _text(row["begins"]), _text(row["ends"])) for row in rows)
    keep(replace(choice, windows=changed))
    st.rerun()


def _record(
    base: Base, choice: Choice, windows: pd.DataFrame, edited: pd.DataFrame, reason: str
) -> None:
    districts = data.units.communes(base.scope).set_index("commune_id")["district_id"]
    pairs = zip(windows.to_dict("records"), edited.to_dict("records"), strict=True)
    for before, after in pairs:
        data.cases.record_window_edit(
            base.scope,
            WindowEdit(
                case_id=str(before["case_id"]),
                district_id=str(districts[before["commune_id"]]),
                old_from=before["infectious_from"],
                old_until=_known(before["infectious_until"]),
                new_from=after["begins"].tz_localize(clock.TIME_ZONE),
                new_until=_local(after["ends"]),
                reason=reason,
                preset=choice.preset,
                data_time=base.data_time,
            ),
        )


def _earlier_edits(base: Base, choice: Choice) -> None:
    """Show who edited these cases' windows before; such an edit is not applied by itself."""
    edits = data.cases.window_edits(base.scope, choice.case_ids)
    if edits.empty:
        return
    st.markdown(words.say("windows.earlier", count=words.number(len(edits))))
    names = ("case_id", "was", "now", "reason", "edited_by", "edited_at")
    rows = pd.DataFrame(
        {
            "case_id": edits["case_id"],
            "was": _spans(edits["old_from"], edits["old_until"]),
            "now": _spans(edits["new_from"], edits["new_until"]),
            "reason": edits["reason"],
            "edited_by": edits["edited_by"],
            "edited_at": clock.local_times(edits["edited_at"]),
        }
    )
    columns = words.names("windows.column_", names)
    grids.show(rows, key="trace_window_edits", columns=columns, kinds={"edited_at": "moment"})


def _spans(begins: pd.Series, ends: pd.Series) -> list[str]:
    return [
        words.say("windows.span", begins=_short(begin), ends=_short(end))
        for begin, end in zip(begins, ends, strict=True)
    ]


def _short(moment: Any) -> str:  # noqa: ANN401 - a Timestamp or NaT
    if pd.isna(moment):
        return words.say("windows.open_end")
    return f"{moment.astimezone(clock.TIME_ZONE):%H:%M %d/%m}"


def _title(windows: pd.DataFrame) -> str:
    first = words.moment(windows["infectious_from"].min())
    if windows["infectious_until"].isna().any():
        return words.say("tracing.windows_open", first=first)
    last = words.moment(windows["infectious_until"].max())
    return words.say("tracing.windows", first=first, last=last)


def _editable(windows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "case": windows["case_id"],
            "onset": windows["onset_date"],
            "sampled": clock.local_times(windows["sampled_at"]),
            "begins": clock.local_times(windows["infectious_from"]),
            "ends": clock.local_times(windows["infectious_until"]),
        }
    )


def _columns() -> dict[str, Any]:
    titles = words.names("tracing.", ("case", "onset", "sampled", "begins", "ends"))
    column = st.column_config
    return {
        "case": column.TextColumn(titles["case"]),
        "onset": column.DateColumn(titles["onset"], format=grids.DAY),
        "sampled": _moment(titles["sampled"]),
        "begins": _moment(titles["begins"], required=True),
        "ends": _moment(titles["ends"]),
    }


def _moment(title: str, *, required: bool = False) -> Any:  # noqa: ANN401 - a column of Streamlit's
    return st.column_config.DatetimeColumn(title, format=grids.MOMENT, required=required)


def _is_changed(shown: pd.DataFrame, edited: pd.DataFrame) -> pd.Series:
    is_same_end = (edited["ends"] == shown["ends"]) | (edited["ends"].isna() & shown["ends"].isna())
    return (edited["begins"] != shown["begins"]) | ~is_same_end


def _known(moment: Any) -> Any:  # noqa: ANN401 - a Timestamp or NaT
    return None if pd.isna(moment) else moment


def _local(moment: Any) -> Any:  # noqa: ANN401 - a Timestamp or NaT
    return None if pd.isna(moment) else moment.tz_localize(clock.TIME_ZONE)


def _text(moment: object) -> str:
    return "" if pd.isna(moment) else f"{moment:%Y-%m-%dT%H:%M}"  # type: ignore[call-overload]
