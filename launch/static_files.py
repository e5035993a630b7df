"""Copy the scripts that maps need into `static/vendor/`, so that no page asks a CDN for them."""

import shutil
from importlib import import_module
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
VENDOR: Final = ROOT / "static" / "vendor"

_FILES: Final = {
    "leaflet": ("leaflet.js", "leaflet.css", "images"),
    "jquery": ("jquery.min.js",),
}


def copy(vendor: Path = VENDOR) -> None:
    """Copy Leaflet and jQuery out of their wheels: `vendor/leaflet/`, `vendor/jquery/`."""
    for package, names in _FILES.items():
        source = Path(import_module(f"xstatic.pkg.{package}").BASE_DIR)
        for name in names:
            _copy(source / name, vendor / package / name)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    copy()
