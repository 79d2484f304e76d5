"""`rasa` in this environment: Rasa's own command line, imported lean."""

import sys

from bot.runtime import lean


def main() -> None:
    """Run Rasa's command line."""
    lean.use(stock_channels=True)
    from rasa.__main__ import main as rasa

    sys.argv[0] = "rasa"
    rasa()
