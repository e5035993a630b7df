"""Any two days compared: each unit's share at the end of one and of the other, and the change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

import pandas as pd
import streamlit as st

from dashboard import charts, comparison_graphs, data_province, words
from dashboard.access import Viewer
from dashboard.panels import adoption, coverage, definitions, filters, frame, province, tables
from dashboard.panels.adoption import TABLE_PX
from dashboard.panels.tables import Column
from dashboard.panels.tiles import Link

_LEVELS: Final = ("district", "commune")
_PARTS: Final = ("count_before", "whole_before", "count_after", "whole_after")


@dataclass(frozen=True, kw_only=True)
class _Compared:
    """What is compared: its name, where its rows come from, and which columns count.

    Attributes
    ----------
    rows_at
        A moment -> one row per commune that the viewer sees.
    count, whole
        The columns whose ratio is the share.
    define
        The share's own definition; `compare` is that of its column here.
    title
        What the share is of, on screen.
    """

    name: str
    rows_at: Callable[[datetime], pd.DataFrame]
    count: str
    whole: str
    define: str
    compare: str
    title: str


def show_adoption(viewer: Viewer, data_time: datetime, district_id: str | None) -> None:
    """Compare the install rates of two days."""
    compared = _Compared(
        name="adoption",
        rows_at=lambda moment: adoption.communes(viewer, moment),
        count="installed_count",
        whole="smartphone_owner_count",
        define="adoption.owners",
        compare="compare.adoption",
        title=words.say("adoption.owners"),
    )
    _show(compared, viewer, data_time, district_id)


def show_coverage(
    viewer: Viewer,
    data_time: datetime,
    district_id: str | None,
    *,
    base: str,
    place: str,
    step: str,
) -> None:
    """Compare a step of vaccination on two days, by the base, place and step of the page."""
    has_province = (base, place) == (coverage.BASES[0], coverage.PLACES[0])
    compared = _Compared(
        name="coverage",
        rows_at=lambda moment: coverage.communes(viewer, moment, base, place),
        count=f"{step}_count",
        whole="whole",
        define=f"coverage.{step}" if has_province else "",
        compare="compare.coverage",
        title=words.say(f"coverage.{step}"),
    )
    _show(compared, viewer, data_time, district_id)


def link(page: str, data_time: datetime, district_id: str | None) -> Link:
    """Return the way to a page's comparison of today with a week ago."""
    days = filters.week_until(words.local_day(data_time))
    return Link(page, days | ({"district": district_id} if district_id else {}))


def show_links(data_time: datetime, district_id: str | None) -> None:
    """Offer the comparisons of the adoption and the vaccination page."""
    with st.container(horizontal=True, key="compare_links"):
        for page, title in (
            ("app_adoption", "adoption.title"),
            ("vaccination_coverage", "coverage.title"),
        ):
            opened = link(page, data_time, district_id)
            st.page_link(
                f"dashboard/pages/{opened.page}.py",
                label=words.say("dates.link", page=words.say(title)),
                icon=":material/compare_arrows:",
                query_params=dict(opened.query),
            )


def compare(before: pd.DataFrame, after: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Return one row per unit: both shares, the change in points, and the people between.

    Parameters
    ----------
    before, after
        One row per commune, `commune_id`, the columns `by`, `count` and `whole`. Where either
        number is unknown on a day, the commune stays out of that day's sums.
    by
        What a unit is told by.

    Returns
    -------
    pandas.DataFrame
        The columns `by`, `share_before`, `share_after`, `change_points`, `change_count`; the
        unit that rose least stands first.
    """
    keys = ["commune_id", *(name for name in by if name != "commune_id")]
    both = after[[*keys, "count", "whole"]].merge(
        before[["commune_id", "count", "whole"]],
        on="commune_id",
        suffixes=("_after", "_before"),
        validate="1:1",
    )
    sums = _known(both).groupby(list(by), as_index=False)[[*_PARTS]].sum(min_count=1)
    share_before = sums["count_before"] / sums["whole_before"].where(sums["whole_before"] > 0)
    share_after = sums["count_after"] / sums["whole_after"].where(sums["whole_after"] > 0)
    table = sums.assign(
        share_before=share_before,
        share_after=share_after,
        change_points=(share_after - share_before) * 100,
        change_count=sums["count_after"] - sums["count_before"],
    ).drop(columns=[*_PARTS])
    return table.sort_values("change_points", na_position="last", ignore_index=True)


def _show(
    compared: _Compared, viewer: Viewer, data_time: datetime, district_id: str | None
) -> None:
    st.header(words.say("dates.title"), anchor=False)
    days = filters.two_dates(words.local_day(data_time))
    if days is None:
        return
    st.caption(compared.title)
    before, after = (
        adoption.of_district(
            compared.rows_at(_seen_at(day, data_time)).assign(
                count=lambda rows: rows[compared.count], whole=lambda rows: rows[compared.whole]
            ),
            district_id,
        )
        for day in days
    )
    if after.empty:
        frame.empty(words.say("table.empty"), words.say("table.empty_hint"))
        return
    is_one_district = len(after["district_id"].unique()) == 1
    level = "commune" if is_one_district else _choose_level()
    rows = compare(before, after, _keys(level))
    whole_share = _say_whole(compared, viewer, district_id, days, compare_all(before, after))
    drawn = rows if is_one_district else compare(before, after, _keys("district"))
    _draw(drawn, days, whole_share, key=compared.name)
    _list(rows, days, compared, level)


def compare_all(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Return the row of all units together; see `compare`."""
    return compare(before.assign(all=""), after.assign(all=""), ["all"]).iloc[0]


def _choose_level() -> str:
    return filters.one_of("units", _LEVELS, label=words.say("dates.units"), prefix="dates.units")


def _keys(level: str) -> list[str]:
    if level == "district":
        return ["district_id", "district_name"]
    return ["commune_id", "unit_name", "district_id", "district_name"]


def _known(both: pd.DataFrame) -> pd.DataFrame:
    """Blank a day's count and whole where either is unknown, so that neither is summed."""
    numbers = both.astype(dict.fromkeys(_PARTS, "float64"))
    for day in ("before", "after"):
        parts = [f"count_{day}", f"whole_{day}"]
        numbers.loc[numbers[parts].isna().any(axis="columns"), parts] = float("nan")
    return numbers


def _seen_at(day: date, data_time: datetime) -> datetime:
    """Return the end of a day; of the day of the data, their own time."""
    if day == words.local_day(data_time):
        return data_time
    return datetime.combine(day, time.max, tzinfo=words.ZONE).astimezone(UTC)


def _say_whole(
    compared: _Compared,
    viewer: Viewer,
    district_id: str | None,
    days: tuple[date, date],
    together: pd.Series,
) -> float | None:
    """Say how all units together changed, and the province for an official.

    Returns the province's later share, for the chart's line.
    """
    own = {"share_before": together["share_before"], "share_after": together["share_after"]}
    st.markdown(
        words.say(
            "dates.whole",
            place=words.plain(frame.place(viewer, district_id)),
            count=words.change(together["change_count"]),
            **_written(**own),
        )
    )
    if viewer.district_ids is None:
        return None if district_id else float(together["share_after"])
    figure = province.FIGURES.get(compared.define)
    if figure is None:
        return None
    before, after = (data_province.province_share(viewer.scope, figure, day) for day in days)
    st.markdown(words.say("dates.province", **_written(share_before=before, share_after=after)))
    return after


def _written(share_before: float | None, share_after: float | None) -> dict[str, str]:
    is_known = not (words.is_unknown(share_before) or words.is_unknown(share_after))
    points = (share_after or 0) - (share_before or 0) if is_known else None
    return {
        "before": words.percent(share_before),
        "after": words.percent(share_after),
        "points": words.change(None if points is None else points * 100, decimals=1),
    }


def _draw(rows: pd.DataFrame, days: tuple[date, date], level: float | None, *, key: str) -> None:
    name = "unit_name" if "unit_name" in rows else "district_name"
    known = rows.dropna(subset=["share_before", "share_after"])
    earlier, later = (words.say("dates.end_of", day=words.day(day)) for day in days)
    figure = comparison_graphs.dumbbell(
        known.assign(unit_name=known[name]), before=earlier, after=later, level=level
    )
    charts.show(figure, key=f"compare_{key}", alt=words.say("dates.title"))
    if level is not None:
        st.caption(words.say("dates.line", share=words.percent(level)))


def _list(rows: pd.DataFrame, days: tuple[date, date], compared: _Compared, level: str) -> None:
    columns = _columns(days, compared.compare, level)
    height = TABLE_PX if len(rows) > len(_LEVELS) * 6 else None
    tables.show(rows, columns, key=f"compare_{compared.name}_table", height_px=height)
    definitions.show(columns, key=f"compare_{compared.name}")
    earlier, later = (day.isoformat() for day in days)
    tables.download(rows, columns, name=f"{compared.name}_{earlier}_{later}")


def _columns(days: tuple[date, date], compare_define: str, level: str) -> list[Column]:
    say = words.say
    shares = [
        Column(
            f"share_{name}", say("dates.end_of", day=words.day(day)), "share", define=compare_define
        )
        for name, day in zip(("before", "after"), days, strict=True)
    ]
    changes = [
        Column("change_points", say("dates.change"), "decimal", define="compare.change"),
        Column("change_count", say("dates.people"), "number", define=f"{compare_define}_count"),
    ]
    district = Column("district_name", say("table.district"), define="unit.district")
    if level == "district":
        return [district, *shares, *changes]
    return [
        Column("unit_name", say("table.commune"), define="unit.commune", is_pinned=True),
        *shares,
        *changes,
        district,
    ]
