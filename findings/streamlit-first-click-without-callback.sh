#!/usr/bin/env bash
# Streamlit 1.67.0: the first click that a new session gets delivers its value and no callback.
#
# A page outlives the server it came from: after a restart, or when a telephone wakes up and its
# session is gone, the browser stays on the page, connects again, and sends its next click with the
# values of all widgets as the first run of a session that has never drawn them. A good engineer
# guesses that `on_change` runs, as the value is not the one the widget begins with, or that the
# click is refused. The value arrives (the widget returns it), the callback is not called: a choice
# that a callback keeps elsewhere (address, session) is lost without a word, and is there on the
# second click. Seen here: in a session that drew the widget, value b and 1 call; in one that did
# not, value b and 0 calls; the same session, clicked once more (a), 1 call.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
server=
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    streamlit==1.67.0 websockets==17.4
cat > "$folder/app.py" <<'PY'
import streamlit as st


def note():
    st.session_state["calls"] = st.session_state.get("calls", 0) + 1


picked = st.radio("Which", ["a", "b"], key="which", on_change=note)
st.text(f"seen {picked} {st.session_state.get('calls', 0)}")
PY
cat > "$folder/ask.py" <<'PY'
import asyncio
import sys

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

ADDRESS = f"ws://127.0.0.1:{sys.argv[1]}/_stcore/stream"


async def run(line, widget=None, number=0):
    """Run the script once; return the widget's id and what the page says."""
    message = BackMsg()
    message.rerun_script.widget_states.SetInParent()
    if widget:
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = widget, "ab"[number]
    await line.send(message.SerializeToString())
    found, said = "", ""
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await line.recv(decode=False))
        element = answer.delta.new_element
        if element.WhichOneof("type") == "radio":
            found = element.radio.id
        if element.WhichOneof("type") == "text":
            said = element.text.body
        if answer.WhichOneof("type") == "script_finished":
            return found, said


async def main():
    options = {"subprotocols": ["streamlit"], "max_size": None}
    async with connect(ADDRESS, **options) as line:
        widget, _ = await run(line)
        _, known = await run(line, widget, 1)
    async with connect(ADDRESS, **options) as line:
        _, first = await run(line, widget, 1)
        _, second = await run(line, widget, 0)
    print(f"drawn before: {known}; never drawn: {first}; its second click: {second}")
    assert (known, first, second) == ("seen b 1", "seen b 0", "seen a 1")


asyncio.run(main())
PY
port=$("$folder/venv/bin/python" -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
"$folder/venv/bin/python" -m streamlit run "$folder/app.py" --server.headless=true \
    --server.port="$port" --server.address=127.0.0.1 --browser.gatherUsageStats=false \
    > "$folder/log" 2>&1 &
server=$!
for _ in $(seq 100); do
    "$folder/venv/bin/python" - "$port" 2>/dev/null <<'PY' && break
import sys
import urllib.request

urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[1]}/_stcore/health", timeout=1)
PY
    sleep 0.3
done
"$folder/venv/bin/python" "$folder/ask.py" "$port"
