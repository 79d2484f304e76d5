#!/bin/sh
# Makes the locks: every version with its hashes, and no address, so that any index serves.
set -eu
cd "$(dirname "$0")/.."
compile() {
    .venv/bin/uv pip compile -q --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}
echo uv | compile - -o requirements-uv.lock
compile pyproject.toml -o requirements.lock
compile --extra test --extra bench -c requirements.lock pyproject.toml -o requirements-test.lock
