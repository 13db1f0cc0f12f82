#!/bin/sh
# The browser of the journeys is Debian's: root gets it installed, others are told what to ask for.
# Never skips: without a browser the tests would not have run.
set -eu

for candidate in "${CHROMIUM:-}" /usr/bin/chromium; do
    [ -n "$candidate" ] && [ -x "$candidate" ] && exit 0
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing chromium for the browser tests ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null >&2
    apt-get install -y -qq --no-install-recommends chromium </dev/null >&2
    [ -x /usr/bin/chromium ] && exit 0
fi

echo "The tests drive a real browser and /usr/bin/chromium is missing." >&2
echo "  Debian:  apt-get install chromium      (as root)" >&2
echo "  or set CHROMIUM to the path of a Chromium you have." >&2
exit 3
