"""Store a province in the operational database and its truth beside it, with COPY."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np

from simulation import campaigns, cases, declarations, feeds, samples, truth, units, vaccination
from simulation.adoption import last_active
from simulation.audits import Audits
from simulation.check_ins import CheckIns, Scanning
from simulation.clock import DAY_COUNT, FIRST_DATE, MISSING, NEVER, moments
from simulation.copying import Column, Connection, NumberColumn, copy_in, copy_numbers_in
from simulation.identities import identities
from simulation.province import Province, make_province

_PARTITION_MARGIN_DAYS = 7
"""Partitions before and after the simulated days, for phones whose clock is wrong."""


def fill(
    connection: Connection,
    *,
    people: int = 60_000,
    seed: int = 2021,
    report: Callable[[str], None],
) -> None:
    """Fill the empty schemas `operational` and `truth` with a simulated province.

    The same seed and number of people give the same rows. The work is committed step by step;
    `operational.feeds` comes last, so a database without feeds was not filled to the end.

    Parameters
    ----------
    connection
        As the owner of the schemas, which exist and are empty.
    people
        Residents, each standing for 1,916,800 / `people` real ones.
    seed
        Any whole number.
    report
        Called with one line per step.
    """
    province = make_province(seed, people, report)
    filling = _Filling(connection, report)
    _store_people(filling, province)
    _store_check_ins(filling, province)
    _store_outbreak(filling, province)
    _store_platforms(filling, province)
    connection.execute("analyze")
    filling.store("feeds", feeds.feeds(filling.rows))
    connection.commit()


@dataclass
class _Filling:
    """The connection, and how many rows went into which table."""

    connection: Connection
    report: Callable[[str], None]
    rows: dict[str, int] = field(default_factory=dict)

    def store(self, table: str, columns: Mapping[str, Column], schema: str = "operational") -> None:
        """Append any columns, as text: of a source's table, what it knew when it last loaded."""
        if schema == "operational":
            columns = feeds.as_loaded(table, columns)
        self._count(table, copy_in(self.connection, f"{schema}.{table}", columns))

    def store_numbers(
        self, table: str, columns: Mapping[str, NumberColumn], schema: str = "operational"
    ) -> None:
        """Append whole numbers and moments of a large table, in binary."""
        self._count(table, copy_numbers_in(self.connection, f"{schema}.{table}", columns))

    def _count(self, table: str, added: int) -> None:
        self.rows[table] = self.rows.get(table, 0) + added

    def done(self, what: str, *tables: str) -> None:
        """Keep what was stored so far and say so."""
        self.connection.commit()
        counts = ", ".join(f"{self.rows[table]:,} {table.replace('_', ' ')}" for table in tables)
        self.report(f"{what}: {counts}")


def _store_people(filling: _Filling, province: Province) -> None:
    seed, population, communes = province.seed, province.population, province.communes
    districts, adoption = province.districts, province.adoption
    filling.store("districts", units.district_columns(districts))
    filling.store("communes", units.commune_columns(districts, communes, population, adoption))
    filling.store("hamlets", units.hamlet_columns(population, communes))
    filling.store("agencies", units.agency_columns(province.agencies, districts, communes))
    filling.store(
        "people",
        units.people_columns(population, communes, adoption, province.agency, province.group),
    )
    filling.store("identities", identities(seed, population, districts, communes))
    filling.store("places", units.place_columns(province.places, communes))
    filling.done("people and places", "people", "places", "agencies")


def _store_check_ins(filling: _Filling, province: Province) -> None:
    """Go through the days once more: scans, and the true stays around the outbreak."""
    _add_days(filling)
    population = province.population
    installed = province.adoption.installed
    scanning = Scanning(province.seed, installed, population.commune, province.places)
    audits = Audits(province.seed, province.places, province.communes)
    last_scan = np.full(population.count, MISSING)
    for day in range(DAY_COUNT):
        epidemic = province.outbreak.epidemic
        stays = province.routines.stays_of(day).without_absent(epidemic.isolated)
        around = truth.stays_around(stays, epidemic)
        filling.store_numbers("stays", truth.stay_columns(around), schema="truth")
        audits.count(day, stays, scanning.is_scanned(day, stays))
        scans = scanning.scans_of(day, stays)
        filling.store_numbers("check_ins", scans.columns(filling.rows.get("check_ins", 0) + 1))
        _note_last(last_scan, scans)
        filling.done(f"{FIRST_DATE + timedelta(days=day):%d/%m/%Y}", "check_ins")
    filling.store("scan_audits", audits.columns())
    who = np.flatnonzero(installed != NEVER)
    used = last_active(province.seed, province.adoption, last_scan)
    columns = {
        "person_id": who + 1,
        "installed_at": moments(installed[who]),
        "last_active_at": moments(used[who]),
    }
    filling.store("app_installs", columns)
    filling.done("app", "app_installs", "scan_audits")


def _add_days(filling: _Filling) -> None:
    for day in range(-_PARTITION_MARGIN_DAYS, DAY_COUNT + _PARTITION_MARGIN_DAYS):
        filling.connection.execute(
            "select operational.add_check_in_day(%s)", [FIRST_DATE + timedelta(days=day)]
        )


def _note_last(last_scan: np.ndarray, scans: CheckIns) -> None:
    known = scans.person < len(last_scan)
    np.maximum.at(last_scan, scans.person[known], scans.received[known])


def _store_outbreak(filling: _Filling, province: Province) -> None:
    seed, population, outbreak = province.seed, province.population, province.outbreak
    filling.store("infections", truth.infections(outbreak.epidemic), schema="truth")
    who, case_columns = cases.recorded_cases(seed, outbreak)
    filling.store("cases", case_columns)
    filling.store("isolations", cases.isolations(seed, outbreak, who, population))
    taken = samples.make_samples(seed, population, outbreak)
    provincial = samples.provincial_columns(
        seed, taken, population, province.communes, province.districts, province.adoption
    )
    filling.store("provincial_samples", provincial)
    filling.store("national_results", samples.national_columns(seed, taken, provincial["result"]))
    filling.done("outbreak", "infections", "cases", "isolations", "provincial_samples")


def _store_platforms(filling: _Filling, province: Province) -> None:
    seed, population, communes = province.seed, province.population, province.communes
    adoption, outbreak = province.adoption, province.outbreak
    filling.store(
        "health_declarations", declarations.declarations(seed, population, adoption, outbreak)
    )
    filling.store("health_record_links", declarations.health_record_links(seed, adoption))
    filling.store("portal_visits", declarations.portal_visits(seed, population.count))
    _store_vaccination(filling, province)
    points = campaigns.checkpoints(seed, province.places, communes, province.agencies)
    filling.store("checkpoints", points)
    count = filling.rows["checkpoints"]
    filling.store("checkpoint_equipment", campaigns.checkpoint_equipment(seed, count))
    filling.store("checkpoint_posts", campaigns.checkpoint_posts(seed, count))
    workers, shifts = campaigns.support(seed, population, communes)
    filling.store("support_workers", workers)
    filling.store("support_shifts", shifts)
    filling.store("campaign_activities", campaigns.activities(seed, province.districts, communes))
    filling.store("commune_readiness", campaigns.readiness(seed, communes))
    filling.done("platforms", "health_declarations", "vaccine_doses", "checkpoints")


def _store_vaccination(filling: _Filling, province: Province) -> None:
    seed, given = province.seed, province.vaccination
    filling.store(
        "vaccination_registrations", vaccination.registrations(seed, given, province.group)
    )
    filling.store(
        "vaccination_sites", vaccination.sites(given, province.places, province.communes.code)
    )
    filling.store("vaccine_doses", vaccination.recorded_doses(seed, given.doses))
    filling.store("vaccination_certificates", vaccination.certificates(seed, given.doses))
    filling.store("vaccine_stock", vaccination.stock(seed, given))
