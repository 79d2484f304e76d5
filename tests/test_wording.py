"""What people read: nobody is told that they are eligible, nothing is promised, every question can be answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from typing import Any

import pytest
import yaml

from bot.answers import Answers
from bot.drugs import find_drug
from bot.questions import Option, Question, all_questions, question
from bot.wording import DOMAIN, load_wording

PROJECT = DOMAIN.parent
RESPONSES: dict[str, list[dict[str, Any]]] = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))["responses"]
FOR_STAFF = [{"type": "slot", "name": "who", "value": "staff"}]
AUDIENCES = ("family", "staff")
FOR_STAFF_ALONE = "utter_slack_"
"""Families are never in Slack."""
IN_ANOTHER_LANGUAGE = re.compile(r"_(es|fr|pt|vi|zh|ar|de)$")

QUESTIONS = {
    *("diagnosis", "age", "sex", "relapse_count", "relapse_sites", "relapse_phase", "recovered_from_toxicity"),
    *("last_cytotoxic", "last_intrathecal", "last_hydroxyurea", "last_biologic"),
    *("cytotoxic_context", "intrathecal_context", "biologic_agent"),
    *("prior_transplant", "prior_blinatumomab", "prior_relapse_therapy"),
    *("performance_lansky", "performance_karnofsky", "performance_ecog"),
    *("serum_creatinine", "gfr", "direct_bilirubin", "total_bilirubin", "shortening_fraction", "ejection_fraction"),
    "review",
}

PLACEHOLDERS = {
    r"greet": {"trial", "enrollment"},
    r"result_closed": {"enrollment"},
    r"about_trial": {"about", "enrollment"},
    r"about_criterion": {"criterion", "quote"},
    r"page_criterion": {"criterion", "statement"},
    r"page_quote": {"source", "quote"},
    r"page_maximum": {"ages", "sex", "limit"},
    r"page_maxima": {"ages", "male", "female"},
    r"page_no_maximum": {"ages"},
    r"page_scale": {"ages", "scale"},
    r"page_(patient|supposed)": {"status"},
    r"page_drug(_longer)?": {"agent", "kind", "source", "wait"},
    r"page_drug_uncounted": {"agent", "kind", "source"},
    r"page_drug_open": {"agent", "why", "source"},
    r"page_drugs": {"kind", "agents", "sources"},
    r"page_drugs_longer": {"agents", "wait"},
    r"page_besides": {"check", "source"},
    r"page_contact": {"person", "role", "site", "source"},
    r"page_registry": {"registry", "id"},
    r"page_silent": {"words", "registry", "id", "contact"},
    r"page_silent_near": {"names"},
    r"page_all": {"criteria", "besides", "registry", "id"},
    r"why": {"why"},
    r"what_if|what_if_same": {"supposed", "changes"},
    r"what_if_(met|not_met|unknown)": {"criterion", "was", "reason"},
    r"what_if_still_(met|not_met|unknown)": {"criterion", "reason"},
    r"what_if_wait_over": {"day"},
    r"what_if_without|on_day_birthday": {"items"},
    r"what_if_taken_as": {"key"},
    r"what_if_as_other": {"key", "criterion", "state", "reason"},
    r"what_if_left_out": {"label", "value"},
    r"on_day|on_day_same": {"about", "day", "changes"},
    r"on_day_supposed": {"supposed"},
    r"on_day_course": {"criterion", "steps", "reason"},
    r"day_(to|or)_day": {"first", "last"},
    r"on_day_from": {"state", "day"},
    r"day_gone|soonest(_over|_part|_part_over)?": {"day"},
    r"soonest_dose(_over)?": {"dose", "wait", "day"},
    r"soonest_exempt": {"dose"},
    r"soonest_(undated|no_period)": {"dose", "wait"},
    r"soonest_(not_told|if_last)": {"label", "doses"},
    r"card_unsettled": {"told", "rule"},
    r"soonest_(open|others|unknown_others)": {"items"},
    r"on_day_birthday_then": {"criterion", "state", "reason"},
    r"noted|confirm|changed|taken_back|put_back|taken_away|which_to_take_away": {"understood"},
    r"next_told": {"doses", "question"},
    r"age_kept": {"age"},
    r"not_understood": {"hint"},
    r"clarify_unclear": {"hint"},
    r"distress(_\w+)?|contact|result_contact|no_advice|other_language_\w+": {"contact"},
    r"who_decides": {"contact", "enrollment"},
    r"told_before": {"doses"},
    r"contact_set": {"site", "phone"},
    r"status": {"answered", "remaining", "open"},
    r"ask_review|what_to_change": {"rows"},
    r"clarify_two_readings|date_between": {"first", "second", "last"},
    r"clarify_(no_such_day|future|contradiction)": {"text"},
    r"clarify_unit": {"value", "key"},
    r"clarify_(out_of_range|scale|estimated_gfr|echo_ejection_fraction|which_bilirubin)": {"value"},
    r"clarify_several": {"values"},
    r"refused": {"message"},
    r"result_(met|not_met|unknown|clears|ask_team)": {"items"},
    r"result_clear": {"criterion", "day"},
    r"result_team_decides": {"besides"},
    r"said": {"label", "value"},
    r"said_therapy": {"agent", "date", "context"},
    r"said_performance": {"scale", "value"},
    r"said_(age_\w+|\w+_creatinine|gfr|\w+_bilirubin|\w+_fraction)": {"value"},
    r"date_day|date_after": {"first"},
    r"date_month": {"month"},
    r"date_before": {"last"},
    r"web_heading": {"trial"},
    r"web_progress": {"answered", "remaining"},
    r"web_say_(day|month)": {"day", "month", "year"},
    r"web_change": {"label"},
    r"web_result_of": {"trial", "day"},
    r"web_clears": {"day"},
    r"web_ask": {"items"},
    r"web_not_sent": {"text"},
    r"slack_head(_closed)?": {"trial", "day", "not_met", "unknown", "met"},
    r"slack_(met|not_met|unknown_criteria)": {"count"},
    r"slack_waits_open": {"items"},
    r"slack_table_row": {"number"},
    r"slack_table_understood": {"told"},
    r"help_line": {"trial"},
}
"""What may stand in braces in which responses; nothing in the others."""

FORBIDDEN = {
    "tells someone that they are eligible": r"eligible|qualif|candidate|suitable"
    r"|(?<!nobody )(?<!one new )\bcan (join|enroll|take part)|fits? (in|into) the trial|all (criteria|points) are met",
    "promises": r"guarantee|\bpromise|\bcured?\b|congratulat|good news|don't worry|will (work|help|be (fine|ok))",
    "advises to wait": r"\b(should|must|please|to|can|could|better) wait\b|\bwait (until|for|till|at least)"
    r"|(?<!no reason to )\b(put off|hold off|defer|delay|postpone)",
    "shouts": r"!|[A-Z]{9,}",
    "has a dash, an emoji or a blank too many": r"[–—\U0001F000-\U0001FAFF\u2600-\u27BF]|\S  +\S",
}

JARGON = re.compile(
    r"cytotoxic|intrathecal|extramedullary|toxicity|frontline|administer|hepatic|renal|\bprior\b|relapse-directed"
    r"|\b(CNS|IT|LP|BM|SCT|BMT|HU|InO|EF|LVEF|KPS|LPS|ECOG|Lansky|Karnofsky)\b"
)
"""Words that a family only meets in the glossary, with their meaning."""

LONGEST_SENTENCE = 25


def _parts(variation: dict[str, Any]) -> Iterator[str]:
    custom = variation.get("custom", {})
    yield variation["text"]
    yield from (custom[key] for key in ("hint",) if key in custom)
    yield from (option["label"] for option in custom.get("options", ()))


def _families_words(tree: Any, family: bool = False) -> Iterator[str]:
    """Every text under a key `family` of a trial's file, a criterion's sentences among them."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from _families_words(value, family or key == "family")
    elif isinstance(tree, list):
        for value in tree:
            yield from _families_words(value, family)
    elif family and isinstance(tree, str):
        yield tree


def texts_for(who: str) -> Iterator[tuple[str, str]]:
    """Where it stands, and the text, for all that one audience reads in English."""
    for name in load_wording().names:
        if not IN_ANOTHER_LANGUAGE.search(name) and (who == "staff" or not name.startswith(FOR_STAFF_ALONE)):
            yield from ((name, text) for text in _parts(load_wording().response(name, who)))
    if who == "family":
        for path in sorted((PROJECT / "bot" / "trials").glob("*.yaml")):
            trial = yaml.safe_load(path.read_text(encoding="utf-8"))
            yield from ((path.name, text) for text in _families_words(trial))


def _faults(text: str) -> list[str]:
    return [
        fault
        for fault, pattern in FORBIDDEN.items()
        if re.search(pattern, text, re.IGNORECASE * ("A-Z" not in pattern))
    ]


# -------------------------------------------------------------------------------------------------- every response
@pytest.mark.parametrize("name", RESPONSES)
def test_has_one_variation_for_families_and_at_most_one_for_staff_before_it(name: str) -> None:
    conditions = [variation.get("condition") for variation in RESPONSES[name]]
    assert conditions in ([None], [FOR_STAFF, None])


@pytest.mark.parametrize("name", RESPONSES)
def test_only_known_placeholders(name: str) -> None:
    short = name.removeprefix("utter_")
    allowed = set().union(*(names for pattern, names in PLACEHOLDERS.items() if re.fullmatch(pattern, short)))
    for variation in RESPONSES[name]:
        for text in _parts(variation):
            assert {field for _, field, _, _ in Formatter().parse(text) if field is not None} <= allowed


@pytest.mark.parametrize("who", AUDIENCES)
def test_no_text_tells_promises_or_advises_what_it_must_not(who: str) -> None:
    assert [(where, text, _faults(text)) for where, text in texts_for(who) if _faults(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "You are eligible for the trial.",
        "Good: your child qualifies.",
        "So your child can join it.",
        "All criteria are met.",
        "Don't worry, it will be fine.",
        "You should wait until October 3.",
        "It is better to delay the next dose.",
        "Thank you!",
        "Well — yes.",
    ],
)
def test_such_texts_are_found(text: str) -> None:
    assert _faults(text)


def test_names_that_the_code_says_exist() -> None:
    """A name whose end is made at run time needs at least one response that begins so."""
    missing = []
    for folder in ("bot", "actions"):
        for path in sorted((PROJECT / folder).rglob("*.py")):
            for name, open_end in re.findall(r'"(utter_[a-z_]+)("|\{)', path.read_text(encoding="utf-8")):
                if name in ("utter_message", "utter_responses", "utter_action"):  # Rasa's own
                    continue
                whole = open_end == '"' and not name.endswith("_")
                found = name in RESPONSES if whole else any(known.startswith(name) for known in RESPONSES)
                if not found:
                    missing.append(f"{path.relative_to(PROJECT)}: {name}")
    assert missing == []


# ----------------------------------------------------------------------------------------------------- the questions
def _each_question() -> Iterator[Any]:
    for who in AUDIENCES:
        for asked in all_questions(who):
            yield pytest.param(asked, id=f"{asked.id}-{who}")


def test_all_questions_are_there() -> None:
    assert {asked.id for asked in all_questions()} == QUESTIONS


@pytest.mark.parametrize("asked", _each_question())
def test_question_says_how_to_answer(asked: Question) -> None:
    assert asked.text.endswith("?") or "?" in asked.text
    assert asked.hint.endswith((".", "?"))
    assert len({option.label.casefold() for option in asked.options}) == len(asked.options)
    # A channel must show a choice whole: Slack takes 75 characters at most.
    assert all(0 < len(option.label) <= 75 for option in asked.options)


@pytest.mark.parametrize("asked", _each_question())
def test_options_are_in_the_form_of_the_answers(asked: Question) -> None:
    if asked.kind == "confirm":
        assert asked.asking is None
        assert [option.value for option in asked.options] == ["yes", "change"]
    elif asked.kind == "date":
        assert asked.asking == asked.id
        assert [option.value for option in asked.options] == ["never"]
    elif asked.kind == "number":
        assert asked.unit
        assert not asked.options
        Answers.parse({str(asked.asking): 1})
    else:
        assert asked.kind in ("choice", "multi", "text")
        assert len(asked.options) > 1
        for option in asked.options:
            Answers.parse(_as_answers(asked, option))


def _as_answers(asked: Question, option: Option) -> dict[str, Any]:
    if asked.asking == "therapies":
        kind, _, part = asked.id.partition("_")
        return {"therapies": [{"kind": kind} if option.value == "neither" else {"kind": kind, part: option.value}]}
    return {str(asked.asking): [option.value] if asked.kind == "multi" else option.value}


@pytest.mark.parametrize("identifier", sorted(QUESTIONS))
def test_both_audiences_are_asked_the_same(identifier: str) -> None:
    family, staff = question(identifier, "family"), question(identifier, "staff")
    assert (family.asking, family.kind, family.unit) == (staff.asking, staff.kind, staff.unit)
    values = [option.value for option in staff.options]
    assert all(option.value in values for option in family.options)
    assert len(staff.text) < len(family.text)


@pytest.mark.parametrize(("scale", "limit", "next_below"), [("lansky", 50, 40), ("karnofsky", 50, 40), ("ecog", 2, 3)])
def test_families_choose_between_the_last_score_that_is_enough_and_the_next(
    scale: str, limit: int, next_below: int
) -> None:
    """Each of the two stands alone: a choice that held both would hide on which side of the limit a child is."""
    scores = [option.value["score"] for option in question(f"performance_{scale}").options]
    assert {limit, next_below} <= set(scores)
    assert len(scores) <= 6


def test_no_question_asks_for_a_birth_date() -> None:
    assert "birth_date" not in {asked.asking for asked in all_questions()}


def test_biologics_to_choose_from_are_known_as_such() -> None:
    kinds = {
        option.value: getattr(find_drug(option.value), "kind", None) for option in question("biologic_agent").options
    }
    assert set(kinds.values()) == {"biologic"}


# ------------------------------------------------------------------------------------------- what families must find
def test_emergencies_name_the_numbers_to_call() -> None:
    wording = load_wording()
    for who in AUDIENCES:
        assert "911" in wording.text("utter_emergency", who)
        assert {"911", "988"} <= set(re.findall(r"\d+", wording.text("utter_emergency_self_harm", who)))
    assert "911" in wording.text("utter_greet")


@pytest.mark.parametrize("name", [name for name in RESPONSES if name.startswith("utter_other_language_")])
def test_other_languages_name_a_person_and_the_emergency_number(name: str) -> None:
    text = load_wording().text(name)
    assert "{contact}" in text
    assert "911" in text
    assert name.replace("other_language", "contact_unset") in RESPONSES


@pytest.mark.parametrize("prefix", ["utter_term_", "utter_row_"])
def test_a_word_has_one_meaning(prefix: str) -> None:
    seen: dict[str, str] = {}
    for name in RESPONSES:
        if name.startswith(prefix):
            named = {name.removeprefix(prefix).replace("_", " "), *map(str.casefold, _also(name))}
            assert not named & {"it", "all", "be", "is", "so", "or", "can"}, "is found in every other sentence"
            for word in named:
                assert seen.setdefault(word, name) == name, word


@pytest.mark.parametrize("name", [name for name in RESPONSES if name.startswith(("utter_term_", "utter_row_"))])
def test_both_audiences_may_use_the_same_other_words(name: str) -> None:
    assert _also(name, "family") == _also(name, "staff")


def _also(name: str, who: str = "family") -> list[str]:
    also: list[str] = load_wording().response(name, who).get("custom", {}).get("also", [])
    return also


# ----------------------------------------------------------------------------------------------------- easy to read
def test_families_meet_hard_words_only_in_the_glossary() -> None:
    hard = [
        (where, text)
        for where, text in texts_for("family")
        if not where.startswith(("utter_term_", "utter_scale_")) and "{quote}" not in text and JARGON.search(text)
    ]
    assert hard == []


def test_families_sentences_are_short() -> None:
    sentences = (s for _, text in texts_for("family") for s in re.split(r"(?<=[.?:])\s|\n", text))
    assert [s for s in sentences if len(s.split()) > LONGEST_SENTENCE] == []
