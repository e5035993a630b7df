#!/usr/bin/env bash
# See that Spark has what it runs on, as far as we may: PySpark in .venv, and Java 17 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."

has_java() {
    local version
    version=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p') || return 1
    [ -n "$version" ] && [ "$version" -ge 17 ]
}

is_installed() {
    .venv/bin/python -c 'import importlib.metadata as known; known.version("pyspark")' 2>/dev/null
}

refuse() {
    echo "$1" >&2
    [ -z "${IS_NEEDED:-}" ] || exit 1
    echo "The tests of Spark will be skipped." >&2
    exit 0
}

if ! has_java && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "• Installing Java for Spark"
    apt-get update -qq || true
    for package in openjdk-17-jre-headless default-jre-headless; do # Debian 13 has no 17
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            "$package" >/dev/null && echo "  done in $SECONDS s" && break
    done
fi
has_java || refuse "Spark needs Java 17 or newer and none was found; only root can install it: apt-get install openjdk-17-jre-headless"
# Its source archive is 456 MB and is made a wheel once: a minute, most of it one processor.
is_installed || launch/install.sh requirements-spark.txt || refuse "PySpark could not be installed."
