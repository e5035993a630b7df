"""The same server by another user or database."""

from urllib.parse import urlsplit, urlunsplit


def as_user(url: str, user: str) -> str:
    """Return `url` for another user, without a password.

    Examples
    --------
    >>> as_user("postgresql://postgres:secret@localhost:5432/hd?sslmode=require", "dashboard")
    'postgresql://dashboard@localhost:5432/hd?sslmode=require'
    """
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{user}@{parts.netloc.rpartition('@')[2]}"))


def in_database(url: str, name: str) -> str:
    """Return `url` for another database.

    Examples
    --------
    >>> in_database("postgresql://postgres@/postgres?host=%2Ftmp", "hd")
    'postgresql://postgres@/hd?host=%2Ftmp'
    """
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
