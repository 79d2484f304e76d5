"""An emergency is one of now: what is said around the words decides."""

from __future__ import annotations

import pytest

from bot.understand.emergency import emergency_kind
from bot.understand.languages import other_language


@pytest.mark.parametrize(
    "text", ["she has a fever", "fever of 101.5", "38.6 now", "he can't breathe", "sangra mucho, no respira"]
)
def test_now(text: str) -> None:
    assert emergency_kind(text) == "medical"


@pytest.mark.parametrize("text", ["I want to kill myself", "she says she wants to die", "quiero morirme", "suicidal"])
def test_self_harm(text: str) -> None:
    assert emergency_kind(text) == "self_harm"


def test_self_harm_comes_before_the_rest() -> None:
    assert emergency_kind("I have a fever and I want to die") == "self_harm"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no fever", "denied"),
        ("not bleeding, no fever, chills or trouble breathing", "denied in a list"),
        ("I don't think he has a fever", "denied by a clause"),
        ("had a fever last month", "past"),
        ("seizure in 2021", "a year"),
        ("In 2021, he had a seizure", "a year before"),
        ("fever at diagnosis", "another time"),
        ("febrile neutropenia last cycle", "another time, in shorthand"),
        ("the fever is gone", "over"),
        ("what if he gets a fever?", "asked"),
        ("can blinatumomab cause seizures", "asked"),
        ("unresponsive to chemo", "another sense"),
        ("temperature of 98.6", "a normal reading"),
        ("she is 104 cm tall", "another number"),
    ],
)
def test_not_now(text: str, why: str) -> None:
    assert emergency_kind(text) is None, why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no he has a fever", "the no answers a question"),
        ("no fever yesterday but 38.4 this evening", "the thought turns"),
        ("had a fever last month, now she has one again", "now stands against then"),
        ("last chemo was 3 weeks ago and she has a fever", "the past is of something else"),
        ("not sure if it matters but she's bleeding", "the doubt is about something else"),
        ("what do I do, he has a fever", "a cry, not a question"),
        ("he just had a seizure but it's over", "grave though it is over"),
        ("the bleeding stopped and started again", "it came back"),
        ("does not wake up", "written out"),
    ],
)
def test_now_after_all(text: str, why: str) -> None:
    assert emergency_kind(text) is not None, why


@pytest.mark.parametrize(
    ("asking", "text", "kind"),
    [
        ("gfr", "101.5", None),
        ("shortening_fraction", "38.5", None),
        ("relapse_phase", "101.5", "medical"),
        ("age_years", "39", None),
        ("gfr", "his temp is 101.5", "medical"),
        ("serum_creatinine", "he is 39.6 and won't drink", "medical"),
    ],
)
def test_a_number_is_read_by_its_question(asking: str, text: str, kind: str | None) -> None:
    assert emergency_kind(text, asking) == kind


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mi hija tiene leucemia", "es"),
        ("je ne parle pas anglais", "fr"),
        ("minha filha tem seis anos", "pt"),
        ("con tôi bị bệnh", "vi"),
        ("我的孩子", "zh"),
        ("ابني مريض", "ar"),
        ("mein Sohn ist krank", "de"),
        ("мой сын болен", "other"),
        ("do you speak Spanish?", "es"),
        ("no", None),
        ("si", None),
        ("Ara-C, 6-MP, PO BID, NG", None),
        ("Dr. de la Cruz gave her the vincristine", None),
        ("he looks pale and Elle is 7", None),
        ("41 µmol/l", None),
        ("my Spanish grandmother had leukemia and was treated in Madrid for it", None),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert other_language(text) == language
