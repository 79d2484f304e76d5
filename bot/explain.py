"""A result for people to read, in the words of the trial's file."""

from __future__ import annotations

from collections.abc import Iterator

from bot.criteria import Criterion, CriterionResult
from bot.evaluation import Result
from bot.trial import Report, Trial


def explain(trial: Trial, result: Result) -> str:
    """The result of this trial as lines of text: each criterion with its reason, and what settles or clears it."""
    words = trial.report
    lines = [words.heading.format(id=trial.id, on=result.on, title=trial.title), trial.enrollment.staff, ""]
    for criterion, decided in zip(trial.criteria, result.criteria, strict=True):
        lines += _criterion(words, criterion, decided)
    return "\n".join([*lines, "", words.verdicts[result.verdict], *_beyond(trial)])


def describe(trial: Trial) -> str:
    """The trial as lines of text: its enrollment, and each criterion with the words of its source."""
    lines = [f"{trial.id} ({trial.registry.name} {trial.registry.id}): {trial.title}", trial.enrollment.staff]
    for criterion in trial.criteria:
        lines += ["", f"{criterion.id}: {criterion.staff.statement}"]
        for source in criterion.source:
            lines += [f"    “{source.quotation}”", f"    – {trial.documents[source.document].name}"]
    return "\n".join([*lines, "", *_beyond(trial)])


def _criterion(words: Report, criterion: Criterion, decided: CriterionResult) -> Iterator[str]:
    status = words.statuses[decided.status]
    yield words.criterion.format(status=status, name=criterion.staff.name, reason=decided.reason)
    if decided.needs:
        yield "    " + words.needs.format(needs=", ".join(decided.needs))
    if decided.clears_on:
        yield "    " + words.clears_on.format(day=decided.clears_on)


def _beyond(trial: Trial) -> Iterator[str]:
    """What is not decided here, and whom to ask."""
    checks = "; ".join(check.staff for check in trial.checked_besides)
    yield trial.report.besides.format(checks=checks, registry=trial.registry.name, registry_id=trial.registry.id)
    contact = trial.contact
    yield trial.report.contact.format(name=contact.name, role=contact.role, site=contact.site)
