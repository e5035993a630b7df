"""The limits behind the risk levels: proposals that the viewer may edit, kept in the address."""

from collections.abc import Sequence
from typing import Any, Final

import streamlit as st

from dashboard import words
from dashboard.indicators.risk_levels import (
    LEVELS,
    MEASURES,
    Level,
    Limits,
    RiskRuleError,
    RiskRules,
)
from dashboard.panels.shared import frame, session

ADDRESS: Final = "risk"
"""Name of the edited limits in the address bar."""

_EDITED: Final = LEVELS[:0:-1]


def choose(*, may_edit: bool) -> RiskRules | None:
    """Show the limits for editing and return them; None, with the reason, if they make no sense.

    Who may not see small counts may not edit: moving a limit until a level changes tells a count.
    """
    usual = RiskRules()
    if not may_edit:
        st.warning(words.say("risk.to_confirm"), icon=":material/help:")
        st.caption(words.say("risk.limits_fixed"))
        return usual
    known = from_address(st.query_params.get(ADDRESS, ""))
    with st.expander(words.say("risk.limits"), icon=":material/tune:"):
        st.warning(words.say("risk.to_confirm"), icon=":material/help:")
        days = _days(known)
        limits = {level: _limits(level, known) for level in _EDITED}
        st.caption(words.say("risk.district_rule"))
    try:
        rules = RiskRules(
            days=days,
            very_high=limits[Level.VERY_HIGH],
            high=limits[Level.HIGH],
            at_risk=limits[Level.AT_RISK],
        )
    except RiskRuleError:
        st.error(words.say("risk.limits_contradict"), icon=":material/error:")
        return None
    _keep(rules)
    if rules != usual:
        st.info(words.say("risk.limits_edited"), icon=":material/edit:")
    return rules


def to_address(rules: RiskRules) -> str:
    """Write limits that differ from the usual ones in one short line; "" for the usual.

    Examples
    --------
    >>> to_address(RiskRules()), to_address(RiskRules(days=7, very_high=Limits(case_count=9)))
    ('', '7;9,,,;2,,100,1;1,1,20,')
    """
    if rules == RiskRules():
        return ""
    return ";".join(
        [
            str(rules.days),
            *(
                ",".join(_text(rules.limit(level, measure)) for measure in MEASURES)
                for level in _EDITED
            ),
        ]
    )


def from_address(text: str) -> RiskRules:
    """Read limits from the address bar; whatever makes no sense there is the usual ones.

    Examples
    --------
    >>> from_address("7;9,,,;2,,100,1;1,1,20,").days, from_address("7;x") == RiskRules()
    (7, True)
    """
    days, *levels = text.split(";")
    try:
        very_high, high, at_risk = (_read(part.split(",")) for part in levels)
        return RiskRules(days=int(days), very_high=very_high, high=high, at_risk=at_risk)
    except ValueError:
        return RiskRules()


def _days(known: RiskRules) -> int:
    session.RISK_DAYS.begin(known.days)
    return int(
        st.number_input(
            words.say("risk.days"),
            min_value=1,
            max_value=60,
            key=session.RISK_DAYS.key,
            width=260,
            persist_state="session",
        )
    )


def _limits(level: Level, known: RiskRules) -> Limits:
    st.markdown(f"**{words.say(f'risk.{level}')}**")
    columns = st.columns(len(MEASURES), vertical_alignment="bottom")
    return Limits(
        **{
            measure: _limit(column, level, measure, known)
            for column, measure in zip(columns, MEASURES, strict=True)
        }
    )


def _limit(column: Any, level: Level, measure: str, known: RiskRules) -> float | None:  # noqa: ANN401 - Streamlit's
    kept = session.risk_limit(level, measure)
    kept.begin(known.limit(level, measure))
    value = column.number_input(
        frame.aloud(words.say(f"risk.{measure}"), words.say(f"risk.{level}")),
        min_value=0.0,
        step=1.0,
        format="%g",
        placeholder=words.say("risk.not_asked"),
        key=kept.key,
        persist_state="session",
    )
    return None if value is None else float(value)


def _keep(rules: RiskRules) -> None:
    address = to_address(rules)
    if not address:
        st.query_params.pop(ADDRESS, None)
    elif st.query_params.get(ADDRESS) != address:
        st.query_params[ADDRESS] = address


def _read(parts: Sequence[str]) -> Limits:
    values = [float(part) if part else None for part in parts]
    return Limits(**dict(zip(MEASURES, values, strict=True)))


def _text(limit: float | None) -> str:
    return "" if limit is None else f"{limit:g}"
