#!/bin/sh
# Makes build/stock-venv, an unchanged Rasa with TensorFlow, for `make bench STOCK=1`. A second call does nothing.
# Usage: scripts/bench-stock.sh
set -eu
cd "$(dirname "$0")/.."
venv=build/stock-venv

if [ ! -e "$venv/.installed" ]; then
    echo "Making $venv (1.5 GB) ..." >&2
    .venv/bin/uv venv -q --no-config --clear --python .venv/bin/python "$venv"
    # What Rasa asks for and no component of the stock set-up uses is left out: it would be another gigabyte.
    # Without --no-config uv would take this project's own overrides.
    for unused in tensorflow tensorflow-text tensorflow-hub tensorflow-io-gcs-filesystem jax libclang tensorboard; do
        echo "$unused ; python_version < '3'"
    done >"$venv/overrides.txt"
    .venv/bin/uv pip install -q --no-config --python "$venv/bin/python" --overrides "$venv/overrides.txt" \
        rasa==3.6.21 rasa-sdk==3.6.2 tensorflow-cpu==2.12.0 'setuptools<81'
    touch "$venv/.installed"
fi
