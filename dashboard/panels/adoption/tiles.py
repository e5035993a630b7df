"""App adoption: two targets apart, the pace to 31/8, and who is missing where."""

from datetime import datetime

from dashboard import clock, figures, words
from dashboard.access import Viewer
from dashboard.figures.guarded import Guarded, seen
from dashboard.indicators import targets
from dashboard.indicators.targets import OFFICIALS, SMARTPHONE_OWNERS
from dashboard.panels.shared import definitions, province, tiles


def target_tiles(
    viewer: Viewer,
    agencies_seen: Guarded,
    communes_seen: Guarded,
    data_time: datetime,
    district_id: str | None,
) -> list[tiles.Tile]:
    """Return the tiles of the two targets, for an official with the province's shares."""
    day = clock.local_day(data_time)
    agency_rows = figures.units.of_district(agencies_seen.rows, district_id)
    commune_rows = figures.units.of_district(communes_seen.rows, district_id)
    officials = figures.adoption.total(
        agency_rows, whole="head_count", target=OFFICIALS, data_day=day
    )
    owners = figures.adoption.total(
        commune_rows, whole="smartphone_owner_count", target=SMARTPHONE_OWNERS, data_day=day
    )
    shown = [
        tiles.progress_tile(
            words.say("adoption.officials"),
            officials,
            day_change=figures.adoption.day_change(agency_rows, "head_count"),
            define="adoption.officials",
            withheld=agencies_seen.withheld_total(district_id),
        ),
        tiles.progress_tile(
            words.say("adoption.owners"),
            owners,
            day_change=figures.adoption.day_change(commune_rows, "smartphone_owner_count"),
            define="adoption.owners",
            withheld=communes_seen.withheld_total(district_id),
        ),
    ]
    return province.beside(shown, viewer, data_time)


def show_tiles(
    viewer: Viewer,
    agencies_seen: Guarded,
    communes_seen: Guarded,
    data_time: datetime,
    district_id: str | None,
) -> None:
    """Draw both targets, who uses the app, and how many denominators are doubtful."""
    commune_rows = figures.units.of_district(communes_seen.rows, district_id)
    active = commune_rows["active_count"].sum(min_count=1)
    installed = commune_rows["installed_count"].sum(min_count=1)
    doubtful = int((commune_rows["share"] > 1).sum())
    withheld = communes_seen.withheld_total(district_id)
    share = targets.share(active, installed)
    shown = definitions.dated(
        [
            *target_tiles(viewer, agencies_seen, communes_seen, data_time, district_id),
            tiles.Tile(
                label=words.say("adoption.active"),
                value=words.percent(seen(share, "active_share", withheld)),
                lines=(
                    words.say(
                        "adoption.active_of",
                        active=words.number(seen(active, "active_count", withheld)),
                    ),
                ),
                share=None if "active_share" in withheld else share,
                define="adoption.active",
            ),
            tiles.Tile(
                label=words.say("adoption.doubtful_communes"),
                value=words.number(doubtful),
                lines=(words.say("adoption.doubtful_hint"),),
                define="adoption.doubtful",
            ),
        ]
    )
    tiles.show(shown)
    definitions.show(shown, key="adoption_tiles")
