"""How long from a click until it is drawn? `python -m benchmarks.desk`: the outbreak desk, timed.

Starts the app on a province of its own (or takes `--address`), works in it as an epidemiologist in
a real Chromium, and times every click until nothing in the page or its frames changes any more and
the script has ended. Prints a Markdown report and writes it to `benchmarks/results`.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from playwright.sync_api import Error, Locator, Page, sync_playwright

from benchmarks import markdown
from benchmarks.tracing.machine import facts

RESULTS = Path(__file__).parent / "results"
TARGETS_S = {60_000: 0.5, 1_916_800: 1.0}
"""People -> seconds that a warm interaction may take: the project's own promise."""

ROUNDS = 10
QUIET_MS = 350
"""What has not changed for so long is drawn; the wait itself is not counted."""

_WATCH = """
window.desk = {clicked: 0, changed: 0, ran: 0};
{
  const now = () => performance.timeOrigin + performance.now();
  for (const name of ["pointerdown", "keydown"])
    addEventListener(name, () => { desk.clicked = now(); }, true);
  const element = node => node.closest ? node : node.parentElement;
  const drawn = change => !element(change.target)?.closest("canvas, head");
  const all = {subtree: true, childList: true, characterData: true};
  const observer = new MutationObserver(seen => { if (seen.some(drawn)) desk.changed = now(); });
  const ends = new MutationObserver(() => { desk.ran = now(); });
  let observed;
  const observe = () => {
    if (observed === document) return;
    observer.observe(observed = document, all);
    ends.observe(document, {subtree: true, attributeFilter: ["data-test-script-state"]});
  };
  observe();
  setInterval(observe, 5);  // a frame keeps its window and gets another document
  const strokes = new Map(), before = new WeakMap();
  const compared = canvas => {
    const {said, at} = strokes.get(canvas);
    strokes.delete(canvas);
    if (before.get(canvas) !== said) desk.changed = Math.max(desk.changed, at);
    before.set(canvas, said);
  };
  for (const name of ["fillText", "fillRect", "drawImage", "stroke", "fill", "putImageData"]) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...given) {
      const canvas = this.canvas;
      if (canvas.isConnected) {
        if (!strokes.has(canvas)) {
          strokes.set(canvas, {said: `${canvas.width}x${canvas.height}`, at: 0});
          queueMicrotask(() => compared(canvas));
        }
        const one = strokes.get(canvas), image = given[0] instanceof Object;
        const where = `${this.fillStyle} ${this.getTransform()}`;
        one.said += `${name} ${image ? Math.random() : given} ${where}`;
        one.at = now();
      }
      return draw.apply(this, given);
    };
  }
}
"""
"""What counts as drawing: every element or text that comes, changes or goes, and strokes on a
canvas unless they are, stroke by stroke, those it was drawn with before: a table draws itself three
to six times over. Not what stands inside a canvas, a copy for screen readers that is written
afterwards, nor in a head, nor that the script has ended, which `_wait` waits for."""

_STATE = "[data-testid=stApp][data-test-script-state=notRunning]"
_ROW_PX, _MARK_PX = 35, 20

VIEWS = {
    "calls": "Gọi tiếp",
    "list": "Danh sách",
    "evidence": "Bằng chứng",
    "network": "Mạng lưới",
    "timeline": "Dòng thời gian",
    "map": "Bản đồ",
    "sources": "Nguồn chung",
    "compare": "So sánh bộ quy tắc",
    "follow_up": "Theo dõi",
}
_IN_FRAME = {"network": "#cy canvas", "map": "path.leaflet-interactive"}


def main() -> None:
    """Measure, print, and write the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--people", type=int, default=60_000, help="people in the province")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of each interaction")
    parser.add_argument("--address", help="of an app that runs already, with so many people")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    with _served(options.people, options.address) as address, opened() as page:
        found = measure(page, address, options.rounds)
    today = date.today()  # noqa: DTZ011 - the report's own date, on the machine that made it
    text = report(found, people=options.people, rounds=options.rounds, on=today)
    options.results.mkdir(parents=True, exist_ok=True)
    (options.results / f"desk-{options.people}-{today}.md").write_text(text, encoding="utf-8")
    print(text)


def measure(page: Page, address: str, rounds: int) -> pd.DataFrame:
    """Return one row per click: `what`, `round` (0 is the first, cold one), `seconds`."""
    rows: list[tuple[str, int, float]] = []

    def timed(what: str, act: Callable[[], object], frame: str = "") -> None:
        seen = sum(1 for name, *_ in rows if name == what)
        rows.append((what, seen, seconds_until_drawn(page, act, frame)))
        print(f"{what}: {rows[-1][2]:.2f} s", file=sys.stderr)

    enter(page, f"{address}/contact_tracing?view=list")
    for _ in range(rounds + 1):
        _tracing_round(page, timed)
    page.goto(f"{address}/containment_zones")
    enter(page, f"{address}/containment_zones")
    timed("zones: open proposals", page.get_by_role("tab").nth(1).click)
    slider = page.locator(".st-key-zone_share").get_by_role("slider").last
    for key in ("ArrowRight", "ArrowLeft") * ((rounds + 2) // 2):
        slider.focus()
        timed("zones: move the slider", lambda key=key: page.keyboard.press(key))
    return pd.DataFrame(rows, columns=["what", "round", "seconds"])


def report(found: pd.DataFrame, *, people: int, rounds: int, on: date) -> str:
    """Return the Markdown report: each interaction's first time, and p50 and p95 of the others."""
    warm = found[found["round"] > 0].groupby("what", sort=False)["seconds"]
    table = pd.DataFrame(
        {
            "first": found[found["round"] == 0].set_index("what")["seconds"],
            "p50": warm.median(),
            "p95": warm.quantile(0.95),
        }
    ).loc[found["what"].drop_duplicates()]
    target = TARGETS_S.get(people)
    slow = table["p50"] > target if target else table["p50"] < 0
    seconds = table.map(lambda value: "–" if pd.isna(value) else f"{value:.2f}")
    shown = seconds.reset_index(names="click")
    machine = {name: text for name, text in facts().items() if name != "packages"}
    load = os.getloadavg()
    lines = [
        f"# The outbreak desk, from click to drawn, {on}",
        "",
        (
            f"{people:,} people; every click {rounds} times after its first, in one browser;"
            " seconds. `python -m benchmarks.desk`. *First*: nobody had asked this before."
            " *p50, p95*: warm."
        ),
        "",
        markdown.table(shown),
        "",
    ]
    if target:
        held = (
            f"p50 within {target} s: {int((~slow[warm.size().index]).sum())} of {len(warm.size())}"
        )
        names = ", ".join(str(name) for name in table.index[slow])
        lines += [f"{held}{'; slower: ' + names if names else ''}.", ""]
    lines += ["## Measured on", "", *(f"- {name}: {text}" for name, text in machine.items())]
    lines += [f"- load average at the end: {load[0]:.1f} in 1 min, {load[2]:.1f} in 15 min", ""]
    return "\n".join(lines)


def _tracing_round(page: Page, timed: Callable[..., None]) -> None:
    """Click once through everything that the desk does, and back to where it began."""
    segments = page.locator(".st-key-trace_rings button")
    timed("rings: F2 to F3", segments.nth(2).click)
    timed("rings: F3 to F2", segments.nth(1).click)
    minutes = page.locator(".st-key-trace_minutes")
    timed("minutes: 0 to 5", minutes.get_by_role("button", name="Increment").click)
    timed("minutes: 5 to 0", minutes.get_by_role("button", name="Decrement").click)
    for option, name in ((1, "to WHO"), (0, "back")):
        page.locator(".st-key-trace_preset input").click()
        timed(f"preset: {name}", page.get_by_role("option").nth(option).click)
    for view, title in VIEWS.items():
        if view != "list":
            tab = page.get_by_role("tab", name=title, exact=True)
            timed(f"tab: {view}", tab.click, _IN_FRAME.get(view, ""))
    timed("tab: list", page.get_by_role("tab", name=VIEWS["list"], exact=True).click)
    timed("select a person", lambda: _click_row(page, 1))
    timed("open evidence", page.get_by_role("button", name="Xem bằng chứng").click)
    page.get_by_role("tab", name=VIEWS["list"], exact=True).click()
    _wait(page, "")


def _click_row(page: Page, number: int) -> None:
    box = page.get_by_test_id("stDataFrame").filter(visible=True).last.bounding_box()
    if box is None:
        raise RuntimeError("there is no list to click in")
    page.mouse.click(box["x"] + _MARK_PX, box["y"] + _ROW_PX * (number + 1.5))


def seconds_until_drawn(page: Page, act: Callable[[], object], frame: str = "") -> float:
    """Return the seconds from the click that `act` makes until nothing changes any more."""
    act()
    _wait(page, frame)
    seconds = (_changed_ms(page) - float(page.evaluate("desk.clicked"))) / 1000
    if seconds < 0:
        raise RuntimeError("the click changed nothing")
    return seconds


def _wait(page: Page, frame: str) -> None:
    """Wait until the script has run, the frame holds what it should, and all stands still."""
    page.wait_for_function("Math.max(desk.ran, desk.changed) > desk.clicked", timeout=180_000)
    page.wait_for_timeout(100)
    until = time.monotonic() + 180
    while time.monotonic() < until:
        page.locator(_STATE).wait_for(timeout=180_000)
        is_there = not frame or page.frame_locator("iframe").last.locator(frame).count() > 0
        last = max(_changed_ms(page), float(page.evaluate("desk.ran")))
        if is_there and time.time() * 1000 - last > QUIET_MS:
            return
        page.wait_for_timeout(25)
    raise TimeoutError("the page never stood still")


def _changed_ms(page: Page) -> float:
    """Return when the page or one of its frames last changed, as the epoch's milliseconds."""
    changed = []
    for frame in page.frames:
        try:
            changed.append(float(frame.evaluate("window.desk ? desk.changed : 0")))
        except Error:  # a frame that has just gone changes nothing any more
            continue
    return max(changed)


def enter(page: Page, address: str, role: str = "epidemiologist") -> None:
    """Open a page as one of the trial roles, and wait until it is drawn."""
    page.goto(address)
    door, inside = page.locator(f".st-key-enter_{role} button"), page.locator(".frame .data-time")
    door.or_(inside).first.wait_for(timeout=60_000)
    if door.is_visible():  # a browser that was in keeps the trial role
        door.click()
    inside.wait_for(timeout=180_000)
    _wait(page, "")


def in_menu(page: Page, title: str) -> Locator:
    """Return a page's link in the menu, its heading opened; nothing where it is not offered."""
    page.get_by_test_id("stTopNav").wait_for()
    link, menu = (
        page.get_by_test_id("stTopNavLink").filter(has_text=title),
        page.get_by_role("menu"),
    )
    if link.count():
        return link
    for heading in page.get_by_test_id("stTopNavSection").all():
        heading.click()
        menu.wait_for()
        link = menu.get_by_role("menuitem", name=title, exact=True)
        if link.count():
            return link
        page.keyboard.press("Escape")
        menu.wait_for(state="hidden")
    return link


@contextmanager
def opened() -> Iterator[Page]:
    """Yield a page of a new Chromium that notes when it was clicked and when it changed."""
    path = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if path is None:
        raise SystemExit("Chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        context.add_init_script(_WATCH)
        yield context.new_page()
        browser.close()


@contextmanager
def _served(people: int, address: str | None) -> Iterator[str]:
    """Yield the address of the app, started with a simulated province unless one is given."""
    if address:
        yield address
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with TemporaryDirectory(prefix="desk-") as folder:
        settings = {"PORT": str(port), "PEOPLE": str(people), "DATA_DIR": folder}
        others = {name: text for name, text in os.environ.items() if "DATABASE_URL" not in name}
        process = subprocess.Popen([sys.executable, "-m", "launch"], env=others | settings)
        try:
            _wait_for(process, f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(60)


def _wait_for(process: "subprocess.Popen[bytes]", health: str) -> None:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(health, timeout=2) as answer:  # noqa: S310
                if answer.status == 200:  # noqa: PLR2004
                    return
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the app did not start")


if __name__ == "__main__":
    main()
