"""The golden cases, one test for each."""

import pytest

from bot.trial import load_trial
from tests.golden.cases import Case, all_cases, outcome


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_golden(case: Case) -> None:
    """The evaluator says what the case expects."""
    wrong = case.wrong_in(outcome(load_trial("AALL1331"), case))
    if wrong:
        lines = "\n  ".join(wrong)
        pytest.fail(f"{case}\n{case.why}\non {case.on}: {case.answers}\n  {lines}", pytrace=False)


def test_every_case_tells_why() -> None:
    """A case without a reason, or that expects nothing, teaches nothing; two of one name can't be told apart."""
    cases = all_cases()
    assert len({str(case) for case in cases}) == len(cases)
    assert not [str(case) for case in cases if not case.why.strip() or not case.expect]
