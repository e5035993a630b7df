"""What the two test systems disagree on, one result at a time, for who settles it."""

from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from dashboard import access, figures, words
from dashboard.data.ledger import Difference
from dashboard.figures.platforms.systems import KINDS, NOBODY, SURE
from dashboard.figures.viewpoint import Viewpoint
from dashboard.panels.shared import failures, filters, frame, grids, naming, session, tables
from dashboard.panels.shared.downloads import when_clicked
from dashboard.panels.shared.tables import Column
from dashboard.panels.test_systems import settling

_LIST: Final = "system_differences"
_STATES: Final = ("open", "taken", "settled")
_NAMES: Final = ("full_name", "phone")
_EVERY: Final = "every"
_ALONE: Final = ("province_only", "national_only", NOBODY)


@failures.part
def show(here: Viewpoint) -> None:
    """List what is open, taken or settled; the picked one can be taken and settled."""
    settling.record_asked(here)
    rows = figures.platforms.systems.work(here)
    with st.container(horizontal=True, gap="medium"):
        state = filters.one_of(
            "state", _STATES, label=words.say("systems.state"), prefix="systems.state"
        )
        kind = filters.one_of(
            "kind", (_EVERY, *KINDS, NOBODY), label=words.say("systems.kind"), prefix="systems.kind"
        )
    counts = {one: words.number(int(rows["state"].eq(one).sum())) for one in _STATES}
    st.markdown(words.say("systems.counts", **counts))
    is_shown = (rows["state"] == state) & (rows["kind"].eq(kind) | (kind == _EVERY))
    chosen = rows[is_shown].reset_index(drop=True)
    if chosen.empty:
        frame.empty(words.say("systems.no_work"), words.say("systems.no_work_hint"))
        return
    _show_list(here, chosen)


def _show_list(here: Viewpoint, rows: pd.DataFrame) -> None:
    ids = _people(rows)
    access.record_shown(_LIST, ids)
    named = naming.known(here.scope, ids, of=_LIST)
    columns = _columns(has_names=not named.empty)
    written = tables.pick(_written(rows, named), columns)
    picked = grids.show(
        written,
        key=session.DIFFERENCES.key,
        columns={str(name): str(name) for name in written},
        kinds={},
        name=words.say("systems.view_work"),
        on_select="rerun",
        selection_mode="single-row",
    )["selection"]["rows"]
    if picked and picked[0] < len(rows):
        _show_one(here, rows.iloc[picked[0]].to_dict())
    else:
        st.caption(words.say("systems.pick_hint"))
    naming.offer(ids, of=_LIST, question=_LIST, named_count=len(named))
    st.download_button(
        words.say("table.download"),
        when_clicked(partial(_logged_file, rows, named)),
        file_name="system_differences.csv",
        mime="text/csv",
        icon=":material/download:",
        key="download_system_differences",
        on_click="ignore",
    )


def _show_one(here: Viewpoint, row: Mapping[Hashable, Any]) -> None:
    kind = str(row["kind"])
    code, advice = words.plain(str(row["sample_code"])), words.say(f"systems.advice.{kind}")
    st.markdown(f"**{code}** · {advice}")
    known = not words.is_unknown(row["event_id"])
    settling.offer(
        Difference(
            sample_code=str(row["sample_code"]),
            kind=kind,
            district_id=None if words.is_unknown(row["district_id"]) else str(row["district_id"]),
            state=str(row["state"]),
            reason="",
            follows_id=int(row["event_id"]) if known else None,
        ),
        is_mine=known and row["recorded_by"] == here.viewer.name,
    )


def _logged_file(rows: pd.DataFrame, named: pd.DataFrame) -> bytes:
    """Return the list as it stands on the page as CSV, once that look is in the ledger."""
    has_names = not named.empty
    reason = naming.reason_for_file(_LIST, words.say("systems.file_reason"), has_names=has_names)
    access.record_look(f"{_LIST}&csv", reason, _people(rows))
    return tables.csv(_written(rows, named), _columns(has_names=has_names))


def _people(rows: pd.DataFrame) -> list[int]:
    """Return whose results these are, in either system."""
    both = pd.concat([rows["person_id"], rows["national_person_id"]]).dropna()
    return [int(person) for person in both.unique()]


def _written(rows: pd.DataFrame, named: pd.DataFrame) -> pd.DataFrame:
    def said(result: str, taken: str) -> list[str]:
        pairs = zip(rows[result], rows[taken], strict=True)
        return [_said(value, moment) for value, moment in pairs]

    codes = zip(rows["sample_code"], rows["national_code"], strict=True)
    other = [f" · {code}" if _is_other(code, own) else "" for own, code in codes]
    sure = {True: words.say("systems.sure"), False: words.say("systems.likely")}
    alone = words.say("systems.alone")
    told = rows.assign(
        kind_name=[words.say(f"systems.kind.{kind}") for kind in rows["kind"]],
        province_said=said("result", "taken_at"),
        national_said=pd.Series(said("national_result", "national_taken_at"), rows.index) + other,
        pair=[
            alone if kind in _ALONE else sure[kind in SURE] for kind in rows["kind"]
        ],
        who=[_who(row) for row in rows.to_dict("records")],
        number=[
            "" if words.is_unknown(person) else str(int(person)) for person in rows["person_id"]
        ],
        unit_name=rows["unit_name"].fillna(words.say("systems.nobody_known")),
    )  # fmt: skip
    if named.empty:
        return told
    return told.merge(named[["person_id", *_NAMES]], on="person_id", how="left")


def _said(result: Any, taken_at: Any) -> str:  # noqa: ANN401 - a word, a moment, or none
    if words.is_unknown(taken_at):
        return words.say("systems.not_there")
    known = "none" if words.is_unknown(result) else str(result)
    return f"{words.say(f'systems.result.{known}')} · {words.moment(taken_at)}"


def _is_other(code: Any, own: str) -> bool:  # noqa: ANN401 - a code, or none
    return not words.is_unknown(code) and code != own


def _who(row: Mapping[Hashable, Any]) -> str:
    if row["state"] == "open":
        return ""
    who, moment = words.of_data(str(row["recorded_by"])), words.moment(row["recorded_at"])
    reason = f": {row['reason']}" if row["reason"] else ""
    return f"{who}, {moment}{reason}"


def _columns(*, has_names: bool) -> list[Column]:
    say = words.say
    names = [Column(name, say(f"tracing.column_{name}")) for name in _NAMES]
    return [
        Column("sample_code", say("systems.column_code")),
        Column("kind_name", say("systems.kind")),
        Column("province_said", say("systems.column_province")),
        Column("national_said", say("systems.column_national")),
        Column("pair", say("systems.column_pair")),
        Column("number", say("tracing.column_person_id")),
        *(names if has_names else []),
        Column("unit_name", say("table.commune")),
        Column("who", say("systems.column_who")),
    ]
