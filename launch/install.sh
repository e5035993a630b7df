#!/usr/bin/env bash
# Make .venv with Python 3.11 or newer and install one requirements file into it.
set -euo pipefail
cd "$(dirname "$0")/.."

is_new_enough() {
    command -v "$1" >/dev/null &&
        "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Python 3.11 or newer is needed and none was found (looked for python3 and python3.11" \
        "to python3.14). On Debian 12 or newer: apt-get install python3 python3-venv" >&2
    return 1
}

make_venv() {
    "$1" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    # Debian ships venv apart from Python; as root that is ours to mend.
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "  Python's venv is missing: installing python3-venv"
        apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
        "$1" -m venv .venv && return
    fi
    rm -rf .venv
    echo "Python's venv is missing: run 'apt-get install python3-venv' as root, then try again." >&2
    return 1
}

python=$(find_python)
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "• Making .venv with $("$python" --version)"
    rm -rf .venv
    make_venv "$python"
fi
echo "• Installing $1"
# Not compiled in advance: most of it is never imported.
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --no-compile \
    --constraint constraints.txt --requirement "$1"
echo "  done in $SECONDS s"
