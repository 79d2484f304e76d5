"""A result and a trial as people read them."""

from datetime import date

from bot.answers import Answers
from bot.evaluation import evaluate
from bot.explain import describe, explain
from bot.status import NOT_MET
from bot.trial import load_trial

TRIAL = load_trial("AALL1331")
ON = date(2026, 11, 22)


def test_a_result_says_what_settles_and_clears_each_criterion() -> None:
    answers = Answers.parse({"age_years": 8, "therapies": [{"agent": "VCR", "last_given": "2026-11-21"}]})
    text = explain(TRIAL, evaluate(TRIAL, answers, ON))
    lines = text.splitlines()
    assert lines[0].startswith("AALL1331 on 2026-11-22")
    washout = next(number for number, line in enumerate(lines) if line.startswith("Cytotoxic washout: NOT MET"))
    assert "2026-12-05" in lines[washout + 1] and "no reason to put off treatment" in lines[washout + 1]
    kidneys = next(number for number, line in enumerate(lines) if line.startswith("Renal function: not known yet"))
    assert lines[kidneys + 1].endswith("gfr, serum_creatinine")
    assert TRIAL.enrollment.staff in lines and TRIAL.report.verdicts[NOT_MET] in lines
    assert "Terzah M. Horton" in lines[-1]


def test_a_trial_gives_the_words_of_its_sources() -> None:
    text = describe(TRIAL)
    for criterion in TRIAL.criteria:
        assert f"\n{criterion.id}: {criterion.staff.statement}\n" in text
        for source in criterion.source:
            assert source.quotation in text and TRIAL.documents[source.document].name in text
