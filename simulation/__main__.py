"""Try the simulation: `python -m simulation DATABASE_URL [--people N] [--seed S]`."""

import argparse
import sys
import time

import psycopg

from simulation.filling import fill


def main() -> None:
    """Fill the given database, whose schemas must exist and be empty."""
    parser = argparse.ArgumentParser(prog="python -m simulation", description=main.__doc__)
    parser.add_argument("database_url")
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=2021)
    options = parser.parse_args()
    began = time.monotonic()

    def report(line: str) -> None:
        sys.stdout.write(f"{time.monotonic() - began:7.1f} s  {line}\n")
        sys.stdout.flush()

    with psycopg.connect(options.database_url) as connection:
        fill(connection, people=options.people, seed=options.seed, report=report)


if __name__ == "__main__":
    main()
