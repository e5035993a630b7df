"""The papers of a team's day, each logged before it is made."""

from dataclasses import dataclass

import pandas as pd

from dashboard import access, figures, words
from dashboard.data.database import is_trial, present
from dashboard.figures.days_work import Team
from dashboard.panels.shared import naming, tables
from dashboard.panels.shared.tables import Column
from dashboard.panels.today import assigning, other_work
from dashboard.reports.lists.days_sheet import Day, days_sheet
from dashboard.reports.stamp import Stamp

_IDENTITY = ("full_name", "phone", "address")


@dataclass(frozen=True, eq=False)
class DayPapers:
    """What a viewer can take of a team's day; names as far as the session asked for them."""

    team: Team

    def sheet(self) -> bytes:
        """Return the day's work as DOCX, to be printed."""
        people = figures.days_work.people(self.team).today
        doses = figures.days_work.people_for_doses(self.team)
        self._log("today_docx", [*people["person_id"], *doses["person_id"]])
        return days_sheet(
            Day(
                area=self.team.area,
                now=self.team.now,
                people=self._named(people, assigning.LIST),
                doses=self._named(doses, other_work.DOSES),
                dose_count=int(figures.days_work.doses(self.team)["due_count"].sum()),
                items=figures.days_work.checkpoints(self.team),
                zones=figures.days_work.zones(self.team),
            ),
            self._stamp(),
        )

    def workbook(self) -> bytes:
        """Return the people of today as XLSX."""
        rows, columns = self._table("today_xlsx")
        return tables.workbook(rows, columns, title=words.say("today.title"))

    def csv(self) -> bytes:
        """Return the people of today as CSV."""
        return tables.csv(*self._table("today_csv"))

    def _table(self, paper: str) -> tuple[pd.DataFrame, list[Column]]:
        people = figures.days_work.people(self.team).today
        self._log(paper, people["person_id"].tolist())
        named = self._named(people, assigning.LIST)
        rows = named.assign(
            person=named["person_id"].astype("str"),
            said=[words.say(f"follow_up.action_{action}") for action in named["action"]],
            due=words.moments(named["due_at"]),
        )
        identity = [name for name in _IDENTITY if name in rows]
        columns = [
            Column("said", words.say("follow_up.column_action")),
            Column("due", words.say("follow_up.column_due_at")),
            Column("person", words.say("follow_up.column_person_id")),
            *(Column(name, words.say(f"tracing.column_{name}")) for name in identity),
            Column("commune", words.say("follow_up.column_commune")),
            Column("caller", words.say("today.caller")),
        ]
        return rows, columns

    def _named(self, people: pd.DataFrame, of: str) -> pd.DataFrame:
        named = naming.known(self.team.here.scope, people["person_id"], of=of)
        return people.merge(named, on="person_id", how="left") if len(named) else people

    def _log(self, paper: str, person_ids: list[int]) -> None:
        ids = sorted({int(person) for person in person_ids})
        where = f"?commune={self.team.commune_id}" if self.team.commune_id else ""
        access.record_look(f"{paper}{where}", words.say("today.reason_paper"), ids)

    def _stamp(self) -> Stamp:
        return Stamp(
            data_time=self.team.here.data_time,
            rules=("việc của ngày: quá hạn, hoặc đến hạn trước 24 giờ hôm nay",),
            exporter=self.team.here.viewer.name,
            exported_at=present(),
            is_simulated=is_trial(),
        )
