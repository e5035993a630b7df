"""How good is a trace? `python -m benchmarks.quality`: lists against who really infected whom.

Simulates outbreaks with known truth, hides a part of the people from the scanner, traces, and
compares. Prints a Markdown report and writes it, with a chart, to `benchmarks/results`.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.quality_measures import both_ways_quality, call_order_quality, forward_quality
from benchmarks.quality_outbreaks import TrueOutbreak, simulate
from benchmarks.quality_report import Quality, chart, report
from dashboard.tracing import ColocationIndex

RESULTS = Path(__file__).parent / "results"
SCAN_SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Share of people who scan wherever they go."""
BOTH_WAYS_SCAN_SHARES = (0.5, 1.0)
BOTH_WAYS_MINUTES = (0, 15)
"""Shortest contact that counts: any, and the WHO's."""
LONG_LISTS_SCAN_SHARE = 0.3
"""For lists of F1 and F2: when everybody scans each names most of the simulated province."""
LONG_LISTS_CASES = 15
"""Cases per outbreak whose F2 are put in order."""
ESTIMATED = "ends estimated"


def main() -> None:
    """Measure, print, and write the report and its chart."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="people in each province")
    parser.add_argument("--seeds", type=int, nargs="+", default=[2021, 2022, 2023])
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    began = time.monotonic()
    found = measure([simulate(seed, options.people) for seed in options.seeds], say=print)
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    text = report(found, people=options.people, seconds=time.monotonic() - began, on=today)
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / f"quality-{today}.md").write_text(text, encoding="utf-8")
    (options.results / f"quality-{today}.svg").write_text(chart(found), encoding="utf-8")
    print(text)


def measure(outbreaks: list[TrueOutbreak], *, say: Callable[[str], object]) -> Quality:
    """Measure everything on these outbreaks and sum the counts.

    Parameters
    ----------
    say
        Told what is being done, for a run of minutes.
    """
    forward, both, calls = [], [], []
    for outbreak in outbreaks:
        say(f"seed {outbreak.seed}: {len(outbreak.cases)} cases")
        for scan_share, ends, index in _indexes(outbreak):
            say(f"  {scan_share:.0%} scan, {ends}")
            counted = forward_quality(outbreak, index).to_frame().T
            forward.append(counted.assign(scan_share=scan_share, ends=ends))
            if ends == "true" and scan_share in BOTH_WAYS_SCAN_SHARES:
                for minutes in BOTH_WAYS_MINUTES:
                    ways = both_ways_quality(outbreak, index, minutes=minutes).reset_index()
                    both.append(ways.assign(scan_share=scan_share, minutes=minutes))
            if scan_share in (1.0, 0.5):
                called = call_order_quality(outbreak, index, rings=1)
                label = f"F1, {scan_share:.0%} scan" + (f", {ESTIMATED}" * (ends != "true"))
                calls.append(called.rename_axis("order").reset_index().assign(list=label))
        called = call_order_quality(
            outbreak,
            outbreak.seen(LONG_LISTS_SCAN_SHARE),
            rings=2,
            most_cases=LONG_LISTS_CASES,
        )
        label = f"F1 and F2, {LONG_LISTS_SCAN_SHARE:.0%} scan"
        calls.append(called.rename_axis("order").reset_index().assign(list=label))
    return Quality(
        pd.concat(forward).groupby(["ends", "scan_share"]).sum(),
        pd.concat(both).groupby(["scan_share", "minutes", "way"], sort=True).sum(),
        pd.concat(calls).groupby(["list", "order"], sort=False).sum(),
        pd.DataFrame([_size(outbreak) for outbreak in outbreaks]).set_index("seed"),
    )


def _indexes(outbreak: TrueOutbreak) -> list[tuple[float, str, ColocationIndex]]:
    true = [(scan_share, "true", outbreak.seen(scan_share)) for scan_share in SCAN_SHARES]
    return [*true, (1.0, "estimated", outbreak.scanned(1.0))]


def _size(outbreak: TrueOutbreak) -> dict[str, int]:
    settings = outbreak.infections["setting"].value_counts()
    return {
        "seed": outbreak.seed,
        "infections": len(outbreak.infections),
        "at places": int(settings.get("place", 0)),
        "at home": int(settings.get("household", 0)),
        "cases": len(outbreak.cases),
    }


if __name__ == "__main__":
    main()
