#!/usr/bin/env bash
# See that the tests of papers and tables have a LibreOffice, as far as we may.
set -euo pipefail

programs=/usr/lib/libreoffice/program
[ -e "$programs/libswlo.so" ] && [ -e "$programs/libsclo.so" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "• Installing LibreOffice for the tests of papers and tables"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        libreoffice-calc-nogui libreoffice-writer-nogui >/dev/null
    echo "  done in $SECONDS s"
    exit 0
fi
echo "LibreOffice is missing and only root can install it: apt-get install libreoffice-calc libreoffice-writer" >&2
if [ -n "${CI:-}" ]; then
    echo "CI is set, so these tests may not be skipped." >&2
    exit 1
fi
echo "The tests that open files with it will be skipped." >&2
