"""The frame of the network asks its page what to draw, until it is heard."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

FRAME = Path(__file__).parents[2] / "assets" / "network" / "index.html"
PAGE = """<iframe src="http://frame.test/network/" style="height: 0; border: 0"></iframe><script>
  const frame = document.querySelector("iframe");
  const answer = () => frame.contentWindow.postMessage({ args: { height: "300px" } }, "*");
  window.asked = 0;
  addEventListener("message", ({ data }) => {
    if (data.type === "streamlit:setFrameHeight") frame.style.height = `${data.height}px`;
    if (data.type === "streamlit:componentReady" && ++asked > 2) answer();
  });
</script>"""


def test_the_frame_asks_until_it_is_heard(page):
    """A busy page listens only after the frame has asked for the first time."""
    page.route("http://frame.test/**", lambda route: route.fulfill(body="", status=404))
    page.route("http://frame.test/network/", lambda route: route.fulfill(path=FRAME))
    page.route(
        "http://frame.test/", lambda route: route.fulfill(body=PAGE, content_type="text/html")
    )

    page.goto("http://frame.test/")

    page.wait_for_function("document.querySelector('iframe').clientHeight === 300")
    asked = page.evaluate("asked")
    page.wait_for_timeout(2500)
    assert page.evaluate("asked") <= asked + 1  # once more when it is high, and then no more
