"""App adoption: two targets apart, the pace to 31/8, and who is missing where."""

from dashboard import figures, words
from dashboard.figures.adoption import OWNERS, STAFF, Adoption
from dashboard.figures.guarded import Guarded, seen
from dashboard.figures.once import once
from dashboard.figures.viewpoint import Viewpoint
from dashboard.indicators import targets
from dashboard.indicators.targets import OFFICIALS, SMARTPHONE_OWNERS
from dashboard.panels.shared import definitions, province, tiles


def target_tiles(here: Viewpoint, staff: Guarded, owners: Guarded) -> list[tiles.Tile]:
    """Return the tiles of the two targets, for an official with the province's shares."""
    agency_rows, commune_rows = here.of_district(staff.rows), here.of_district(owners.rows)
    of_staff = figures.adoption.total(
        agency_rows, whole=STAFF, target=OFFICIALS, data_day=here.data_day
    )
    of_owners = figures.adoption.total(
        commune_rows, whole=OWNERS, target=SMARTPHONE_OWNERS, data_day=here.data_day
    )
    shown = [
        tiles.progress_tile(
            words.say("adoption.officials"),
            of_staff,
            day_change=figures.adoption.day_change(agency_rows, STAFF),
            define="adoption.officials",
            withheld=staff.withheld_total(here.district_id),
        ),
        tiles.progress_tile(
            words.say("adoption.owners"),
            of_owners,
            day_change=figures.adoption.day_change(commune_rows, OWNERS),
            define="adoption.owners",
            withheld=owners.withheld_total(here.district_id),
        ),
    ]
    return province.beside(shown, here)


@once
def show(adoption: Adoption) -> None:
    """Draw both targets, who uses the app, and how many denominators are doubtful."""
    commune_rows, withheld = adoption.communes, adoption.withheld
    active = commune_rows["active_count"].sum(min_count=1)
    installed = commune_rows["installed_count"].sum(min_count=1)
    doubtful = int((commune_rows["share"] > 1).sum())
    share = targets.share(active, installed)
    shown = definitions.dated(
        [
            *target_tiles(adoption.here, adoption.staff, adoption.owners),
            tiles.Tile(
                heading=words.say("adoption.active"),
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
                heading=words.say("adoption.doubtful_communes"),
                value=words.number(doubtful),
                lines=(words.say("adoption.doubtful_hint"),),
                define="adoption.doubtful",
            ),
        ]
    )
    tiles.show(shown)
    definitions.show(shown, key="adoption_tiles")
