#!/bin/sh
# python-calamine 0.9.1: to_python() leaves out the empty rows above and the empty columns before a
# sheet's first cell, as its default, while merged_cell_ranges still counts them: in a sheet with two
# empty rows above, the range of the merged title points at a row of data. to_python(
# skip_empty_area=False) counts as the ranges do, columns included.
# Output: "[((2, 0), (2, 1))] ['Cam Giang', 7] ['Title', '']".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet 'python-calamine==0.9.1' 'openpyxl==3.1.5'
said=$("$folder/venv/bin/python" - "$folder/book.xlsx" <<'PYTHON'
import sys

import openpyxl
import python_calamine

book = openpyxl.Workbook()
page = book.active
page["A3"] = "Title"
page.merge_cells("A3:B3")
page["A4"], page["B4"] = "Commune", "Count"
page["A5"], page["B5"] = "Cam Giang", 7
book.save(sys.argv[1])

sheet = python_calamine.CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
((top, _), _) = sheet.merged_cell_ranges[0]
row = [int(cell) if isinstance(cell, float) else cell for cell in sheet.to_python()[top]]
print(sheet.merged_cell_ranges, row, sheet.to_python(skip_empty_area=False)[top])
PYTHON
)
echo "$said"
test "$said" = "[((2, 0), (2, 1))] ['Cam Giang', 7] ['Title', '']"
