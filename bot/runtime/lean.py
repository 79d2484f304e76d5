"""Rasa without the neural networks that this project does not use.

Rasa imports TensorFlow, Keras and matplotlib wherever it is imported, for components that are only loaded where a
pipeline names them. `use()` puts a short list of components and empty callbacks in their place, through Python's
own module table: Rasa's code is untouched, a server starts in half the time and in a third of the memory, and
TensorFlow need not be installed (`docs/benchmarks.md` has the figures). Call it before the first import of Rasa.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from importlib import import_module
from types import ModuleType

COMPONENTS = (
    ("rasa.nlu.classifiers.regex_message_handler", "RegexMessageHandler"),
    ("rasa.nlu.tokenizers.whitespace_tokenizer", "WhitespaceTokenizer"),
    ("rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer", "CountVectorsFeaturizer"),
    ("rasa.nlu.classifiers.logistic_regression_classifier", "LogisticRegressionClassifier"),
    ("rasa.core.policies.rule_policy", "RulePolicy"),
)
"""The stock components that `config.yml` may name; the recipe adds the first by itself."""

_UNUSED = {
    "rasa.utils.tensorflow.callback": ("RasaTrainingLogger", "RasaModelCheckpoint"),
    "rasa.utils.tensorflow.data_generator": ("RasaBatchDataGenerator",),
    "rasa.utils.plotting": (),
    "rasa.nlu.classifiers.diet_classifier": ("DIETClassifier",),
    "rasa.nlu.selectors.response_selector": ("ResponseSelector",),
    "rasa.core.policies.ted_policy": ("TEDPolicy",),
}
"""Modules that need TensorFlow or matplotlib, with the classes that others import from them, never to use them here
but to ask whether a component is one of them."""

_CHANNELS = {
    "botframework": "BotFrameworkInput",
    "callback": "CallbackInput",
    "console": "CmdlineInput",
    "facebook": "FacebookInput",
    "hangouts": "HangoutsInput",
    "mattermost": "MattermostInput",
    "rasa_chat": "RasaChatInput",
    "rocketchat": "RocketChatInput",
    "slack": "SlackInput",
    "socketio": "SocketIOInput",
    "telegram": "TelegramInput",
    "twilio": "TwilioInput",
    "twilio_voice": "TwilioVoiceInput",
    "webexteams": "WebexTeamsInput",
}
"""Rasa's stock channels, each of which brings a vendor's library; the project's own stand in `bot/channels/`."""


def use(stock_channels: bool = False) -> None:
    """Make every later `import rasa…` lean; with Rasa's own channels where a stock command needs them.

    Safe to call again: what was imported first stays.
    """
    if "rasa.engine.recipes.default_components" in sys.modules:
        return
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # Rasa's dependencies warn of their own age: nothing that a user of this project could act on. Sanic asks for such
    # warnings when it is imported, so it comes first.
    import_module("sanic.app")
    warnings.filterwarnings("ignore")
    for name, members in _UNUSED.items():
        module = ModuleType(name, "Not used by this project; see bot/runtime/lean.py.")
        for member in members:
            setattr(module, member, type(member, (), {"__module__": name}))
        sys.modules[name] = module
    for name, member in ({} if stock_channels else _CHANNELS).items():
        module = ModuleType(f"rasa.core.channels.{name}", "Not used by this project; see bot/runtime/lean.py.")
        # Rasa lists its channels by name as soon as it is imported.
        setattr(module, member, type(member, (), {"name": staticmethod(lambda name=name: name)}))
        sys.modules[module.__name__] = module
    # The list must stand before it is filled: the components themselves import the recipe that reads it.
    components = ModuleType("rasa.engine.recipes.default_components")
    components.DEFAULT_COMPONENTS = []  # type: ignore[attr-defined]
    sys.modules[components.__name__] = components
    for path, member in COMPONENTS:
        components.DEFAULT_COMPONENTS.append(getattr(import_module(path), member))


def quiet(level: int = logging.WARNING) -> None:
    """Log from `level` on, Rasa's structured messages included."""
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(level=level)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for name in ("rasa", "matplotlib", "sanic.root", "sanic.access"):
        logging.getLogger(name).setLevel(level)
    configure_structlog(level)
