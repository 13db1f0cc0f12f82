#!/bin/sh
# Compiles the vendored style, scripts and icons: frontend/README.md. Needs Node 20 or later.
set -eu
cd "$(dirname "$0")/../frontend"
command -v npm >/dev/null 2>&1 || { echo "make assets needs Node 20 or later (npm is not here)." >&2; exit 1; }
npm ci --no-audit --no-fund
npm run build
