"""`python -m bot.runtime.train [--force]`: train the model where it isn't current."""

import sys

from bot.runtime.model import ensure_model

if __name__ == "__main__":
    ensure_model(force="--force" in sys.argv)
