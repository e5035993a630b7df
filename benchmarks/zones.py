"""Do narrow zones hold the coming infections? `python -m benchmarks.zones`: against the truth.

Simulates outbreaks with known truth, chooses zones from what was known on the evening of a case,
and counts the infections of the next seven days that they would hold, beside whole communes,
circles, houses, clusters, and chance. Prints a Markdown report and writes it, with a
chart, to `benchmarks/results`.
"""

import argparse
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.zones_measures import measure_zones
from benchmarks.zones_outbreaks import known, simulate_at_home
from benchmarks.zones_report import chart, report

RESULTS = Path(__file__).parent / "results"
SEEDS = tuple(range(11, 23))
"""Apart from 1 to 6, on which the coefficients of `zone_risk` were chosen."""
SCAN_SHARE = 0.5
"""Share of people who scan wherever they go."""
OTHER_SCAN_SHARES = (0.25, 1.0)
"""Measured on the first decision of each outbreak alone."""


def main() -> None:
    """Measure, print, and write the report and its chart."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.zones", description=__doc__)
    parser.add_argument("--people", type=int, default=40_000, help="people in each province")
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    began = time.monotonic()
    found = measure(options.seeds, options.people, say=print)
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    seconds = (time.monotonic() - began, time.process_time())
    text = report(found, people=options.people, seconds=seconds, on=today)
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / f"zones-{today}.md").write_text(text, encoding="utf-8")
    (options.results / f"zones-{today}.svg").write_text(chart(found, options.people), "utf-8")
    print(text)


def measure(seeds: Iterable[int], people: int, *, say: Callable[[str], object]) -> pd.DataFrame:
    """Return the rows of `measure_zones` with their `seed`, `day` and `scan_share`.

    Parameters
    ----------
    say
        Told what is being done, for a run of minutes.
    """
    found = []
    for seed in seeds:
        world = simulate_at_home(seed, people)
        settings = [(decision, SCAN_SHARE) for decision in world.decisions]
        settings += [(first, share) for first in world.decisions[:1] for share in OTHER_SCAN_SHARES]
        for decision, scan_share in settings:
            say(f"seed {seed}, {decision.at:%d/%m}, {scan_share:.0%} scan")
            rows = measure_zones(world, decision, known(world, decision, scan_share))
            found.append(rows.assign(seed=seed, day=decision.at, scan_share=scan_share))
    return pd.concat(found, ignore_index=True)


if __name__ == "__main__":
    main()
