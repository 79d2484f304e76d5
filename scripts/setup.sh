#!/bin/sh
# Makes .venv with everything that the lock names. Usage: scripts/setup.sh [LOCK]
# A second call does nothing where the lock is the same. Set UV_PYTHON to choose the interpreter.
set -eu
cd "$(dirname "$0")/.."
lock=${1:-requirements.lock}
done_mark=.venv/.installed

# A test environment holds all that the program needs, so it is never exchanged for the smaller one.
wanted=$(cat requirements-uv.lock "$lock" pyproject.toml scripts/setup.sh | cksum)
for made in requirements.lock requirements-test.lock; do
    [ "$made" = requirements.lock ] && [ "$lock" != requirements.lock ] && continue
    if [ "$(cat "$done_mark" 2>/dev/null)" = "$(cat requirements-uv.lock "$made" pyproject.toml scripts/setup.sh | cksum)" ]; then
        exit 0
    fi
done

# A pyenv shim may exist and not run: an interpreter counts where it answers that it is 3.10.
runs() { "$1" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1; }

find_python() {
    for candidate in "${UV_PYTHON:-}" python3.10 "$HOME"/.pyenv/versions/3.10.*/bin/python python3 python; do
        if [ -n "$candidate" ] && runs "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    # No 3.10 here: uv may fetch one. It comes with any Python 3.
    for candidate in uv python3; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if [ "$candidate" = python3 ]; then
            python3 -m venv .uv >/dev/null 2>&1 || continue
            .uv/bin/pip install -q --require-hashes -r requirements-uv.lock >/dev/null 2>&1 || continue
            candidate=.uv/bin/uv
        fi
        "$candidate" python install -q 3.10 >/dev/null 2>&1 || continue
        "$candidate" python find 3.10 2>/dev/null && return
    done
    return 1
}

if ! runs .venv/bin/python; then
    python=$(find_python) || {
        echo "No Python 3.10 runs here: install it (Debian: python3.10 and python3.10-venv), or set UV_PYTHON to one." >&2
        exit 1
    }
    rm -rf .venv
    "$python" -m venv .venv
fi

echo "Installing into .venv (about half a minute the first time) ..." >&2
# What pip and uv say is shown where it matters: where they fail.
quietly() { "$@" >.venv/install.log 2>&1 || { cat .venv/install.log >&2; exit 1; }; }
quietly .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
# Compiled at once: where Python may not write its compiled files, every start would compile all of Rasa anew.
# From another folder: here uv would put the overrides of pyproject.toml, which are ranges, in the place of the lock's
# own versions, and fail with the first newer release.
quietly .venv/bin/uv --directory / pip install -q --python "$PWD/.venv/bin/python" --no-deps --require-hashes \
    --compile-bytecode -r "$PWD/$lock"
quietly .venv/bin/uv pip install -q --python .venv/bin/python --no-deps --no-build-isolation -e .
quietly .venv/bin/python -m compileall -q bot actions
echo "$wanted" >"$done_mark"
