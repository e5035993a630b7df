"""Several cases: what they share, who may have infected them, what time forbids of their dates."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, data, words
from dashboard.figures.tracing.choice import LOOK_BACK_DAYS
from dashboard.figures.tracing.evidence import place_names
from dashboard.figures.tracing.lists import person_called
from dashboard.figures.tracing.trace import Base, Result, linked, names_of
from dashboard.panels.shared import frame, grids, session
from dashboard.panels.tracing.person import selection
from dashboard.tracing.direction import Direction
from dashboard.tracing.evidence.contradictions import contradictions
from dashboard.tracing.sources.likely_sources import likely_sources, links_between_cases
from dashboard.tracing.sources.shared import shared_sources, shared_visits

MOST_CASES = 100
"""Most cases compared at once: seconds of work; the latest confirmed of those chosen."""

SHOWN = 200
"""Most rows of a table; the ranking is of everything that is shared."""

RECENT = timedelta(days=14)
"""How far back other cases are offered: the longest incubation."""

_INCUBATION = timedelta(days=1)
"""By this long before onset a case was infected, as in `LookBackRules`."""


def show(base: Base, result: Result) -> None:
    """Show what the chosen cases share, their likely sources, and what time forbids."""
    cases = result.f0
    if len(cases) > MOST_CASES:
        st.info(words.say("sources.limit", chosen=len(cases), count=MOST_CASES))
        cases = cases.head(MOST_CASES)
    if len(cases) > 1:
        _shared(base, result, cases)
    else:
        _offer_more(base, result)
    _likely(base, result, cases)
    _contradictions(base, cases)


def _offer_more(base: Base, result: Result) -> None:
    """Say what one case cannot answer, and offer the other recent cases in one click."""
    since = base.data_time - RECENT
    recent = base.cases.loc[base.cases["confirmed_at"] >= since, "case_id"].head(MOST_CASES)
    wanted = list(dict.fromkeys([*result.choice.case_ids, *recent]))
    frame.empty(words.say("sources.one_title"), words.say("sources.one"), icon="group_add")
    is_asked = st.button(
        words.say("sources.add", count=len(wanted) - len(result.choice.case_ids)),
        icon=":material/add:",
        on_click=_choose,
        args=(wanted,),
        disabled=len(wanted) == 1,
        type="primary",
    )
    if is_asked:  # this part runs alone: the picker of cases, above it, must run too
        st.rerun()


def _choose(case_ids: list[str]) -> None:
    session.CASES.keep(case_ids)


def _shared(base: Base, result: Result, cases: pd.DataFrame) -> None:
    st.header(words.say("sources.shared"), anchor=False)
    looked = _look_back(cases)
    found = _found(base, looked)
    if found.empty:
        st.markdown(words.say("sources.nothing", count=len(cases)))
    else:
        _shared_table(base, result, looked, found)
    st.caption(words.say("sources.statistic"))


def _look_back(cases: pd.DataFrame) -> pd.DataFrame:
    """Return when each case may have been infected: 14 days to 1 day before it fell ill."""
    return pd.DataFrame(
        {
            "person_id": cases["person_id"],
            "exposed_from": cases["onset_at"] - timedelta(days=LOOK_BACK_DAYS[Direction.BACKWARD]),
            "exposed_until": cases["onset_at"] - _INCUBATION,
        }
    )


@data.kept.shared(max_entries=16)
def _found(base: Base, looked: pd.DataFrame) -> pd.DataFrame:
    communes = base.homes["commune_id"].reset_index()
    return shared_sources(linked(base), looked, homes=communes)


def _shared_table(base: Base, result: Result, looked: pd.DataFrame, found: pd.DataFrame) -> None:
    shown = found.head(SHOWN)
    names = place_names(base)
    what = [_what(row, names) for row in shown.to_dict("records")]
    st.markdown(_first(shown.iloc[0], what[0], len(looked)))
    rows = pd.DataFrame(
        {
            "kind": shown["source_kind"].map(
                words.names("sources.kind_", shown["source_kind"].unique())
            ),
            "what": what,
            "when": [_when(row) for row in shown.to_dict("records")],
            "cases": [f"{count}/{len(looked)}" for count in shown["case_count"]],
            "expected": words.rounded_each(shown["expected_count"], 1),
            "people": shown["people_count"],
            "q_value": [_q(value) for value in shown["q_value"]],
            "codes": [", ".join(_codes(result, ids)) for ids in shown["case_ids"]],
        }
    )
    chosen = grids.show(
        rows,
        key=f"trace_sources_{len(rows)}",
        columns=_columns(),
        kinds={"expected": "decimal", "people": "number"},
        on_select="rerun",
        selection_mode="single-row",
    )
    if len(found) > SHOWN:
        st.caption(
            words.say("sources.shown", shown=words.number(SHOWN), all=words.number(len(found)))
        )
    picked = [row for row in chosen["selection"]["rows"] if row < len(shown)]
    if picked:
        _select(result, shown.iloc[picked[0]])
    row = picked[0] if picked else 0
    _visits(base, result, looked, shown.iloc[row], what[row])


def _select(result: Result, source: pd.Series) -> None:
    """Make a chosen person the selected one in every view, where the trace lists them."""
    if source["person_id"] in set(result.people["person_id"]):
        selection.select(int(source["person_id"]))


def _first(source: pd.Series, what: str, count: int) -> str:
    """Say in one sentence what stands out most, or that nothing does."""
    key = "sources.first" if source["q_value"] <= 0.05 else "sources.first_chance"  # noqa: PLR2004
    return words.say(
        key,
        what=words.plain(what),
        cases=words.number(source["case_count"]),
        of=words.number(count),
        expected=words.number(source["expected_count"], 1),
        q=_q(source["q_value"]),
    )


def _visits(base: Base, result: Result, looked: pd.DataFrame, source: pd.Series, what: str) -> None:
    """Show who of the cases was there when."""
    visits = shared_visits(linked(base), looked, source)
    st.markdown(words.say("sources.visits", what=words.plain(what)))
    names = place_names(base)
    grids.show(
        pd.DataFrame(
            {
                "case": [result.case_names[int(person)] for person in visits["person_id"]],
                "place": visits["place_id"].map(names),
                "arrived_at": clock.local_times(visits["arrived_at"]),
                "left_at": clock.local_times(visits["left_at"]),
            }
        ).head(SHOWN),
        key="trace_source_visits",
        kinds={"arrived_at": "moment", "left_at": "moment"},
        columns={
            "case": words.say("tracing.case"),
            "place": words.say("tracing.place"),
            "arrived_at": words.say("sources.arrived"),
            "left_at": words.say("sources.left"),
        },
    )


def _likely(base: Base, result: Result, cases: pd.DataFrame) -> None:
    """Show whom each case met in the six days before it fell ill, the likeliest first."""
    st.header(words.say("sources.likely"), anchor=False)
    likely = _weighed(base, cases)
    followed = likely[likely["is_followed"]].head(SHOWN)
    if followed.empty:
        st.markdown(words.say("sources.likely_nobody"))
        return
    households = base.homes["household_id"]
    of_case, of_source = (followed[name].map(households) for name in ("case_id", "source_id"))
    lives_together = of_case.eq(of_source) & of_case.notna()
    rows = pd.DataFrame(
        {
            "case": [result.case_names[int(person)] for person in followed["case_id"]],
            "source": [
                f"{called} ({words.say('tracing.at_home')})" if home else called
                for called, home in zip(
                    [_called(result, person) for person in followed["source_id"]],
                    lives_together,
                    strict=True,
                )
            ],
            "share": followed["share"],
            "minutes": words.rounded_each(followed["minutes"].mask(lives_together)),
            "met_at": clock.local_times(followed["first_met_at"]),
        }
    )
    grids.show(
        rows,
        key="trace_likely_sources",
        kinds={"share": "share", "minutes": "number", "met_at": "moment"},
        columns={
            "case": words.say("tracing.case"),
            "source": words.say("sources.source"),
            "share": words.say("tracing.column_share"),
            "minutes": words.say("tracing.column_minutes"),
            "met_at": words.say("sources.met"),
        },
    )
    st.caption(words.say("sources.likely_note"))


@data.kept.shared(max_entries=16)
def _weighed(base: Base, cases: pd.DataFrame) -> pd.DataFrame:
    return likely_sources(
        linked(base),
        cases,
        isolations=base.isolations,
        places=base.places,
        case_dates=base.case_dates,
    )


def _contradictions(base: Base, cases: pd.DataFrame) -> None:
    """List dates and links that time forbids: of the chosen cases, on request of all."""
    everybody = session.ALL_CONTRADICTIONS.value
    wanted = base.cases["person_id"] if everybody else cases["person_id"]
    found = _forbidden(base, cases, tuple(wanted))
    title = words.say("sources.contradictions", count=words.number(len(found)))
    with st.expander(title, icon=":material/history_toggle_off:"):
        st.toggle(words.say("sources.contradictions_all"), key=session.ALL_CONTRADICTIONS.key)
        for sentence in contradiction_sentences(found.head(SHOWN), names_of(base.cases)):
            st.markdown(f"- {sentence}")
        if found.empty:
            st.markdown(words.say("sources.contradictions_none"))
        st.caption(words.say("sources.contradictions_note"))


@data.kept.shared(max_entries=16)
def _forbidden(base: Base, cases: pd.DataFrame, person_ids: tuple[int, ...]) -> pd.DataFrame:
    dates = base.case_dates
    links = links_between_cases(linked(base), cases)
    known = dates[dates["person_id"].isin([*person_ids, *cases["person_id"]])]
    found = contradictions(known, links[["source_id", "target_id", "met_at"]])
    found = found[found["reason"] != "circle"]  # two cases who met may stand in both orders
    return found.drop_duplicates(["source_id", "target_id", "reason"], ignore_index=True)


def contradiction_sentences(found: pd.DataFrame, case_names: dict[int, str]) -> list[str]:
    """Return each contradiction as a sentence in markdown, with the two values that clash.

    Parameters
    ----------
    found
        As `contradictions` returns it.
    case_names
        `person_id` -> code of the case.
    """
    return [
        words.say(
            f"sources.reason_{str(row['reason']).replace(' ', '_')}",
            source=words.plain(case_names[int(row["source_id"])]),
            target=words.plain(case_names[int(row["target_id"])]),
            first=words.moment(row["first_at"]),
            second=words.moment(row["second_at"]),
        )
        for row in found.to_dict("records")
    ]


def _called(result: Result, person_id: Any) -> str:  # noqa: ANN401 - an id of the index
    case = result.case_names.get(int(person_id))
    return f"F0 {case}" if case else person_called(int(person_id))


def _what(source: dict[Any, Any], names: Mapping[int, str]) -> str:
    if source["source_kind"] == "person":
        return person_called(int(source["person_id"]))
    return names[source["place_id"]]


def _when(source: dict[Any, Any]) -> str:
    if source["source_kind"] != "window":
        return words.say("sources.whole")
    begins = source["from_at"].astimezone(clock.TIME_ZONE)
    ends = source["until_at"].astimezone(clock.TIME_ZONE)
    return f"{begins:%H:%M}–{ends:%H:%M} {words.day(begins.date())}"


def _codes(result: Result, person_ids: tuple[int, ...]) -> list[str]:
    return [result.case_names[int(person)] for person in person_ids]


def _q(value: float) -> str:
    return f"< {words.number(0.001, 3)}" if value < 0.001 else words.number(value, 3)  # noqa: PLR2004


def _columns() -> dict[str, Any]:
    column = st.column_config
    return {
        "kind": words.say("sources.column_kind"),
        "what": words.say("sources.column_what"),
        "when": words.say("sources.column_when"),
        "cases": words.say("sources.column_cases"),
        "expected": words.say("sources.column_expected"),
        "people": column.NumberColumn(
            words.say("sources.column_people"),
            format="localized",
            help=words.say("sources.column_people_help"),
        ),
        "q_value": column.TextColumn("q", help=words.say("sources.column_q_help")),
        "codes": words.say("sources.column_codes"),
    }
