"""New cases for the officer on duty: how far the system is with each, and deciding on its list."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import access, data, figures, words
from dashboard.data.follow_up import Listing
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.alerts import NEWS
from dashboard.panels.follow_up import entry
from dashboard.panels.shared import frame, grids, session
from dashboard.panels.shared.grids import Kind

_COLUMNS: Mapping[str, Kind | None] = {
    "case_id": None,
    "state": None,
    "contact_count": "number",
    "commune_count": "number",
    "found": None,
    "traced": "decimal",
    "stands": "decimal",
}
_DISMISSED = ("case_id", "reason", "who", "dismissed", "contact_count")


def show(here: Viewpoint) -> None:
    """Show the new cases with the stages of each; the picked one by commune, to be decided."""
    _confirm_asked(here)
    _dismiss_asked(here)
    lists = data.ledger.proposed_lists(here.scope, here.district_id)
    rows = pd.concat([_waiting(here, lists), lists], ignore_index=True)
    st.markdown(words.say("new_cases.hint"))
    _show_open(here, rows)
    _show_dismissed(here)


def _show_open(here: Viewpoint, rows: pd.DataFrame) -> None:
    if rows.empty:
        frame.empty(
            words.say("new_cases.empty_title"), words.say("new_cases.empty"), icon="notifications"
        )
        return
    picked = grids.show(
        _on_screen(rows),
        key=session.NEW_CASES.key,
        columns={name: words.say(f"new_cases.column_{name}") for name in _COLUMNS},
        kinds={name: kind for name, kind in _COLUMNS.items() if kind},
        name=words.say("follow_up.view_new_cases"),
        on_select="rerun",
        selection_mode="single-row",
    )["selection"]["rows"]
    if not picked or picked[0] >= len(rows):
        st.caption(words.say("new_cases.pick_hint"))
        return
    chosen = rows.iloc[picked[0]].to_dict()
    if not words.is_unknown(chosen["stands_at"]):
        _show_list(here, chosen)


def _confirm_asked(here: Viewpoint) -> None:
    """Put the list that the button was drawn for on the call list, and keep who confirmed it."""
    asked = session.LIST_TO_CONFIRM.take()
    if asked is None:
        return
    case_id, traced_with = asked
    if case_id in set(data.ledger.dismissed_lists(here.scope)["case_id"]):
        _tell_decided(case_id)
        return
    people = data.ledger.proposed_contacts(here.scope, case_id)
    listing = Listing(
        person_ids=people["person_id"].astype("int64").tolist(),
        district_ids=people["district_id"].astype("str").tolist(),
        notified_ats=people["notified_at"].tolist(),
        exposed_ats=people["exposed_at"].tolist(),
        last_exposed_ats=people["last_exposed_at"].tolist(),
        case_ids=[case_id],
        happened_at=entry.now(here.data_time),
        note=traced_with,
    )
    added = data.follow_up.put_on_list(here.scope, listing)
    data.ledger.confirm_list(here.scope, case_id)
    key = "follow_up.put" if added else "follow_up.put_nobody"
    st.success(words.say(key, count=words.number(len(added))), icon=":material/check:")


def _dismiss_asked(here: Viewpoint) -> None:
    """Keep that the list that the button was drawn for is dismissed, by whom and why."""
    asked = session.LIST_TO_DISMISS.take()
    if asked is None:
        return
    case_id, reason = asked
    if not reason:
        st.warning(words.say("new_cases.dismiss_why"), icon=":material/edit_note:")
    elif data.ledger.dismiss_list(here.scope, case_id, reason):
        told = words.say("new_cases.dismissed_now", case=words.plain(case_id))
        st.success(told, icon=":material/check:")
    else:
        _tell_decided(case_id)


def _tell_decided(case_id: str) -> None:
    told = words.say("new_cases.decided", case=words.plain(case_id))
    st.warning(told, icon=":material/sync_problem:")


def _waiting(here: Viewpoint, lists: pd.DataFrame) -> pd.DataFrame:
    """Return the new cases that wait for their list, in the same columns."""
    now = entry.now(here.data_time)
    cases = data.tracing.cases(here.load)
    is_new = (cases["reported_at"] > now - NEWS) & (cases["reported_at"] <= now)
    waiting = data.ledger.cases_without_list(here.scope, cases.loc[is_new, "case_id"].tolist())
    rows = pd.DataFrame({"case_id": waiting}, columns=lists.columns)
    return rows.astype(lists.dtypes.to_dict())


def _on_screen(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows["found_at"]
    return pd.DataFrame(
        {
            "case_id": rows["case_id"],
            "state": [_state(row) for row in rows.to_dict("records")],
            "contact_count": rows["contact_count"],
            "commune_count": rows["commune_count"],
            "found": words.moments(found),
            "traced": (rows["traced_at"] - found).dt.total_seconds(),
            "stands": (rows["stands_at"] - found).dt.total_seconds(),
        },
        columns=list(_COLUMNS),
    )


def _state(row: Mapping[Hashable, Any]) -> str:
    if words.is_unknown(row["stands_at"]):
        return words.say("new_cases.waiting")
    if words.is_unknown(row["confirmed_at"]):
        return words.say("new_cases.proposed" if row["contact_count"] else "new_cases.nobody_found")
    who = words.of_data(str(row["confirmed_by"]))
    return words.say("new_cases.confirmed", who=who, moment=words.moment(row["confirmed_at"]))


def _show_list(here: Viewpoint, chosen: Mapping[Hashable, Any]) -> None:
    case_id = str(chosen["case_id"])
    people = data.ledger.proposed_contacts(here.scope, case_id)
    access.record_shown(f"new_cases?case={case_id}", people["person_id"])
    st.header(words.say("new_cases.by_commune", case=words.plain(case_id)), anchor=False)
    if people.empty:
        st.info(words.say("new_cases.nobody"))
    else:
        grids.show(
            _by_commune(here, here.of_district(people)),
            key=f"new_case_communes_{case_id}",
            columns={name: words.say(f"new_cases.column_{name}") for name in ("commune", "people")},
            kinds={"people": "number"},
            name=words.say("new_cases.by_commune", case=case_id),
        )
    if words.is_unknown(chosen["confirmed_at"]):
        with st.container(horizontal=True, vertical_alignment="center"):
            if len(people):
                _offer_to_confirm(case_id, str(chosen["traced_with"]), len(people))
            _offer_to_dismiss(case_id)


def _offer_to_confirm(case_id: str, traced_with: str, count: int) -> None:
    st.button(
        words.say("new_cases.confirm", count=words.number(count)),
        type="primary",
        icon=":material/task_alt:",
        key="new_case_confirm",
        on_click=session.LIST_TO_CONFIRM.keep,
        args=((case_id, traced_with),),
    )


def _offer_to_dismiss(case_id: str) -> None:
    """Offer to put a list aside for good: only with a reason, which the ledger keeps."""
    with st.popover(words.say("new_cases.dismiss"), icon=":material/block:"):
        st.markdown(words.say("new_cases.dismiss_hint"))
        st.text_input(
            words.say("new_cases.reason"),
            max_chars=300,
            key=session.dismissal_reason(case_id).key,
        )
        st.button(
            words.say("new_cases.dismiss_case", case=words.plain(case_id)),
            key="new_case_dismiss",
            on_click=_ask_to_dismiss,
            args=(case_id,),
        )


def _ask_to_dismiss(case_id: str) -> None:
    reason = session.dismissal_reason(case_id).value.strip()
    session.LIST_TO_DISMISS.keep((case_id, reason))
    if reason:
        session.NEW_CASES.pick([])  # another case will stand in its row


def _show_dismissed(here: Viewpoint) -> None:
    """Show what was dismissed, folded: nobody works on it, and anybody may ask why."""
    rows = data.ledger.dismissed_lists(here.scope, here.district_id)
    if rows.empty:
        return
    with st.expander(words.say("new_cases.dismissed", count=words.number(len(rows)))):
        grids.show(
            pd.DataFrame(
                {
                    "case_id": rows["case_id"],
                    "reason": rows["reason"],
                    "who": rows["dismissed_by"].map(words.of_data),
                    "dismissed": words.moments(rows["dismissed_at"]),
                    "contact_count": rows["contact_count"],
                },
                columns=list(_DISMISSED),
            ),
            key="new_cases_dismissed",
            columns={name: words.say(f"new_cases.column_{name}") for name in _DISMISSED},
            kinds={"contact_count": "number"},
            name=words.say("new_cases.dismissed", count=words.number(len(rows))),
        )


def _by_commune(here: Viewpoint, people: pd.DataFrame) -> pd.DataFrame:
    names = figures.units.named(data.units.communes(here.scope)).set_index("commune_id")
    counts = people.groupby(["district_id", "commune_id"]).size().reset_index(name="people")
    rows = counts.join(names[["unit_name", "district_name"]], on="commune_id")
    commune = rows["unit_name"] + ", " + rows["district_name"]
    return pd.DataFrame({"commune": commune.fillna(words.UNKNOWN), "people": rows["people"]})
