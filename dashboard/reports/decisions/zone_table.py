"""Zones of the ledger as rows of a paper's table."""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.reports.vietnamese import BLANK, area, moment, number, say, text

TITLES = ("Vùng", "Người", "Hộ", "F0", "F1", "Bắt đầu", "Dự kiến hết", "Chủ trì; chốt trực 24/24")
WIDTHS_MM = (37, 17, 13, 11, 11, 24, 24, 28)


def rows(zones: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Return one row per zone of the ledger: see `TITLES`; blanks are marked, never guessed."""
    return [
        [
            _name(zone),
            *(number(zone[f"{name}_count"]) for name in ("resident", "household", "f0", "f1")),
            moment(zone["starts_at"]),
            moment(zone["planned_end_at"]),
            f"{agency(zone)}; chốt: {BLANK}",
        ]
        for zone in zones
    ]


def facts(zone: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the same of one zone as label and value, with its area."""
    counts = f"{number(zone['f0_count'])} F0, {number(zone['f1_count'])} F1"
    return [
        ("Diện tích", f"khoảng {area(zone['area_m2'])}"),
        ("Số hộ", f"{number(zone['household_count'])} hộ"),
        ("Số người", f"{number(zone['resident_count'])} người"),
        ("Trong đó", f"{counts} (khi đề xuất)"),
        ("Bắt đầu", moment(zone["starts_at"])),
        ("Dự kiến kết thúc", moment(zone["planned_end_at"])),
        ("Cơ quan chủ trì", agency(zone)),
        ("Chốt trực 24/24 giờ", f"{BLANK} [bổ sung: số chốt, vị trí, lực lượng]"),
    ]


def _name(zone: Mapping[str, Any]) -> str:
    status = say(f"zones.status_{zone['status']}").lower()
    return f"{text(zone['zone_name'])} ({status})"


def agency(zone: Mapping[str, Any]) -> str:
    """Return who leads a zone, or a blank."""
    return text(zone["lead_agency"]) or BLANK
