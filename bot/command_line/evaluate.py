"""`prescreen evaluate`: the result for one patient, or a line for each line of a JSONL file."""

from __future__ import annotations

import argparse
import codecs
import gc
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import BinaryIO

from bot.answers import Answers, AnswersError
from bot.command_line.arguments import add_on, add_trial, fail
from bot.evaluation import Result, evaluate
from bot.explain import explain
from bot.trial import Trial, TrialError, load_trial

STANDARD_INPUT = "-"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the subcommand."""
    parser.add_argument("file", metavar="FILE", help="the answers, a JSON object; - is standard input")
    add_on(parser)
    add_trial(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--jsonl", action="store_true", help="a patient on each line; prints a result for each, in order")
    form.add_argument("--explain", action="store_true", help="print the result for people to read")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate what the arguments say; the exit code is returned."""
    try:
        trial = load_trial(arguments.trial)
        with _open(arguments.file) as file:
            if arguments.jsonl:
                _expect_many()
                for line in evaluate_lines(trial, file, arguments.on):
                    sys.stdout.write(line)
                return 0
            result = _evaluate(trial, file.read(), arguments.on)
        print(explain(trial, result) if arguments.explain else result.as_json())
    except (TrialError, AnswersError) as error:
        return fail(str(error))
    return 0


def evaluate_lines(trial: Trial, lines: Iterable[bytes], on: date) -> Iterator[str]:
    """A line of JSON for each line that isn't blank: its result, or the error in its place."""
    for line in lines:
        if line.isspace():
            continue
        try:
            yield _evaluate(trial, line, on).as_json() + "\n"
        except AnswersError as error:
            yield json.dumps({"error": {"key": error.key, "message": error.message}}) + "\n"


def _expect_many() -> None:
    """Look for cycles of garbage rarely: what a patient makes has none, and looking costs a quarter of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _evaluate(trial: Trial, text: bytes, on: date) -> Result:
    try:
        decoded = text.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        raise AnswersError(None, f"is no UTF-8 text: {error.reason} at byte {error.start}") from None
    return evaluate(trial, Answers.parse_json(decoded), on)


def _open(file: str) -> AbstractContextManager[BinaryIO]:
    if file != STANDARD_INPUT:
        return Path(file).open("rb")
    if sys.stdin is None:
        raise OSError(None, "standard input is closed")
    return nullcontext(sys.stdin.buffer)
