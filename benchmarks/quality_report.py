"""The quality report: counts in, Markdown and one SVG chart out."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pandas as pd

from benchmarks import markdown
from benchmarks.quality_measures import CALLS

PUBLISHED = """\
## Published findings beside ours

| finding | source | here |
|---|---|---|
| Two-way tracing more than doubles the reduction of R that forward-only tracing achieves | Bradshaw et al. 2021, Nat Commun 12:232 (branching process) | not R, but near infections found when everybody scans: {near} |
| Most of the gain comes from looking back 6 days before onset instead of 2 | the same | infectors found: {infectors} |
| The source of a case infects 3 to 10 times as many people as the case | Endo et al. 2021 | {ratio}, over the cases whose infector is known |

**Against them:** when everybody scans, looking back 6 days finds {gain} times the near infections
of forward only, for {cost} times the people listed. Forward only already lists {already} of the
infectors: people meet their infector again while infectious themselves. Compare the rows by share
of people who scan before choosing between the ways: that share is squared, the way is not.
"""  # noqa: E501 - rows of a table

LIMITS = """\
## What this does not show

- The outbreaks are simulated. The score shares its form with the simulation (minutes, indoors, a
  few close people in a crowd), so the order of calls is better here than it will be in life. The
  incubation and the weights by day differ between the two, on purpose.
- Homes have no code: infections there are invisible to a trace of check-ins however many scan.
- Each case is traced alone, as if it were the first known, with the stays of all three weeks.
- Infections are those that happened although the simulated province quarantined contacts itself;
  what forward tracing had already prevented there cannot be prevented again. This favours
  two-way tracing. Averted infections count the first generation only, not what would have
  followed; and with lists this long, put together over all cases, nearly everybody is on some
  list, so they hardly tell the ways apart: compare "infectors found" and "listed per near found".
- A list when everybody scans with "any shared time counts" names a large part of a province of this
  size: it has few places, so each is crowded. Precision is therefore a floor.
- Scanning here is a property of the person: who scans, scans everywhere. A contact needs two such
  people, so about the square of the share who scan of the infections at places can be found.
"""


class Quality(NamedTuple):
    """Counts summed over the outbreaks."""

    forward: pd.DataFrame
    """By share who scan and ends: see `quality_measures.forward_quality`."""
    both_ways: pd.DataFrame
    """By share who scan, shortest contact and way: see `quality_measures.both_ways_quality`."""
    calls: pd.DataFrame
    """By list and order: see `quality_measures.call_order_quality`."""
    outbreaks: pd.DataFrame
    """By seed: infections, by setting, and cases."""


def report(found: Quality, *, people: int, seconds: float, on: date) -> str:
    """Return the Markdown report."""
    return "\n".join(
        [
            f"# Quality of a trace against the truth, {on}",
            "",
            (
                f"{len(found.outbreaks)} simulated outbreaks of {people:,} people each; "
                f"`python -m benchmarks.quality` took {seconds:,.0f} s."
            ),
            "",
            markdown.table(found.outbreaks.reset_index()),
            "",
            "## Recall and precision of F1 and F2, rules `moh_2021_08`",
            "",
            markdown.table(_forward(found.forward)),
            "",
            "At places: without infections at home. scan²: the share of pairs who both scan.",
            "",
            "## Both ways against forward only",
            "",
            markdown.table(_both_ways(found.both_ways)),
            "",
            "Near: the case's infector, the infector's other infectees, and its own infectees.",
            "Averted: infections caused by somebody listed, later than a day after confirmation.",
            "",
            "## Order of calls: share of the true infectees on a list who are among the first",
            "",
            markdown.table(_calls(found.calls)),
            "",
            _published(found),
            LIMITS,
            f"![Recall by share who scan, and share found by calls made](quality-{on}.svg)",
            "",
        ]
    )


def chart(found: Quality) -> str:
    """Return two panels as SVG: recall by share who scan, and share found by calls made."""
    forward = found.forward.loc["true"]
    scan_share = [float(value) for value in forward.index]
    recall = {
        "F1 at places": list(forward["f1_at_place_found"] / forward["f1_at_place_true"]),
        "F1, homes included": list(forward["f1_found"] / forward["f1_true"]),
        "F2 at places": list(forward["f2_at_place_found"] / forward["f2_at_place_true"]),
        "share squared": [value**2 for value in scan_share],
    }
    calls = found.calls.loc["F1, 100% scan"]
    found_by = {
        str(order): [0.0, *(row[n] / row["on_list"] for n in CALLS)]
        for order, row in calls.iterrows()
    }
    left = _panel(20, "Recall by share of people who scan", scan_share, recall, _percent)
    right = _panel(
        460, "F1 found by calls made (all scan)", [0, *CALLS], found_by, lambda x: f"{x:.0f}"
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 400" font-size="12" '
        'font-family="sans-serif"><rect width="900" height="400" fill="white"/>'
        f"{left}{right}</svg>\n"
    )


def _forward(counts: pd.DataFrame) -> pd.DataFrame:
    rows = counts.reset_index()
    return pd.DataFrame(
        {
            "scan": rows["scan_share"].map(_percent),
            "ends of stays": rows["ends"],
            "F1 recall": _ratio(rows, "f1_found", "f1_true"),
            "F1 recall at places": _ratio(rows, "f1_at_place_found", "f1_at_place_true"),
            "F2 recall": _ratio(rows, "f2_found", "f2_true"),
            "F2 recall at places": _ratio(rows, "f2_at_place_found", "f2_at_place_true"),
            "scan²": (rows["scan_share"] ** 2).map(_percent),
            "F1 precision": _ratio(rows, "f1_found", "f1_listed"),
            "F2 precision": _ratio(rows, "f2_ring2_found", "f2_listed"),
            "F1 per case": (rows["f1_listed"] / rows["case_count"]).round().astype(int),
            "F2 per case": (rows["f2_listed"] / rows["case_count"]).round().astype(int),
        }
    ).sort_values(["ends of stays", "scan"], key=_by_number)


def _both_ways(counts: pd.DataFrame) -> pd.DataFrame:
    rows = counts.reset_index()
    return pd.DataFrame(
        {
            "scan": rows["scan_share"].map(_percent),
            "shortest contact": rows["minutes"].map(lambda n: f"{n} min" if n else "any"),
            "way": rows["way"],
            "near found": _ratio(rows, "near_found", "near_true"),
            "infectors found": _ratio(rows, "source_found", "source_true"),
            "infections averted": _ratio(rows, "averted", "infection_count"),
            "listed per case": (rows["listed"] / rows["case_count"]).round().astype(int),
            "listed per near found": (rows["listed"] / rows["near_found"].clip(lower=1))
            .round()
            .astype(int),
        }
    )


def _calls(counts: pd.DataFrame) -> pd.DataFrame:
    rows = counts.reset_index()
    shares = {f"first {n}": (rows[n] / rows["on_list"]).map(_percent) for n in CALLS}
    return pd.DataFrame(
        {
            "list": rows["list"],
            "order": rows["order"],
            **shares,
            "infectees on lists": rows["on_list"].astype(int),
            "people on lists": rows["listed"].astype(int),
        }
    )


def _published(found: Quality) -> str:
    full = found.both_ways.xs(0, level="minutes").loc[1.0]
    near, infectors = (
        ", ".join(f"{way} {_percent(share)}" for way, share in (full[a] / full[b]).items())
        for a, b in (("near_found", "near_true"), ("source_found", "source_true"))
    )
    first = full.iloc[0]
    ratio = first["source_infectees"] / first["case_infectees"]
    last = full.iloc[-1]
    return PUBLISHED.format(
        near=near,
        infectors=infectors,
        ratio=f"{ratio:.1f} times as many",
        gain=f"{last['near_found'] / max(first['near_found'], 1):.1f}",
        cost=f"{last['listed'] / max(first['listed'], 1):.1f}",
        already=_percent(first["source_found"] / first["source_true"]),
    )


def _ratio(rows: pd.DataFrame, part: str, whole: str) -> pd.Series:
    return (rows[part] / rows[whole].where(rows[whole] > 0)).map(_percent)


def _percent(share: float) -> str:
    if pd.isna(share):
        return "–"
    return f"{share * 100:.1g}%" if 0 < share < 0.01 else f"{share:.0%}"  # noqa: PLR2004 - 1 %


def _by_number(column: pd.Series) -> pd.Series:
    return column.str.rstrip("%").astype(float) if column.name == "scan" else column


_COLOURS = ("#0b6e4f", "#d1495b", "#2e86ab", "#888888")
_WIDE, _HIGH, _TOP = 380, 250, 60


def _panel(
    left: int, title: str, x: Sequence[float], lines: dict[str, list[float]], name: object
) -> str:
    """Return one panel: shares 0..1 by x, a legend below."""
    bottom = _TOP + _HIGH
    span = max(x)
    parts = [f'<text x="{left}" y="20" font-size="14" font-weight="bold">{title}</text>']
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = bottom - share * _HIGH
        parts.append(
            f'<line x1="{left + 40}" x2="{left + _WIDE}" y1="{y}" y2="{y}" stroke="#ddd"/>'
            f'<text x="{left + 34}" y="{y + 4}" text-anchor="end">{share:.0%}</text>'
        )
    for value in x:
        at = left + 40 + value / span * (_WIDE - 40)
        label = name(value) if callable(name) else value
        parts.append(f'<text x="{at}" y="{bottom + 18}" text-anchor="middle">{label}</text>')
    for number, (label, shares) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(
            f"{left + 40 + value / span * (_WIDE - 40):.1f},{bottom - share * _HIGH:.1f}"
            for value, share in zip(x, shares, strict=True)
        )
        y = bottom + 40 + 15 * number
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
            f'<text x="{left + 40}" y="{y}" fill="{colour}">■ {label}</text>'
        )
    return "".join(parts)
