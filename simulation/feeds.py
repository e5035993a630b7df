"""One row per source platform: when it last loaded, how much, how much it refused."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from simulation.clock import DAY, HOUR, MINUTE, NOW, moments
from simulation.copying import Column


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
    _Feed("health_records", "Hồ sơ sức khoẻ điện tử", ("health_record_links",), 3 * DAY, "1 day"),
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


def feeds(rows: Mapping[str, int]) -> Mapping[str, Column]:
    """Return the columns of operational.feeds, given how many rows each table received."""
    counts = [sum(rows[table] for table in feed.tables) for feed in _FEEDS]
    return {
        "feed_id": [feed.feed_id for feed in _FEEDS],
        "source": [feed.source for feed in _FEEDS],
        "last_loaded_at": moments(np.array([NOW - feed.age_s for feed in _FEEDS])),
        "expected_every": [feed.expected for feed in _FEEDS],
        "row_count": counts,
        "reject_count": [round(count * _REJECTED_SHARE) for count in counts],
    }
