"""Whoever opens the sign-in page first waits for every page's libraries, and nobody afterwards."""

import json
import subprocess
import sys
from pathlib import Path
from pkgutil import walk_packages

import pytest

from dashboard import panels

ROOT = Path(__file__).parents[2]
SIGN_IN = """
import gc, json, sys
from streamlit.testing.v1 import AppTest
for _ in range(2):
    page = AppTest.from_file("app.py", default_timeout=120).run()
    assert page.title, "no sign-in page"
    frozen = gc.get_freeze_count()
print(json.dumps({"loaded": [name for name in sys.modules if "panels" in name], "frozen": frozen}))
"""


@pytest.fixture(scope="module")
def signed_in(province):
    done = subprocess.run(
        [sys.executable, "-c", SIGN_IN], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def test_every_page_is_imported_with_the_first(signed_in):
    parts = [part.name for part in walk_packages(panels.__path__, "dashboard.panels.")]

    assert len(parts) > 20
    assert not set(parts) - set(signed_in["loaded"])


def test_the_garbage_collector_looks_no_more_through_what_was_imported(signed_in):
    assert signed_in["frozen"] > 100_000
