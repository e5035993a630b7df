"""Everything for one case in one file: zones, decisions, maps, lists, report and notices."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd

from dashboard import alphabet, figures
from dashboard.figures.tracing import zone_proposals
from dashboard.figures.tracing.zone_proposals import Drafts, Wanted
from dashboard.indicators.zone_status import ZoneStatus
from dashboard.panels.tracing.answer import traced_list
from dashboard.panels.tracing.papers_logged import TracePapers
from dashboard.reports import bundle
from dashboard.reports.bundle import Paper
from dashboard.reports.decisions import annex_map, in_words
from dashboard.reports.decisions.decision import decision
from dashboard.reports.stamp import Stamp
from dashboard.reports.traces.notice import notice
from dashboard.reports.vietnamese import number, records, say

_UNDECIDED: Final = {
    "status": ZoneStatus.PROPOSED,
    "decision_number": None,
    "lead_agency": None,
    "starts_at": pd.NaT,
    "planned_end_at": pd.NaT,
}
"""What only a decision gives a zone."""

Zone = dict[str, Any]


@dataclass(frozen=True, eq=False)
class CasePapers:
    """All papers that follow from a trace's cases; each look is logged before its paper is made."""

    trace: TracePapers
    wanted: Wanted

    def everything(self, tell: Callable[[str], None]) -> bytes:
        """Return the papers as one ZIP, telling each step as it begins.

        The zones are those that the page on zones proposes for the same cases; none of them is
        written into the ledger, and nobody is confined.
        """
        tell("zones")
        zones = self._zones
        tell("decisions")
        papers = self._of_zones(zones)
        tell("lists")
        papers += self._lists()
        tell("notices")
        papers += self._notices()
        title = f"Giấy tờ của ca bệnh {', '.join(self.trace.result.choice.case_ids)}"
        return bundle.with_contents(title, papers, self._stamp, self._told(zones))

    @cached_property
    def _drafts(self) -> Drafts:
        trace = self.trace
        return zone_proposals.proposed(trace.viewer, trace.base, trace.result.choice, self.wanted)

    @cached_property
    def _zones(self) -> list[Zone]:
        return [{**row, **_UNDECIDED} for row in records(self._drafts.zones)]

    @cached_property
    def _stamp(self) -> Stamp:
        """Say by which rules the zones were found, too."""
        stamp, wanted = self.trace.stamp(), self.wanted
        rule = (
            f"vùng: ít người nhất để giữ {number(100 * wanted.share)}% nguy cơ,"
            f" ghép từ {say(f'zones.unit_{wanted.unit}').lower()}, vành đất {wanted.buffer_m} m"
        )
        return replace(stamp, rules=(*stamp.rules, rule))

    def _of_zones(self, zones: list[Zone]) -> list[Paper]:
        """Return a decision and a map of each zone, once it is logged who lives there."""
        scope = self.trace.viewer.scope
        living = [figures.zones.on_paper.residents(scope, zone["outline"]) for zone in zones]
        if not living:
            return []
        everybody = pd.concat(living).drop_duplicates("person_id")
        self.trace.log("case_zones_docx", "papers.reason_case_zones", everybody)
        papers: list[Paper] = []
        for place, (zone, people) in enumerate(zip(zones, living, strict=True), 1):
            folder = f"vung-{place}-{_file_name(zone['zone_name'])}"
            papers += [
                Paper(
                    f"{folder}/du-thao-quyet-dinh-vung-{place}.docx",
                    f"Dự thảo quyết định, sơ đồ ở phụ lục: {zone['zone_name']}; chưa có hiệu lực",
                    self._decision(zone, people),
                ),
                Paper(
                    f"{folder}/so-do-noi-bo-vung-{place}.png",
                    "Sơ đồ cho tổ công tác, có nhà của F0, F1: lưu hành nội bộ",
                    self._map(zone),
                ),
            ]
        return papers

    def _decision(self, zone: Zone, people: pd.DataFrame) -> bytes:
        """Return a draft whose map shows which houses are closed, not who is ill in them."""
        scope, named = self.trace.viewer.scope, traced_list.named(self.trace.base, people)
        people = people.merge(named, on="person_id", how="left") if len(named) else people
        houses = figures.zones.on_paper.houses(self.trace.base.load, zone["outline"])
        land = figures.zones.on_paper.land(scope)
        guarded = figures.zones.on_paper.guarded(scope, zone["outline"])
        return decision(
            zone,
            in_words.parts(people),
            figures.zones.on_paper.units(scope, zone["commune_id"]),
            annex_map.zone_picture(zone, *land, houses=houses, guarded=guarded),
            self._stamp,
            posts=None if guarded is None else guarded.posts,
        )

    def _map(self, zone: Zone) -> bytes:
        found = self._drafts.weighed.result
        houses = figures.zones.on_paper.houses(
            self.trace.base.load, zone["outline"], found.f0["person_id"], found.people["person_id"]
        )
        scope = self.trace.viewer.scope
        guarded = figures.zones.on_paper.guarded(scope, zone["outline"])
        return annex_map.zone_picture(
            zone,
            *figures.zones.on_paper.land(scope),
            houses=houses,
            told=annex_map.told(zone, self._stamp, is_internal=True),
            guarded=guarded,
        )

    def _lists(self) -> list[Paper]:
        return [
            Paper(
                "danh-sach-goi-dien.xlsx",
                "Danh sách gọi điện như trên màn hình, mỗi xã, phường một trang tính",
                self.trace.call_list(),
            ),
            Paper(
                "bao-cao-nhanh.docx", "Báo cáo nhanh kết quả truy vết, chờ ký", self.trace.report()
            ),
        ]

    def _notices(self) -> list[Paper]:
        """Return a notice per commune of where and when people met the cases, naming nobody."""
        exposures = figures.tracing.notices.exposures(self.trace.base, self._drafts.weighed.result)
        return [
            Paper(
                f"thong-bao/{place:02d}-{_file_name(str(commune))}.txt",
                f"Thông báo nơi và giờ phơi nhiễm tại {commune}, không nêu tên ai",
                notice(str(commune), there, self._stamp),
            )
            for place, (commune, there) in enumerate(exposures.groupby("commune", sort=False), 1)
        ]

    def _told(self, zones: list[Zone]) -> list[str]:
        """Return what the first page says of the zones, or that there are none."""
        if not zones:
            return ["Không có vùng nào được đề xuất: chưa thấy nguy cơ ở nơi nào đủ rõ."]
        residents, held = self._drafts.resident_count, 100 * self._drafts.share
        counts = f"{number(len(zones))} vùng, {number(residents)} người"
        return [f"Đề xuất {counts}, giữ {number(held)}% nguy cơ."]


def _file_name(called: str) -> str:
    """Return a name as files bear it.

    Examples
    --------
    >>> _file_name("Thôn Đông, Tân Quang")
    'thon-dong-tan-quang'
    """
    return re.sub(r"[^a-z0-9]+", "-", alphabet.fold(called)).strip("-")[:60]
