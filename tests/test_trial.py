"""The trial's file: what AALL1331 holds, and how a wrong file is refused."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.answers import Answers
from bot.evaluation import evaluate
from bot.trial import TRIALS, TrialError, load_trial, read_trial

TEXT = (TRIALS / "AALL1331.yaml").read_text(encoding="utf-8")
ON = date(2026, 11, 22)


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_aall1331() -> None:
    trial = load_trial("AALL1331")
    assert [criterion.id for criterion in trial.criteria] == [
        "b_all",
        "age",
        "first_relapse",
        "relapse_sites",
        "toxicity_recovery",
        "cytotoxic_washout",
        "biologic_washout",
        "no_transplant",
        "no_blinatumomab",
        "no_relapse_therapy",
        "performance_status",
        "renal",
        "hepatic",
        "cardiac",
    ]
    assert trial.registry.id == "NCT02101853"
    assert trial.enrollment.status == "closed"
    assert [event.on for event in trial.enrollment.events] == [date(2019, 9, 18), date(2019, 9, 30)]
    assert "Horton" in trial.contact.name and trial.contact.phone is None


def test_nothing_that_families_read_says_eligible() -> None:
    for criterion in load_trial("AALL1331").criteria:
        words = " ".join([criterion.family.met, criterion.family.not_met, criterion.family.unknown])
        assert not re.search(r"eligib|qualif", words, re.IGNORECASE)


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("kind: age\n", "kind: aged\n", "criteria[1]", "does not match any of the expected tags"),
        ("    minimum: 1\n", "    minimum: one\n", "criteria[1].minimum", "valid integer"),
        ("    minimum: 1\n", "    minimum: 31\n", "criteria[1]", "minimum is over the maximum"),
        ("    minimum: 1\n", "    minimum: 1\n    mean: 7\n", "criteria[1].mean", "Extra inputs"),
        ("    minimum: 1\n", "", "criteria[1]", "Field required"),
        ("    minimum: 1\n", "    minimum: 1\n    minimum: 1\n", "minimum", "stands twice"),
        ("accepted: [b_all]", "accepted: [b_al]", "criteria[0].accepted", "is no value of diagnosis"),
        ("accepted: [1]", "accepted: [true]", "criteria[2].accepted", "is no value of relapse_count"),
        ("  - id: age\n", "  - id: b_all\n", "criteria", "b_all stands twice"),
        ("  - id: age\n", "  - id: the age\n", "criteria", "letters, digits and underscores"),
        ("Age {age} in completed", "Age {years} in completed", "criteria[1].reasons", "{years} is no placeholder"),
        ('not_known: "Age', 'unheard: "Age', "criteria[1].reasons", "not_known: is missing"),
        ("document: creatinine_table", "document: leaf", "criteria[11].source[1].document", "none of the documents"),
        ("sources: [registry,", "sources: [leaf,", "enrollment.sources[0]", "'leaf' is none of the documents"),
        ("ask: [age]", "ask: [years]", "", "years: is missing: say why"),
        (
            "reasons:\n      met:",
            "reasons:\n      maybe: m\n      met:",
            "criteria[0].reasons",
            "maybe: unknown; there are",
        ),
        ('"{low} to {high}"', '"{low} to {top}"', "phrases.between", "{top} is no placeholder"),
        ("rituximab: null", "rituximabb: null", "criteria[6].longer.rituximabb", "no generic name"),
        ("rituximab: null", "Rituxan: null", "criteria[6].longer.Rituxan", "write 'rituximab'"),
        ("rituximab: null", "rituximab: 0", "criteria[6].longer.rituximab", "greater than 0"),
        ("agent: blinatumomab", "agent: Blincyto", "criteria[8].agent", "write 'blinatumomab'"),
        ("hours: 24}", "hours: 24, days: 1}", "criteria[5].waits[1]", "either days or hours"),
        ("{kinds: [hydroxyurea]", "{kinds: [hydroxy]", "criteria[5].waits[1].kinds[0]", "Input should be"),
        ("{scale: lansky, up_to: 16}", "{scale: lansky}", "criteria[10]", "up_to must rise"),
        ("{ecog: 5, scores: [0]}", "{ecog: 5, scores: [10]}", "criteria[10]", "must stand in one row"),
        ("{ages: [10, 12], male: 1.2", "{ages: [11, 12], male: 1.2", "criteria[11].measures[1]", "a row must begin"),
        ("limit: 3.0", "limit: -3", "criteria[12].limit", "greater than 0"),
        ("limit: 3.0", "limit: .nan", "criteria[12].limit", "finite number"),
        ("status: closed", "status: shut", "enrollment.status", "'open' or 'closed'"),
        ("on: 2019-09-18", "on: 2019-09-31", "", "is no YAML"),
        ("title: Blin", "title: [Blin", "", "is no YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_file_line_and_key(old: str, new: str, key: str, message: str) -> None:
    assert TEXT.count(old) >= 1
    with pytest.raises(TrialError) as refused:
        read_trial(TEXT.replace(old, new, 1), "wrong.yaml")
    error = refused.value
    assert (error.key or "") == key
    assert message in error.message
    assert str(error).startswith("wrong.yaml")
    if key:
        assert f"wrong.yaml:{error.line}: {key}: " in str(error)


def test_the_line_is_that_of_the_key() -> None:
    wrong = TEXT.replace("    minimum: 1\n", "    minimum: one\n")
    with pytest.raises(TrialError) as refused:
        read_trial(wrong, "wrong.yaml")
    assert refused.value.line == line_of(wrong, "minimum: one")


@pytest.mark.parametrize("text", ["", "7", "- 1", "{id: AALL1331}", "a: &a [*a]", "? {a: 1}\n: 2", "\0"])
def test_what_is_no_trial_is_refused(text: str) -> None:
    with pytest.raises(TrialError):
        read_trial(text, "wrong.yaml")


def test_an_unknown_trial_is_refused_with_those_that_are_here(tmp_path: Path) -> None:
    for name in ("AALL0000", "", "../trials/AALL1331"):
        with pytest.raises(TrialError, match="AALL1331"):
            load_trial(name)
    with pytest.raises(TrialError, match="can't be read"):
        load_trial(tmp_path / "missing.yaml")


def test_a_second_trial_is_one_more_file(tmp_path: Path) -> None:
    """Other numbers, another drug, fewer criteria: no code knows AALL1331's."""
    other = TEXT.replace("id: AALL1331", "id: OTHER", 1).replace("maximum: 30", "maximum: 20", 1)
    other = other.replace("agent: blinatumomab", "agent: rituximab").replace("rituximab: null", "rituximab: 30")
    other = other.replace(
        "- {kinds: [cytotoxic, intrathecal], days: 14}", "- {kinds: [cytotoxic, intrathecal], hours: 48}"
    )
    path = tmp_path / "OTHER.yaml"
    path.write_text(other, encoding="utf-8")
    therapies = [
        {"agent": "rituximab", "last_given": "2026-10-23"},
        {"agent": "vincristine", "last_given": "2026-11-19"},
    ]
    result = evaluate(load_trial(path), Answers.parse({"age_years": 21, "therapies": therapies}), ON)
    assert result.trial == "OTHER"
    assert result.unmet == ("age", "no_blinatumomab")
    met = {criterion.id for criterion in result.criteria if criterion.status == "met"}
    assert {"cytotoxic_washout", "biologic_washout"} <= met


def test_names_that_staff_ask_by_stand_with_what_they_name() -> None:
    trial = load_trial("AALL1331")
    for part in (trial.about, trial.enrollment, trial.contact, trial.registry, *trial.checked_besides, *trial.criteria):
        assert part.also
    assert "Ph+" in next(check for check in trial.checked_besides if "Philadelphia" in check.staff).also


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ("also: [NCT, NCT number", "also: [NCT, NCT", "registry.also", "'NCT' stands twice"),
        ("also: [NCT, NCT number", "also: [NCT, 7", "registry.also[1]", "valid string"),
        ("also: [pregnant, pregnancy", "also: [pregnant, ''", "checked_besides[3].also[1]", "at least 1 character"),
        (
            "            above: 1.2\n            note:",
            "            above: 1.2\n            notes:",
            "confirm[0]",
            "Field required",
        ),
    ],
)
def test_wrong_names_are_refused(old: str, new: str, key: str, message: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(TrialError) as refused:
        read_trial(TEXT.replace(old, new), "wrong.yaml")
    assert key in (refused.value.key or "") and message in refused.value.message
