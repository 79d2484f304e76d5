#!/bin/sh
# Everything that must hold before a change lands; the model is trained once for all of it.
# Usage: scripts/test.sh [what pytest takes]
set -eu
cd "$(dirname "$0")/.."
export RASA_TELEMETRY_ENABLED=false
.venv/bin/ruff check -q .
.venv/bin/ruff format -q --check .
.venv/bin/mypy
scripts/browser.sh
.venv/bin/python -m bot.runtime.train
with_coverage() { .venv/bin/python -m pytest --cov --cov-report=term:skip-covered "$@"; }
if [ $# -gt 0 ]; then
    with_coverage "$@"
    exit
fi
# The tests of Slack mostly wait, for servers and for Slack's pauses: they run beside the others.
mkdir -p build
log=build/slack-tests.log
.venv/bin/python -m pytest tests/slack >"$log" 2>&1 &
beside=$!
trap 'kill "$beside" 2>/dev/null || true' EXIT
failed=0
with_coverage --ignore=tests/slack || failed=$?
wait "$beside" || failed=$?
trap - EXIT
echo "tests/slack:"
cat "$log"
exit "$failed"
