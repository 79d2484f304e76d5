"""The conversation in a terminal: numbers choose options, words work too, an empty line ends nothing."""

from __future__ import annotations

import sys
import textwrap
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channels.text import clean
from bot.wording import load_wording

WIDTH = 88
SENDER = "terminal"


async def converse(agent: Agent, who: str, step_by_step: bool = True) -> None:
    """Greet, then read lines and reply until the input ends."""
    wording = load_wording()
    metadata = {"who": who, "step_by_step": step_by_step}
    print(wording.text("utter_terminal_hint", who))
    buttons = await _turn(agent, wording.text("utter_terminal_first", who), metadata)
    while True:
        print("\n> ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            print()
            return
        text = clean(line)
        if text:
            buttons = await _turn(agent, _chosen(text, buttons), metadata)


def _chosen(text: str, buttons: list[str]) -> str:
    """The label of the button whose number was typed, where a number can't be the answer itself."""
    return buttons[int(text) - 1] if text.isdecimal() and 0 < int(text) <= len(buttons) else text


async def _turn(agent: Agent, text: str, metadata: dict[str, Any]) -> list[str]:
    """Say one thing to the agent and print its reply; the numbered options that it offers."""
    collector = CollectingOutputChannel()
    await agent.handle_message(UserMessage(text, collector, SENDER, input_channel=SENDER, metadata=metadata))
    options: list[str] = []
    for message in collector.messages:
        if message.get("text"):
            print("\n" + "\n".join(_wrapped(message["text"])))
        options = [button["title"] for button in message.get("buttons", ())] or options
        if "custom" in message:
            return _print_options(message["custom"], options)
    return _print_options({}, options)


def _print_options(custom: dict[str, Any], options: list[str]) -> list[str]:
    """List the options; where a number is the answer, they have none to choose them by."""
    if custom.get("kind") == "number":
        print("".join(f"\n  - {option}" for option in options))
        return []
    print("".join(f"\n  {number}. {option}" for number, option in enumerate(options, 1)))
    return options


def _wrapped(text: str) -> list[str]:
    return [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, WIDTH, subsequent_indent="  " if paragraph.startswith("- ") else "")
        or [""]
    ]
