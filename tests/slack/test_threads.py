"""Which conversation something belongs to: several patients, the number of one, direct messages in their order."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest

from bot.channels.slack.records import Said
from bot.channels.slack.threads import BEGINS, FOLLOWS, INTRODUCES, in_order, numbered, patients, sense

ON = date(2026, 11, 22)
GIRL, BOY = "8yo F B-ALL rel 1 BM", "15M B-ALL rel 1 CNS, s/p SCT"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{GIRL}\n{BOY}", [GIRL, BOY]),
        (f"two today:\n- {GIRL}\n- {BOY}\nthanks!", [GIRL, BOY]),
        (f"1. {GIRL}\n\n2) {BOY}\n\nplease check asap", [GIRL, BOY]),
        (f"{GIRL}\nLPS 80\n{BOY}", [f"{GIRL}, LPS 80", BOY]),
        (f"LPS 80\n{GIRL}\n{BOY}", []),
        (f"{GIRL}\nthanks!", []),
        (GIRL, []),
        ("thanks\nall", []),
        ("\n".join(["hello"] * 2000), []),
    ],
)
def test_several_patients(text: str, found: list[str]) -> None:
    assert patients(text, ON) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#2 EF was 55", (2, "EF was 55")),
        ("pt 2: EF 55", (2, "EF 55")),
        ("patient #3 - no BMT", (3, "no BMT")),
        ("soonest for #1?", (1, "soonest ?")),
        ("what about #4 if she were 30?", (4, "what if she were 30?")),
        ("pt 8 yo F EF 55", None),
        ("no 6-MP since Jan 2", None),
        ("no 2nd relapse", None),
        ("patient 8yo F", None),
        ("#1 #2 dbili 0.3", None),
        ("EF 55", None),
        ("#2", None),
    ],
)
def test_the_number_of_a_patient(text: str, found: tuple[int, str] | None) -> None:
    assert numbered(text) == found


@pytest.mark.parametrize(
    ("text", "role", "tells_age"),
    [
        (GIRL, INTRODUCES, True),
        (f"{GIRL}\n{BOY}", BEGINS, True),
        ("start", BEGINS, False),
        ("EF was 55", FOLLOWS, False),
        ("she is 9", FOLLOWS, True),
        ("is it open?", FOLLOWS, False),
    ],
)
def test_what_a_text_is_to_a_conversation(text: str, role: str, tells_age: bool) -> None:
    assert sense(text, ON) == (role, tells_age)


def said(ts: str, text: str) -> Said:
    """Something said directly, in a conversation of its own at first."""
    role, tells_age = sense(text, ON)
    return Said("D1", ts, f"slack-T1-D1-{ts}", None, "U1", text, "", ON.isoformat(), role, tells_age, None, "")


def test_direct_messages_belong_together_whatever_came_first() -> None:
    lines = ["is it open?", GIRL, "EF was 55", BOY, "Cr 1.1", "start", "8"]
    stream = [said(f"1700000000.00010{number}", line) for number, line in enumerate(lines)]
    in_turn = in_order(stream)
    groups = [
        [line for one, line in zip(stream, lines, strict=True) if in_turn[one.ts] == s] for s in set(in_turn.values())
    ]
    assert sorted(groups) == sorted([["is it open?", GIRL, "EF was 55"], [BOY, "Cr 1.1"], ["start", "8"]])
    for came in permutations(stream[:5]):
        # Each that comes is put in order with those that are there.
        there: dict[str, Said] = {}
        for one in came:
            there[one.ts] = one
            for ts, sender in in_order(sorted(there.values(), key=lambda each: each.ts)).items():
                there[ts] = there[ts]._replace(sender=sender)
        by_conversation: dict[str, set[str]] = {}
        for one in there.values():
            by_conversation.setdefault(one.sender, set()).add(one.text)
        assert {frozenset(texts) for texts in by_conversation.values()} == {
            frozenset({"is it open?", GIRL, "EF was 55"}),
            frozenset({BOY, "Cr 1.1"}),
        }
