"""Risk levels of communes and districts as one viewer may see them, why, and what lowers them."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard import data, words
from dashboard.drawing import palette
from dashboard.figures import cases, guarded, units
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import risk_levels
from dashboard.indicators.disclosure import hide
from dashboard.indicators.risk_levels import LEVELS, Level, Reason, RiskRules
from dashboard.indicators.zone_status import CONFINING


@dataclass(frozen=True, eq=False)
class Levels:
    """The greatest risk first: each unit's level (`level`, `level_word`), `because` and `lower`."""

    communes: pd.DataFrame
    """As the viewer may see them; with the measures, and `population_source`."""
    districts: pd.DataFrame


def levels(here: Viewpoint, zones: pd.DataFrame, rules: RiskRules) -> Levels:
    """Judge the communes and districts that the viewer answers for; `zones` are the ledger's."""
    judged = _communes(here, zones, rules)
    seen = _seen(here, judged)
    because = [_reached(row, rules) for row in guarded.records(seen)]
    lower = [_lowering(row, here.data_day) for row in seen.to_dict("records")]
    return Levels(seen.assign(because=because, lower=lower), _districts(judged, rules))


def counts(here: Viewpoint, zones: pd.DataFrame) -> dict[Level, int]:
    """Count the communes of the district looked at by level under the usual limits.

    The greatest risk comes first; a level of no commune counts none.
    """
    return dict(_counts(here, zones[["commune_id", "status"]]))


@once
def _counts(here: Viewpoint, zones: pd.DataFrame) -> list[tuple[Level, int]]:
    levels_here = here.of_district(_communes(here, zones, RiskRules()))["level"]
    return [(level, int((levels_here == level).sum())) for level in LEVELS[::-1]]


def _communes(here: Viewpoint, zones: pd.DataFrame, rules: RiskRules) -> pd.DataFrame:
    rows = data.units.communes(here.scope)
    own = rows[rows["district_id"].isin(here.own_districts())].reset_index(drop=True)
    confining = zones[zones["status"].isin(CONFINING)]
    judged = risk_levels.commune_levels(
        own,
        data.cases.commune_risk_days(here.scope, here.data_time, rules.days),
        confining.groupby("commune_id").size(),
        on_date=here.data_day,
        rules=rules,
    )
    return _greatest_first(units.named(judged))


def _seen(here: Viewpoint, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the communes as the viewer may see them: who may edit the limits sees everything."""
    counted = cases.cases(here)
    by_commune = counted.withheld.rows.set_axis(counted.rows["commune_id"], axis="index")
    own = hide(communes, by_commune.loc[communes["commune_id"]])
    return guarded.guard(here.viewer, own, cases.F1_PLAN).shown()


def _districts(communes: pd.DataFrame, rules: RiskRules) -> pd.DataFrame:
    names = dict(zip(communes["district_id"], communes["district_name"], strict=True))
    judged = _greatest_first(risk_levels.district_levels(communes, rules))
    return judged.assign(
        district_name=judged["district_id"].map(names),
        because=[_counts_reached(row) for row in judged.to_dict("records")],
        lower=[_counts_needed(reasons) for reasons in judged["reasons"]],
    )


def _greatest_first(judged: pd.DataFrame) -> pd.DataFrame:
    """Add each level's word, and sort the greatest risk first."""
    ranks = {str(level): rank for rank, level in enumerate(LEVELS)}
    called = {level: f"{palette.RISK_MARKS[level]} {words.say(f'risk.{level}')}" for level in ranks}
    return judged.assign(level_word=judged["level"].map(called)).sort_values(
        "level", key=lambda level: -level.map(ranks), kind="stable", ignore_index=True
    )


def _reached(row: dict[Hashable, Any], rules: RiskRules) -> str:
    """Say which measures reached their limit, such as "3 ca trong 14 ngày (ngưỡng 2)"."""
    parts = [
        words.say(
            _sentence(reason, row),
            value=words.number(reason.value, 1 if reason.measure == "cases_per_100k" else 0),
            limit=words.number(reason.limit),
            days=words.number(rules.days),
        )
        for reason in row["reasons"]
    ]
    rate = row["cases_per_100k"]
    if words.is_unknown(rate) and rate is not words.WITHHELD:
        parts.append(words.say("risk.rate_unknown"))
    return "; ".join(parts) or words.say("risk.none_reached")


def _sentence(reason: Reason, row: dict[Hashable, Any]) -> str:
    """Return the key of a reason's sentence; without the number where that is withheld."""
    is_hidden = row[reason.measure] is words.WITHHELD
    return f"risk.withheld_{reason.measure}" if is_hidden else f"risk.reached_{reason.measure}"


def _lowering(row: dict[Hashable, Any], data_day: date) -> str:
    if row["level"] == Level.NEW_NORMAL:
        return words.UNKNOWN
    quiet, zones = int(row["quiet_days"]), int(row["zones_to_end"])
    day = words.day(data_day + timedelta(days=quiet))
    conditions = [
        words.say("risk.after_quiet", day=day) if quiet else "",
        words.say("risk.after_zones", count=words.number(zones)) if zones else "",
    ]
    needed = words.say("risk.and").join(condition for condition in conditions if condition)
    return words.say("risk.lowers_to", level=words.say(f"risk.{row['lower_level']}"), when=needed)


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
