"""A trial: its criteria, their wording and sources, the enrollment and the contact, read from one YAML file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import ValidationError, field_validator, model_validator

from bot.criteria import AnyCriterion
from bot.criteria.wording import Part, Phrases, Text, template
from bot.status import Status

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


class Words(Part):
    """The same thing in plain words and in clinical ones."""

    family: Text
    staff: Text


class About(Words):
    """What the trial is."""

    source: Text


class Registry(Part):
    """Where the trial is registered, with all of its criteria."""

    name: Text
    id: Text


class EnrollmentEvent(Part):
    """Something that happened to the enrollment on a day."""

    on: date
    what: Text


class Enrollment(Words):
    """Whether the trial takes new patients."""

    status: Literal["open", "closed"]
    events: tuple[EnrollmentEvent, ...]
    sources: tuple[Text, ...]


class Contact(Part):
    """Whom the trial's page names to turn to. It may give no telephone number; then a site's settings must."""

    name: Text
    role: Text
    site: Text
    phone: Text | None = None
    source: Text


class FurtherCheck(Words):
    """Something that the study team checks besides, which isn't asked or decided here."""

    source: Text


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
    def _check_references(self) -> Trial:
        for name in (name for criterion in self.criteria for name in criterion.ask):
            if not any(key == name or key.startswith(f"{name}_") for key in self.why):
                raise ValueError(f"why: {name}: is missing: say why the question is asked")
        cited = [self.source, self.about.source, *self.enrollment.sources, self.contact.source]
        cited += [check.source for check in self.checked_besides]
        cited += [source.document for criterion in self.criteria for source in criterion.source]
        for document in cited:
            if document not in self.documents:
                raise ValueError(f"{document!r} is none of the documents: {', '.join(self.documents)}")
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
        loader = _Loader(text)
        node = loader.get_single_node()
        if node is None:
            raise TrialError(path, 1, None, "is empty")
        for repeated in _repeated_keys(node):
            raise TrialError(path, repeated.start_mark.line + 1, repeated.value, "stands twice: keep one")
        data = loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise TrialError(path, line, None, f"is no YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, TrialError):
            raise
        raise TrialError(path, None, None, f"is no YAML: {error}") from None
    try:
        return Trial.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        line, key = _locate(node, first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        raise TrialError(path, line, key, message) from None


class _Loader(yaml.CSafeLoader):
    """YAML in which only true and false are booleans: `on`, `yes` and `no` are words."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML declares it so
        letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
        for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])


def _repeated_keys(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """The keys that stand in a mapping for the second time, with their place."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            yield from _repeated_keys(value)


def _locate(node: yaml.Node, path: tuple[int | str, ...]) -> tuple[int, str]:
    """The line and the dotted key of a place that pydantic names; what isn't in the file (a union's tag) is passed."""
    line, keys = node.start_mark.line, ""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                continue
            line, node = found[0].start_mark.line, found[1]
            keys += f".{step}"
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line
            keys += f"[{step}]"
    return line + 1, keys.removeprefix(".")
