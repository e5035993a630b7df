"""A real OpenID Connect provider (Canaille) with two people, for the sign-in test.

``python tests/browser/openid_provider.py PORT REDIRECT_URI`` serves on the loopback address
until it is ended. Whoever it knows may sign in; only the ledger says what they may see. After
``GET /lies/NAME`` it hands out ID tokens that nobody may believe, until ``/lies/none``.
"""

import base64
import datetime as dt
import json
import sys
import time

import canaille
from canaille.app import models
from canaille.backends import Backend
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

CLIENT_ID, CLIENT_SECRET = "dashboard", "only-for-this-test"
PASSWORD = "correct horse battery staple"  # noqa: S105 - a made-up person's
KNOWN, UNKNOWN = "tracer@example.org", "stranger@example.org"
LIES = ("other-key", "expired", "other-issuer", "other-client")


def serve(port: int, redirect_uri: str) -> None:
    """Serve the provider on `port`; it sends people back to `redirect_uri`."""
    key = _new_key()
    app = canaille.create_app(
        {
            "SECRET_KEY": "only-for-this-test",
            "SERVER_NAME": f"127.0.0.1:{port}",
            "PREFERRED_URL_SCHEME": "http",
            "CANAILLE": {"JAVASCRIPT": False, "HTMX": False, "CAPTCHA_ENABLED": False},
            "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)], "REQUIRE_NONCE": False},
        }
    )
    with app.app_context(), app.backend.session():
        for email in (KNOWN, UNKNOWN):
            _add_person(email)
        _add_client(redirect_uri)
    app.wsgi_app = Lying(app.wsgi_app, key)
    run_simple("127.0.0.1", port, app, threaded=True)


class Lying:
    """Signs other ID tokens than the provider made, once it is told to lie."""

    def __init__(self, app, key) -> None:
        """Tell the truth at first."""
        self._app, self._key, self._lie = app, key, "none"

    def __call__(self, environ, start_response):
        """Answer as the provider does, but for the tokens of a lie."""
        request = Request(environ)
        if request.path.startswith("/lies/"):
            self._lie = request.path.removeprefix("/lies/")
            return Response("so be it")(environ, start_response)
        if request.path != "/oauth/token" or self._lie == "none":
            return self._app(environ, start_response)
        answer = Response.from_app(self._app, environ)
        said = json.loads(answer.get_data())
        said["id_token"] = self._false(said["id_token"])
        answer.set_data(json.dumps(said))
        return answer(environ, start_response)

    def _false(self, token: str) -> str:
        header, claims = (_decoded(part) for part in token.split(".")[:2])
        ago = {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600}
        claims |= {
            "other-key": {},
            "expired": ago,
            "other-issuer": {"iss": "http://127.0.0.1:1"},
            "other-client": {"aud": ["another"], "azp": "another"},
        }[self._lie]
        return jwt.encode(header, claims, _new_key() if self._lie == "other-key" else self._key)


def _decoded(part: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})


def _add_person(email: str) -> None:
    name = email.partition("@")[0]
    person = models.User(
        user_name=name,
        formatted_name=name.title(),
        family_name=name.title(),
        emails=[email],
        password=PASSWORD,
    )
    Backend.instance.save(person)


def _add_client(redirect_uri: str) -> None:
    client = models.Client(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_name="Dashboard",
        client_uri="http://127.0.0.1",
        redirect_uris=[redirect_uri],
        grant_types=["authorization_code"],
        response_types=["code"],
        scope=["openid", "email", "profile"],
        token_endpoint_auth_method="client_secret_basic",  # noqa: S106 - a method's name
        client_id_issued_at=dt.datetime.now(dt.UTC),
    )
    client.audience = [client]
    Backend.instance.save(client)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2])
