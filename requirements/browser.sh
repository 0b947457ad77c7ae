#!/bin/sh
# Installs a Chromium for the page tests where that may be done without asking anybody.
set -u
# The names are those of tests/chromium.py.
for name in "${PLUMBLINE_CHROMIUM:-chromium-headless-shell}" chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing Chromium for the page tests"
    apt-get update -qq >/dev/null
    for package in chromium-headless-shell chromium; do
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null && exit 0
    done
fi
echo "no Chromium: the page tests will be skipped. Install one, or name it: PLUMBLINE_CHROMIUM=/path/to/chrome make test"
exit 0
