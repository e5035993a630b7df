"""What comes through the doors, and what does not: each on a small app of its own."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from dashboard import doors
from dashboard.doors.messages import OnlyOurs, Strangers


async def _echo(line):
    """Say back the name of each message that arrives."""
    await line.accept()
    try:
        while True:
            message = BackMsg.FromString(await line.receive_bytes())
            await line.send_text(message.WhichOneof("type"))
    except WebSocketDisconnect:
        pass


def _behind(*middleware, client=("127.0.0.1", 50000), **routes) -> TestClient:
    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", _echo),
            *(Route(f"/{path}", answer) for path, answer in routes.items()),
            Route("/{path:path}", lambda request: PlainTextResponse(request.url.path)),
        ],
        middleware=[Middleware(each, **blanks) for each, blanks in middleware],
    )
    return TestClient(app, client=client)


def _said(name, **value) -> bytes:
    message = BackMsg()
    if name == "clear_cache":
        message.clear_cache = True
    elif name == "set_run_on_save":
        message.set_run_on_save = True
    elif name == "load_git_info":
        message.load_git_info = True
    elif name == "app_heartbeat":
        message.app_heartbeat = True
    else:
        message.rerun_script.query_string = value.get("query", "")
    return message.SerializeToString()


@pytest.mark.parametrize("name", ["clear_cache", "set_run_on_save", "load_git_info"])
def test_what_no_button_sends_is_dropped_and_the_line_goes_on(name):
    with _behind((OnlyOurs, {})).websocket_connect("/_stcore/stream") as line:
        line.send_bytes(_said(name))
        line.send_bytes(_said("rerun_script"))
        assert line.receive_text() == "rerun_script"


@pytest.mark.parametrize(
    ("origin", "comes_in"),
    [
        ("http://testserver", True),
        (None, True),  # a program, which no browser sends here
        ("http://localhost", False),
        ("https://elsewhere.example", False),
        ("null", False),
    ],
)
def test_only_a_page_of_ours_opens_a_line(origin, comes_in):
    headers = {} if origin is None else {"origin": origin}
    client = _behind((OnlyOurs, {}))
    if comes_in:
        with client.websocket_connect("/_stcore/stream", headers=headers) as line:
            line.send_bytes(_said("app_heartbeat"))
            assert line.receive_text() == "app_heartbeat"
        return
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect("/_stcore/stream", headers=headers),
    ):
        pass
    assert refused.value.code == 1008


def test_strangers_lines_are_few(monkeypatch):
    monkeypatch.setattr(Strangers, "most_of_one", 2)
    client = _behind((Strangers, {}))
    with (
        client.websocket_connect("/_stcore/stream"),
        client.websocket_connect("/_stcore/stream"),
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/_stcore/stream"),
    ):
        pass
    with client.websocket_connect("/_stcore/stream") as line:  # the others are closed
        line.send_bytes(_said("rerun_script"))
        assert line.receive_text() == "rerun_script"


def test_strangers_lines_are_short(monkeypatch):
    monkeypatch.setattr(Strangers, "seconds", 0.05)
    with (
        _behind((Strangers, {})).websocket_connect("/_stcore/stream") as line,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        line.receive_text()
    assert closed.value.code == 1008


def test_strangers_lines_are_cheap(monkeypatch):
    monkeypatch.setattr(Strangers, "messages", 2)
    client = _behind((Strangers, {}))
    with client.websocket_connect("/_stcore/stream") as line:
        for _ in range(2):
            line.send_bytes(_said("rerun_script"))
            assert line.receive_text() == "rerun_script"
        line.send_bytes(_said("rerun_script"))
        with pytest.raises(WebSocketDisconnect):
            line.receive_text()
    with client.websocket_connect("/_stcore/stream") as line:
        line.send_bytes(_said("rerun_script", query="x" * 200_000))
        with pytest.raises(WebSocketDisconnect) as closed:
            line.receive_text()
    assert closed.value.code == 1009


@pytest.mark.parametrize("is_genuine", [True, False])
def test_a_signed_in_line_has_no_such_limit(monkeypatch, is_genuine):
    monkeypatch.setattr(Strangers, "most_of_one", 0)
    secret = "s" * 40
    monkeypatch.setattr(
        "streamlit.web.server.starlette.starlette_websocket.get_cookie_secret", lambda: secret
    )
    signed = create_signed_value(secret if is_genuine else "t" * 40, "_streamlit_user", "{}")
    client = _behind((Strangers, {}))
    client.cookies.set("_streamlit_user", signed.decode())
    if not is_genuine:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream"):
            pass
        return
    with client.websocket_connect("/_stcore/stream") as line:
        line.send_bytes(_said("rerun_script"))
        assert line.receive_text() == "rerun_script"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/_stcore/metrics", 404),
        ("/_stcore/agent/openapi.json", 404),
        ("/_stcore/agent/mcp", 404),
        ("/_stcore/script-health-check", 404),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/contact_tracing", 200),
    ],
)
def test_addresses_for_machines_are_closed(path, status):
    assert _behind((doors.answers.Closed, {})).get(path).status_code == status


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 403), ("socket", 403)]
)
def test_trial_roles_answer_their_own_machine_alone(address, status):
    client = _behind((doors.answers.AtHome, {}), client=(address, 50000))
    assert client.get("/").status_code == status


@pytest.mark.parametrize(
    ("asks_for", "status"), [("127.0.0.1", 200), ("192.0.2.7", 403), ("::1, 192.0.2.7", 403)]
)
def test_a_proxy_of_this_machine_brings_nobody_else_to_them(asks_for, status):
    client = _behind((doors.answers.AtHome, {}))
    assert client.get("/", headers={"x-forwarded-for": asks_for}).status_code == status


def test_every_answer_shuts_others_out():
    client = _behind((doors.answers.Dressed, {"tile_origin": "https://tiles.example.vn"}))

    headers = client.get("/anything").headers

    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == "'self'"
    assert policy["default-src"] == "'self'"
    assert "https://tiles.example.vn" in policy["img-src"]
    assert "http" not in policy["script-src"]
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.fixture
def static(tmp_path):
    file = tmp_path / "font.woff2"
    file.write_bytes(b"letters")

    async def answer(_request):
        return FileResponse(file)

    return _behind((doors.answers.Kept, {}), **{"app/static/font.woff2": answer})


@pytest.mark.parametrize(
    ("asked", "answered"), [("if-none-match", "etag"), ("if-modified-since", "last-modified")]
)
def test_a_file_that_the_browser_holds_is_not_sent_again(static, asked, answered):
    first = static.get("/app/static/font.woff2")
    again = static.get("/app/static/font.woff2", headers={asked: first.headers[answered]})
    other = static.get(
        "/app/static/font.woff2",
        headers={asked: {"etag": '"another"'}.get(answered, "Mon, 02 Aug 2021 07:00:00 GMT")},
    )

    assert (first.status_code, first.content) == (200, b"letters")
    assert first.headers["cache-control"] == "public, max-age=3600"
    assert (again.status_code, again.content) == (304, b"")
    assert (other.status_code, other.content) == (200, b"letters")


def test_a_time_that_is_none_is_no_reason_to_hold_a_file_back(static):
    answer = static.get("/app/static/font.woff2", headers={"if-modified-since": "yesterday"})
    assert (answer.status_code, answer.content) == (200, b"letters")


@pytest.mark.parametrize("status", [200, 304])
def test_a_browser_is_named_once_by_a_page_and_no_script_reads_it(status):
    async def page(_request):
        return HTMLResponse("<p>", status_code=status)

    client = _behind((doors.files.Owned, {}), page=page)
    as_browsers_do = {"accept": "text/html,*/*;q=0.8"}

    script = client.get("/page")
    first, again = (client.get("/page", headers=as_browsers_do) for _ in range(2))

    assert "HttpOnly" in first.headers["set-cookie"]
    assert "SameSite=Lax" in first.headers["set-cookie"]
    assert "set-cookie" not in script.headers
    assert "set-cookie" not in again.headers


async def _tell(line):
    """Tell a page of the file that it asks about, as Streamlit does in the midst of a message."""
    await line.accept()
    try:
        while True:
            await line.send_bytes(b"\x12\x20/media/" + await line.receive_bytes() + b".xlsx\x18")
    except WebSocketDisconnect:
        pass


@pytest.fixture
def files():
    """Return a client per browser's name, of one app."""
    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", _tell),
            Route("/{path:path}", lambda request: PlainTextResponse(request.url.path)),
        ],
        middleware=[Middleware(doors.files.Owned)],
    )

    def of(browser=None) -> TestClient:
        cookies = {} if browser is None else {doors.files.COOKIE: browser}
        return TestClient(app, cookies=cookies)

    return of


def test_a_file_is_its_own_pages_browsers_while_the_page_is_open(files):
    own, other, nameless = files("own"), files("other"), files()

    def statuses(name):
        return [each.get(f"/media/{name}.xlsx").status_code for each in (own, other, nameless)]

    assert statuses("0a1b2c") == [403, 403, 403]
    with own.websocket_connect("/_stcore/stream") as line:
        line.send_bytes(b"0a1b2c")
        line.receive_bytes()
        assert statuses("0a1b2c") == [200, 403, 403]
        assert statuses("ffffff") == [403, 403, 403]
    assert statuses("0a1b2c") == [403, 403, 403]


def test_a_line_without_a_browsers_name_owns_nothing(files):
    with files().websocket_connect("/_stcore/stream") as line:
        line.send_bytes(b"0a1b2c")
        line.receive_bytes()
        assert files("").get("/media/0a1b2c.xlsx").status_code == 403
        assert files().get("/media/0a1b2c.xlsx").status_code == 403


def test_fonts_are_everybodys(files):
    assert files().get("/static/media/0a1b2c.woff2").status_code == 200


@pytest.mark.parametrize(
    ("environment", "hosts", "is_open", "tiles"),
    [
        ({"EMBEDDED_DATABASE_URL": "postgresql:///x"}, (), True, None),
        ({"EMBEDDED_DATABASE_URL": "a", "DATABASE_URL": "b"}, (), False, None),
        (
            {"DATABASE_URL": "b", "ALLOWED_HOSTS": " A.vn, *.b.vn ,"},
            ("a.vn", "*.b.vn"),
            False,
            None,
        ),
        ({"TILE_URL": "https://t.vn/{z}/{x}/{y}.png"}, (), False, "https://t.vn"),
    ],
)
def test_the_environment_says_how_wide_doors_stand(environment, hosts, is_open, tiles):
    settings = doors.Settings.of(environment)
    assert settings.hosts == (*doors.settings.LOOPBACK, *hosts)
    assert (settings.is_open, settings.tile_origin) == (is_open, tiles)


def test_the_names_of_the_server_and_of_its_sign_in_are_known():
    settings = doors.Settings.of(
        {"DATABASE_URL": "b"},
        listens_on="192.0.2.7",
        comes_back_to="https://Dashboard.example.vn/oauth2callback",
    )
    assert settings.hosts[-2:] == ("192.0.2.7", "dashboard.example.vn")
