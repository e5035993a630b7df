"""Many Streamlit sessions at once, without a browser: what the server alone takes to answer.

Each session speaks Streamlit's own protocol over a websocket, as the page's script does: it signs
in as a leader, asks for page after page, and reads everything that is sent until the script has
ended. It draws nothing and loads no file.
"""

import asyncio
import random
import time
from dataclasses import dataclass, field

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

_DOWN = "database_down"
_ENTER_KEY = "-enter_leader"
_MOST_BYTES = 2**26
_LONGEST_RUN_S = 600


@dataclass
class _Session:
    """One viewer: the open line, and what the last runs said of pages and buttons."""

    line: ClientConnection
    pages: dict[str, str] = field(default_factory=dict)
    enter_id: str = ""

    async def run(self, page: str | None = None, pressed: str = "") -> float:
        """Ask for a page by its address, read it to the end, and return the seconds it took.

        None is the first page, or the one that is open when a button is pressed.
        """
        message = BackMsg()
        message.rerun_script.page_script_hash = "" if page is None else self.pages[page]
        if pressed:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        else:
            message.rerun_script.widget_states.SetInParent()
        began = time.perf_counter()
        await self.line.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(bytes(await self.line.recv(decode=False)))
            self._note(answer)
            if answer.WhichOneof("type") == "script_finished":
                _require_success(answer)
                return time.perf_counter() - began

    def _note(self, answer: ForwardMsg) -> None:
        for page in answer.navigation.app_pages:
            self.pages[page.url_pathname] = page.page_script_hash
        button = answer.delta.new_element.button
        if button.id.endswith(_ENTER_KEY):
            self.enter_id = button.id
        if (
            answer.delta.new_element.alert.format == Alert.ERROR
            or _DOWN in answer.delta.add_block.id
        ):
            raise RuntimeError(f"a page failed: {answer.delta}")


def seconds_of(
    address: str, pages: list[str], *, sessions: int, rounds: int, pause_s: float, seed: int = 1
) -> list[tuple[str, float]]:
    """Return (page, seconds) of every page opened by so many sessions at once.

    Parameters
    ----------
    address
        Of the running app, such as `http://127.0.0.1:8501`.
    pages
        Their addresses; each session begins with another one.
    sessions, rounds
        How many viewers, and how many pages each of them opens.
    pause_s
        Mean seconds that a viewer looks at a page before opening the next; 0 is all at once.
    seed
        Of the pauses.
    """
    return asyncio.run(_all(address, pages, sessions, rounds, pause_s, random.Random(seed)))  # noqa: S311 - pauses


async def _all(
    address: str,
    pages: list[str],
    sessions: int,
    rounds: int,
    pause_s: float,
    chance: random.Random,
) -> list[tuple[str, float]]:
    url = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    everybody_is_in = asyncio.Barrier(sessions)

    async def viewer(number: int) -> list[tuple[str, float]]:
        found = []
        # No pings: a server that is busy for long is what is measured, not a fault.
        async with connect(
            url,
            subprotocols=[Subprotocol("streamlit")],
            max_size=_MOST_BYTES,
            ping_interval=None,
        ) as line:
            session = _Session(line)
            await session.run()
            await session.run(pressed=session.enter_id)
            await everybody_is_in.wait()
            for step in range(rounds):
                await asyncio.sleep(chance.uniform(0, 2 * pause_s))
                page = pages[(number + step) % len(pages)]
                async with asyncio.timeout(_LONGEST_RUN_S):
                    found.append((page, await session.run(page)))
        return found

    lists = await asyncio.gather(*(viewer(number) for number in range(sessions)))
    return [one for found in lists for one in found]


def _require_success(answer: ForwardMsg) -> None:
    status = ForwardMsg.ScriptFinishedStatus.Name(answer.script_finished)
    if status != "FINISHED_SUCCESSFULLY":
        raise RuntimeError(f"a run ended with {status}")
