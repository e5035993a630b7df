"""How long until an indicator page is drawn? `python -m benchmarks.pages`: computed ahead and live.

Serves a province twice: with its indicators computed ahead (`queries/roll_ups`), and with every
figure computed on the spot (the setting `dashboard.figures`). Of each it opens every indicator page
in a real Chromium, from the click on its name until nothing changes any more: *cold*, when the
server has just started and nobody has asked anything, and *warm*. Many sessions at once open the
same pages without a browser. Prints a Markdown report and writes it to `benchmarks/results`.
"""

import argparse
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from playwright.sync_api import Page

from benchmarks import markdown, sessions
from benchmarks.desk import RESULTS, enter, in_menu, opened, seconds_until_drawn
from benchmarks.tracing.machine import facts
from dashboard import words
from launch import embedded, installation, province, server, supervision
from launch.urls import as_user

PAGES = {
    "overview": "",
    "app_adoption": "app_adoption",
    "vaccination_coverage": "vaccination_coverage",
    "platforms": "platforms",
    "test_results": "test_results",
}
"""Indicator page -> its address, in the order in which they are opened."""

_TITLES = {
    "overview": "overview.title",
    "app_adoption": "adoption.title",
    "vaccination_coverage": "coverage.title",
    "platforms": "platforms.title",
    "test_results": "samples.title",
}
_QUIET_PAGE = "containment_zones"
"""Where the browser signs in: it asks for no indicator."""

WAYS = {"ahead": "", "live": "&options=-c%20dashboard.figures%3Dlive"}
"""Where figures come from -> what the database's address says of it."""

TARGETS_S = {"cold": 2.0, "warm": 0.5, "sessions": 0.5}
"""Seconds within which 95 of 100 pages are to be drawn: the project's own promise."""

KINDS = ("first", *TARGETS_S)
"""Of visits; the first one has no promise, as it loads the app's scripts into the browser too."""


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--people", type=int, default=60_000, help="people in the province")
    parser.add_argument("--data-dir", type=Path, help="a province that is there already")
    parser.add_argument("--address", help="of an app that runs already: measured as it is")
    parser.add_argument(
        "--cold-rounds", type=int, default=3, help="starts of the server for cold visits"
    )
    parser.add_argument("--rounds", type=int, default=10, help="warm visits of each page")
    parser.add_argument("--sessions", type=int, default=50, help="sessions at once")
    parser.add_argument("--session-rounds", type=int, default=8, help="pages of each session")
    parser.add_argument(
        "--pause", type=float, default=15.0, help="seconds between a viewer's pages"
    )
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    found = _measured(options)
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    text = report(found, options, on=today)
    options.results.mkdir(parents=True, exist_ok=True)
    file = options.results / f"pages-{options.people}-{today}.md"
    file.write_text(text, encoding="utf-8")
    print(text)


def measure(page: Page, address: str, *, kinds: Sequence[str]) -> pd.DataFrame:
    """Open every page once for each kind of visit: `page`, `kind`, `seconds`, a row for each."""
    rows = []
    enter(page, f"{address}/{_QUIET_PAGE}", "leader")
    for kind in kinds:
        for name, key in _TITLES.items():
            title = words.sentences("vi")[key]
            rows.append((name, kind, seconds_until_drawn(page, partial(open_page, page, title))))
            print(f"{name}, {kind}: {rows[-1][2]:.2f} s", file=sys.stderr)
    return pd.DataFrame(rows, columns=["page", "kind", "seconds"])


def open_page(page: Page, title: str) -> None:
    """Click on a page's name, and see its title: until then the old page stands still."""
    in_menu(page, title).click()
    page.get_by_role("heading", name=title, level=1, exact=True).wait_for(timeout=180_000)


def report(found: pd.DataFrame, options: argparse.Namespace, *, on: date) -> str:
    """Return the Markdown report: p50 and p95 of every page and kind, both ways side by side."""
    load = os.getloadavg()
    machine = {name: text for name, text in facts().items() if name != "packages"}
    lines = [
        f"# Indicator pages, until drawn, {on}",
        "",
        (
            f"{options.people:,} people; seconds, p50 / p95 (number of visits)."
            " `python -m benchmarks.pages`. *Ahead*: the figures are computed ahead; *live*: the"
            " same figures computed from the contract's views on the spot. *First*: nobody has"
            " asked this server anything yet, and the browser has never seen the app; *cold*: the"
            " same of a browser that has its scripts from before; *warm*: the answers are at"
            " hand. All from the click on a page's name until nothing in Chromium changes any more."
        ),
        "",
        (
            f"*Sessions*: {options.sessions} at once, each opening {options.session_rounds} pages"
            f" and looking at each for {options.pause:g} s on average, over Streamlit's own"
            " websocket protocol: from asking until the script has ended and all of it is received."
            " They draw nothing, load no file, and run on the machine that serves."
        ),
        "",
        markdown.table(_side_by_side(found)),
        "",
        *_held(found),
        "",
        "## Measured on",
        "",
        *(f"- {name}: {text}" for name, text in machine.items()),
        f"- load average at the end: {load[0]:.1f} in 1 min, {load[2]:.1f} in 15 min",
        "",
    ]
    return "\n".join(lines)


def _measured(options: argparse.Namespace) -> pd.DataFrame:
    """Return one row per page opened: `way`, `page`, `kind`, `seconds`."""
    if options.address:
        with opened() as page:
            return _of_address(page, options.address, options).assign(way="as it is")
    parts = []
    with _database(options.people, options.data_dir) as url:
        for way, setting in WAYS.items():
            port = free_port()  # the same at every start: a browser keeps scripts by address
            with opened() as page:
                with _served(url + setting, port) as address:
                    parts.append(_of_address(page, address, options).assign(way=way))
                for _ in range(options.cold_rounds):
                    with _served(url + setting, port) as address:
                        parts.append(measure(page, address, kinds=["cold"]).assign(way=way))
    return pd.concat(parts, ignore_index=True)


def _of_address(page: Page, address: str, options: argparse.Namespace) -> pd.DataFrame:
    alone = measure(page, address, kinds=["first", *["warm"] * options.rounds])
    with ThreadPoolExecutor(1) as thread:  # beside the browser, which has a loop of its own
        together = thread.submit(
            sessions.seconds_of,
            address,
            list(PAGES.values()),
            sessions=options.sessions,
            rounds=options.session_rounds,
            pause_s=options.pause,
        ).result()
    names = {path: name for name, path in PAGES.items()}
    rows = pd.DataFrame(
        [(names[path], "sessions", seconds) for path, seconds in together], columns=alone.columns
    )
    return pd.concat([alone, rows], ignore_index=True)


def _side_by_side(found: pd.DataFrame) -> pd.DataFrame:
    """Return one row per page and kind with a column for each way."""
    written = found.groupby(["page", "kind", "way"], sort=False)["seconds"].agg(
        lambda seconds: f"{seconds.median():.2f} / {seconds.quantile(0.95):.2f} ({len(seconds)})"
    )
    order = pd.MultiIndex.from_product([PAGES, KINDS], names=["page", "kind"])
    wide = written.reset_index().pivot_table(
        index=["page", "kind"], columns="way", values="seconds", aggfunc="first"
    )
    return wide.reindex(order)[list(found["way"].unique())].reset_index()


def _held(found: pd.DataFrame) -> list[str]:
    """Say for each way and kind on how many pages the promise is kept."""
    p95 = found.groupby(["way", "kind", "page"])["seconds"].quantile(0.95)
    return [
        f"- {way}, {kind}: p95 within {target} s on {int((p95[way, kind] <= target).sum())} of"
        f" {len(p95[way, kind])} pages"
        for way in found["way"].unique()
        for kind, target in TARGETS_S.items()
        if (way, kind) in p95
    ]


@contextmanager
def _database(people: int, data_dir: Path | None) -> Iterator[str]:
    """Yield the app's address of a province whose indicators are computed ahead."""
    with TemporaryDirectory(prefix="pages-") as temporary:
        folder = (data_dir or Path(temporary)) / "postgres"
        with embedded.running(folder) as owner_url:
            province.prepare(owner_url, people=people, seed=province.SEED)
            yield as_user(owner_url, installation.LOGIN)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(url: str, port: int) -> Iterator[str]:
    """Yield the address of a server just started on this database."""
    process = server.start("127.0.0.1", port, {"EMBEDDED_DATABASE_URL": url})
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        supervision.stop(process)


if __name__ == "__main__":
    main()
