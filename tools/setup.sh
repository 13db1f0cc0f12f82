#!/bin/sh
# Makes .venv from the lock file. Called by `make setup`; says in plain words what a machine lacks.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "Trama needs Python 3.11 or later and found none."
    say "  Debian or Ubuntu:  apt-get install python3 python3-venv"
    exit 3
}

python=$(find_python)
pinned=$(sed -n '/^name = "uv"$/{n;s/^version = "\(.*\)"$/\1/p;q;}' uv.lock)

if [ -x .venv/bin/python ] && ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "The environment in .venv no longer works: making it again."
    rm -rf .venv
fi

if [ -x .venv/bin/uv ] && .venv/bin/uv --version >/dev/null 2>&1; then
    uv=.venv/bin/uv
elif command -v uv >/dev/null 2>&1 && uv --version >/dev/null 2>&1; then
    uv=uv
else
    # No uv here: the one the lock file names, installed into the environment it will then fill.
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        say "Python's venv module is not complete on this machine ($python)."
        say "  Debian or Ubuntu:  apt-get install python3-venv"
        say "  or install uv:     https://docs.astral.sh/uv/"
        exit 3
    fi
    [ -x .venv/bin/pip ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$pinned"
    uv=.venv/bin/uv
fi

# Offices often sit behind a proxy whose certificate only the system knows.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
fi
[ -x .venv/bin/python ] || "$uv" venv --quiet --python "$python" .venv
UV_PROJECT_ENVIRONMENT=.venv "$uv" sync --frozen --quiet --python .venv/bin/python
