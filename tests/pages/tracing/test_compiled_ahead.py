"""What `make run` compiled ahead is all that the desk needs: the first trace compiles nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FIRST_TRACE = """
import json, sys
from numba.core.registry import CPUDispatcher
from streamlit.testing.v1 import AppTest
from dashboard.tracing.compiled_ahead import compile_ahead
from tests.pages.viewers import EPIDEMIOLOGIST

def compiled():
    return {
        f"{name}.{loop.__name__} {signature}"
        for name, module in list(sys.modules.items()) if name.startswith("dashboard.tracing")
        for loop in vars(module).values() if isinstance(loop, CPUDispatcher)
        for signature in loop.signatures
    }

compile_ahead()
ahead = compiled()
page = AppTest.from_file("app.py", default_timeout=240)
page.session_state["viewer"] = EPIDEMIOLOGIST
page = page.switch_page("dashboard/pages/tracing/contact_tracing.py").run()
assert not page.exception
print(json.dumps({"ahead": sorted(ahead), "late": sorted(compiled() - ahead)}))
"""


@pytest.fixture(scope="module")
def found(province):
    done = subprocess.run(
        [sys.executable, "-c", FIRST_TRACE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_the_first_trace_compiles_nothing(found):
    assert found["late"] == []


@pytest.mark.parametrize(
    "loop",
    ["following.follow", "passes.pass_through", "summed.sweep_summed", "merged._merge_places",
     "gathering.gathered", "gathering.swept", "call_order._beside", "choice._grown",
     "scans.ends_of_stays"],
)  # fmt: skip
def test_every_way_to_trace_is_compiled(found, loop):
    """Few and many people, summed minutes, a later load, threads, calls, zones, stays."""
    assert any(f".{loop} " in known for known in found["ahead"])
