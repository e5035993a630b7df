"""The papers of one zone of the ledger, each logged before it is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd

from dashboard import access, data, data_tracing, data_zones, words
from dashboard.database import is_trial
from dashboard.reports import in_words, outline, pictures, sheets
from dashboard.reports.bundle import zipped
from dashboard.reports.decision import DRAFTABLE, decision
from dashboard.reports.rules_used import rules_used
from dashboard.reports.stamp import Stamp


@dataclass(frozen=True, eq=False)
class ZonePapers:
    """What a viewer can take of one zone."""

    viewer: access.Viewer
    zone: Mapping[str, Any]
    data_time: datetime
    reason: str
    """Why names are needed; without a reason the papers have household numbers instead."""

    def decision(self) -> bytes:
        """Return the draft decision as DOCX, the houses named as far as the viewer may see."""
        people = self._people("zone_decision_docx")
        return decision(
            self.zone, in_words.parts(people), self._units(), self._picture(), self._stamp()
        )

    def residents(self) -> bytes:
        """Return who lives in the zone, household by household, as XLSX."""
        counts = {
            "Số hộ khi đề xuất vùng": self.zone["household_count"],
            "Số người khi đề xuất vùng": self.zone["resident_count"],
        }
        return sheets.residents(self._people("zone_residents_xlsx"), self._stamp(), counts=counts)

    def geojson(self) -> bytes:
        """Return the outline as GeoJSON."""
        self._log("zone_geojson", [])
        return outline.geojson(self.zone, self._stamp())

    def gpx(self) -> bytes:
        """Return the outline as GPX."""
        self._log("zone_gpx", [])
        return outline.gpx(self.zone, self._stamp())

    def everything(self) -> bytes:
        """Return as one ZIP all that fits the zone's status and the viewer's rights."""
        number = int(self.zone["zone_id"])
        papers = {f"vung-{number}.geojson": self.geojson(), f"vung-{number}.gpx": self.gpx()}
        if self.zone["status"] in DRAFTABLE:
            papers[f"du-thao-quyet-dinh-vung-{number}.docx"] = self.decision()
        if self._knows_homes:
            papers[f"nguoi-trong-vung-{number}.xlsx"] = self.residents()
        return zipped(papers)

    @property
    def _knows_homes(self) -> bool:
        return access.Right.TRACE_CONTACTS in self.viewer.rights

    def _people(self, paper: str) -> pd.DataFrame:
        """Return who lives inside, with names if a reason was given, once the look is logged."""
        people = data_zones.residents(self.viewer.scope, self.zone["outline"])
        ids = [int(person) for person in people["person_id"]]
        self._log(paper, ids)
        units = data.communes(self.viewer.scope).set_index("commune_id")
        named_units = [_unit(units.loc[commune], "commune") for commune in people["commune_id"]]
        people = people.assign(commune=named_units)
        if not (self.reason and ids):
            return people
        identities = data_tracing.identities(self.viewer.scope, ids)
        return people.merge(identities, on="person_id", how="left")

    def _log(self, paper: str, person_ids: Sequence[int]) -> None:
        reason = self.reason or words.say("papers.reason_zone", number=self.zone["zone_id"])
        access.record_look(f"{paper}?zone={self.zone['zone_id']}", reason, person_ids)

    def _units(self) -> dict[str, str]:
        units = data.communes(self.viewer.scope).set_index("commune_id")
        unit = units.loc[self.zone["commune_id"]]
        return {kind: _unit(unit, kind) for kind in ("commune", "district")}

    def _picture(self) -> bytes:
        outlines = data.commune_outlines(self.viewer.scope)
        near = outlines[outlines["district_id"] == self.zone["district_id"]]
        hamlets = data_tracing.hamlets(self.viewer.scope)
        return pictures.zone_picture(self.zone, near, hamlets)

    def _stamp(self) -> Stamp:
        return Stamp(
            data_time=self.data_time,
            rules=rules_used(dict(parse_qsl(self.zone["traced_with"]))),
            exporter=self.viewer.name,
            exported_at=datetime.now(UTC),
            is_simulated=is_trial(),
        )


def _unit(row: pd.Series, kind: str) -> str:
    """Return a commune or district as it stands inside a sentence, such as "xã Hồng Phong"."""
    said = words.unit(row[f"{kind}_kind"], row[f"{kind}_name"])
    return said[:1].lower() + said[1:]
