#!/usr/bin/env bash
# Streamlit 1.67.0, in Chromium: what was picked is lost once `format_func` says other words.
#
# A good engineer guesses that `format_func` is how options look, and that a keyed `st.selectbox`
# goes on holding the option that was picked. A browser knows the option by its words: where these
# change (another language), it goes on showing the old ones, and the next click of anything sends
# them back. They are no label any more, and without an error the script is given the first option.
# Assigning the value to its own key in `st.session_state` once the words change is the way round.
# Output: "shown Xanh, returned blue; after the switch shown Xanh; after a click returned red".
# Needs Debian's chromium.
set -euo pipefail
folder=$(mktemp -d)
server=
trap 'kill $server 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check streamlit==1.67.0 playwright==1.55.0
cat > "$folder/app.py" <<'PY'
import streamlit as st

WORDS = {"vi": {"red": "Đỏ", "blue": "Xanh"}, "en": {"red": "Red", "blue": "Blue"}}
english = st.toggle("English")
chosen = st.selectbox(
    "colour", ["red", "blue"], key="colour",
    format_func=WORDS["en" if english else "vi"].__getitem__,
)
st.button("again")
st.text(f"returned {chosen}, english {english}")
PY
port=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/python" -m streamlit run "$folder/app.py" --server.port "$port" --server.headless true \
    --browser.gatherUsageStats false > /dev/null 2>&1 &
server=$!
cat > "$folder/look.py" <<'PY'
import sys
import time
import urllib.request

from playwright.sync_api import expect, sync_playwright

for _ in range(100):
    try:
        urllib.request.urlopen(f"{sys.argv[1]}/_stcore/health", timeout=1)
        break
    except OSError:
        time.sleep(0.2)
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(sys.argv[1])
    picker = page.get_by_role("combobox")
    said = page.get_by_test_id("stText")
    picker.click()
    page.get_by_role("option", name="Xanh").click()
    expect(said).to_contain_text("returned blue")
    first = picker.input_value(), said.inner_text().split(",")[0]
    page.get_by_text("English", exact=True).click()
    expect(said).to_contain_text("english True")
    page.wait_for_timeout(1000)
    switched = picker.input_value()
    page.get_by_role("button", name="again").click()
    page.wait_for_timeout(2000)
    last = said.inner_text().split(",")[0]
    print(f"shown {first[0]}, {first[1]}; after the switch shown {switched}; after a click {last}")
    browser.close()
PY
said=$("$folder/venv/bin/python" "$folder/look.py" "http://127.0.0.1:$port")
echo "$said"
test "$said" = "shown Xanh, returned blue; after the switch shown Xanh; after a click returned red"
