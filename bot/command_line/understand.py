"""`prescreen understand`: messages as the assistant reads them, a line of JSON in, a line out."""

from __future__ import annotations

import argparse
import codecs
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tqdm import tqdm

from bot.answers import Answers
from bot.command_line.arguments import add_on, fail
from bot.questions import all_questions
from bot.runtime.model import TrainingError, ensure_model
from bot.understand import Understanding, understand
from bot.understand.ranking import IntentModel
from bot.wording import load_wording

AUDIENCES = ("family", "staff")
ASKED = (*Answers._fields, "last_cytotoxic", "last_biologic", "last_hydroxyurea", "last_intrathecal")
"""What `asking` may be: a key of the answers, or the kind of treatment whose last dose was asked for."""


class LineError(ValueError):
    """A line can't be read; `key` is the key at fault, None where the line is no JSON object."""

    def __init__(self, key: str | None, message: str) -> None:
        super().__init__(message)
        self.key = key


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the subcommand."""
    parser.epilog = 'Reads lines such as {"text": "3 weeks ago", "asking": "last_cytotoxic"} on standard input.'
    add_on(parser)


def run(arguments: argparse.Namespace) -> int:
    """Understand each line of standard input; the exit code is returned."""
    if sys.stdin is None:
        return fail("standard input is closed")
    try:
        model = IntentModel.from_archive(ensure_model())
    except TrainingError as error:
        return fail(str(error))
    # The bar is for someone who waits before a terminal while the lines go elsewhere.
    hidden = not sys.stderr.isatty() or sys.stdout.isatty()
    for line in understand_lines(model, tqdm(sys.stdin.buffer, unit=" messages", disable=hidden), arguments.on):
        sys.stdout.write(line)
        sys.stdout.flush()  # whoever talks to this line by line waits for each
    return 0


def understand_lines(model: IntentModel, lines: Iterable[bytes], on: date) -> Iterator[str]:
    """A line of JSON for each line that isn't blank: what was understood, or the error in its place."""
    for line in lines:
        if line.isspace():
            continue
        try:
            said = _understand(model, line, on)
        except LineError as error:
            said = {"error": {"key": error.key, "message": str(error)}}
        yield json.dumps(said) + "\n"


def _understand(model: IntentModel, line: bytes, on: date) -> dict[str, Any]:
    given = _read(line)
    text = given.get("text")
    if not isinstance(text, str):
        raise LineError("text", "text: is needed, as a string")
    asking = given.get("asking")
    if asking is not None and asking not in ASKED:
        raise LineError("asking", f"asking: {asking!r} is no key of the answers, nor one of {', '.join(ASKED[-4:])}")
    who = given.get("who", AUDIENCES[0])
    if who not in AUDIENCES:
        raise LineError("who", f"who: {who!r} is neither family nor staff")
    heard = understand(text, asking, _day(given["on"]) if "on" in given else on, who, model.rank(text))
    return {
        "intent": heard.intent,
        "confidence": round(heard.confidence, 3),
        "answers": heard.answers,
        "never": heard.never,
        "ask": _ask(heard, who),
    }


def _read(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(line.removeprefix(codecs.BOM_UTF8).decode())
    except UnicodeDecodeError as error:
        raise LineError(None, f"the line is no UTF-8 text: {error.reason} at byte {error.start}") from None
    except (ValueError, RecursionError) as error:
        raise LineError(None, f"the line is no JSON object: {error}") from None
    if not isinstance(given, dict):
        raise LineError(None, f"the line is no JSON object, but {type(given).__name__}")
    return given


def _day(value: object) -> date:
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise LineError("on", f"on: {value!r} is no day: write it as 2026-11-22")


def _ask(heard: Understanding, who: str) -> str | None:
    """What the bot would ask to clear up, in its words."""
    wording = load_wording()
    if heard.ask is None:
        return _ask_again(heard, who)
    name = f"utter_clarify_{heard.ask.code}"
    return wording.text(name if name in wording else "utter_clarify_unclear", who, **heard.ask.values)


def _ask_again(heard: Understanding, who: str) -> str | None:
    """The question once more, in the bot's words, where a message was meant to answer it and nothing was understood."""
    taken = heard.answers or heard.never or heard.unsure or heard.dont_know
    asked = next((question for question in all_questions(who) if question.asking == heard.asking), None)
    if heard.intent != "answer" or taken or asked is None:
        return None
    return load_wording().text("utter_not_understood", who, hint=asked.hint)
