#!/usr/bin/env bash
# See that the browser tests have a Chromium, as far as we may.
# Its headless shell draws the same pages, and spends nothing on windows that nobody sees.
set -euo pipefail

command -v chromium-headless-shell >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "• Installing Chromium for the browser tests"
    apt-get update -qq || true
    for package in chromium-headless-shell chromium; do
        command -v "$package" >/dev/null && exit 0
        if DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null; then
            echo "  done in $SECONDS s"
            exit 0
        fi
    done
fi
command -v chromium >/dev/null && exit 0
echo "Chromium is missing and only root can install it: apt-get install chromium" >&2
if [ -n "${CI:-}" ]; then
    echo "CI is set, so the browser tests may not be skipped." >&2
    exit 1
fi
echo "The browser tests will be skipped." >&2
