"""The trained model: trained where what it is made of has changed, and not again where it hasn't."""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from contextlib import redirect_stdout
from importlib.metadata import version
from io import StringIO
from pathlib import Path

import yaml

from bot.settings import PROJECT

MODEL = PROJECT / "models" / "prescreen.tar.gz"
INPUTS = ("config.yml", "data/nlu", "data/rules.yml", "bot/understand/component.py", "bot/understand/ranking.py")
"""What the model is made of besides the domain: configuration, training data, and the code of what is trained."""


class TrainingError(RuntimeError):
    """Training failed; the message says why."""


def fingerprint() -> str:
    """A digest of all that the model is made of; the domain's wording isn't, since it is read when it is said."""
    with (PROJECT / "domain.yml").open(encoding="utf-8") as file:
        domain = yaml.load(file, Loader=yaml.CSafeLoader)
    domain["responses"] = sorted(domain["responses"])
    digest = hashlib.sha256(json.dumps([version("rasa"), domain]).encode())
    for name in INPUTS:
        path = PROJECT / name
        for source in sorted(path.rglob("*.yml")) if path.is_dir() else [path]:
            digest.update(f"{source.relative_to(PROJECT)}\0".encode() + source.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    """Whether the model on disk was trained from what is there now."""
    mark = _mark()
    return MODEL.is_file() and mark.is_file() and mark.read_text(encoding="utf-8") == fingerprint()


def ensure_model(force: bool = False) -> Path:
    """The model, trained first where it isn't current. Raises TrainingError where that fails."""
    if is_current() and not force:
        return MODEL
    print("Training the model (about 20 seconds; once, until its data change) ...", file=sys.stderr, flush=True)
    made_from = fingerprint()
    _train()
    _mark().write_text(made_from, encoding="utf-8")
    print("Trained.", file=sys.stderr, flush=True)
    return MODEL


def _mark() -> Path:
    return MODEL.with_suffix(".made-from")


def _train() -> None:
    from bot.runtime import lean

    lean.use()
    lean.quiet()
    from rasa.model_training import train

    MODEL.parent.mkdir(exist_ok=True)
    # Trained beside its place and moved there whole: an interrupted training leaves the old model as it was.
    with tempfile.TemporaryDirectory(dir=MODEL.parent) as folder:
        # Rasa draws progress bars for a second of rules and tells of a file in a folder that is gone.
        os.environ["LOG_LEVEL"] = "WARNING"
        with redirect_stdout(StringIO()):
            result = train(
                domain=str(PROJECT / "domain.yml"),
                config=str(PROJECT / "config.yml"),
                training_files=[str(PROJECT / "data")],
                output=folder,
                fixed_model_name="prescreen",
                force_training=True,
            )
        if result.code != 0 or result.model is None:
            raise TrainingError(f"training failed with code {result.code}: see what Rasa wrote above")
        Path(result.model).replace(MODEL)
