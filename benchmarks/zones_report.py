"""The zones report: counts in, Markdown with verdicts and one SVG chart out."""

import math
from datetime import date

import pandas as pd

from benchmarks.quality_report import _percent, _table

MAIN_SCAN_SHARE = 0.5

READ = """\
Held: the infector or the infectee of an infection of the next seven days lives inside. Residents:
on average per decision. Zones: hexagons closed in the order of the frontier while they confine no
more residents than the way they stand beside; hamlets: the same with whole hamlets; chance:
hexagons picked at random. Decisions better: of all decisions, those where the zones hold more,
as many, or fewer infections than the other way.
"""

LIMITS = """\
## What this does not show

- The outbreaks are simulated, and the risk shares its form with the simulation: the incubation,
  the generation and the weights by day differ, but households and places spread as it assumes.
  In life zones will hold less.
- A province of this size has few residents per hamlet: a hexagon holds about one household, where
  a real one holds ten. So zones here are single homes and may be far apart; a real zone of the
  same area confines more people, and so do circles and communes. Read the ratios, not the counts.
- The truth is what happened although the simulated province isolated cases and contacts itself:
  the infections that are left are those that its own tracing missed.
- Whoever is confined is taken as held. In life a zone leaks, and people inside it infect each
  other; that its borders are kept is not part of the measure.
- The coefficients were chosen on seeds 1 to 6 with 40,000 people, the report uses others.
"""


def report(found: pd.DataFrame, *, people: int, seconds: tuple[float, float], on: date) -> str:
    """Return the Markdown report.

    Parameters
    ----------
    found
        As `benchmarks.zones.measure` returns it.
    seconds
        By the clock and of the processor: far apart on a machine that is shared.
    """
    main = found[found["scan_share"] == MAIN_SCAN_SHARE]
    days = main[["seed", "day"]].drop_duplicates()
    parts = [
        f"# Zones against the truth, {on}",
        "",
        (
            f"{days['seed'].nunique()} simulated outbreaks of {people:,} people each, {len(days)} "
            f"decisions in them; `python -m benchmarks.zones` took "
            f"{seconds[0]:,.0f} s ({seconds[1]:,.0f} s of one processor)."
        ),
        "",
        "## Claims",
        "",
        *(f"- {line}" for line in verdicts(main)),
        "",
        f"## Every way of closing, {_percent(MAIN_SCAN_SHARE)} of people scan",
        "",
        _table(_closures(main)),
        "",
        READ,
        "## Zones as the page draws them: chosen by the solver, with their ring of land",
        "",
        _table(_drawn(main)),
        "",
    ]
    for scan_share, rows in found[found["scan_share"] != MAIN_SCAN_SHARE].groupby("scan_share"):
        parts += [
            f"## {_percent(float(str(scan_share)))} of people scan, one day of each outbreak",
            "",
            *(f"- {line}" for line in verdicts(rows)),
            "",
            _table(_closures(rows)),
            "",
        ]
    parts += [LIMITS, f"![Infections held by residents confined](zones-{on}.svg)", ""]
    return "\n".join(parts)


def verdicts(rows: pd.DataFrame) -> list[str]:
    """Say of each claim whether it was reached, over all decisions together."""
    sums = _sums(rows)
    fifth = sums.loc["a fifth of them"]
    each = rows[rows["way"] == "a fifth of them"]
    alone = int((each["zones"] >= each["held"]).sum())
    lines = [
        _verdict(
            fifth["zones"] >= fifth["held"],
            f"with a fifth of the residents of the cases' communes zones hold "
            f"{fifth['zones']:.0f} infections, the whole communes {fifth['held']:.0f}",
        ),
        _verdict(
            alone == len(each),
            f"the same in every single decision: in {alone} of {len(each)}",
        ),
    ]
    others = [way for way in sums.index if way.startswith(("circles", "clusters"))]
    for way in others:
        row = sums.loc[way]
        lines.append(
            _verdict(
                row["zones"] > row["held"],
                f"more than {way} with as many residents: {row['zones']:.0f} against "
                f"{row['held']:.0f}",
            )
        )
    return lines


def chart(found: pd.DataFrame, people: int) -> str:
    """Return an SVG: share of infections held by share of residents confined, on a log scale."""
    rows = found[found["scan_share"] == MAIN_SCAN_SHARE]
    curve = rows[rows["kind"] == "curve"].groupby("way", sort=False).sum(numeric_only=True)
    decisions = len(rows[["seed", "day"]].drop_duplicates())
    x = [float(share) for share in curve["residents"] / decisions / people]
    parts = [_frame()]
    for number, name in enumerate(("zones", "hamlets", "chance")):
        y = [float(share) for share in curve[name] / curve["infections"]]
        parts.append(_line(number, name, x, y))
    closures = _sums(rows).drop(index=["a fifth of them", "a tenth of them"])
    for number, (way, row) in enumerate(closures.iterrows(), start=1):
        parts.append(
            _point(
                number,
                str(way),
                row["residents"] / decisions / people,
                row["held"] / row["infections"],
            )
        )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 470" font-size="12" '
        'font-family="sans-serif"><rect width="900" height="470" fill="white"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    closures = rows[rows["kind"] == "closure"]
    return closures.groupby("way", sort=False).sum(numeric_only=True)


def _verdict(is_reached: bool, sentence: str) -> str:  # noqa: FBT001 - said first
    return f"**{'reached' if is_reached else 'NOT reached'}**: {sentence}."


def _closures(rows: pd.DataFrame) -> pd.DataFrame:
    sums = _sums(rows)
    decisions = len(rows[["seed", "day"]].drop_duplicates())
    closures = rows[rows["kind"] == "closure"]
    more = (closures["zones"] > closures["held"]).groupby(closures["way"]).sum()
    same = (closures["zones"] == closures["held"]).groupby(closures["way"]).sum()
    return pd.DataFrame(
        {
            "way": sums.index,
            "residents": (sums["residents"] / decisions).map("{:,.0f}".format),
            "held by it": _share(sums, "held"),
            "zones": _share(sums, "zones"),
            "hamlets": _share(sums, "hamlets"),
            "chance": _share(sums, "chance"),
            "decisions better / same / worse": [
                f"{more[way]} / {same[way]} / {decisions - more[way] - same[way]}"
                for way in sums.index
            ],
        }
    )


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    drawn = rows[rows["kind"] == "drawn"]
    sums = drawn.groupby("way", sort=False).sum(numeric_only=True)
    decisions = len(drawn[["seed", "day"]].drop_duplicates())
    return pd.DataFrame(
        {
            "asked for": sums.index,
            "residents": (sums["residents"] / decisions).map("{:,.0f}".format),
            "held": _share(sums, "held"),
            "chance": _share(sums, "chance"),
        }
    )


def _share(sums: pd.DataFrame, name: str) -> pd.Series:
    return (sums[name] / sums["infections"]).map(_percent)


_COLOURS = ("#0b6e4f", "#2e86ab", "#888888")
_LEFT, _TOP, _WIDE, _HIGH = 60, 40, 520, 370
_DECADES = 3
"""From 0.1 % of the residents to all."""


def _at(share: float, held: float) -> tuple[float, float]:
    x = _LEFT + _WIDE * (1 + math.log10(max(share, 10**-_DECADES)) / _DECADES)
    return x, _TOP + _HIGH * (1 - held)


def _frame() -> str:
    parts = [
        (
            f'<text x="{_LEFT}" y="22" font-size="14" font-weight="bold">'
            "Infections of the next 7 days held, by share of residents confined</text>"
        )
    ]
    for share in (0, 0.25, 0.5, 0.75, 1):
        _, y = _at(1, share)
        parts.append(
            f'<line x1="{_LEFT}" x2="{_LEFT + _WIDE}" y1="{y}" y2="{y}" stroke="#ddd"/>'
            f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{share:.0%}</text>'
        )
    for share in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0):
        x, y = _at(share, 0)
        label = f"{share * 100:g}%"
        parts.append(f'<text x="{x}" y="{y + 18}" text-anchor="middle">{label}</text>')
    return "".join(parts)


def _line(number: int, name: str, x: list[float], y: list[float]) -> str:
    colour = _COLOURS[number]
    points = " ".join("{:.1f},{:.1f}".format(*_at(*pair)) for pair in zip(x, y, strict=True))
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        f'<text x="{_LEFT + _WIDE + 24}" y="{60 + 18 * number}" fill="{colour}">■ {name}</text>'
    )


def _point(number: int, way: str, share: float, held: float) -> str:
    x, y = _at(share, held)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="8" fill="#d1495b"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" fill="white" text-anchor="middle" font-size="10">'
        f"{number}</text>"
        f'<text x="{_LEFT + _WIDE + 24}" y="{120 + 18 * number}" fill="#b03a4a">'
        f"{number} {way}</text>"
    )
