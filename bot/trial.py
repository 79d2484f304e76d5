"""A trial: its criteria, their wording and sources, the enrollment and the contact, read from one YAML file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ValidationError, field_validator, model_validator

from bot.criteria import AnyCriterion
from bot.criteria.wording import Names, Part, Phrases, Text, template
from bot.status import Status
from bot.yaml_file import Place, YamlError, YamlFile

TRIALS = Path(__file__).with_name("trials")


class TrialError(ValueError):
    """A trial's file that is wrong or missing; `line` and `key` where they are known, `message` says what is wrong."""

    def __init__(self, file: Path | str, line: int | None, key: str | None, message: str) -> None:
        self.file, self.line, self.key, self.message = str(file), line, key, message
        where = ":".join(str(part) for part in (file, line) if part is not None)
        super().__init__(": ".join(filter(None, [where, key, message])))


class Document(Part):
    """A document that the trial's file draws on."""

    name: Text
    """As people cite it."""
    short: Text | None = None
    """The same in short, for those who know it."""


class Words(Part):
    """The same thing in plain words and in clinical ones."""

    family: Text
    staff: Text


class About(Words):
    """What the trial is."""

    source: Text
    also: Names = ()
    """How staff name what it tells, when they ask."""


class Registry(Part):
    """Where the trial is registered, with all of its criteria."""

    name: Text
    id: Text
    also: Names = ()


class EnrollmentEvent(Part):
    """Something that happened to the enrollment on a day."""

    on: date
    what: Text


class Enrollment(Words):
    """Whether the trial takes new patients."""

    status: Literal["open", "closed"]
    events: tuple[EnrollmentEvent, ...]
    sources: tuple[Text, ...]
    also: Names = ()


class Contact(Part):
    """Whom the trial's page names to turn to. It may give no telephone number; then a site's settings must."""

    name: Text
    role: Text
    site: Text
    phone: Text | None = None
    source: Text
    also: Names = ()


class FurtherCheck(Words):
    """Something that the study team checks besides, which isn't asked or decided here."""

    source: Text
    also: Names = ()


class Report(Part):
    """How `prescreen evaluate --explain` puts a result; templates."""

    heading: Annotated[Text, template("id", "title", "on")]
    statuses: dict[Status, Text]
    verdicts: dict[Status, Text]
    criterion: Annotated[Text, template("status", "name", "reason")]
    needs: Annotated[Text, template("needs")]
    clears_on: Annotated[Text, template("day")]
    besides: Annotated[Text, template("checks", "registry", "registry_id")]
    contact: Annotated[Text, template("name", "role", "site")]

    @field_validator("statuses", "verdicts")
    @classmethod
    def _check_statuses(cls, words: dict[Status, str]) -> dict[Status, str]:
        if missing := [status.value for status in Status if status not in words]:
            raise ValueError(f"{', '.join(missing)}: is missing")
        return words


class Trial(Part):
    """A trial as its file gives it; `criteria` in the order in which they are asked about and reported."""

    id: Text
    title: Text
    registry: Registry
    source: Text
    """The document that the criteria come from."""
    documents: dict[str, Document]
    about: About
    enrollment: Enrollment
    contact: Contact
    checked_besides: tuple[FurtherCheck, ...]
    not_said: Names = ()
    """Words for what the file doesn't say, of which a part would be taken for something that it does."""
    report: Report
    phrases: Phrases
    why: dict[str, Words]
    """Why each question is asked, by the question's id; one that is asked in several forms has one for each form."""
    criteria: tuple[AnyCriterion, ...]

    @field_validator("id")
    @classmethod
    def _check_id(cls, identifier: str) -> str:
        return _plain(identifier)

    @field_validator("criteria")
    @classmethod
    def _check_criteria(cls, criteria: tuple[AnyCriterion, ...]) -> tuple[AnyCriterion, ...]:
        ids = [_plain(criterion.id) for criterion in criteria]
        if twice := next((one for one in ids if ids.count(one) > 1), None):
            raise ValueError(f"the id {twice} stands twice")
        if not ids:
            raise ValueError("a trial has one criterion or more")
        return criteria

    @model_validator(mode="after")
    def _check_why(self) -> Trial:
        for name in (name for criterion in self.criteria for name in criterion.ask):
            if not any(key == name or key.startswith(f"{name}_") for key in self.why):
                raise ValueError(f"why: {name}: is missing: say why the question is asked")
        return self

    def model_post_init(self, _context: Any) -> None:
        for criterion in self.criteria:
            criterion.speak(self.phrases)


def _plain(identifier: str) -> str:
    if not re.fullmatch(r"\w+", identifier, re.ASCII):
        raise ValueError(f"{identifier!r} must be letters, digits and underscores")
    return identifier


def trial_ids() -> tuple[str, ...]:
    """The ids of the trials that are here."""
    return tuple(sorted(path.stem for path in TRIALS.glob("*.yaml")))


def load_trial(trial: str | Path) -> Trial:
    """The trial with this id, or of the file at this path (a `Path`, or text that ends in `.yaml`).

    Raises `TrialError` where there is none, or its file is wrong.
    """
    if isinstance(trial, str) and not trial.endswith((".yaml", ".yml")):
        if trial not in trial_ids():
            raise TrialError(trial, None, None, f"is no trial here: there are {', '.join(trial_ids())}")
        trial = TRIALS / f"{trial}.yaml"
    return _load(Path(trial))


@lru_cache(maxsize=16)
def _load(path: Path) -> Trial:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TrialError(path, None, None, f"can't be read: {error}") from None
    return read_trial(text, path)


def read_trial(text: str, path: Path | str) -> Trial:
    """The trial that a file's text gives; `path` is for errors. Raises `TrialError`."""
    try:
        file = YamlFile.read(text)
    except YamlError as error:
        raise TrialError(path, error.line, error.key, error.message) from None
    try:
        trial = Trial.model_validate(file.data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        raise TrialError(path, *file.locate(first["loc"]), message) from None
    for place, document in _citations(trial):
        if document not in trial.documents:
            message = f"{document!r} is none of the documents: {', '.join(trial.documents)}"
            raise TrialError(path, *file.locate(place), message)
    return trial


def _citations(trial: Trial) -> Iterator[tuple[Place, str]]:
    """Each document that the file refers to, with the place where it does."""
    yield ("source",), trial.source
    yield ("about", "source"), trial.about.source
    yield ("contact", "source"), trial.contact.source
    for number, name in enumerate(trial.enrollment.sources):
        yield ("enrollment", "sources", number), name
    for number, check in enumerate(trial.checked_besides):
        yield ("checked_besides", number, "source"), check.source
    for number, criterion in enumerate(trial.criteria):
        for index, source in enumerate(criterion.source):
            yield ("criteria", number, "source", index, "document"), source.document
