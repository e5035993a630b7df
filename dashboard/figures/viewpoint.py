"""Who looks, at which time of the data, at which of their districts: what every figure is for."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

import pandas as pd

from dashboard import clock
from dashboard.access import Right, Viewer
from dashboard.data.database import Scope
from dashboard.data.kept import Load
from dashboard.figures import units


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """What a page settles once and hands to everything that it shows.

    A figure is the same from two viewpoints of one scope, language, time and district: see `once`.
    """

    viewer: Viewer
    data_time: datetime
    """The time of the data looked at, never the clock's."""
    district_id: str | None = None
    """The one district looked at; None is all that the viewer answers for."""

    @property
    def scope(self) -> Scope:
        """What every question to the database is limited to."""
        return self.viewer.scope

    @property
    def load(self) -> Load:
        """The data of that time, as far as the viewer may see them."""
        return Load(self.scope, self.data_time)

    @property
    def data_day(self) -> date:
        """The Vietnamese day of the data."""
        return clock.local_day(self.data_time)

    @property
    def is_provincial(self) -> bool:
        """Whether the viewer answers for the whole province, whatever they look at now."""
        return self.viewer.district_ids is None

    @property
    def is_whole_province(self) -> bool:
        """Whether the whole province is looked at."""
        return self.is_provincial and self.district_id is None

    @property
    def may_see_people(self) -> bool:
        """Whether the viewer may see single people, and so small counts."""
        return Right.SEE_PEOPLE in self.viewer.rights

    @property
    def everywhere(self) -> "Viewpoint":
        """The same, of all districts that the viewer answers for: what decides is found there."""
        return replace(self, district_id=None)

    def at_end_of(self, day: date) -> "Viewpoint":
        """Return the same as of the end of a past day; of the day of the data, their own time."""
        if day == self.data_day:
            return self
        end = datetime.combine(day, time.max, tzinfo=clock.TIME_ZONE)
        return replace(self, data_time=end.astimezone(UTC))

    def of(self, district_id: str | None) -> "Viewpoint":
        """Return the same of another district."""
        return replace(self, district_id=district_id)

    @property
    def area(self) -> str:
        """The name of what is looked at."""
        return units.area(self.viewer, self.district_id)

    def own_districts(self) -> dict[str, str]:
        """Return the districts that the viewer answers for: id -> name with its kind."""
        return units.own_districts(self.viewer)

    def of_district(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the district looked at."""
        return units.of_district(rows, self.district_id)
