#!/usr/bin/env bash
# Streamlit 1.67.0, in Chromium: one click whose run writes two query parameters takes two Backs.
#
# A good engineer guesses that a run of the script is one step of the browser's history. Each
# assignment to `st.query_params` is a step of its own, so the first Back shows an address that no
# reader ever saw: one parameter of the new view, none or the old one of the other. With
# `st.query_params.update(...)` of both it is one step. Output:
# "assigned: 2 steps, first Back ?view=map; updated: 1 step, first Back ?".
# Needs Debian's chromium.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check streamlit==1.67.0 playwright==1.55.0
cat > "$folder/app.py" <<'PY'
import streamlit as st

if st.button("assign"):
    st.query_params["view"] = "map"
    st.query_params["place"] = "market"
if st.button("update"):
    st.query_params.update(view="map", place="market")
PY
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/python" -m streamlit run "$folder/app.py" --server.port "$port" --server.headless true \
    --browser.gatherUsageStats false > /dev/null 2>&1 &
server=$!
said=$("$folder/venv/bin/python" - "http://127.0.0.1:$port" <<'PY'
import sys
import time
import urllib.request
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

for _ in range(100):
    try:
        urllib.request.urlopen(f"{sys.argv[1]}/_stcore/health", timeout=1)
        break
    except OSError:
        time.sleep(0.2)


def steps(browser, button):
    page = browser.new_context().new_page()
    page.goto(sys.argv[1])
    page.get_by_role("button", name=button).wait_for()
    before = page.evaluate("history.length")
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/?view=map&place=market")
    count = page.evaluate("history.length") - before
    page.go_back()
    page.wait_for_timeout(500)
    return count, "?" + urlsplit(page.url).query


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
    )
    (two, half), (one, none) = steps(browser, "assign"), steps(browser, "update")
    print(f"assigned: {two} steps, first Back {half}; updated: {one} step, first Back {none}")
PY
)
echo "$said"
test "$said" = "assigned: 2 steps, first Back ?view=map; updated: 1 step, first Back ?"
