"""One person's screening: what is known so far and where the conversation stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.answers import AGE_KEYS, Answers
from bot.dialogue.doses import kinds_of, merged
from bot.evaluation import CriterionResult, Result, evaluate
from bot.status import Status
from bot.trial import Trial

JSON = Any

LAST = "last_"
"""Questions that ask when a kind of therapy was last given: `last_cytotoxic` and its like."""

REVIEW = "review"
"""What is asked where everything is read back."""

MAY_BE_EXEMPT = ("cytotoxic", "intrathecal", "hydroxyurea")
"""The kinds of therapy of which a dose needs no wait in some contexts."""


@dataclass
class Screening:
    """What one conversation has gathered. All but `trial` and `on` is kept in the tracker's slots.

    `answers` is in the form of the answers, without stand-ins for what is not known. `unknown` holds the questions
    that got an *I don't know*; `closed` those about therapies (`last_…` and what follows it) that have an answer.
    `asking` is the question last asked, "review" where everything is read back, None before the first and after the
    result. `pending` holds answers that wait for a yes, `held` those that
    contradict others and wait for these to change; `history` what each step changed, for *go back*. `confirmed`
    is set once the review got its yes, `finished` while the result is what stands last. Where it isn't `step_by_step`
    nothing is asked: whatever is told gets a result. `about` are the criteria that staff's last question was about, by
    their ids: a question that follows and names nothing ("and for a 17-year-old?") is about them.
    """

    trial: Trial
    on: date
    who: str = "family"
    answers: dict[str, JSON] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    asking: str | None = None
    pending: dict[str, JSON] | None = None
    held: dict[str, JSON] | None = None
    confirmed: bool = False
    finished: bool = False
    greeted: bool = False
    step_by_step: bool = True
    history: list[dict[str, JSON]] = field(default_factory=list)
    about: list[str] = field(default_factory=list)

    def has(self, key: str) -> bool:
        """Whether the answer `key` is known, exactly or not; any of the three ages tells the age."""
        return any(name in self.answers for name in (AGE_KEYS if key in AGE_KEYS else (key,)))

    def has_begun(self) -> bool:
        """Whether anything was told yet, be it only an *I don't know*."""
        return bool(self.answers or self.closed or self.unknown)

    def is_open(self, question: str, asking: str | None) -> bool:
        """Whether `question`, which settles the key `asking`, has had neither an answer nor an *I don't know*."""
        if question in self.unknown or question in self.closed:
            return False
        return asking is None or asking == "therapies" or asking.startswith(LAST) or not self.has(asking)

    def parsed(self) -> Answers:
        """The answers for the evaluator, with an undated stand-in for each kind of therapy not answered yet.

        Until a kind is answered the list of therapies is not complete for it, and its washout stays unknown.
        Raises AnswersError where the answers contradict each other.
        """
        asked = self._last_questions()
        if not asked:
            return Answers.parse(self.answers)
        stand_ins = [{"kind": q.removeprefix(LAST)} for q in asked if q not in self.closed]
        return Answers.parse({**self.answers, "therapies": [*self.answers.get("therapies", ()), *stand_ins]})

    def known(self) -> dict[str, JSON]:
        """The answers as they are told to others: where every kind of therapy was never given, the list is empty."""
        asked = self._last_questions()
        if asked and "therapies" not in self.answers and all(q in self.closed for q in asked):
            return {**self.answers, "therapies": []}
        return dict(self.answers)

    def _last_questions(self) -> list[str]:
        """The questions of the trial that ask when a kind of therapy was last given."""
        return [name for criterion in self.trial.criteria for name in criterion.ask if name.startswith(LAST)]

    def result(self) -> Result:
        """What the evaluator says now. Raises AnswersError where the answers contradict each other."""
        told = evaluate(self.trial, self.parsed(), self.on)
        unclear = [kind for kind in MAY_BE_EXEMPT if f"{kind}_context" in self.unknown]
        if not unclear:
            return told
        exempt = evaluate(self.trial, self._exempting(unclear), self.on)
        pairs = zip(told.criteria, exempt.criteria, strict=True)
        return told.of(a if a.status is b.status else _open(a) for a, b in pairs)

    def _exempting(self, kinds: Collection[str]) -> Answers:
        """The answers if the doses whose context got an *I don't know* need no wait."""
        asked = Screening(self.trial, self.on, self.who, answers=deepcopy(self.answers), closed=self.closed)
        for dose in (dose for kind in kinds for dose in asked.doses(kind)):
            dose.setdefault("context", "maintenance")
        return asked.parsed()

    def doses(self, kind: str) -> list[dict[str, JSON]]:
        """The known therapies of one kind."""
        return [dose for dose in self.answers.get("therapies", ()) if kind in kinds_of([dose])]

    def dated(self, kind: str) -> list[dict[str, JSON]]:
        """The known therapies of one kind that have a day."""
        return [dose for dose in self.doses(kind) if "last_given" in dose]

    def take(self, answers: Mapping[str, JSON], replaced: Collection[str] = (), corrects: bool = False) -> None:
        """Add answers; a key that is known already is replaced. For therapies see `doses.merged`."""
        for key, value in answers.items():
            if key in AGE_KEYS:
                for other in AGE_KEYS:
                    self.answers.pop(other, None)
            if key != "therapies":
                self.answers[key] = value
        if replaced or answers.get("therapies"):
            told = answers.get("therapies", ())
            self.answers["therapies"] = merged(self.answers.get("therapies", ()), told, replaced, corrects)
            if not self.answers["therapies"]:
                del self.answers["therapies"]

    def reopen(self, questions: Iterable[str]) -> None:
        """Forget that these questions were answered or got an *I don't know*."""
        gone = set(questions)
        self.unknown = [q for q in self.unknown if q not in gone]
        self.closed = [q for q in self.closed if q not in gone]

    def clear(self) -> None:
        """Forget everything but who is asking, that they were greeted, and whether they are asked step by step."""
        fresh = Screening(self.trial, self.on, self.who, greeted=self.greeted, step_by_step=self.step_by_step)
        self.__dict__.update(fresh.__dict__)

    # Steps that can be taken back

    def checkpoint(self) -> dict[str, JSON]:
        """How things stand, for `commit`."""
        kept = {"answers": self.answers, "unknown": self.unknown, "closed": self.closed}
        return deepcopy({**kept, "pending": self.pending, "held": self.held})

    def commit(self, before: dict[str, JSON]) -> bool:
        """Keep what changed since `before` as one step; False where nothing did."""
        old = before["answers"]
        keys = [k for k in {**old, **self.answers} if old.get(k) != self.answers.get(k)]
        lists = {name: before[name] for name in ("unknown", "closed") if before[name] != getattr(self, name)}
        if not keys and not lists:
            return False
        step = {"asking": self.asking, "answers": {key: old.get(key) for key in keys}, **lists}
        if self.pending is not None and self.pending != before["pending"]:
            step["told_pending"] = True
        if self.held != before["held"]:
            step["held"] = before["held"]
        self.history.append(step)
        return True

    def told_with_pending(self) -> bool:
        """Whether what waits for a yes was told with the last step, and is taken back with it."""
        return bool(self.history and self.history[-1].get("told_pending"))

    def restore(self, before: dict[str, JSON]) -> None:
        """Return to a checkpoint."""
        self.answers, self.unknown, self.closed = (before[name] for name in ("answers", "unknown", "closed"))

    def go_back(self) -> str | None:
        """Undo the last step; the question that it answered, or None where there is nothing to undo."""
        if not self.history:
            return None
        step = self.history.pop()
        for key, value in step["answers"].items():
            self.answers.pop(key, None)
            if value is not None:
                self.answers[key] = value
        self.unknown = step.get("unknown", self.unknown)
        self.closed = step.get("closed", self.closed)
        self.held = step.get("held", self.held)
        self.pending, self.finished = None, False
        asking: str | None = step["asking"]
        return asking


def _open(criterion: CriterionResult) -> CriterionResult:
    """A washout that rests on what nobody knows: whether a dose is exempt."""
    reason = f"{criterion.reason} Not known: part of maintenance, or at the diagnostic lumbar puncture?"
    settling = (frozenset({"therapies"}),)
    return CriterionResult.of(criterion.id, Status.UNKNOWN, reason, settling, criterion.clears_on)
