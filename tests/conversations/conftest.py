"""Each YAML file here is collected, and each of its test cases is a test, with the real model and real actions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.conversations.script import Script, ScriptError, parted, read
from tests.talk import Talk


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take each YAML file of this folder as a file of scripts."""
    if file_path.suffix in (".yml", ".yaml"):
        file: pytest.Collector = ScriptFile.from_parent(parent, path=file_path)
        return file
    return None


class ScriptFile(pytest.File):
    """A file of scripted conversations."""

    def collect(self) -> Iterable[pytest.Item]:
        """One test for each case."""
        try:
            scripts = list(read(self.path))
        except ScriptError as error:
            raise self.CollectError(str(error)) from None
        return [ScriptedConversation.from_parent(self, name=script.name, script=script) for script in scripts]


class Parted(AssertionError):
    """The conversation parted from its script."""


class ScriptedConversation(pytest.Item):
    """One conversation that must go as written."""

    def __init__(self, *, script: Script, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.script = script

    def runtest(self) -> None:
        """Say each user step, and compare what follows it with the script."""
        talk = Talk(slots=self.script.slots)
        transcript: list[str] = []
        turn, heard = talk.nothing(), 0
        for number, step in enumerate(self.script.steps, 1):
            if "user" in step:
                turn, heard = talk.say(str(step["user"])), 0
                transcript.append(f"user: {step['user']}")
                transcript += [f" bot: {said.text or '(a payload)'}   [{said.utter}]" for said in turn.said]
                continue
            difference, heard = parted(step, turn, heard)
            if difference:
                raise Parted(f"step {number}: {difference}\n\n" + "\n".join(transcript))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Where it parted, and the conversation up to there."""
        if isinstance(excinfo.value, Parted):
            return f"{self.script.name}\n{excinfo.value}"
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Named by its file and case."""
        return self.path, 0, f"conversation: {self.script.name}"
