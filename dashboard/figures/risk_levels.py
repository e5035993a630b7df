"""Risk levels of communes and districts as one viewer may see them."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard import access, clock, data, words
from dashboard.drawing import palette
from dashboard.figures import cases as cases_figures
from dashboard.figures import guarded, units
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import risk_levels
from dashboard.indicators.disclosure import hide
from dashboard.indicators.risk_levels import LEVELS, Reason, RiskRules
from dashboard.indicators.zone_status import CONFINING


def communes(
    viewer: access.Viewer, zones: pd.DataFrame, data_time: datetime, rules: RiskRules
) -> pd.DataFrame:
    """Return one row per commune of the viewer with its level and the reasons for it."""
    names = units.own_districts(viewer)
    rows = data.units.communes(viewer.scope)
    own = rows[rows["district_id"].isin(names)].reset_index(drop=True)
    confining = zones[zones["status"].isin(CONFINING)]
    judged = risk_levels.commune_levels(
        own,
        data.cases.commune_risk_days(viewer.scope, data_time, rules.days),
        confining.groupby("commune_id").size(),
        on_date=clock.local_day(data_time),
        rules=rules,
    )
    return _written(judged, names).assign(
        unit_name=lambda rows: [
            words.unit(kind, name)
            for kind, name in zip(rows["commune_kind"], rows["commune_name"], strict=True)
        ]
    )


def seen(viewer: access.Viewer, communes: pd.DataFrame, data_time: datetime) -> pd.DataFrame:
    """Return the communes as the viewer may see them: who may edit the limits sees everything."""
    cases = cases_figures.cases(Viewpoint(viewer, data_time))
    by_commune = cases.withheld.rows.set_axis(cases.rows["commune_id"], axis="index")
    own = hide(communes, by_commune.loc[communes["commune_id"]])
    return guarded.guard(viewer, own, cases_figures.F1_PLAN).shown()


def districts(communes: pd.DataFrame, rules: RiskRules) -> pd.DataFrame:
    """Return one row per district of these communes: its level, why, and what would lower it."""
    names = dict(zip(communes["district_id"], communes["district_name"], strict=True))
    judged = _written(risk_levels.district_levels(communes, rules), names)
    return judged.assign(
        because=[_counts_reached(row) for row in judged.to_dict("records")],
        lower=[_counts_needed(reasons) for reasons in judged["reasons"]],
    )


def _written(judged: pd.DataFrame, district_names: Mapping[str, str]) -> pd.DataFrame:
    """Add the level's word and the district's name, and sort the greatest risk first."""
    ranks = {str(level): rank for rank, level in enumerate(LEVELS)}
    return judged.assign(
        level_word=[_word(level) for level in judged["level"]],
        district_name=judged["district_id"].map(district_names),
    ).sort_values("level", key=lambda level: -level.map(ranks), kind="stable", ignore_index=True)


def _word(level: str) -> str:
    return f"{palette.RISK_MARKS[level]} {words.say(f'risk.{level}')}"


def _counts_reached(row: dict[Hashable, Any]) -> str:
    parts = [
        words.say(
            f"risk.reached_{reason.measure}",
            value=words.number(reason.value),
            whole=words.number(row["commune_count"]),
            limit=words.number(reason.limit),
        )
        for reason in row["reasons"]
    ]
    return "; ".join(parts) or words.say("risk.none_reached")


def _counts_needed(reasons: Iterable[Reason]) -> str:
    parts = [
        words.say(
            f"risk.below_{reason.measure}", count=words.number(reason.value - reason.limit + 1)
        )
        for reason in reasons
    ]
    return words.say("risk.and").join(parts) or words.UNKNOWN
