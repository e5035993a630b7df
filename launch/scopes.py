"""See what somebody of these rights would see: signed as the app signs what it asks."""

from collections.abc import Iterable

from dashboard import signature
from launch.errors import LaunchError
from launch.installation import Connection


def enter(
    connection: Connection, reach: str, rights: Iterable[str], districts: str = "*", **said: str
) -> None:
    """Give a transaction, which acts as the role `reach`, these rights in these districts.

    Parameters
    ----------
    **said
        What else is signed: `viewer`, `role`, `now`.

    Raises
    ------
    LaunchError
        When there is no key to sign with.
    """
    ((moment,),) = connection.execute("select scope.moment()").fetchall()
    scope = {"reach": reach, "rights": ",".join(rights), "districts": districts, **said}
    whole = dict.fromkeys(signature.SIGNED, "") | scope | {"moment": moment}
    try:
        signed = signature.signed(whole, signature.key())
    except ValueError as error:
        raise LaunchError(str(error)) from error
    for name, value in signed.items():
        connection.execute("select set_config(%s, %s, true)", (f"dashboard.{name}", value))
