#!/bin/sh
# GDAL 3.12.4 in pyogrio 0.13.0's wheel: of a Shapefile in Windows-1258, whose .cpg says so, every
# text and every heading loses its last letter, without a warning: its iconv holds the last letter
# back for a tone mark that may follow, and is never flushed. The bytes are whole: read as
# ISO-8859-1 and decoded by Python they are right. Output: "TE Lê Nin | TEN Lê Ninh".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'pyogrio==0.13.0' 'numpy==2.4.6' 'shapely==2.2.0'
said=$(cd "$folder" && venv/bin/python - <<'PYTHON'
from pathlib import Path

import numpy as np
import pyogrio
import shapely

written = "Lê Ninh".encode("cp1258").decode("latin-1")
pyogrio.raw.write(
    "communes.shp",
    geometry=np.array([shapely.to_wkb(shapely.Point(106, 21))], dtype=object),
    field_data=[np.array([written], dtype=object)],
    fields=np.array(["TEN"], dtype=object),
    geometry_type="Point",
    crs="EPSG:4326",
    encoding="ISO-8859-1",
)
Path("communes.cpg").write_text("1258")
by_gdal = pyogrio.raw.read("communes.shp")
by_bytes = pyogrio.raw.read("communes.shp", encoding="ISO-8859-1")
name = by_bytes[3][0][0].encode("latin-1").decode("cp1258")
print(by_gdal[0]["fields"][0], by_gdal[3][0][0], "|", by_bytes[0]["fields"][0], name)
PYTHON
)
echo "$said"
test "$said" = "TE Lê Nin | TEN Lê Ninh"
