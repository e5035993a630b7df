"""How wide the doors stand; the environment says so, and `launch` sets it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a door must know.

    Attributes
    ----------
    hosts
        Names by which browsers may call the app; `*.example.vn` is every name below it.
    is_open
        Whether strangers are at home: in the trial nobody signs in, and none but the machine's
        own people reach it.
    tile_origin
        Where a base map comes from, such as `https://tiles.example.vn`; None without one.
    """

    hosts: tuple[str, ...]
    is_open: bool
    tile_origin: str | None

    @classmethod
    def of(
        cls,
        environment: Mapping[str, str] = os.environ,
        *,
        listens_on: str | None = None,
        comes_back_to: str | None = None,
    ) -> "Settings":
        """Read ALLOWED_HOSTS, TILE_URL, and whether the database is the trial's.

        Parameters
        ----------
        listens_on
            Address of the server, by which it may be called as well.
        comes_back_to
            URL to which the provider sends people who signed in: by its name browsers call us.
        """
        named = [
            *environment.get("ALLOWED_HOSTS", "").split(","),
            listens_on or "",
            urlsplit(comes_back_to or "").hostname or "",
        ]
        hosts = tuple(name.strip().lower() for name in named if name.strip())
        is_trial = "EMBEDDED_DATABASE_URL" in environment and not environment.get("DATABASE_URL")
        tiles = urlsplit(environment.get("TILE_URL", ""))
        return cls(
            hosts=tuple(dict.fromkeys((*LOOPBACK, *hosts))),
            is_open=is_trial,
            tile_origin=f"{tiles.scheme}://{tiles.netloc}" if tiles.netloc else None,
        )
