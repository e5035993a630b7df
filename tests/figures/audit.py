"""`make audit`: every figure shown against its recomputation, for each role and one district."""

import argparse
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import psycopg

from dashboard import data, words
from dashboard.access import Right, Role, Viewer
from dashboard.data import database
from dashboard.indicators.definitions import DEFINITIONS
from tests.figures import (  # noqa: F401 - each registers its figures
    recomputed_adoption,
    recomputed_checkpoints,
    recomputed_declarations,
    recomputed_desk,
    recomputed_feeds,
    recomputed_follow_up,
    recomputed_health_records,
    recomputed_maps,
    recomputed_outbox,
    recomputed_outreach,
    recomputed_papers,
    recomputed_places,
    recomputed_platforms,
    recomputed_risk,
    recomputed_samples,
    recomputed_support,
    recomputed_systems,
    recomputed_today,
    recomputed_vaccination,
    recomputed_zones,
)
from tests.figures.drawn import Place, Shown, numbers, places, walk
from tests.figures.recomputed import COLUMNS, NO_FIGURES, TILES, TIPS, World

ONE_DISTRICT = "292"
OF_ONE_DISTRICT = frozenset(
    {
        *("/overview", "/app_adoption?view=road", "/vaccination_coverage?view=table"),
        "/platforms?platform=results_electronic",
        "/test_results?view=groups&by=laboratory",
    }
)
"""What a leader looks at who has chosen a district: one page of each kind."""
VIEWERS = (
    Viewer("Kiểm toán", Role.EPIDEMIOLOGIST),
    Viewer("Kiểm toán", Role.LEADER),
    Viewer("Kiểm toán", Role.DISTRICT_OFFICIAL, (ONE_DISTRICT,)),
)


@dataclass(frozen=True)
class Line:
    """One figure at one place: what is shown, and what it should be."""

    figure: str
    where: str
    viewer: str
    shown: str
    recomputed: str
    agrees: bool


def read(connection: psycopg.Connection) -> World:
    """Return the operational tables, none of which is read before it is asked for."""
    now = connection.execute("select max(last_loaded_at) from operational.feeds").fetchone()[0]
    return World(connection, now)


def audit(whole: World, viewers=VIEWERS, where: list[Place] | None = None) -> list[Line]:
    """Compare every figure that these viewers can see with its recomputation."""
    lines = []
    closed = recomputed_zones.to_draw(whole)
    opened = where or places(data.platforms.QUESTIONS, closed)
    for viewer, address in _looked_at(viewers):
        district = address.get("district")
        world = replace(
            whole,
            district_ids=(district,) if district else viewer.district_ids,
            own_district_ids=viewer.district_ids,
            is_tracer=Right.TRACE_CONTACTS in viewer.rights,
        )
        chosen = [place for place in opened if str(place) in OF_ONE_DISTRICT] if address else opened
        for shown in walk(viewer, chosen, **address):
            if shown.figure in NO_FIGURES:
                continue
            asked = shown.where.address | {"column": shown.name}
            drawn = replace(world, address=asked, shapes=shown.shapes, ranked=shown.ranked)
            lines.append(_line(shown, drawn, viewer))
    return lines


def _looked_at(viewers: Iterable[Viewer]) -> Iterator[tuple[Viewer, dict[str, str]]]:
    """Yield who looks, and a leader once more with one district chosen."""
    for viewer in viewers:
        yield viewer, {}
        if viewer.role is Role.LEADER:
            yield viewer, {"district": ONE_DISTRICT}


def without_recomputation() -> list[str]:
    """Return the registered figures that nobody recomputes."""
    return sorted(set(DEFINITIONS) - set(TILES) - set(COLUMNS) - set(NO_FIGURES))


def never_shown(lines: list[Line]) -> list[str]:
    """Return the figures that are recomputed and shown nowhere among these lines.

    Of a platform, columns without any figure are not drawn.
    """
    unseen = {*TILES, *COLUMNS, *TIPS} - {line.figure for line in lines}
    return sorted(figure for figure in unseen if not figure.startswith("platforms."))


def _line(shown: Shown, world: World, viewer: Viewer) -> Line:
    compare = _tips if shown.tips else _said if shown.column is None else _column
    where = f"{shown.where} {shown.taken}".rstrip()
    return compare(shown, world, (shown.figure, where, str(viewer.role)))


def _said(shown: Shown, world: World, at: tuple[str, str, str]) -> Line:
    """Compare the numbers that a tile or bar says; what is withheld there is left out."""
    expected = TILES[shown.figure](world) if shown.figure in TILES else ["not recomputed"]
    found = numbers(shown.text)
    same = found == expected or " ".join(found) in expected
    if words.say("table.withheld") in shown.text:
        same = _in_order(found, expected)
    return Line(*at, " ".join(found), " ".join(expected), same)


def _in_order(found: list[str], expected: list[str]) -> bool:
    """Say whether these are some of the expected, in their order."""
    rest = iter(expected)
    return all(number in rest for number in found)


def _tips(shown: Shown, world: World, at: tuple[str, str, str]) -> Line:
    """Compare the numbers of a map's tooltips, unit by unit; what is withheld there is left out."""
    if shown.figure not in TIPS:
        return Line(*at, "tooltips", "not recomputed", agrees=False)
    expected = TIPS[shown.figure](world, shown.level)
    wrong = []
    for unit, tip in shown.tips.items():
        values = re.findall(r"</td><td>(.*?)</td></tr>", tip)
        found, wanted = numbers(unescape(" | ".join(values))), expected[unit]
        is_hidden = words.say("table.withheld") in tip
        if not (_in_order(found, wanted) if is_hidden else found == wanted):
            wrong.append(f"{unit}: {' '.join(found)}, not {' '.join(wanted)}")
    first = f", first {wrong[0]}" if wrong else ""
    return Line(*at, f"{len(shown.tips)} tooltips", f"{len(wrong)} differ{first}", not wrong)


def _column(shown: Shown, world: World, at: tuple[str, str, str]) -> Line:
    if shown.figure not in COLUMNS:
        return Line(*at, "column", "not recomputed", agrees=False)
    expected = COLUMNS[shown.figure](world, shown.level).astype("float64")
    unseen = 0 if shown.level in {"day", "kind_name", "group_name", "vaccine"} else np.nan
    wanted = expected.reindex(shown.column.index, fill_value=unseen)
    most = shown.rounding + 1e-9
    same = np.isclose(shown.column, wanted, rtol=0, atol=most, equal_nan=True)
    wrong = pd.DataFrame({"shown": shown.column, "recomputed": wanted})[~same]
    first = f", first {wrong.index[0]}: {wrong.iloc[0].tolist()}" if len(wrong) else ""
    is_shown = f"{len(same)} by {shown.level}, sum {shown.column.sum():.6g}{first}"
    return Line(*at, is_shown, f"sum {wanted.sum():.6g}", agrees=bool(same.all()))


def main() -> int:
    """Fill a province of the asked size, audit it, print every line; 1 on any difference."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=3_000)
    options.add_argument("--seed", type=int, default=2021)
    options.add_argument("--role", choices=[str(viewer.role) for viewer in VIEWERS])
    options.add_argument("--page", help="only what begins so, such as /contact_tracing?view=map")
    options.add_argument("--all", action="store_true", help="print what agrees as well")
    asked = options.parse_args()
    from launch import embedded, installation, province, roll_ups, trial_ledger  # noqa: PLC0415
    from launch.urls import as_user, in_database  # noqa: PLC0415

    with (
        TemporaryDirectory(prefix="audit-") as folder,
        embedded.running(Path(folder) / "data", fsync="off") as owner,
    ):
        with psycopg.connect(owner, autocommit=True) as connection:
            connection.execute("create database province")
        url = in_database(owner, "province")
        with psycopg.connect(url, autocommit=True) as connection:
            installation.install(connection)
            installation.create_login(connection)
            roll_ups.install(connection)
        province.fill(url, people=asked.people, seed=asked.seed)
        os.environ["EMBEDDED_DATABASE_URL"] = as_user(url, installation.LOGIN)
        with psycopg.connect(url) as connection:
            trial_ledger.write(connection)
            connection.commit()
            world = read(connection)
            viewers = [viewer for viewer in VIEWERS if asked.role in {None, str(viewer.role)}]
            opened = places(data.platforms.QUESTIONS, recomputed_zones.to_draw(world))
            lines = audit(
                world, viewers, [one for one in opened if str(one).startswith(asked.page or "/")]
            )
        database.close()
    return report(lines, show_all=asked.all)


def report(lines: list[Line], *, show_all: bool) -> int:
    """Print figure, place, value shown, value recomputed; return 1 on any difference."""
    for line in lines:
        if show_all or not line.agrees:
            mark = " " if line.agrees else "✗"
            where = f"{line.viewer} {line.where}"
            _say(f"{mark} {line.figure} | {where} | {line.shown} | {line.recomputed}")
    missing = without_recomputation()
    wrong = [line for line in lines if not line.agrees]
    _say(f"{len(lines)} figures shown, {len(wrong)} differ")
    _say(f"registered without recomputation: {', '.join(missing) or 'none'}")
    return 1 if wrong or missing else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
