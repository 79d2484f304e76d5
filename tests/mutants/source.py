"""Mutants of the evaluator's code: one piece of text replaced in a copy of `bot/`, and the golden cases run on it.

Run as a script with the copy's parent as the argument, it prints the names of the mutants that survive. It runs in a
process of its own, because each mutant is a new import of `bot`.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Edit(NamedTuple):
    """In this file of `bot/`, `old` (which stands there once) becomes `new`."""

    file: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.file}: {self.old} -> {self.new}"


EDITS = (
    Edit("ages.py", "(on.day < birth.day)", "(on.day <= birth.day)"),
    Edit("ages.py", "on.day == 1 and", "False and"),
    Edit("ages.py", "(whole + 1) * months, True", "(whole + 1) * months, False"),
    Edit("ages.py", "(low_open or not counted)", "False"),
    Edit("ages.py", "not _has_birth_day(high, on)", "False"),
    Edit("criteria/washout.py", "(self.hours or 0) // HOURS_PER_DAY) + 1", "(self.hours or 0) // HOURS_PER_DAY)"),
    Edit("criteria/washout.py", "fewest >= period.met_from:", "fewest > period.met_from:"),
    Edit("criteria/washout.py", "most < period.not_met_before:", "most <= period.not_met_before:"),
    Edit("criteria/washout.py", "latest is None or latest > on else", "latest is None else"),
    Edit("criteria/washout.py", "max(days for days", "min(days for days"),
    Edit("criteria/washout.py", "not therapy.kind_given and", "False and"),
    Edit("criteria/limit.py", "if value > total else", "if False else"),
    Edit("criteria/performance.py", "Outcome.SILENT", "False"),
    Edit("criteria/creatinine.py", "return Outcome.SILENT", "return False"),
    Edit("criteria/either.py", "if True in outcomes", "if outcomes == [True]"),
    Edit("criteria/possibility.py", "if outcomes == {True}", "if True in outcomes"),
    Edit("criteria/possibility.py", "if outcomes == {False}", "if False in outcomes"),
    Edit("criteria/never_given.py", "if listed and given is False", "if False"),
    Edit("quantities.py", 'sign == ">", None', 'sign == ">=", None'),
    Edit("quantities.py", 'bound, sign == "<"', 'bound, sign == "<="'),
    Edit("answers.py", 'return ("male",) if self', 'return ("female",) if self'),
    Edit("answers.py", "if direct and total and direct.must_exceed(total)", "if False"),
    Edit("answers.py", 'drug.asparaginase and kind == "biologic"', "drug.asparaginase and False"),
)  # fmt: skip


def survivors(parent: Path) -> Iterator[Edit]:
    """The edits, made one after the other in the copy of `bot/` in `parent`, that no golden case notices."""
    for edit in EDITS:
        file = parent / "bot" / edit.file
        text = file.read_text(encoding="utf-8")
        if text.count(edit.old) != 1:
            raise SystemExit(f"{edit}: stands {text.count(edit.old)} times there; change the mutant with the code")
        file.write_text(text.replace(edit.old, edit.new), encoding="utf-8")
        if not _noticed():
            yield edit
        file.write_text(text, encoding="utf-8")


def _noticed() -> bool:
    """Whether a golden case notices that the rules, imported anew, are wrong."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("bot", "tests")]:
        del sys.modules[name]
    from bot.trial import load_trial
    from tests.golden.cases import all_cases, outcome

    return any(case.wrong_in(outcome(load_trial("AALL1331"), case)) for case in all_cases())


if __name__ == "__main__":
    sys.dont_write_bytecode = True  # an edit within the same second would leave a stale one
    sys.path.insert(0, sys.argv[1])
    print(*survivors(Path(sys.argv[1])), sep="\n")
