"""The doors of the served app, tried from outside: addresses, names and lines."""

from urllib.parse import urlsplit

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/", {}, 200),
        ("/", {"Host": "elsewhere.example"}, 400),
        ("/_stcore/metrics", {}, 404),
        ("/_stcore/agent/openapi.json", {}, 404),
        ("/_stcore/health", {}, 200),
    ],
)
def test_what_an_address_answers(server, path, headers, status):
    answer = httpx2.get(server + path, headers=headers)
    assert answer.status_code == status
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://elsewhere.example", None),
        ("http://localhost:1", None),
        ("http://elsewhere.example", "elsewhere.example"),
    ],
)
def test_no_line_for_another_sites_page(server, origin, host):
    address = urlsplit(server).netloc
    headers = {"Host": host} if host else {}
    with (
        pytest.raises(InvalidStatus),
        connect(
            f"ws://{address}/_stcore/stream",
            origin=origin,
            subprotocols=["streamlit"],
            additional_headers=headers,
        ),
    ):
        pass
