"""One thin file per page, in a folder per heading of the menu."""
