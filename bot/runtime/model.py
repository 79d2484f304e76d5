"""The trained model: trained where what it is made of has changed, and not again where it hasn't."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from bot.settings import PROJECT

MODEL = PROJECT / "models" / "prescreen.tar.gz"
INPUTS = ("config.yml", "domain.yml", "data", "bot/understand")
"""What the model is made of: configuration, domain, training data, and the code of the pipeline's own components."""


class TrainingError(RuntimeError):
    """Training failed; the message says why."""


def fingerprint() -> str:
    """A digest of all that the model is made of."""
    digest = hashlib.sha256(version("rasa").encode())
    for name in INPUTS:
        path = PROJECT / name
        files = sorted(f for f in path.rglob("*") if f.suffix in (".py", ".yml", ".yaml")) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(PROJECT)).encode())
            digest.update(file.read_bytes())
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
        # Rasa draws four progress bars for a second of rules; ours says what a person wants to know.
        os.environ["LOG_LEVEL"] = "WARNING"
        result = train(
            domain=str(PROJECT / "domain.yml"),
            config=str(PROJECT / "config.yml"),
            training_files=[str(PROJECT / "data")],
            output=folder,
            fixed_model_name="prescreen",
            force_training=True,
        )
        if result.code != 0 or result.model is None:
            raise TrainingError(f"training failed with code {result.code}: run `prescreen train --verbose`")
        Path(result.model).replace(MODEL)
