#!/bin/sh
# Everything that must hold before a change lands; the model is trained once for all of it.
set -eu
cd "$(dirname "$0")/.."
export RASA_TELEMETRY_ENABLED=false
.venv/bin/ruff check -q .
.venv/bin/ruff format -q --check .
.venv/bin/mypy
scripts/browser.sh
.venv/bin/python -m bot.runtime.train
.venv/bin/python -m pytest --cov --cov-report=term:skip-covered "$@"
