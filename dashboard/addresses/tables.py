"""The one list of tables that have an address: each is a figure of `dashboard.figures`, as it is.

What of it a viewer may not see is decided there; here a table only gets its name, and each column
its kind and its entry in the register of definitions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, get_args

import pandas as pd

from dashboard import data, figures
from dashboard.figures.platforms.districts import OF_PROVINCE, SHOWN_WHOLE, in_order
from dashboard.figures.vaccination import Basis
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators.definitions import refuse_unregistered

Kind = Literal["text", "people", "count", "decimal", "share", "points"]
"""`people` counts people, or acts of which each is one person's; `count` counts things."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, how its values are read, and what it means."""

    name: str
    kind: Kind
    define: str = ""
    """Its entry in `definitions.DEFINITIONS`; ids and names that need none have none."""

    def __post_init__(self) -> None:
        """Refuse a figure that the register does not know."""
        if self.define:
            refuse_unregistered(self.define)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with an address."""

    find: Callable[[Viewpoint], pd.DataFrame]
    """What it is, as the viewer may see it, with the register's companions of withheld columns."""
    columns: Sequence[Column]


def _columns(page: str, **kinds: str) -> list[Column]:
    """Return columns by kind: `people="a b"`; `a=figure` stands for the figure of another name."""
    return [
        _column(page, kind, *word.partition("=")[::2])
        for kind, names in kinds.items()
        for word in names.split()
    ]


def _column(page: str, kind: str, name: str, figure: str) -> Column:
    [known] = [one for one in get_args(Kind) if one == kind]
    return Column(name, known, figure or (f"{page}.{name}" if kind != "text" else ""))


_COMMUNE: Final = "commune_id unit_name=unit.commune district_id district_name=unit.district"
_SAMPLED: Final = _columns(
    "samples",
    people="taken_count result_count positive_count",
    decimal="median_hours p90_hours told_median_hours told_p90_hours",
    share="within_share told_within_share positive_share",
)
_INSTALLED: Final = (
    "installed_count=adoption.installed missing_count=adoption.missing"
    " week_change=adoption.week_change smartphone_owner_count=adoption.smartphone_owners"
)
_STAFF: Final = (
    "installed_count=adoption.installed_staff missing_count=adoption.missing"
    " week_change=adoption.week_change head_count=adoption.head_count"
)
_USED: Final = _columns(
    "qr_places",
    count="registered_count today_count week_count silent_count week_scan_count",
    share="today_share week_share scanned_share",
)
_HELPED: Final = _columns(
    "support",
    count="worker_count worked_count shift_count guided_count test_count vaccination_count",
    decimal="hours",
)


def _text(names: str) -> list[Column]:
    return _columns("", text=names)


def _adoption(of: str, here: Viewpoint) -> pd.DataFrame:
    rows: pd.DataFrame = getattr(figures.adoption.load(here), f"{of}_shown")
    return rows


def _platform(name: str) -> Table:
    """Return a platform by district: counts of people, but where they are of things."""

    def find(here: Viewpoint) -> pd.DataFrame:
        return in_order(figures.platforms.districts.guard(here, name).shown(here.district_id))

    counts = {
        "count" if name in SHOWN_WHOLE else "people": (
            f"done_count=platforms.{name}.done whole_count=platforms.{name}.whole"
        )
    }
    share = f"share=platforms.{name}.share"
    return Table(
        find,
        [
            *_text("district_id district_name=unit.district"),
            *_columns("platforms", **counts, share=share),
        ],
    )


def _samples_by(by: str) -> Table:
    return Table(
        partial(_groups_of_samples, by), [*_text("group_name unit_name=samples.group"), *_SAMPLED]
    )


def _groups_of_samples(by: str, here: Viewpoint) -> pd.DataFrame:
    return figures.platforms.samples.groups(here, by)


TABLES: Final[Mapping[str, Table]] = {
    "adoption_communes": Table(
        partial(_adoption, "communes"),
        [*_text(_COMMUNE), *_columns("", share="share=adoption.owners", people=_INSTALLED)],
    ),
    "adoption_districts": Table(
        partial(_adoption, "districts"),
        [
            *_text("district_id district_name=unit.district"),
            *_columns("", share="share=adoption.owners", people=_INSTALLED),
        ],
    ),
    "adoption_agencies": Table(
        partial(_adoption, "agencies"),
        [
            *_text("agency_id agency_name=unit.agency kind_name=unit.agency_kind district_id"),
            *_columns("", share="share=adoption.officials", people=_STAFF),
        ],
    ),
    "adoption_kinds": Table(
        partial(_adoption, "kinds"),
        [
            *_text("kind_name=unit.agency_kind"),
            *_columns("", share="share=adoption.officials", people=_STAFF),
        ],
    ),
    "vaccination_coverage": Table(
        lambda here: figures.vaccination.load(here, Basis()).shown,
        [
            *_text(_COMMUNE),
            *_columns(
                "",
                share="dose1_share=coverage.dose1 dose2_share=coverage.dose2"
                " registered_share=coverage.registered invited_share=coverage.invited",
                people="dose1_count=coverage.dose1_count dose2_count=coverage.dose2_count"
                " whole=coverage.whole",
            ),
        ],
    ),
    "coverage_due": Table(
        lambda here: figures.vaccination_doses.due(here).shown(),
        [
            *_text("vaccine=coverage.vaccine"),
            *_columns(
                "",
                people="due_count=coverage.due week_count=coverage.due_week"
                " open_count=coverage.due_open late_count=coverage.due_late"
                " waiting_count=coverage.due_waiting",
            ),
        ],
    ),
    "coverage_sites": Table(
        figures.vaccination_doses.sites,
        [
            *_text(f"site_id site_name=coverage.site vaccine=coverage.vaccine {_COMMUNE}"),
            *_columns(
                "",
                count="allocated_count=coverage.site_allocated lost_count=coverage.site_lost"
                " received_count=coverage.site_received on_hand_count=coverage.site_on_hand",
                people="used_count=coverage.site_used",
            ),
        ],
    ),
    "declared_communes": Table(
        lambda here: figures.platforms.declarations.communes(here).shown(here.district_id),
        [
            *_text(_COMMUNE),
            *_columns(
                "declared",
                share="share",
                people="person_count symptom_count contact_count travel_count",
            ),
        ],
    ),
    "declared_days": Table(
        figures.platforms.declarations.days,
        [
            *_text("group_name unit_name=declared.day"),
            *_columns(
                "declared",
                people="person_count symptom_count contact_count travel_count",
                count="limit",
            ),
        ],
    ),
    "samples_commune": Table(
        lambda here: figures.platforms.samples.communes(here).shown(here.district_id),
        [*_text(_COMMUNE), *_SAMPLED],
    ),
    "samples_district": Table(
        figures.platforms.samples.districts,
        [*_text("district_id unit_name=unit.district"), *_SAMPLED],
    ),
    **{
        f"samples_{by}": _samples_by(by)
        for by in ("laboratory", "method", "reason", "day", "channel")
    },
    "samples_backlog": Table(
        lambda here: figures.platforms.samples.backlog(here).shown(here.district_id),
        [
            *_text(_COMMUNE),
            *_columns(
                "samples",
                people="late_count day1_count day2_count day3_count days14_count lost_count",
            ),
        ],
    ),
    "systems_kinds": Table(
        figures.platforms.systems.kinds,
        [
            *_text("group_name unit_name=systems.kind"),
            *_columns("systems", people="finding_count positive_count"),
        ],
    ),
    "systems_days": Table(
        figures.platforms.systems.days,
        [
            *_text("group_name unit_name=systems.day"),
            *_columns(
                "systems", share="match_share", people="due_count match_count differing_count"
            ),
        ],
    ),
    "systems_communes": Table(
        lambda here: figures.platforms.systems.communes(here).shown(here.district_id),
        [
            *_text(_COMMUNE),
            *_columns(
                "systems", share="match_share", people="due_count match_count differing_count"
            ),
        ],
    ),
    "health_records_communes": Table(
        lambda here: figures.platforms.health_records.communes(here).shown(here.district_id),
        [
            *_text(_COMMUNE),
            *_columns(
                "health_records",
                share="linked_share",
                people="linked_count unlinked_count resident_count",
            ),
        ],
    ),
    "support_communes": Table(
        lambda here: here.of_district(figures.platforms.support.communes(here)),
        [*_text(_COMMUNE), *_HELPED, *_columns("support", count="open_days")],
    ),
    "support_kinds": Table(
        figures.platforms.support.kinds, [*_text("group_name unit_name=support.who"), *_HELPED]
    ),
    "support_days": Table(
        figures.platforms.support.days,
        [
            *_text("group_name unit_name=support.day"),
            *_columns("support", decimal="hours", count="guided_count entered_count"),
        ],
    ),
    "qr_places_commune": Table(
        lambda here: here.of_district(figures.platforms.places.communes(here)),
        [*_text(_COMMUNE), *_USED],
    ),
    "qr_places_district": Table(
        figures.platforms.places.districts,
        [*_text("district_id unit_name=unit.district"), *_USED],
    ),
    "qr_places_kind": Table(
        figures.platforms.places.kinds, [*_text("group_name unit_name=qr_places.kind"), *_USED]
    ),
    "qr_places_silent": Table(
        figures.platforms.places.silent,
        [
            *_text(
                "place_id place_name=qr_places.place kind_label=qr_places.kind"
                " unit_name=unit.commune district_name=unit.district"
            ),
            *_columns("qr_places", count="silent_days"),
        ],
    ),
    "checkpoints_kinds": Table(
        figures.platforms.checkpoints.kinds,
        [
            *_text("group_name unit_name=checkpoints.kind"),
            *_columns(
                "checkpoints",
                count="required_count installed_count working_count lacking_count",
                share="working_share",
            ),
        ],
    ),
    "checkpoints_lacking": Table(
        figures.platforms.checkpoints.lacking,
        [
            *_text(
                "checkpoint_id checkpoint_name=checkpoints.checkpoint equipment_kind"
                " kind_label=checkpoints.kind unit_name=unit.commune district_name=unit.district"
            ),
            *_columns(
                "checkpoints", count="lacking_count required_count installed_count working_count"
            ),
        ],
    ),
    "checkpoints_list": Table(
        figures.platforms.checkpoints.checkpoints,
        [
            *_text(f"checkpoint_id checkpoint_name=checkpoints.checkpoint {_COMMUNE}"),
            *_columns(
                "checkpoints",
                count="lacking_count morning_count afternoon_count night_count"
                " today_scan_count week_scan_count",
                share="working_share scanned_share",
            ),
        ],
    ),
    "checkpoints_hours": Table(
        figures.platforms.checkpoints.flow,
        [*_text("unit_name=checkpoints.hour"), *_columns("checkpoints", decimal="hour_scans")],
    ),
    "checkpoints_items": Table(
        figures.platforms.checkpoints.items,
        [
            *_text("group_name unit_name=checkpoints.item"),
            *_columns("checkpoints", count="assessed_count ready_count", share="item_share"),
        ],
    ),
    "checkpoints_ready": Table(
        lambda here: here.of_district(figures.platforms.checkpoints.communes(here)),
        [*_text(_COMMUNE), *_columns("checkpoints", count="ready_items", share="ready_share")],
    ),
    "outreach_services": Table(
        figures.platforms.outreach.services,
        [
            *_text("group_name unit_name=outreach.service"),
            *_columns("outreach", count="week_visits before_visits app_visits portal_visits"),
        ],
    ),
    "outreach_ways": Table(
        figures.platforms.outreach.ways,
        [
            *_text("group_name unit_name=outreach.way"),
            *_columns("outreach", count="way_week way_before"),
        ],
    ),
    "outreach_unreached": Table(
        lambda here: here.of_district(figures.platforms.outreach.communes(here)),
        [
            *_text(_COMMUNE),
            *_columns("outreach", count="loudspeaker_days loudspeaker_count radio_count"),
        ],
    ),
    "data_sources_feeds": Table(
        figures.platforms.sources.feeds,
        [
            *_text("feed_id source=feeds.source state=feeds.state loaded=feeds.loaded"),
            *_columns(
                "data_sources",
                count="row_count=feeds.rows reject_count=feeds.rejects figure_count",
                people="duplicate_count",
                decimal="age_hours expected_hours over_hours",
                share="reject_share",
            ),
        ],
    ),
    "data_sources_communes": Table(
        figures.platforms.sources.silent,
        [
            *_text(_COMMUNE),
            *_columns(
                "data_sources",
                count="silent_kinds shift_days post_days broadcast_days assessment_days",
            ),
        ],
    ),
    "data_sources_agencies": Table(
        figures.platforms.sources.agencies,
        [
            *_text("agency_id agency_name=unit.agency district_name=unit.district"),
            *_columns("", count="head_count=adoption.head_count"),
        ],
    ),
    **{
        f"platform_{name}": _platform(name)
        for name in data.platforms.QUESTIONS
        if name not in OF_PROVINCE
    },
}
"""Name -> table: the names of the files that the pages offer."""

ON_A_PAGE_ALONE: Final[Mapping[str, str]] = {
    "adoption_uses": "uses of the app stand in the tables of each platform",
    "coverage_groups": "asks by which group",
    "coverage_vaccines": "asks where doses were given",
    "coverage_impossible": "single records, for who corrects them",
    "impossible_doses": "single records, for who corrects them",
    "elderly_lag": "a choice of the rows of vaccination_coverage",
    "declared_clusters": "for who may see people",
    "overview_feeds": "a part of data_sources_feeds",
    "risk_districts": "asks for thresholds, which a viewer may change on the page",
    "risk_communes": "asks for thresholds, which a viewer may change on the page",
    "qr_places_codes": "asks which place",
    "qr_places_crowd": "asks which place",
    "today_callers": "a team's day, which is over tomorrow",
    "today_checkpoints": "a part of checkpoints_lacking",
    "today_zones": "a team's day, which is over tomorrow",
    "yield_list": "from the follow-up, for who records it",
    "yield_week": "from the follow-up, for who records it",
    "yield_district": "from the follow-up, for who records it",
}
"""Files that pages offer and that have no address, each with the reason."""
