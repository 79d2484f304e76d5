"""What is drawn for Slack: within its limits whatever the texts are, nothing lost, and nobody pinged."""

from __future__ import annotations

import html
import re
from typing import Any

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from bot.channels.slack import drawing
from bot.channels.slack.blocks import bold, notes, parted, plain, sections
from bot.channels.slack.drawing import Answer, Content
from bot.channels.slack.text import escape
from tests.slack.block_kit import check_blocks, elements, pings
from tests.slack.methods import UPDATED_TEXT
from tests.slack.names import Json

TS = "1795729356.062113"
HOSTILE = (
    "<!channel>",
    "<!here|here>",
    "<@U0MARIA01>",
    "@channel",
    "*bold*",
    "_not italic_",
    "~no~",
    "`code`",
    "```",
    "&amp;",
    "&lt;!channel&gt;",
    "> quote",
    "x" * 400,
    "ü" * 300,
    "\u6f22" * 300,
    "\n\n\n",
    "https://example.org/?a=1&b=2",
)

words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=30), st.from_regex(r"[a-z]{1,9}[.!?;,]?", fullmatch=True))
texts = st.lists(words, max_size=8).map(" ".join)
long_texts = st.lists(st.tuples(words, st.sampled_from((" ", "\n", "\n\n"))), min_size=1, max_size=60).map(
    lambda pairs: "".join(word + blank for word, blank in pairs)
)
# Without shrinking, which takes minutes for texts as long as these.
FEW = settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])


def without_blanks(text: str) -> str:
    return "".join(text.split())


# Parting


@FEW
@given(long_texts.map(escape), st.integers(20, 400))
@example(" " * 500 + "EF 55%", 100)
@example("x" * 98 + "&amp;" * 40, 100)
def test_parting_loses_and_invents_nothing(text: str, longest: int) -> None:
    parts = list(parted(text, longest))
    assert without_blanks("".join(parts)) == without_blanks(text)
    assert all(0 < len(part) <= longest for part in parts)
    assert all(part.strip() for part in parts) or not text.strip()
    # No escape is cut in two: each part says for itself what it says.
    assert without_blanks("".join(map(html.unescape, parts))) == without_blanks(html.unescape(text))
    assert all(re.fullmatch(r"(?:[^&<>]|&(?:amp|lt|gt);)*", part, re.S) for part in parts)


def test_it_parts_between_paragraphs_lines_sentences_and_words_in_this_order() -> None:
    sentence = "The shortening fraction is 31%. "
    paragraph = (sentence * 4).strip()
    assert list(parted(f"{paragraph}\n\n{paragraph}\n{paragraph}", 300)) == [f"{paragraph}\n\n{paragraph}", paragraph]
    assert list(parted(f"{paragraph}\n{paragraph}", 200)) == [paragraph, paragraph]
    assert list(parted(sentence * 8, 150)) == [(sentence * 4).strip()] * 2
    assert list(parted("word " * 40, 98)) == [("word " * 19).strip(), ("word " * 19).strip(), "word word"]
    assert list(parted("x" * 250, 100)) == ["x" * 100, "x" * 100, "x" * 50]


def test_an_escape_ends_no_sentence() -> None:
    text = escape("a value < 30 that goes on and on and on and on without any sign ") + "word " * 9
    for part in list(parted(text, 60))[:-1]:
        assert not part.endswith(";")


@FEW
@given(long_texts)
def test_long_sections_are_several(text: str) -> None:
    blocks = list(sections(plain(text)))
    assert check_blocks(blocks[:50]) == []
    shown = "".join(block["text"]["text"] for block in blocks)
    assert without_blanks(html.unescape(shown).replace("\u2060", "")) == without_blanks(text).replace("\u2060", "")


# Words of other people's


@FEW
@given(texts)
def test_nothing_typed_is_a_sign_of_slacks(text: str) -> None:
    for drawn in (plain(text), bold(text)):
        assert pings(drawn, None) == []
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", drawn)
    assert html.unescape(plain(text)).replace("\u2060", "") == text.replace("\u2060", "")
    inside = bold(text)[1:-1]
    assert "*" not in inside and "\n" not in inside
    # Slack takes a mark for one only at the edge of a word.
    assert not re.search(r"(?<![\w\u2060])[*_~`]\S", plain(text))


def test_slack_itself_marks_nothing_in_what_is_drawn() -> None:
    """Without `verbatim` Slack makes links and mentions of plain words such as "@channel"."""
    for block in (*sections("@channel"), *notes("@channel")):
        text = block.get("text") or block["elements"][0]
        assert text["verbatim"] is True


# Whole answers

labels = st.one_of(st.text(min_size=1, max_size=120).filter(lambda text: bool(text.strip())), st.sampled_from(HOSTILE))
rows = st.lists(
    st.fixed_dictionaries(
        {"label": labels, "words": texts, "change": texts, "question": st.sampled_from(("age", "sex", "other"))}
    ),
    max_size=25,
)
cards = st.fixed_dictionaries(
    {
        "trial": labels,
        "on": st.just("2026-11-22"),
        "head": texts,
        "team_decides": texts,
        "closed": st.one_of(st.none(), texts),
        "rows": rows,
        "criteria": st.lists(
            st.fixed_dictionaries(
                {"title": labels, "text": texts, "status": st.sampled_from(("met", "not_met", "unknown"))}
            ),
            max_size=20,
        ),
        "next": st.lists(texts, max_size=20),
        "waits": st.lists(texts, min_size=1, max_size=9),
        "waits_open": st.lists(labels, max_size=5),
    }
)
said = st.lists(st.tuples(st.sampled_from(("utter_noted", "utter_help", "utter_what_to_change")), texts), max_size=4)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer, with texts that nobody foresaw."""
    kind = draw(st.sampled_from(("result", "review", "choice", "multi", "number", "date", "text", "confirm", None)))
    payload: Json = {"kind": kind} if kind else {}
    payload["options"] = [{"label": label} for label in draw(st.lists(labels, max_size=10))]
    payload["rows"], payload["why"] = draw(rows), draw(st.one_of(st.none(), texts))
    said_now = draw(said)
    card = draw(cards) if kind == "result" or draw(st.booleans()) else None
    if card is not None:
        payload["card"] = card
        said_now.append(("utter_result_head", draw(texts)))
    if kind not in ("result", None):
        said_now.append(("utter_ask_ef", f"Which? {draw(texts)}"))
    return Answer(said_now, payload, card)


def assert_slack_takes(messages: list[Content]) -> None:
    for message in messages:
        assert check_blocks(message["blocks"]) == []
        assert pings(message["text"], message["blocks"]) == []
        assert message["text"].strip()
        assert len(message["text"].encode()) <= UPDATED_TEXT


@FEW
@given(answers(), st.booleans(), st.booleans())
def test_every_answer_is_within_slacks_limits(answer: Answer, is_first: bool, is_last: bool) -> None:
    assert_slack_takes(drawing.draw(answer, TS, is_first, is_last))


@FEW
@given(st.lists(st.tuples(texts, answers()), min_size=2, max_size=4))
def test_every_table_is_within_slacks_limits(several: list[tuple[str, Answer]]) -> None:
    messages = drawing.table(several, TS)
    assert_slack_takes(messages)
    for text in _texts(messages):
        # What is in columns stays so in each part of it.
        assert text.count("```") % 2 == 0


def _texts(messages: list[Content]) -> list[str]:
    return [block["text"]["text"] for message in messages for block in message["blocks"] if "text" in block]


def test_more_blocks_than_slack_takes_are_several_messages_and_none_is_lost() -> None:
    blocks: list[Any] = [block for number in range(120) for block in sections(f"Line {number}")]
    messages = drawing.messages(blocks)
    assert [len(message["blocks"]) for message in messages] == [50, 50, 20]
    assert [block for message in messages for block in message["blocks"]] == blocks


def test_every_option_of_a_question_can_be_chosen() -> None:
    for kind, count in (("choice", 5), ("choice", 30), ("multi", 10)):
        options = [{"label": f"Option {number}"} for number in range(count)]
        answer = Answer([("utter_ask_x", "Which?")], {"kind": kind, "options": options, "why": "because"}, None)
        [message] = drawing.draw(answer, TS, False, True)
        assert check_blocks(message["blocks"]) == []
        shown = [label for _, element in elements(message["blocks"]) for label in _labels(element)]
        assert [label for label in shown if label.startswith("Option")] == [option["label"] for option in options]


def _labels(element: Json) -> list[str]:
    if element["type"] == "button":
        return [element["text"]["text"]]
    return [option["text"]["text"] for option in element["options"]]
