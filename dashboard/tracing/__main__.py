"""Trace contacts from a file of check-ins: `python -m dashboard.tracing --help`."""

import sys

from dashboard.tracing.command.command import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
