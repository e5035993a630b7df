"""The papers of one zone of the ledger, each logged before it is made."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
import shapely

from dashboard import access, data, figures, words
from dashboard.data.database import is_trial, present
from dashboard.data.kept import Load
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.reports import bundle
from dashboard.reports.bundle import Paper
from dashboard.reports.decisions import annex_map, decision_parts, in_words, outline
from dashboard.reports.decisions.decision import decision
from dashboard.reports.decisions.later_decision import Later, later_decision
from dashboard.reports.lists import sheets
from dashboard.reports.stamp import Stamp
from dashboard.reports.traces.rules_used import rules_used
from dashboard.tracing.zones import shapes as zone_shapes
from dashboard.tracing.zones.guard_posts import Guarded

_FILE_NAMES = {
    "establish": "thiet-lap",
    "extend": "gia-han",
    "release": "go-mot-phan",
    "end": "ket-thuc",
}


@dataclass(frozen=True, eq=False)
class ZonePapers:
    """What a viewer can take of one zone."""

    viewer: access.Viewer
    zone: Mapping[str, Any]
    data_time: datetime
    reason: str
    """Why names are needed; without a reason the papers have household numbers instead."""

    @property
    def kind(self) -> str | None:
        """The kind of decision behind the zone's status, or None: see `decision_parts.kind`."""
        return decision_parts.kind(self.zone["status"], self.zone["starts_at"])

    def decision(self) -> bytes:
        """Return the draft decision behind the zone's status as DOCX.

        The houses are named as far as the viewer may see.
        """
        if self.kind == "establish":
            return self._establishing(self.zone)
        return self._later(self._states())

    def draft(self, change: data.zones.Change) -> bytes:
        """Return the draft of a decision that nobody has recorded yet, as DOCX."""
        decided = {name: value for name, value in asdict(change).items() if value is not None}
        if decision_parts.KINDS[change.status] == "establish":
            return self._establishing({**self.zone, **decided})
        states = self._states()
        return self._later([*states, {**states[-1], **decided}])

    def residents(self) -> bytes:
        """Return who lives in the zone, household by household, as XLSX."""
        counts = {
            "Số hộ khi đề xuất vùng": self.zone["household_count"],
            "Số người khi đề xuất vùng": self.zone["resident_count"],
        }
        people = self._people("zone_residents_xlsx", self.zone["outline"])
        return sheets.residents(people, self._stamp(), counts=counts)

    def geojson(self) -> bytes:
        """Return the outline as GeoJSON."""
        self._log("zone_geojson", [])
        return outline.geojson(self.zone, self._stamp())

    def gpx(self) -> bytes:
        """Return the outline as GPX."""
        self._log("zone_gpx", [])
        return outline.gpx(self.zone, self._stamp())

    def map(self) -> bytes:
        """Return the map for those who guard the zone, houses with a case marked, as PNG."""
        people = self._people("zone_map_png", self.zone["outline"])
        ill = people.loc[people["is_case"].astype("bool"), "person_id"]
        houses = figures.zones.on_paper.houses(self._load, self.zone["outline"], ill)
        land = figures.zones.on_paper.land(self.viewer.scope)
        told = annex_map.told(self.zone, self._stamp(), is_internal=len(ill) > 0)
        guarded = self._guarded(self.zone)
        return annex_map.zone_picture(self.zone, *land, houses=houses, told=told, guarded=guarded)

    def everything(self) -> bytes:
        """Return as one ZIP all that fits the zone's status and the viewer's rights."""
        number = int(self.zone["zone_id"])
        papers: list[Paper] = []
        if self.kind is not None:
            said = "Dự thảo quyết định, sơ đồ ở phụ lục; chưa có hiệu lực khi chưa ký"
            papers.append(Paper(decision_name(self.kind, number), said, self.decision()))
        if self._knows_homes:
            said = "Hộ và người trong vùng, mỗi xã một trang tính"
            papers.append(Paper(f"nguoi-trong-vung-{number}.xlsx", said, self.residents()))
        said = "Sơ đồ cho lực lượng tại chỗ, có thước tỷ lệ và hướng Bắc"
        papers.append(Paper(f"so-do-vung-{number}.png", said, self.map()))
        said = "Ranh giới vùng để mở trên bản đồ"
        papers.append(Paper(f"vung-{number}.geojson", said, self.geojson()))
        said = "Ranh giới vùng để mở trên điện thoại, máy định vị"
        papers.append(Paper(f"vung-{number}.gpx", said, self.gpx()))
        title = f"Giấy tờ của vùng: {self.zone['zone_name']}"
        return bundle.with_contents(title, papers, self._stamp())

    @property
    def _knows_homes(self) -> bool:
        return access.Right.TRACE_CONTACTS in self.viewer.rights

    def _states(self) -> list[dict[str, Any]]:
        """Return the zone after each decision on it, the oldest first."""
        events = data.zones.zone_events(self.viewer.scope, int(self.zone["zone_id"]))
        decided = events[events["status"] != ZoneStatus.PROPOSED]
        return [_named(row) for row in decided.iloc[::-1].to_dict("records")]

    def _establishing(self, zone: Mapping[str, Any]) -> bytes:
        people = self._people("zone_decision_docx", zone["outline"])
        picture = self._picture(zone, None)
        guarded = self._guarded(zone)
        return decision(
            zone,
            in_words.parts(people),
            self._units(),
            picture,
            self._stamp(),
            posts=None if guarded is None else guarded.posts,
        )

    def _later(self, states: Sequence[Mapping[str, Any]]) -> bytes:
        """Return the decision behind the last of these states."""
        after = states[-1]
        is_end = after["status"] == ZoneStatus.ENDED
        frees = {
            ZoneStatus.ENDED: after["outline"],
            ZoneStatus.PARTLY_RELEASED: after["released_outline"],
        }
        free = frees.get(after["status"])  # a draft has the former state's, whatever it was
        shapes = [zone_shapes.read(part) for part in (after["outline"], free) if part is not None]
        people = self._people("zone_decision_docx", zone_shapes.write(zone_shapes.merged(shapes)))
        stays = shapely.intersects_xy(shapes[0], people["lon"], people["lat"]) & (not is_end)
        later = Later(
            states=states,
            zone_name=self.zone["zone_name"],
            reason=after["reason"],
            since=after["valid_from"],
            released_area_m2=None if free is None else zone_shapes.ground_m2(shapes[-1]),
            released=in_words.parts(people[~stays]) if self._knows_homes else None,
            remaining=in_words.parts(people[stays]) if self._knows_homes else None,
        )
        picture = self._picture({**self.zone, **after}, free)
        return later_decision(later, self._units(), picture, self._stamp())

    def _people(self, paper: str, inside: Mapping[str, Any]) -> pd.DataFrame:
        """Return who lives inside, with names if a reason was given, once the look is logged."""
        people = figures.zones.on_paper.residents(self.viewer.scope, inside)
        ids = [int(person) for person in people["person_id"]]
        self._log(paper, ids)
        if not (self.reason and ids):
            return people
        identities = data.tracing.identities(self.viewer.scope, ids)
        return people.merge(identities, on="person_id", how="left")

    def _log(self, paper: str, person_ids: Sequence[int]) -> None:
        reason = self.reason or words.say("papers.reason_zone", number=self.zone["zone_id"])
        access.record_look(f"{paper}?zone={self.zone['zone_id']}", reason, person_ids)

    def _units(self) -> dict[str, str]:
        return figures.zones.on_paper.units(self.viewer.scope, self.zone["commune_id"])

    def _picture(self, zone: Mapping[str, Any], free: Mapping[str, Any] | None) -> bytes:
        """Return the map of a decision: which houses are closed, not who is ill in them."""
        houses = figures.zones.on_paper.houses(self._load, zone["outline"])
        land = figures.zones.on_paper.land(self.viewer.scope)
        guarded = self._guarded(zone)
        return annex_map.zone_picture(zone, *land, free, houses=houses, guarded=guarded)

    def _guarded(self, zone: Mapping[str, Any]) -> Guarded | None:
        """Return roads and guard posts, which a zone that ends has no more."""
        if zone["status"] == ZoneStatus.ENDED:
            return None
        return figures.zones.on_paper.guarded(self.viewer.scope, zone["outline"])

    @property
    def _load(self) -> Load:
        return Load(self.viewer.scope, self.data_time)

    def _stamp(self) -> Stamp:
        return Stamp(
            data_time=self.data_time,
            rules=rules_used(dict(parse_qsl(self.zone["traced_with"]))),
            exporter=self.viewer.name,
            exported_at=present(),
            is_simulated=is_trial(),
        )


def decision_name(kind: str, number: int) -> str:
    """Return what the file of a decision is called."""
    return f"du-thao-quyet-dinh-{_FILE_NAMES[kind]}-vung-{number}.docx"


def _named(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}
