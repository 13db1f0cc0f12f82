#!/bin/sh
# Compiles style, icons and scripts into trama/ui/static/ui, where they are kept: only who changes them needs Node.
set -eu
cd "$(dirname "$0")/../frontend"

if ! command -v npm >/dev/null 2>&1; then
    echo "Compiling the style needs Node 20 or later with npm (Debian: apt-get install nodejs npm)." >&2
    exit 3
fi
npm ci --no-audit --no-fund
npm run --silent build
