"""The collector of scripted conversations: a script that is wrong is refused in words, one that parts is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.trial import load_trial
from tests.conversations.script import STEPS, Said, Script, ScriptError, Turn, parted, read

pytest_plugins = ["pytester"]

FOLDER = Path(__file__).parent / "conversations"
CASE = "test_cases:\n- test_case: one\n  steps:\n"


def scripts(tmp_path: Path, text: str) -> list[Script]:
    """The scripts of a file with this text."""
    path = tmp_path / "case.yml"
    path.write_text(text, encoding="utf-8")
    return list(read(path))


def test_a_script(tmp_path: Path) -> None:
    text = """
fixtures:
- today: [{on: 2026-11-22}]
- known: [{age_years: 7}, {prior_transplant: false}]
test_cases:
- test_case: an example
  fixtures: [today, known]
  steps:
  - user: no
  - utter: utter_greet
  - slot_was_set: [{prior_transplant: false}]
"""
    assert scripts(tmp_path, text) == [
        Script(
            "an example",
            {"on": "2026-11-22", "age_years": 7, "prior_transplant": False},
            [{"user": "no"}, {"utter": "utter_greet"}, {"slot_was_set": [{"prior_transplant": False}]}],
        )
    ]


@pytest.mark.parametrize("words", ["no", "yes", "0.50", "11:30", "2026-11-03", "007", "~", "null", "1_000"])
def test_words_stand_as_they_are_written(words: str, tmp_path: Path) -> None:
    (script,) = scripts(tmp_path, f"{CASE}  - user: {words}\n  - utter: utter_greet\n")
    assert script.steps[0] == {"user": words}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "test_cases"),
        ("- 1", "test_cases"),
        ("test_cases: 7", "test_cases"),
        ("test_cases: [", "is no YAML"),
        ("test_cases: []\nstories: []", "stories"),
        ("test_cases: [hello]", "hello"),
        ("test_cases: [{steps: [{user: hi}]}]", "test_case"),
        ("test_cases: [{test_case: one}]", "steps"),
        (f"{CASE}  - user: hi\n  - says: hi", "step 2"),
        (f"{CASE}  - user: hi\n  - 7", "step 2"),
        (f"{CASE}  - {{user: hi, utter: utter_greet}}", "step 1"),
        (f"{CASE}  - utter: utter_greet", "begin with user"),
        (f"{CASE}  - user: hi", "could not fail"),
        (f"{CASE}  - user: hi\n  - utter: utter_gret", "utter_gret"),
        (f"{CASE}  - user: hi\n  - not_uttered: utter_emergncy", "utter_emergncy"),
        (f"{CASE}  - user: hi\n  - result: met", "result"),
        ("fixtures: [today]\ntest_cases: []", "fixture"),
        ("fixtures: [{today: {on: 1}}]\ntest_cases: []", "fixture"),
        ("test_cases: [{test_case: one, fixtures: [today], steps: [{user: hi}]}]", "today"),
        (f"{CASE}  - user: hi\n  - bot: hi\n- test_case: one\n  steps: [{{user: hi}}, {{bot: hi}}]", "stands twice"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match=r"case\.yml") as raised:
        scripts(tmp_path, text)
    assert named in str(raised.value)


TURN = Turn(
    [Said("utter_noted", "I wrote down:\nAge: 7 years."), Said("utter_ask_sex", "Is your child female or male?")],
    {"age_years": 7, "prior_transplant": False, "sex": None},
    {"age": "met", "renal": "unknown", "verdict": "unknown"},
)


@pytest.mark.parametrize(
    "step",
    [
        {"utter": "utter_ask_sex"},
        {"bot": "I wrote down: Age: 7 years."},
        {"bot": "... Age: 7 ..."},
        {"bot": "Is your child ... male?"},
        {"not_uttered": "utter_emergency"},
        {"slot_was_set": [{"age_years": 7}, "prior_transplant"]},
        {"slot_was_set": {"prior_transplant": False}},
        {"slot_was_not_set": ["sex", {"age_years": 8}]},
        {"result": {"age": "met", "verdict": "unknown"}},
    ],
)
def test_what_is_as_written(step: dict[str, Any]) -> None:
    assert parted(step, TURN, 0)[0] is None


@pytest.mark.parametrize(
    ("step", "named"),
    [
        ({"utter": "utter_ask_age"}, "utter_ask_age"),
        ({"bot": "Is your child"}, "Is your child"),
        ({"bot": "... age ... 8 ..."}, "8"),
        ({"not_uttered": "utter_ask_sex"}, "utter_ask_sex"),
        ({"slot_was_set": [{"age_years": 8}]}, "it is 7"),
        ({"slot_was_set": ["sex"]}, "sex"),
        ({"slot_was_not_set": ["age_years"]}, "age_years"),
        ({"slot_was_not_set": [{"age_years": 7}]}, "age_years"),
        ({"result": {"age": "not_met"}}, "'age': 'met'"),
        ({"result": {"hepatic": "met"}}, "no result yet"),
    ],
)
def test_what_differs_is_named(step: dict[str, Any], named: str) -> None:
    difference, _ = parted(step, TURN, 0)
    assert difference is not None and named in difference


def test_the_order_of_messages_counts() -> None:
    difference, heard = parted({"utter": "utter_ask_sex"}, TURN, 0)
    assert difference is None
    assert parted({"utter": "utter_noted"}, TURN, heard)[0] is not None


def test_there_are_many_conversations_and_each_kind_of_step_is_used() -> None:
    all_scripts = [script for path in sorted(FOLDER.glob("*.yml")) for script in read(path)]
    assert len(all_scripts) >= 30
    assert {kind for script in all_scripts for step in script.steps for kind in step} == set(STEPS)


def test_each_criterion_is_not_met_somewhere() -> None:
    said = {
        (criterion, status)
        for path in FOLDER.glob("*.yml")
        for script in read(path)
        for step in script.steps
        for criterion, status in step.get("result", {}).items()
    }
    assert [one.id for one in load_trial("AALL1331").criteria if (one.id, "not_met") not in said] == []


def test_a_conversation_that_parts_is_shown(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conversations.conftest import pytest_collect_file  # noqa: F401")
    pytester.makefile(".yml", wrong=f"{CASE}  - user: hello\n  - utter: utter_ask_sex\n", broken="test_cases: 7")
    ended = pytester.runpytest_inprocess("-p", "no:cacheprovider", "--continue-on-collection-errors")
    ended.stdout.fnmatch_lines(
        ["one", "step 2: the bot did not say 'utter_ask_sex'", "user: hello", " bot: *"], consecutive=False
    )
    ended.stdout.fnmatch_lines(["broken.yml: a list `test_cases` is needed at the top"])
    ended.stdout.no_fnmatch_line("*Traceback*")
    ended.assert_outcomes(failed=1, errors=1)
