#!/bin/sh
# The tests of signatures ask openssl for a second opinion: root gets it installed, others are told what to ask for.
set -eu

command -v openssl >/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing openssl for the tests of signatures ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq </dev/null >&2
    apt-get install -y -qq --no-install-recommends openssl </dev/null >&2
    command -v openssl >/dev/null && exit 0
fi

echo "The tests compare verdicts with openssl, which is missing." >&2
echo "  Debian:  apt-get install openssl      (as root)" >&2
exit 3
