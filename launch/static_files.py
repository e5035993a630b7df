"""Copy the scripts that maps need into `static/vendor/`, so that no page asks a CDN for them."""

import shutil
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from launch.errors import LaunchError

ROOT: Final = Path(__file__).parent.parent
VENDOR: Final = ROOT / "static" / "vendor"

_DRAWING: Final = ("leaflet.draw.js", "leaflet.draw.css", "images")
_FILES: Final = {
    "leaflet": ("leaflet.js", "leaflet.css", "images"),
}


def copy(vendor: Path = VENDOR) -> None:
    """Copy Leaflet and Leaflet.draw to `vendor/leaflet/` and `vendor/draw/`."""
    for package, names in _FILES.items():
        source = Path(import_module(f"xstatic.pkg.{package}").BASE_DIR)
        for name in names:
            _copy(source / name, vendor / package / name)
    for name in _DRAWING:
        _copy(_drawing() / name, vendor / "draw" / name)


def _drawing() -> Path:
    """Return where django-leaflet keeps Leaflet.draw; importing it would need Django's settings."""
    found = find_spec("leaflet")
    if found is None or not found.submodule_search_locations:
        msg = "django-leaflet is not installed: run `make install`"
        raise LaunchError(msg)
    return Path(found.submodule_search_locations[0]) / "static" / "leaflet" / "draw"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    copy()
