"""Everything that a family reads is easy to read: measured with textstat over the domain and the trials' files."""

from __future__ import annotations

import re

import pytest
import textstat

from bot.drugs import load_drugs
from tests.test_wording import texts_for

HIGHEST = 8.0
HIGHEST_MEAN = 6.0
FEWEST_WORDS = 4
"""The formula is one for sentences: of a label, a date or a lone word it says nothing."""

LISTS = ("utter_web_months",)
"""Responses that are no sentences."""

NAMES = (
    *("leukemia", "creatinine", "bilirubin", "hydroxyurea", "ejection fraction", "shortening fraction", "fraction"),
    *("B-ALL", "T-ALL", "ALL", "AALL1331", "ClinicalTrials.gov", "MUGA", "CAR-T", "GFR", "eGFR"),
    *("Bloom syndrome", "Down syndrome", "Philadelphia chromosome"),
)
"""Words that must be named, and that no plainer one stands for: of the disease, of tests, of registers."""

_DRUGS = {name for drug in load_drugs() for name in drug.names}
_NAMED = re.compile(
    "|".join(rf"(?<!\\w){re.escape(name)}(?!\\w)" for name in sorted({*NAMES, *_DRUGS}, key=len, reverse=True)),
    re.IGNORECASE,
)


def sentences() -> list[str]:
    """Every sentence for families, each once."""
    found = []
    for where, text in texts_for("family"):
        # The page's own words are quoted as such, in doctors' language.
        plain = text.replace('"{quote}"', "")
        if where not in LISTS:
            found += [part for line in plain.splitlines() for part in re.split(r"(?<=[.?:])\s+", line.strip())]
    return [sentence for sentence in dict.fromkeys(found) if len(sentence.split()) >= FEWEST_WORDS]


def grade(text: str) -> float:
    """The school grade that a text needs, by Flesch and Kincaid's formula; names count as one plain word."""
    plain = _NAMED.sub("thing", re.sub(r"\{\w+\}", "it", text))
    measured: float = textstat.flesch_kincaid_grade(plain)
    return measured


def test_no_sentence_for_families_reads_above_the_eighth_grade() -> None:
    assert {text: round(grade(text), 1) for text in sentences() if grade(text) > HIGHEST} == {}


def test_sentences_for_families_read_at_the_sixth_grade_on_average() -> None:
    grades = [grade(text) for text in sentences()]
    assert len(grades) > 400
    assert sum(grades) / len(grades) <= HIGHEST_MEAN


def test_the_sentences_of_the_trials_files_are_among_them() -> None:
    assert "This study is for B-ALL." in sentences()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat. It was a warm day.", -2.0, 2.0),
        (
            "Participants must demonstrate satisfactory cardiovascular and hepatic function prior to randomization.",
            14.0,
            30.0,
        ),
    ],
)
def test_plain_and_hard_are_told_apart(text: str, low: float, high: float) -> None:
    assert low < grade(text) < high
