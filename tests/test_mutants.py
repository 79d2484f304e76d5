"""The golden cases notice every mutant of the trial's rules and of the code that decides them."""

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from bot.trial import TRIALS, TrialError, load_trial
from tests.golden.cases import Case, Words, all_cases, outcome
from tests.mutants import source
from tests.mutants.rules import mutants

ROOT = Path(__file__).parent.parent
# Mutants that change nothing, each with the reason.
ALIKE = {
    "renal: measures.1.confirm.0.ages.0 12": "at 12 the maximum is 1.2, so nothing over the other table's 1.2 is met",
}


def test_each_mutant_of_the_rules_is_noticed(tmp_path: Path) -> None:
    """Each wrong rule makes a golden case fail, or the loader refuse the file."""
    cases = all_cases()
    made, surviving = 0, []
    for name, mutant in mutants(yaml.load((TRIALS / "AALL1331.yaml").read_text(encoding="utf-8"), Words)):
        made += 1
        path = tmp_path / f"{made}.yaml"
        path.write_text(yaml.dump(mutant, Dumper=yaml.CSafeDumper), encoding="utf-8")
        # The cases of the criterion that is wrong come first: one of them nearly always tells.
        near = sorted(cases, key=lambda case: case.file != name.split(":")[0].split()[0])
        if not _noticed(path, near) and name not in ALIKE:
            surviving.append(name)
    assert made > 100
    assert not surviving


def test_the_true_rules_pass(tmp_path: Path) -> None:
    """Else every mutant would be noticed for nothing."""
    path = tmp_path / "true.yaml"
    shutil.copy(TRIALS / "AALL1331.yaml", path)
    assert not _noticed(path, all_cases())


def _noticed(path: Path, cases: list[Case]) -> bool:
    try:
        trial = load_trial(path)
    except TrialError:
        return True
    return any(case.wrong_in(outcome(trial, case)) for case in cases)


def test_each_mutant_of_the_code_is_noticed(tmp_path: Path) -> None:
    """Each wrong piece of code makes a golden case fail."""
    for package in ("bot", "tests"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    script = tmp_path / Path(source.__file__).relative_to(ROOT)
    run = subprocess.run(
        [sys.executable, "-B", script, tmp_path], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert not run.stdout.strip(), f"survived:\n{run.stdout}"
