"""A real OpenID Connect provider (Canaille) with two people, for the sign-in test.

``python tests/browser/openid_provider.py PORT REDIRECT_URI`` serves on the loopback address
until it is ended. Whoever it knows may sign in; only the ledger says what they may see.
"""

import datetime as dt
import sys

import canaille
from canaille.app import models
from canaille.backends import Backend
from joserfc.jwk import RSAKey
from werkzeug.serving import run_simple

CLIENT_ID, CLIENT_SECRET = "dashboard", "only-for-this-test"
PASSWORD = "correct horse battery staple"  # noqa: S105 - a made-up person's
KNOWN, UNKNOWN = "tracer@example.org", "stranger@example.org"


def serve(port: int, redirect_uri: str) -> None:
    """Serve the provider on `port`; it sends people back to `redirect_uri`."""
    key = RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})
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
    run_simple("127.0.0.1", port, app, threaded=True)


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
