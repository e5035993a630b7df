"""One row per source platform: when it last loaded, how much, how much it refused.

Nothing is stored that a source could not know when it last loaded.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation.clock import DAY, HOUR, MINUTE, NOW, moments
from simulation.copying import Column, arrow


class _Feed(NamedTuple):
    feed_id: str
    source: str
    tables: tuple[str, ...]
    age_s: int
    """Since the last load: invented. Health records and readiness are late on purpose."""
    expected: str


_FEEDS = (
    _Feed("population", "Cơ sở dữ liệu dân cư (mô phỏng)", ("people",), 9 * DAY, "30 days"),
    _Feed("app", "Ứng dụng Smart Hải Dương", ("app_installs",), 4 * MINUTE, "15 minutes"),
    _Feed("check_ins", "Quét mã QR địa điểm", ("check_ins",), 2 * MINUTE, "5 minutes"),
    _Feed("declarations", "Khai báo y tế điện tử", ("health_declarations",), 6 * MINUTE, "1 hour"),
    _Feed("health_records", "Hồ sơ sức khỏe điện tử", ("health_record_links",), 3 * DAY, "1 day"),
    _Feed(
        *("vaccination", "Quản lý tiêm chủng Covid-19"),
        ("vaccination_registrations", "vaccine_doses", "vaccine_stock", "vaccination_certificates"),
        *(50 * MINUTE, "2 hours"),
    ),
    _Feed(
        *("provincial_tests", "Quản lý xét nghiệm SARS-CoV-2 (tỉnh)", ("provincial_samples",)),
        *(20 * MINUTE, "1 hour"),
    ),
    _Feed(
        *("national_tests", "Nền tảng xét nghiệm quốc gia", ("national_results",)),
        *(9 * HOUR, "2 hours"),
    ),
    _Feed("cases", "Danh sách ca bệnh (CDC tỉnh)", ("cases", "isolations"), 35 * MINUTE, "6 hours"),
    _Feed(
        *("checkpoints", "Báo cáo chốt kiểm dịch", ("checkpoint_equipment", "checkpoint_posts")),
        *(5 * HOUR, "1 day"),
    ),
    _Feed("support", "Tổ Công nghệ hỗ trợ", ("support_shifts",), 7 * HOUR, "1 day"),
    _Feed("campaigns", "Báo cáo tuyên truyền", ("campaign_activities",), 8 * HOUR, "1 day"),
    _Feed("portal", "covid.haiduong.gov.vn", ("portal_visits",), 30 * MINUTE, "1 hour"),
    _Feed("readiness", "Đánh giá bốn tại chỗ", ("commune_readiness",), 5 * DAY, "14 days"),
)

_REJECTED_SHARE = 0.0015
"""Rows that each platform refused: invented."""


_WRITTEN_AT = {
    "app_installs": "installed_at",
    "health_declarations": "declared_at",
    "health_record_links": "linked_at",
    "vaccination_registrations": "registered_at",
    "vaccine_doses": "injected_at",
    "vaccination_certificates": "issued_at",
    "provincial_samples": "taken_at",
    "national_results": "received_at",
    "cases": "reported_at",
    "isolations": "isolated_at",
    "checkpoint_equipment": "checked_at",
}
"""Table -> when a row of it came to be."""

_ADDED_AT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "app_installs": {"last_active_at": ("last_active_at",)},
    "vaccination_registrations": {"invited_at": ("invited_at",)},
    "vaccination_certificates": {"looked_up_at": ("looked_up_at",)},
    "provincial_samples": {
        "resulted_at": ("result", "resulted_at", "returned_at"),
        "returned_at": ("returned_at",),
    },
    "isolations": {"released_at": ("released_at",)},
    "cases": {"isolated_at": ("isolated_at",)},
}
"""Table -> a later moment of a row -> the columns that are empty before it."""


def loaded_at(feed_id: str) -> int:
    """Return when a source last loaded, in seconds since day 0."""
    return NOW - next(feed.age_s for feed in _FEEDS if feed.feed_id == feed_id)


def as_loaded(table: str, columns: Mapping[str, Column]) -> Mapping[str, Column]:
    """Return what the source of a table knew of its rows when it last loaded."""
    if table not in _WRITTEN_AT:
        return columns
    feed = next(feed for feed in _FEEDS if table in feed.tables)
    loaded = moments(np.array([loaded_at(feed.feed_id)]))[0]
    rows = pa.table({name: arrow(column) for name, column in columns.items()})
    rows = rows.filter(pc.less_equal(rows[_WRITTEN_AT[table]], loaded))
    known = {name: rows[name] for name in rows.column_names}
    for moment, added in _ADDED_AT.get(table, {}).items():
        is_later = pc.fill_null(pc.greater(rows[moment], loaded), fill_value=False)
        known |= {name: pc.if_else(is_later, None, known[name]) for name in added}
    return known


def feeds(rows: Mapping[str, int]) -> Mapping[str, Column]:
    """Return the columns of operational.feeds, given how many rows each table received."""
    counts = [sum(rows[table] for table in feed.tables) for feed in _FEEDS]
    return {
        "feed_id": [feed.feed_id for feed in _FEEDS],
        "source": [feed.source for feed in _FEEDS],
        "last_loaded_at": moments(np.array([loaded_at(feed.feed_id) for feed in _FEEDS])),
        "expected_every": [feed.expected for feed in _FEEDS],
        "row_count": counts,
        "reject_count": [round(count * _REJECTED_SHARE) for count in counts],
    }
