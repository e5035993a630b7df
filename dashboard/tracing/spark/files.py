"""What a build left on disk: shards, who is who, and a manifest that was written last.

Every machine sees the folder under the same path. A build writes under a name of its own, so
whoever traces an earlier one goes on; the manifest names exactly the files that belong to it.
"""

import json
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import uuid4

from dashboard.tracing.errors import TableError

VERSION: Final = 1

_MANIFEST: Final = "manifest.json"
_ABOUT: Final = "about.json"


class Shard(NamedTuple):
    """One index of the build: all stays at some of the places."""

    name: str
    stay_count: int
    person_count: int
    byte_count: int
    checksum: int
    """Of the file that holds the checksums of all others."""


class Names(NamedTuple):
    """One file of ids: see `codes.Named`."""

    name: str
    checksum: int


@dataclass(frozen=True)
class Build:
    """A whole build."""

    folder: Path
    """Of its files."""
    shards: tuple[Shard, ...]
    id_type: str
    """How person ids were given: a whole number of numpy's, or "str"."""
    names: tuple[Names, ...]
    """None where ids are their own codes."""
    made_of: Mapping[str, Any]
    """What it was made of: another question of the same needs no other build."""
    counted: Mapping[str, Any]

    @property
    def stay_count(self) -> int:
        """Return the number of stays."""
        return sum(shard.stay_count for shard in self.shards)


@contextmanager
def begun(folder: Path) -> Iterator[Path]:
    """Yield an empty folder for the files of a new build; it goes if the build fails."""
    build = folder / f"build-{uuid4().hex[:12]}"
    build.mkdir(parents=True)
    try:
        yield build
    except BaseException:
        shutil.rmtree(build, ignore_errors=True)
        raise


def finished(folder: Path, build: Build) -> None:
    """Write the manifest, and with it replace what was built before."""
    kept = {shard.name for shard in build.shards} | {names.name for names in build.names}
    kept |= {"sightings"}
    for path in build.folder.iterdir():
        if path.name not in kept:  # of attempts that did not count
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    said = {
        "version": VERSION,
        "build": build.folder.name,
        "id_type": build.id_type,
        "shards": [shard._asdict() for shard in build.shards],
        "names": [names._asdict() for names in build.names],
        "made_of": build.made_of,
        "counted": build.counted,
    }
    part = folder / f"{_MANIFEST}.part-{os.getpid()}"
    part.write_text(json.dumps(said, indent=1), encoding="utf-8")
    part.replace(folder / _MANIFEST)
    for path in folder.glob("build-*"):
        if path != build.folder:
            shutil.rmtree(path, ignore_errors=True)


def opened(folder: Path) -> Build:
    """Return the build in the folder.

    Raises
    ------
    TableError
        If there is none, or a shard is missing or torn: never an answer from the others.
    """
    said = _said(folder)
    try:
        build = Build(
            folder / said["build"],
            tuple(Shard(**shard) for shard in said["shards"]),
            said["id_type"],
            tuple(Names(**names) for names in said["names"]),
            said["made_of"],
            said["counted"],
        )
    except (KeyError, TypeError) as error:
        raise TableError(f"the manifest in {folder} is damaged: {error}; build it again") from None
    for shard in build.shards:
        check(build.folder / shard.name / _ABOUT, shard.checksum)
    for names in build.names:
        check(build.folder / names.name, names.checksum)
    return build


def shard_of(folder: Path, **counts: int) -> Shard:
    """Return what the manifest says of a shard that was just saved."""
    byte_count = sum(path.stat().st_size for path in folder.iterdir())
    return Shard(
        name=folder.name, byte_count=byte_count, checksum=checksum(folder / _ABOUT), **counts
    )


def checksum(path: Path) -> int:
    """Return the checksum of a file."""
    return zlib.crc32(path.read_bytes())


def check(path: Path, expected: int) -> None:
    """Refuse a file that is missing, or of other bytes than were written."""
    try:
        found = checksum(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise TableError(f"{path} belongs to the build: {reason}; build it again") from None
    if found != expected:
        raise TableError(f"the bytes of {path} are not those that were built; build it again")


def _said(folder: Path) -> dict[str, Any]:
    try:
        said = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TableError(f"nothing was built in {folder}: it has no {_MANIFEST}") from None
    except (OSError, ValueError) as error:
        raise TableError(f"the manifest in {folder} is damaged: {error}; build it again") from None
    version = said.get("version") if isinstance(said, dict) else None
    if version != VERSION:
        raise TableError(
            f"the build in {folder} is of version {version}; this program reads {VERSION}:"
            " build it again"
        )
    return dict(said)
