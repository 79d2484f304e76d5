#!/bin/sh
# Installs the browser for the tests of the web page, where there is none. Debian and Ubuntu; elsewhere it says what to do.
set -eu
for browser in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$browser" >/dev/null 2>&1 && exit 0
done
as_root=
if [ "$(id -u)" -ne 0 ]; then as_root=sudo; fi
if ! command -v apt-get >/dev/null 2>&1 || { [ -n "$as_root" ] && ! command -v sudo >/dev/null 2>&1; }; then
    echo "The tests of the web page need Chromium: install it (on Debian: apt-get install chromium) and try again." >&2
    exit 1
fi
echo "Installing Chromium for the tests of the web page ..." >&2
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
# The lists of packages of a new machine are old or empty.
if ! { $as_root apt-get update && $as_root apt-get install -y --no-install-recommends chromium; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "Chromium could not be installed: install it by hand and try again." >&2
    exit 1
fi
rm -f "$log"
