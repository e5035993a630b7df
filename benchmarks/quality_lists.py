"""How short can a list be and still hold the next generation? `python -m benchmarks.quality_lists`.

Of each confirmed case alone: how many are listed, and which share of those whom it infected are
among them, by how many people may have been at a place for a contact there to be close, with and
without those who live together and those whom the case names. Prints a Markdown report and writes
it to `benchmarks/results`.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import markdown
from benchmarks.quality_measures import Tree, listed
from benchmarks.quality_outbreaks import PRESET, TrueOutbreak, simulate
from dashboard.tracing import ColocationIndex, TracingRules, expand
from dashboard.tracing.stays.interviews import FIRST

MAX_CROWDS = (5, 10, 20, 30, 50, None)
"""People present, at most, for a contact at a place to be close; None: every one is."""
AIDS = {
    "scans": (False, False),
    "scans, homes": (True, False),
    "scans, homes, interviews": (True, True),
}
"""What lists are made of: whether of homes, whether of interviews."""
LIST_SCAN_SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
HALF = 0.5
BOTH_WAYS = tuple((HALF, crowd, "scans, homes, interviews") for crowd in (20, None))
"""What is measured both ways as well, which takes fifty times as long."""
LOOK_BACK = pd.Timedelta(days=6)
"""For the lists both ways."""

RECALLED = 0.6
"""Share of close contacts whom a case names in an interview: the benchmark's assumption."""
KNOWN_TO = 12
"""People present, at most, among whom a case would know whom they were with: our choice."""
KNOWN_FROM = "15min"
DEFAULT_CROWD = 20
COLOURS = ("#d1495b", "#2e86ab", "#0b6e4f")
_RULES_NEAR = TracingRules(max_ring=1, max_crowd=KNOWN_TO)
_RULES_ALL = TracingRules(max_ring=1)


AIM = {"median": 30.0, "next_share": 0.70, "infected_share": 0.03}
"""At half of the people scanning, with homes and interviews: a list that can be called."""
RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality_lists", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000, help="people in each province")
    parser.add_argument("--seeds", type=int, nargs="+", default=[2021, 2022, 2023])
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    began = time.monotonic()
    outbreaks = [simulate(seed, options.people) for seed in options.seeds]
    rows = pd.concat([list_quality(outbreak) for outbreak in outbreaks], ignore_index=True)
    missed = sum((missed_by(outbreak) for outbreak in outbreaks[1:]), missed_by(outbreaks[0]))
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    text = report(rows, missed, people=options.people, seconds=time.monotonic() - began, on=today)
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / f"quality-lists-{today}.md").write_text(text, encoding="utf-8")
    drawn = chart(summary(rows))
    (options.results / f"quality-lists-{today}.svg").write_text(drawn, encoding="utf-8")
    print(text)


def list_quality(outbreak: TrueOutbreak) -> pd.DataFrame:
    """Return one row per case, share who scan, crowd, aids and way.

    `scan_share`, `max_crowd` (0 for none), `aids`, `way`, `seed`, `case`, `listed` (people),
    `infected` (whom the case infected), `found` (of those on the list).
    """
    extra = pd.concat([_at_home(outbreak), named(outbreak)], ignore_index=True)
    return pd.DataFrame(
        row
        for scan_share in LIST_SCAN_SHARES
        for row in _rows(outbreak, outbreak.seen(scan_share, extra), scan_share)
    ).assign(seed=outbreak.seed)


def _rows(
    outbreak: TrueOutbreak, index: ColocationIndex, scan_share: float
) -> Iterator[dict[str, object]]:
    tree = Tree(outbreak)
    for crowd in MAX_CROWDS:
        for aids, (homes, interviews) in AIDS.items():
            rules = TracingRules(max_ring=1, max_crowd=crowd, homes=homes, interviews=interviews)
            for way, look_back in {"forward": None, "two-way": LOOK_BACK}.items():
                if look_back is not None and (scan_share, crowd, aids) not in BOTH_WAYS:
                    continue
                for case in outbreak.cases["person_id"].astype(int):
                    people = listed(outbreak, index, case, rules, look_back)
                    infected = tree.infectees(case)
                    yield {
                        "scan_share": scan_share,
                        "max_crowd": crowd or 0,
                        "aids": aids,
                        "way": way,
                        "case": case,
                        "listed": len(people),
                        "infected": len(infected),
                        "found": len(infected & people),
                    }


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the curve: one row per share who scan, way, aids and crowd.

    `median` and `mean` people listed per case; `next_share` of those infected by the cases who
    are listed; `infected_share` of those listed who were infected by the case.
    """
    groups = rows.groupby(["scan_share", "way", "aids", "max_crowd"], sort=False)
    sums = groups[["listed", "infected", "found"]].sum()
    return pd.DataFrame(
        {
            "median": groups["listed"].median(),
            "mean": groups["listed"].mean(),
            "next_share": sums["found"] / sums["infected"],
            "infected_share": sums["found"] / sums["listed"].where(sums["listed"] > 0),
        }
    ).reset_index()


def missed_by(outbreak: TrueOutbreak) -> pd.Series:
    """Count whom the cases infected by why no list could hold them, even if everybody scanned.

    `in_reach`; `outside_window` of the case, at home or at a place; `too_crowded` for `KNOWN_TO`.
    """
    tree = Tree(outbreak)
    everything = outbreak.seen(1.0, _at_home(outbreak))
    counts = dict.fromkeys(("in_reach", "too_crowded", "outside_window"), 0)
    for case in outbreak.cases["person_id"].astype(int):
        infected = tree.infectees(case)
        near = infected & listed(outbreak, everything, case, _RULES_NEAR, None)
        met = infected & listed(outbreak, everything, case, _RULES_ALL, None)
        counts["in_reach"] += len(near)
        counts["too_crowded"] += len(met - near)
        counts["outside_window"] += len(infected - met)
    return pd.Series(counts)


def report(rows: pd.DataFrame, missed: pd.Series, *, people: int, seconds: float, on: date) -> str:
    """Return the Markdown report."""
    found = summary(rows)
    table = found.assign(
        scan_share=found["scan_share"].map("{:.0%}".format),
        max_crowd=found["max_crowd"].replace({0: "none"}),
        median=found["median"].map("{:.0f}".format),
        mean=found["mean"].map("{:.1f}".format),
        next_share=found["next_share"].map("{:.0%}".format),
        infected_share=found["infected_share"].map("{:.1%}".format),
    ).set_axis(
        ["scan", "way", "list of", "max_crowd", "median", "mean", "next generation listed",
         "of the list infected"],
        axis="columns",
    )  # fmt: skip
    return "\n".join(
        [
            f"# Lists short enough to call, {on}",
            "",
            (
                f"{rows['seed'].nunique()} simulated outbreaks of {people:,} people each, "
                f"{rows[['seed', 'case']].drop_duplicates().shape[0]} cases; "
                f"`python -m benchmarks.quality_lists` took {seconds:,.0f} s. Each case is traced "
                f"alone, F1 only; a case names {RECALLED:.0%} of those with whom it was for "
                f"{KNOWN_FROM} where at most {KNOWN_TO} were present."
            ),
            "",
            *_verdicts(found),
            "",
            f"![People listed per case against the next generation listed](quality-lists-{on}.svg)",
            "",
            f"Each point is a `max_crowd`, the large one is {DEFAULT_CROWD}.",
            "",
            "Whom the cases infected: "
            + ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in missed.items())
            + f" (in reach: at home, or where at most {KNOWN_TO} were present, in the window).",
            "",
            markdown.table(table),
            "",
        ]
    )


def chart(found: pd.DataFrame) -> str:
    """Return the curve of people listed per case against the next generation listed, as SVG.

    A panel for half of the people scanning and one for all; a point per `max_crowd`.
    """
    panels = "".join(
        _panel(found[(found["scan_share"] == share) & (found["way"] == "forward")], share, left)
        for share, left in ((HALF, 20), (1.0, 460))
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 400" font-size="12" '
        f'font-family="sans-serif"><rect width="900" height="400" fill="white"/>{panels}</svg>\n'
    )


def _panel(rows: pd.DataFrame, share: float, left: int) -> str:
    """Return one panel: mean list length from 0 to 100 across, 0 to 100 % up, a line per aid."""
    title = f"People listed per case, and next generation listed ({share:.0%} scan)"
    parts = [f'<text x="{left}" y="24" font-weight="bold">{title}</text>']
    for step in range(0, 101, 25):
        x, y = left + 40 + 3.4 * step, 310 - 2.5 * step
        parts.append(
            f'<line x1="{left + 40}" x2="{left + 380}" y1="{y}" y2="{y}" stroke="#ddd"/>'
            f'<text x="{left + 34}" y="{y + 4}" text-anchor="end">{step}%</text>'
            f'<text x="{x}" y="328" text-anchor="middle">{step}</text>'
        )
    for number, (aid, colour) in enumerate(zip(AIDS, COLOURS, strict=True)):
        line = rows[rows["aids"] == aid].sort_values("mean")
        at = [
            (left + 40 + 3.4 * mean, 310 - 250 * found, crowd)
            for mean, found, crowd in zip(
                line["mean"], line["next_share"], line["max_crowd"], strict=True
            )
        ]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in at)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{5 if crowd == DEFAULT_CROWD else 2.5}" '
            f'fill="{colour}"/>'
            for x, y, crowd in at
        ]
        parts.append(
            f'<text x="{left + 40}" y="{352 + 15 * number}" fill="{colour}">■ {aid}</text>'
        )
    return "".join(parts)


def _verdicts(found: pd.DataFrame) -> Iterator[str]:
    """Say of each aim whether the default preset reaches it, and by how much not."""
    default = found[
        (found["scan_share"] == HALF)
        & (found["way"] == "forward")
        & (found["aids"] == "scans, homes, interviews")
        & (found["max_crowd"] == DEFAULT_CROWD)
    ].iloc[0]
    for name, aim in AIM.items():
        value = float(default[name])
        is_met = value <= aim if name == "median" else value >= aim
        told = f"{value:.0f}" if name == "median" else f"{value:.1%}"
        wanted = f"{aim:.0f} at most" if name == "median" else f"{aim:.0%} at least"
        yield (
            f"- {name.replace('_', ' ')}, max_crowd {DEFAULT_CROWD}, half of the people scan: "
            f"{told} (aim {wanted}): {'reached' if is_met else '**missed**'}"
        )


def _at_home(outbreak: TrueOutbreak) -> pd.DataFrame:
    """Return one stay over the whole time per person, at their home."""
    stays = outbreak.stays
    return pd.DataFrame(
        {
            "person_id": np.arange(outbreak.people_count),
            "place_id": -1 - outbreak.household,
            "arrived_at": stays["arrived_at"].min(),
            "left_at": stays["left_at"].max(),
            "confidence": "assumed",
            "place_kind": "home",
        }
    )


def named(outbreak: TrueOutbreak) -> pd.DataFrame:
    """Return two stays per person whom a case names: of those it was close to and would know."""
    index = ColocationIndex.build(outbreak.stays)
    rules = replace(PRESET.rules, max_ring=1, max_crowd=KNOWN_TO, min_overlap=KNOWN_FROM)
    met = expand(index, outbreak.cases, rules=rules).contacts(limit=None)
    met = met.drop_duplicates(["source_id", "target_id"]).reset_index(drop=True)
    recalled = np.random.default_rng([outbreak.seed, 11]).random(len(met)) < RECALLED
    met = met[recalled].reset_index(drop=True)
    each = [
        pd.DataFrame(
            {
                "person_id": met[who],
                "place_id": FIRST - 1 - np.arange(len(met)),
                "arrived_at": met["met_at"],
                "left_at": met["parted_at"],
                "confidence": "recorded",
                "place_kind": "interview",
            }
        )
        for who in ("source_id", "target_id")
    ]
    return pd.concat(each, ignore_index=True)


if __name__ == "__main__":
    main()
