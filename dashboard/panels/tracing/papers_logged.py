"""The papers of one trace, each logged before it is made."""

from dataclasses import dataclass

import pandas as pd

from dashboard import access, data, words
from dashboard.data.database import is_trial, present
from dashboard.figures.tracing.choice import to_address, written
from dashboard.figures.tracing.trace import Base, Result
from dashboard.panels.tracing.answer import traced_list
from dashboard.panels.tracing.answer.traced_list import Listed
from dashboard.reports.lists import sheets
from dashboard.reports.stamp import Stamp
from dashboard.reports.traces.quick_report import Findings, quick_report
from dashboard.reports.traces.rules_used import filters_used, rules_used


@dataclass(frozen=True, eq=False)
class TracePapers:
    """What a viewer can take of one trace."""

    viewer: access.Viewer
    base: Base
    result: Result
    listed: Listed

    def call_list(self) -> bytes:
        """Return whom the list shows, in its order, with the names looked at, as XLSX."""
        people = self.listed.people
        self.log("call_list_xlsx", "papers.reason_call_list", people)
        named = traced_list.named(self.base, people)
        called = people.merge(named, on="person_id", how="left") if len(named) else people
        return sheets.call_list(
            called,
            self.stamp(),
            direction=self.result.choice.direction,
            filtered_by=filters_used(self.listed.kinds, self.listed.text),
            found_count=len(self.result.people),
        )

    def report(self) -> bytes:
        """Return the quick report as DOCX."""
        self.log("quick_report_docx", "papers.reason_report", self.result.cases)
        return quick_report(self._findings(), self.stamp())

    def log(self, paper: str, reason: str, people: pd.DataFrame) -> None:
        """Write into the ledger that these people are looked at, before a paper is made."""
        ids = [int(person) for person in people["person_id"]]
        access.record_look(f"{paper}?{written(self.result.choice)}", words.say(reason), ids)

    def stamp(self) -> Stamp:
        """Return where the figures of this trace come from."""
        choice = self.result.choice
        return Stamp(
            data_time=self.base.data_time,
            rules=rules_used({"preset": choice.preset} | to_address(choice)),
            exporter=self.viewer.name,
            exported_at=present(),
            is_simulated=is_trial(),
        )

    def _findings(self) -> Findings:
        base, result = self.base, self.result
        touched = set(result.people["commune_id"].dropna().astype("str"))
        touched |= set(result.cases["commune_id"].dropna())
        residents = base.homes.index[base.homes["commune_id"].isin(touched)]
        outlines = data.units.commune_outlines(base.scope)
        districts = outlines.loc[outlines["commune_id"].isin(touched), "district_id"]
        zones = data.zones.zones(base.scope)
        names = dict(base.commune_names)
        return Findings(
            direction=result.choice.direction,
            cases=result.f0.assign(commune=result.f0["commune_id"].map(names)),
            people=result.people,
            zones=zones[zones["commune_id"].isin(touched)],
            communes=outlines[outlines["district_id"].isin(districts)],
            stay_count=base.recorded.stay_count,
            set_aside_count=sum(base.recorded.set_aside.values()),
            scanning_share=float(residents.isin(base.recorded.scanning_people).mean()),
            shares=result.shares,
        )
