"""One register: figure -> what it means, its formula, unit, source, and who ordered it. Pure.

What is written here are names: of sentences (`assets/locale`, without their first word), of views
of the contract, and of sources as `contract.feeds` calls them. Tiles and columns name their entry
in `define`; `panels.definitions` writes it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from dashboard.indicators import follow_up, targets, vaccination, yields


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What stands behind one figure.

    Attributes
    ----------
    unit
        `figure_unit.<unit>`: people, doses, a share.
    views
        Views of the contract that are counted; `ledger.…` is what the dashboard itself keeps.
    feeds
        The sources that load them. A figure is as old as the oldest of these.
    base_feeds
        The sources of its denominator, which may be older.
    formula, caveat, order
        `formula.…`, `caveat.…`, `order.…`: how it is computed, what it cannot say, and the paper
        that asks for it; empty for none.
    meaning
        The sentence; empty: `define.<key>`.
    """

    unit: str
    views: tuple[str, ...]
    feeds: tuple[str, ...] = ()
    base_feeds: tuple[str, ...] = ()
    formula: str = ""
    caveat: str = ""
    order: str = ""
    meaning: str = ""


NUMBERS: Final[Mapping[str, float]] = {
    "adult_age": targets.ADULT_AGE,
    "elderly_age": vaccination.ELDERLY_AGE,
    "close_days": targets.CLOSE_DOSES_DAYS,
    "low_stock_days": targets.LOW_STOCK_DAYS,
    "pace_days": targets.PACE_DAYS,
    "risk_pace": round(targets.RISK_PACE_SHARE * 100),
    "risk_gap": round(targets.RISK_SHARE_GAP * 100),
    "lag": round(vaccination.LAG_SHARE * 100),
    "venues": round(targets.VENUES_ACTIVE.share * 100),
    "call_h": follow_up.CALL_WITHIN / timedelta(hours=1),
    "notice_h": follow_up.ISOLATE_WITHIN_NOTICE / timedelta(hours=1),
    "exposure_h": follow_up.ISOLATE_WITHIN_EXPOSURE / timedelta(hours=1),
    "tell_h": follow_up.TELL_WITHIN / timedelta(hours=1),
    "quarantine_days": follow_up.QUARANTINE.days,
    "yield_days": yields.DAYS,
}
"""Blanks of the sentences, from where the numbers live."""

_UNIT = Definition(unit="words", views=("communes", "districts"), meaning="define.unit_name")

_INSTALLS = Definition(unit="people", views=("app_installs", "people"), feeds=("app",))
_OWNERS = replace(
    _INSTALLS,
    unit="share",
    views=("app_installs", "people", "communes"),
    formula="owners",
    caveat="owners",
    order="letter_1",
)
_STAFF = replace(
    _INSTALLS,
    unit="share",
    views=("app_installs", "people", "agencies"),
    base_feeds=("population",),
    formula="officials",
    caveat="officials",
    order="letter_1",
)
_PACE = replace(_INSTALLS, unit="per_day")

_ADOPTION: Final = {
    "adoption.owners": _OWNERS,
    "adoption.officials": _STAFF,
    "adoption.active": replace(_INSTALLS, unit="share", formula="active", caveat="active"),
    "adoption.active_count": replace(_INSTALLS, caveat="active"),
    "adoption.doubtful": replace(_OWNERS, unit="communes", formula="", caveat="owners"),
    "adoption.forecast": replace(_INSTALLS, unit="share", formula="forecast", caveat="forecast"),
    "adoption.back_test": replace(_INSTALLS, unit="share", formula="back_test"),
    "adoption.missing": replace(_INSTALLS, formula="missing", order="letter_1"),
    "adoption.installed": replace(_INSTALLS, caveat="installed"),
    "adoption.installed_staff": replace(_INSTALLS, caveat="officials"),
    "adoption.smartphone_owners": Definition(unit="people", views=("communes",), caveat="owners"),
    "adoption.head_count": Definition(unit="people", views=("agencies",)),
    "adoption.week_change": _INSTALLS,
    "adoption.pace_recent": replace(_PACE, formula="pace_recent"),
    "adoption.pace_needed": replace(_PACE, formula="pace_needed", order="letter_1"),
    "adoption.status": replace(_PACE, unit="words", formula="status"),
    "adoption.remark": replace(_OWNERS, unit="words", formula="", order=""),
    "adoption.gap": replace(_INSTALLS, formula="gap", order="letter_1"),
    "adoption.use_declaration": Definition(
        unit="uses", views=("health_declarations",), feeds=("declarations",), order="letter_5"
    ),
    "adoption.use_test": Definition(
        unit="uses", views=("provincial_samples",), feeds=("provincial_tests",), order="letter_2"
    ),
    "adoption.use_vaccination": Definition(
        unit="uses", views=("vaccination_registrations",), feeds=("vaccination",), order="letter_2"
    ),
    "adoption.use_scan": Definition(
        unit="uses", views=("place_days",), feeds=("check_ins",), order="letter_5"
    ),
}

_DOSES = Definition(
    unit="people",
    views=("vaccine_doses", "people"),
    feeds=("vaccination",),
    base_feeds=("population",),
    caveat="register",
)
_REGISTERED = replace(_DOSES, unit="share", views=("vaccination_registrations", "people"))
_DUE = replace(_DOSES, caveat="due", order="decision_3588")
_STOCK = Definition(unit="doses", views=("vaccine_stock",), feeds=("vaccination",))
_RECORDS = Definition(
    unit="records", views=("vaccine_doses", "vaccination_sites"), feeds=("vaccination",)
)

_COVERAGE: Final = {
    "coverage.registered": replace(_REGISTERED, formula="registered"),
    "coverage.invited": replace(_REGISTERED, formula="invited"),
    "coverage.dose1": replace(_DOSES, unit="share", formula="dose1", order="decision_3355"),
    "coverage.dose2": replace(_DOSES, unit="share", formula="dose2"),
    "coverage.dose1_count": _DOSES,
    "coverage.dose2_count": _DOSES,
    "coverage.whole": Definition(
        unit="people", views=("people", "communes"), feeds=("population",), caveat="register"
    ),
    "coverage.remark": replace(_DOSES, unit="words"),
    "coverage.elderly": replace(_DOSES, unit="share", formula="elderly"),
    "coverage.elderly_count": replace(_DOSES, views=("people",), feeds=("population",)),
    "coverage.adults": replace(_DOSES, unit="share", formula="adults"),
    "coverage.lag": replace(_DOSES, unit="points", formula="lag"),
    "coverage.certificates": Definition(
        unit="share",
        views=("vaccination_certificates", "people"),
        feeds=("vaccination",),
        formula="certificates",
    ),
    "coverage.due": replace(_DUE, formula="due"),
    "coverage.due_week": _DUE,
    "coverage.due_open": _DUE,
    "coverage.due_late": _DUE,
    "coverage.due_waiting": replace(_DOSES),
    "coverage.due_missing": replace(_DUE, unit="doses", formula="due_missing"),
    "coverage.interval": replace(_DUE, unit="weeks"),
    "coverage.on_hand": _STOCK,
    "coverage.stock_on": replace(_STOCK, unit="words"),
    "coverage.site_allocated": _STOCK,
    "coverage.site_received": _STOCK,
    "coverage.site_used": _STOCK,
    "coverage.site_on_hand": _STOCK,
    "coverage.site_lost": replace(_STOCK, formula="site_lost", caveat="site_lost"),
    "coverage.stock": replace(_STOCK, unit="days", formula="stock", caveat="stock"),
    "coverage.scarcest": replace(_STOCK, unit="days", formula="stock", caveat="stock"),
    "coverage.day_doses": replace(_DOSES, unit="doses"),
    "coverage.forecast": replace(_DOSES, unit="share", formula="forecast", caveat="forecast"),
    "coverage.gini": replace(_DOSES, unit="index", formula="gini", caveat="small_communes"),
    "coverage.low_fifth": replace(_DOSES, unit="share", formula="fifth", caveat="small_communes"),
    "coverage.high_fifth": replace(_DOSES, unit="share", formula="fifth", caveat="small_communes"),
    "coverage.group": Definition(unit="words", views=("people",), feeds=("population",)),
    "coverage.vaccine": replace(_RECORDS, unit="words"),
    "coverage.vaccine_dose1": replace(_RECORDS, unit="doses"),
    "coverage.vaccine_dose2": replace(_RECORDS, unit="doses"),
    "coverage.doses": replace(_RECORDS, unit="doses"),
    "coverage.of_doses": replace(_RECORDS, unit="share", formula="of_doses"),
    "coverage.kind": replace(_RECORDS, unit="words", caveat="impossible"),
    "coverage.records": replace(_RECORDS, caveat="impossible"),
    "coverage.record": replace(_RECORDS, unit="words"),
    "coverage.dose_number": replace(_RECORDS, unit="words"),
    "coverage.injected": replace(_RECORDS, unit="words"),
    "coverage.site": replace(_RECORDS, unit="words"),
}

_PLATFORMS: Final = {
    "declarations": Definition(
        unit="share",
        views=("health_declarations", "people"),
        feeds=("declarations",),
        base_feeds=("population",),
        formula="platform",
        order="letter_5",
    ),
    "waiting_samples": Definition(
        unit="samples",
        views=("provincial_samples", "people"),
        feeds=("provincial_tests",),
        order="letter_3",
    ),
    "results_electronic": Definition(
        unit="share",
        views=("provincial_samples", "people"),
        feeds=("provincial_tests",),
        formula="platform",
        caveat="results",
        order="letter_3",
    ),
    "results_told": Definition(
        unit="share",
        views=("provincial_samples", "people"),
        feeds=("provincial_tests",),
        formula="platform",
        caveat="results",
    ),
    "matching_results": Definition(
        unit="share",
        views=("provincial_samples", "national_results"),
        feeds=("provincial_tests", "national_tests"),
        formula="platform",
        caveat="matching",
        order="letter_3",
    ),
    "certificates": Definition(
        unit="share",
        views=("vaccination_certificates", "vaccine_doses"),
        feeds=("vaccination",),
        formula="platform",
        order="letter_2",
    ),
    "health_records": Definition(
        unit="share",
        views=("health_record_links", "people"),
        feeds=("health_records",),
        base_feeds=("population",),
        formula="platform",
        order="letter_3",
    ),
    "portal_visits": Definition(
        unit="uses", views=("portal_visits",), feeds=("portal",), order="letter"
    ),
    "venues": Definition(
        unit="share",
        views=("place_days", "places"),
        feeds=("check_ins",),
        formula="platform",
        caveat="venues",
        order="letter_5",
    ),
    "equipment_installed": Definition(
        unit="share",
        views=("checkpoint_equipment", "checkpoints"),
        feeds=("checkpoints",),
        formula="platform",
        order="letter_2",
    ),
    "equipment_working": Definition(
        unit="share",
        views=("checkpoint_equipment", "checkpoints"),
        feeds=("checkpoints",),
        formula="platform",
        order="letter_2",
    ),
    "support_workers": Definition(
        unit="share",
        views=("support_workers", "support_shifts"),
        feeds=("support",),
        formula="platform",
        caveat="support_workers",
        order="letter_4",
    ),
    "support_work": Definition(
        unit="uses", views=("support_shifts",), feeds=("support",), order="letter_4"
    ),
    "campaigns": Definition(
        unit="uses", views=("campaign_activities",), feeds=("campaigns",), order="letter_2"
    ),
    "readiness": Definition(
        unit="share",
        views=("commune_readiness",),
        feeds=("readiness",),
        formula="platform",
        order="letter_1",
    ),
}
"""Of each platform, in the order of the letters; its sentence is the note under its tile."""

PLATFORM_COLUMNS: Final = ("done", "whole", "share", "target", "day_change", "week_change")


def _of_platform(name: str, column: str) -> Definition:
    """Return a column of a platform's table: the platform's own sources, the column's words."""
    is_ratio = column == "share"
    unit = _PLATFORMS[name].unit
    if column in {"done", "whole"}:
        unit = "platform"
    elif unit == "share" and column in {"day_change", "week_change"}:
        unit = "points"
    return replace(
        _PLATFORMS[name],
        meaning=f"define.platform_{column}",
        unit=unit,
        formula="platform" if is_ratio else "",
    )


_SAMPLES = Definition(
    unit="samples",
    views=("provincial_samples", "people"),
    feeds=("provincial_tests",),
    order="letter_3",
)
_RESULT_HOURS = replace(_SAMPLES, unit="hours", caveat="samples")
_TOLD_HOURS = replace(_SAMPLES, unit="hours", caveat="samples_told")

_TESTED: Final = {
    "samples.group": replace(_SAMPLES, unit="words", order=""),
    "samples.taken_count": _SAMPLES,
    "samples.result_count": _SAMPLES,
    "samples.median_hours": _RESULT_HOURS,
    "samples.p90_hours": _RESULT_HOURS,
    "samples.within_share": replace(_RESULT_HOURS, unit="share", formula="samples_within"),
    "samples.told_median_hours": _TOLD_HOURS,
    "samples.told_p90_hours": _TOLD_HOURS,
    "samples.told_within_share": replace(_TOLD_HOURS, unit="share", formula="samples_told"),
    "samples.positive_count": _SAMPLES,
    "samples.positive_share": replace(
        _SAMPLES, unit="share", formula="samples_positive", caveat="samples_positive"
    ),
    **{
        f"samples.{age}_count": _SAMPLES
        for age in ("late", "day1", "day2", "day3", "days14", "lost")
    },
}

_SYSTEMS = Definition(
    unit="samples",
    views=("provincial_samples", "national_results", "people"),
    feeds=("provincial_tests", "national_tests"),
    caveat="systems",
    order="letter_3",
)

_BOTH_SYSTEMS: Final = {
    "systems.kind": replace(_SYSTEMS, unit="words", order=""),
    "systems.advice": replace(_SYSTEMS, unit="words", order=""),
    "systems.day": replace(_SYSTEMS, unit="words", order=""),
    "systems.match_share": replace(_SYSTEMS, unit="share", formula="systems_match"),
    "systems.due_count": _SYSTEMS,
    "systems.match_count": _SYSTEMS,
    "systems.differing_count": _SYSTEMS,
    "systems.finding_count": replace(_SYSTEMS, unit="records"),
    "systems.positive_count": replace(_SYSTEMS, unit="records"),
    "systems.province_only": _SYSTEMS,
    "systems.national_only": replace(_SYSTEMS, unit="records"),
    "systems.result": _SYSTEMS,
}

_SUPPORT = Definition(
    unit="helpers",
    views=("support_workers", "support_shifts"),
    feeds=("support",),
    order="letter_4",
)
_SUPPORTED = replace(_SUPPORT, unit="uses", views=("support_shifts",))

_SUPPORTS: Final = {
    "support.who": replace(_SUPPORT, unit="words", order=""),
    "support.day": replace(_SUPPORTED, unit="words", order=""),
    "support.worker_count": replace(_SUPPORT, views=("support_workers",)),
    "support.worked_count": _SUPPORT,
    "support.shift_count": replace(_SUPPORTED, unit="shifts"),
    "support.hours": replace(_SUPPORTED, unit="hours"),
    "support.guided_count": _SUPPORTED,
    "support.test_count": replace(_SUPPORTED, unit="records"),
    "support.vaccination_count": replace(_SUPPORTED, unit="records"),
    "support.entered_count": replace(_SUPPORTED, unit="records"),
    "support.day_done": _SUPPORTED,
    "support.open_days": replace(_SUPPORTED, unit="days", caveat="support_open"),
    "support.open": replace(_SUPPORTED, unit="communes", caveat="support_open"),
}

_LINKED = Definition(
    unit="people",
    views=("health_record_links", "people"),
    feeds=("health_records",),
    base_feeds=("population",),
    order="letter_3",
)

_LINKS: Final = {
    "health_records.linked_share": replace(_LINKED, unit="share", formula="linked"),
    "health_records.linked_count": _LINKED,
    "health_records.unlinked_count": _LINKED,
    "health_records.resident_count": replace(
        _LINKED, views=("people",), feeds=("population",), base_feeds=()
    ),
}

_QR = Definition(
    unit="places", views=("place_days", "places"), feeds=("check_ins",), order="letter_5"
)
_COUNTED = replace(_QR, views=("scan_audits",), feeds=(), caveat="qr_audits")

_QR_PLACES: Final = {
    "qr_places.place": replace(_QR, unit="words", views=("places",), order=""),
    "qr_places.kind": replace(_QR, unit="words", views=("places",), order=""),
    "qr_places.registered_on": replace(_QR, unit="words", views=("places",), order=""),
    "qr_places.last_scan": replace(_QR, unit="words"),
    "qr_places.silent_days": replace(_QR, unit="days"),
    "qr_places.registered_count": replace(_QR, views=("places",)),
    "qr_places.today_count": replace(_QR, caveat="venues"),
    "qr_places.today_share": replace(_QR, unit="share", formula="qr_today", caveat="venues"),
    "qr_places.week_count": _QR,
    "qr_places.week_share": replace(_QR, unit="share", formula="qr_week"),
    "qr_places.silent_count": _QR,
    "qr_places.week_scan_count": replace(_QR, unit="uses"),
    "qr_places.visitor_count": replace(_COUNTED, unit="people"),
    "qr_places.scanned_share": replace(_COUNTED, unit="share", formula="qr_scanned"),
    "qr_places.both_share": replace(_COUNTED, unit="share", formula="qr_both"),
    "qr_places.day_places": _QR,
    "qr_places.hour_people": replace(_QR, unit="people", views=("check_ins",)),
    "qr_places.traced": Definition(
        unit="share",
        views=("check_ins", "cases", "isolations"),
        feeds=("check_ins", "cases"),
        formula="qr_traced",
        caveat="qr_traced",
    ),
}

_EQUIPMENT = Definition(
    unit="items",
    views=("checkpoint_equipment", "checkpoints"),
    feeds=("checkpoints",),
    order="letter_2",
)
_POSTS = replace(_EQUIPMENT, unit="people", views=("checkpoint_posts", "checkpoints"))
_PASSED = Definition(
    unit="uses", views=("place_days", "checkpoints"), feeds=("check_ins",), order="letter_5"
)
_PASSERS = replace(_COUNTED, unit="share", formula="qr_scanned")
_READY = Definition(
    unit="communes", views=("commune_readiness",), feeds=("readiness",), order="letter_1"
)

_CHECKPOINTS: Final = {
    "checkpoints.checkpoint": replace(_EQUIPMENT, unit="words", views=("checkpoints",), order=""),
    "checkpoints.kind": replace(_EQUIPMENT, unit="words"),
    "checkpoints.checked": replace(_EQUIPMENT, unit="words"),
    "checkpoints.hour": replace(_PASSED, unit="words"),
    "checkpoints.item": replace(_READY, unit="words"),
    "checkpoints.lacking": replace(_EQUIPMENT, unit="posts"),
    "checkpoints.unmanned": replace(_POSTS, unit="uses"),
    "checkpoints.scanned": _PASSERS,
    "checkpoints.scanned_share": _PASSERS,
    "checkpoints.all_ready": _READY,
    **{
        f"checkpoints.{name}_count": _EQUIPMENT
        for name in ("required", "installed", "working", "lacking")
    },
    "checkpoints.working_share": replace(_EQUIPMENT, unit="share", formula="working"),
    **{f"checkpoints.{shift}_count": _POSTS for shift in ("morning", "afternoon", "night")},
    "checkpoints.today_scan_count": _PASSED,
    "checkpoints.week_scan_count": _PASSED,
    "checkpoints.hour_scans": replace(_PASSED, views=("checkpoint_hours", "checkpoints")),
    "checkpoints.ready_items": replace(_READY, unit="items_of_four"),
    "checkpoints.ready_share": replace(_READY, unit="share", formula="ready"),
    "checkpoints.assessed_count": _READY,
    "checkpoints.ready_count": _READY,
    "checkpoints.item_share": replace(_READY, unit="share", formula="item_ready"),
}

_FEEDS = Definition(unit="hours", views=("feeds",))
_REPORTS = Definition(unit="days", views=("communes",))

_SOURCES: Final = {
    "data_sources.late": replace(_FEEDS, unit="words"),
    "data_sources.rejected": replace(_FEEDS, unit="share", formula="rejected"),
    "data_sources.reject_share": replace(_FEEDS, unit="share", formula="rejected"),
    "data_sources.age_hours": _FEEDS,
    "data_sources.expected_hours": _FEEDS,
    "data_sources.over_hours": _FEEDS,
    "data_sources.duplicate_count": Definition(
        unit="rows",
        views=("health_declarations", "vaccine_doses", "provincial_samples", "national_results"),
    ),
    "data_sources.figure_count": replace(_FEEDS, unit="words"),
    "data_sources.pages": replace(_FEEDS, unit="words"),
    "data_sources.silent": replace(_REPORTS, unit="communes"),
    "data_sources.silent_kinds": replace(_REPORTS, unit="words"),
    "data_sources.declares": Definition(
        unit="words", views=("health_declarations",), feeds=("declarations",)
    ),
    "data_sources.shift_days": replace(_REPORTS, views=("support_shifts",), feeds=("support",)),
    "data_sources.post_days": replace(
        _REPORTS, views=("checkpoint_posts",), feeds=("checkpoints",)
    ),
    "data_sources.broadcast_days": replace(
        _REPORTS, views=("campaign_activities",), feeds=("campaigns",)
    ),
    "data_sources.assessment_days": replace(
        _REPORTS, views=("commune_readiness",), feeds=("readiness",)
    ),
}

_DECLARED = Definition(
    unit="people",
    views=("health_declarations", "people"),
    feeds=("declarations",),
    order="letter_5",
)
_DECLARATIONS: Final = {
    "declared.day": replace(_DECLARED, unit="words", order=""),
    "declared.share": replace(
        _DECLARED, unit="share", base_feeds=("population",), formula="declared_share"
    ),
    "declared.person_count": _DECLARED,
    "declared.symptom_count": replace(_DECLARED, caveat="declared"),
    "declared.contact_count": replace(_DECLARED, caveat="declared"),
    "declared.travel_count": replace(_DECLARED, caveat="declared"),
    "declared.limit": replace(_DECLARED, formula="declared_limit", order=""),
    "declared.signal": replace(_DECLARED, unit="words", formula="declared_limit", order=""),
    "declared.cluster": replace(_DECLARED, formula="declared_cluster", caveat="declared", order=""),
}

_VISITS = Definition(unit="uses", views=("portal_visits",), feeds=("portal",), order="letter_2")
_BROADCASTS = Definition(
    unit="uses", views=("campaign_activities",), feeds=("campaigns",), order="letter_2"
)

_OUTREACH: Final = {
    "outreach.service": replace(_VISITS, unit="words"),
    "outreach.way": replace(_BROADCASTS, unit="words"),
    "outreach.visits": _VISITS,
    "outreach.by_app": replace(_VISITS, unit="share", formula="by_app"),
    "outreach.week_visits": _VISITS,
    "outreach.before_visits": _VISITS,
    "outreach.app_visits": _VISITS,
    "outreach.portal_visits": _VISITS,
    "outreach.day_visits": _VISITS,
    "outreach.broadcasts": _BROADCASTS,
    "outreach.way_week": _BROADCASTS,
    "outreach.way_before": _BROADCASTS,
    "outreach.unreached": replace(_BROADCASTS, unit="communes"),
    "outreach.loudspeaker_days": replace(_BROADCASTS, unit="days"),
    "outreach.loudspeaker_count": _BROADCASTS,
    "outreach.radio_count": _BROADCASTS,
}

_OVERVIEW: Final = {
    "overview.venues": Definition(
        unit="share",
        views=("place_days", "places"),
        feeds=("check_ins",),
        formula="venues",
        caveat="venues",
        order="letter_5",
    ),
    "overview.declarations": Definition(
        unit="uses",
        views=("health_declarations", "people"),
        feeds=("declarations",),
        order="letter_5",
    ),
    "overview.cases": Definition(unit="cases", views=("case_days",), feeds=("cases",)),
    "overview.rank": replace(_OWNERS, unit="rank"),
    "overview.ahead": replace(_OWNERS, formula="ahead"),
    "overview.listed": Definition(
        unit="cases",
        views=("cases", "isolations", "ledger.follow_up_events"),
        feeds=("cases",),
        formula="listed",
    ),
    "feeds.source": Definition(unit="words", views=("feeds",)),
    "feeds.state": Definition(unit="words", views=("feeds",)),
    "feeds.loaded": Definition(unit="words", views=("feeds",)),
    "feeds.rows": Definition(unit="rows", views=("feeds",)),
    "feeds.rejects": Definition(unit="rows", views=("feeds",)),
}

_CASES = Definition(unit="cases", views=("case_days",), feeds=("cases",))
_LEVEL = Definition(
    unit="words",
    views=("case_days", "f1_days", "ledger.zones"),
    feeds=("cases",),
    caveat="levels",
    order="decision_2686",
)

_RISK: Final = {
    "risk.communes_at": replace(_LEVEL, unit="communes"),
    "risk.level": _LEVEL,
    "risk.because": _LEVEL,
    "risk.lower": _LEVEL,
    "risk.case_count": _CASES,
    "risk.f1_count": replace(_CASES, unit="people", views=("f1_days",)),
    "risk.cases_per_100k": replace(
        _CASES,
        unit="per_100k",
        views=("case_days", "communes"),
        formula="cases_per_100k",
        caveat="population",
    ),
    "risk.zone_count": Definition(unit="zones", views=("ledger.zones",)),
}

_FOLLOWED = Definition(
    unit="people",
    views=("ledger.follow_up_events", "isolations", "provincial_samples", "cases"),
    feeds=("cases", "provincial_tests"),
    caveat="today",
)
_CALLERS = replace(_FOLLOWED, views=("ledger.call_assignments", *_FOLLOWED.views))
_ITEMS = Definition(
    unit="items",
    views=("checkpoint_equipment", "checkpoints"),
    feeds=("checkpoints",),
    order="letter_2",
)
_ZONES = Definition(unit="zones", views=("ledger.zones",))

_TODAY: Final = {
    **{f"today.{task}": _FOLLOWED for task in ("call", "isolate", "sample", "result", "release")},
    **{f"today.{name}_count": _CALLERS for name in ("held", "today", "call", "late")},
    "today.doses": replace(_DUE, formula=""),
    "today.doses_due": replace(_DUE, formula=""),
    "today.doses_late": replace(_DUE, formula=""),
    "today.checkpoints": _ITEMS,
    **{f"today.items_{name}": _ITEMS for name in ("lacking", "absent", "broken")},
    "today.zones": _ZONES,
    "today.posts": replace(_ZONES, unit="posts"),
    "today.zone_residents": replace(_ZONES, unit="people"),
}

_TRACED = Definition(
    unit="people",
    views=("check_ins", "places", "cases", "isolations"),
    feeds=("check_ins", "cases"),
    caveat="traced",
)
_FOLLOWING = Definition(
    unit="people",
    views=("ledger.follow_up_events", "isolations", "provincial_samples", "cases"),
    feeds=("cases", "provincial_tests"),
    caveat="followed",
)
_SPEED = replace(_FOLLOWING, unit="hours", formula="speed_median")
_FAST = replace(_FOLLOWING, unit="share", formula="speed_share")
_YIELD = Definition(
    unit="share",
    views=("cases", "isolations", "ledger.follow_up_events"),
    feeds=("cases",),
    formula="yield_share",
    caveat="yield",
)

_DESK: Final = {
    "tracing.f0": Definition(unit="people", views=("cases",), feeds=("cases",)),
    "tracing.ring": replace(
        _TRACED, views=(*_TRACED.views, "scan_audits", "app_installs"), formula="seen"
    ),
    "tracing.source": _TRACED,
    "tracing.onward": _TRACED,
    "tracing.places": replace(_TRACED, unit="places"),
    "follow_up.call": _FOLLOWING,
    "follow_up.isolate": _FOLLOWING,
    "follow_up.sample": _FOLLOWING,
    "follow_up.result": _FOLLOWING,
    "follow_up.release": _FOLLOWING,
    "follow_up.hospital": _FOLLOWING,
    "speed.listed": _SPEED,
    "speed.isolated": _FAST,
    "speed.isolated_exposed": _FAST,
    "speed.sampled": _SPEED,
    "speed.result": _FAST,
    "yield.share": _YIELD,
    "yield.per_case": replace(
        _YIELD, unit="people", views=(*_YIELD.views, "case_days"), formula="yield_per_case"
    ),
    "yield.median_days": replace(_YIELD, unit="days", formula="yield_days"),
}

_LEDGER = Definition(unit="zones", views=("ledger.zones",))
_ENCLOSED = Definition(
    unit="people", views=("homes",), feeds=("population",), caveat="register", formula="enclosed"
)
_COVERS = replace(
    _ENCLOSED,
    views=("homes", "check_ins", "places", "cases"),
    feeds=("population", "check_ins", "cases"),
    formula="covers",
)

_CONTAINED: Final = {
    "zones.in_force": _LEDGER,
    "zones.confined_now": replace(
        _LEDGER, unit="people", views=("ledger.zones", "ledger.zone_households")
    ),
    "zones.ending_soon": _LEDGER,
    "zones.waiting": _LEDGER,
    "zones.proposed": replace(_COVERS, unit="zones", formula=""),
    "zones.confined": _COVERS,
    "zones.whole_communes": _COVERS,
    "zones.drawn_residents": _ENCLOSED,
    "zones.drawn_f0_f1": replace(
        _ENCLOSED, views=("homes", *_TRACED.views), feeds=("population", "check_ins", "cases")
    ),
    "zones.drawn_places": Definition(unit="places", views=("places",), feeds=("check_ins",)),
    "zones.drawn_area": Definition(unit="area", views=()),
    "zones.part": replace(_ENCLOSED, views=("ledger.zones", "homes", *_TRACED.views)),
}

_MESSAGES = Definition(unit="messages", views=("ledger.messages", "ledger.deliveries"))

_TOLD: Final = {
    "outbox.waiting": _MESSAGES,
    "outbox.failing": _MESSAGES,
    "outbox.sent": _MESSAGES,
    "outbox.kept": _MESSAGES,
}

_COMPARED: Final = {
    "compare.adoption": replace(_OWNERS, caveat="past_adoption"),
    "compare.adoption_count": replace(_INSTALLS, caveat="past_adoption"),
    "compare.coverage": replace(_DOSES, unit="share", formula="compared", caveat="past_coverage"),
    "compare.coverage_count": replace(_DOSES, caveat="past_coverage"),
    "compare.change": Definition(unit="points", views=(), formula="change"),
}


def _with_meanings(register: Mapping[str, Definition]) -> dict[str, Definition]:
    return {
        key: replace(one, meaning=one.meaning or f"define.{key}") for key, one in register.items()
    }


DEFINITIONS: Final[Mapping[str, Definition]] = _with_meanings(
    {
        "unit.commune": _UNIT,
        "unit.district": _UNIT,
        "unit.agency": replace(_UNIT, views=("agencies",), meaning="define.agency_name"),
        "unit.agency_kind": replace(_UNIT, views=("agencies",), meaning="define.agency_kind"),
        **_ADOPTION,
        **_COVERAGE,
        **_OVERVIEW,
        **_TESTED,
        **_BOTH_SYSTEMS,
        **_SUPPORTS,
        **_LINKS,
        **_QR_PLACES,
        **_CHECKPOINTS,
        **_SOURCES,
        **_DECLARATIONS,
        **_OUTREACH,
        **_RISK,
        **_TODAY,
        **_DESK,
        **_CONTAINED,
        **_TOLD,
        **_COMPARED,
        **{
            f"platforms.{name}": replace(one, meaning=f"platforms.{name}_note")
            for name, one in _PLATFORMS.items()
        },
        **{
            f"platforms.{name}.{column}": _of_platform(name, column)
            for name in _PLATFORMS
            for column in PLATFORM_COLUMNS
        },
    }
)
"""Figure -> its definition. A key that is not here raises, naming itself."""


def refuse_unregistered(key: str) -> None:
    """Refuse a figure that is not in the register.

    Raises
    ------
    KeyError
        If nothing is registered under the key.

    Examples
    --------
    >>> refuse_unregistered("adoption.owner")
    Traceback (most recent call last):
    KeyError: "no definition is registered as 'adoption.owner'"
    """
    if key not in DEFINITIONS:
        raise KeyError(f"no definition is registered as {key!r}")
