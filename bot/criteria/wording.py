"""The words of a trial's file: what people read of a criterion, and the templates of its reasons."""

from __future__ import annotations

from collections.abc import Collection
from string import Formatter
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from bot.ages import Ages
from bot.intervals import DateInterval


class Part(BaseModel):
    """A part of a trial's file: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"{twice!r} stands twice")
    return names


Names = Annotated[tuple[Text, ...], AfterValidator(_each_once)]
"""Words by which people name a thing, as they write them. The same word may stand with several things."""


def check_template(text: str, names: Collection[str]) -> None:
    """Raise ValueError where a template isn't well formed or has a placeholder that is none of the names."""
    for _, name, form, conversion in Formatter().parse(text):
        if name is not None and (name not in names or form or conversion):
            raise ValueError(f"{{{name}}} is no placeholder here: there are {', '.join(sorted(names)) or 'none'}")


def template(*names: str) -> Any:
    """The check of a text that it is a template with no placeholders but these."""

    def check(template: str) -> str:
        check_template(template, names)
        return template

    return AfterValidator(check)


class Source(Part):
    """Where a rule comes from."""

    document: Text
    """One of the trial's documents, by the name under which the file lists it."""
    quotation: Text


class FamilyWording(Part):
    """A criterion in plain words."""

    name: Text
    met: Text
    not_met: Text
    unknown: Text


class StaffWording(Part):
    """A criterion in clinical words."""

    name: Text
    statement: Text


class Phrases(Part):
    """How reasons put values that are not one plain number or day."""

    not_known: Text
    none: Text
    yes: Text
    no: Text
    joint: str
    between: Annotated[Text, template("low", "high")]
    at_least: Annotated[Text, template("low")]
    until: Annotated[Text, template("last")]
    one_day: Text
    days: Annotated[Text, template("days")]
    hours: Annotated[Text, template("hours")]
    values: dict[str, Text]
    """The values that are chosen from a list, and the kinds of therapy, in words."""

    def value(self, value: object) -> str:
        """A value of the answers in words."""
        if value is None:
            return self.not_known
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, tuple):
            return self.joint.join(map(self.value, value)) or self.none
        return self.values.get(str(value), short(value))

    def span(self, low: object, high: object | None) -> str:
        """From `low` to `high`, both counted; None is no end."""
        if high is None:
            return self.at_least.format(low=low)
        return str(low) if low == high else self.between.format(low=low, high=high)

    def ages(self, ages: Ages) -> str:
        """Ages in completed years."""
        return self.not_known if ages == (0, None) else self.span(*ages)

    def dates(self, interval: DateInterval) -> str:
        """The days of an interval that has a last day."""
        if interval.earliest is None:
            return self.until.format(last=interval.latest)
        return self.span(interval.earliest, interval.latest)

    def day_count(self, fewest: int, most: int | None) -> str:
        """A number of days, from `fewest` to `most`."""
        return self.one_day if fewest == most == 1 else self.days.format(days=self.span(fewest, most))

    def wait(self, days: int, hours: int | None) -> str:
        """A wait, in hours where it is set in hours."""
        return self.day_count(days, days) if hours is None else self.hours.format(hours=hours)


LONGEST_VALUE = 60


def short(value: object) -> str:
    """A value as a reason shows it, however long it is."""
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
