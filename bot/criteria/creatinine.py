"""Serum creatinine against its maximum by age and sex."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Literal, NamedTuple

from pydantic import NonNegativeInt, model_validator

from bot.ages import Ages
from bot.answers import AGE_KEYS, CHOICES, Answers
from bot.criteria.limit import Limit
from bot.criteria.measure import Measure
from bot.criteria.possibility import Fact, Outcome
from bot.criteria.remembering import remembered
from bot.criteria.wording import Part, Text
from bot.quantities import Quantity
from bot.status import MET, Status

Sex = Literal["female", "male"]
View = tuple[Quantity | None, Ages, tuple[str, ...], bool]


class Row(Part):
    """The maximum from one age to another, in completed years, both counted; without an end, from the first on."""

    ages: tuple[NonNegativeInt, NonNegativeInt | None]
    male: Limit
    female: Limit

    def maximum(self, sex: str) -> Decimal:
        """The maximum for a sex."""
        return self.male if sex == "male" else self.female


class Dispute(Part):
    """A maximum that is lower elsewhere: the study team confirms a value above the lower one."""

    ages: tuple[NonNegativeInt, NonNegativeInt | None]
    sex: Sex
    above: Limit
    note: Text
    """What staff read of it."""


class HeldAgainst(NamedTuple):
    """What a creatinine is held against: the rows of the table that are possible, and age, sex and limit in words."""

    rows: Fact
    limits: tuple[int, ...]
    """The maxima that these rows have for the possible sexes, by their numbers among all."""
    age: str
    sex: str
    limit: str
    disputed: Decimal | None
    """The lowest maximum that is disputed at these ages; None where none is."""


class CreatinineByAgeAndSex(Measure):
    """Met up to the maximum of the table's row, counted itself. At an age without a row a creatinine says nothing."""

    situations: ClassVar[frozenset[str]] = frozenset({"met", "confirm", "not_met", "unknown", "no_row", "not_known"})
    placeholders: ClassVar[frozenset[str]] = frozenset({"value", "age", "sex", "limit"})
    fact_count: ClassVar[int] = 4

    kind: Literal["creatinine_by_age_and_sex"]
    key: Literal["serum_creatinine"]
    table: tuple[Row, ...]
    confirm: tuple[Dispute, ...] = ()

    @model_validator(mode="after")
    def _check_table(self) -> CreatinineByAgeAndSex:
        for row, following in zip(self.table, self.table[1:], strict=False):
            if row.ages[1] is None or following.ages[0] != row.ages[1] + 1:
                raise ValueError(f"table: a row must begin at the year after {row.ages}, where the row before it ends")
        return self

    def rows(self, ages: Ages) -> tuple[Row, ...]:
        """The rows of the table for the ages that are possible."""
        return tuple(row for row in self.table if _overlap(ages, row.ages))

    def notes(self, ages: Ages, sexes: Collection[str]) -> tuple[str, ...]:
        """What staff read of the maxima that are disputed at these ages and for these sexes."""
        return tuple(one.note for one in self.confirm if one.sex in sexes and _overlap(ages, one.ages))

    def view(self, answers: Answers, on: date) -> View:
        return answers.serum_creatinine, answers.ages(on), answers.sexes, answers.relapse_sites is None

    def facts(self, view: View) -> tuple[Fact, ...]:
        value, ages, sexes, sites_open = view
        # Testicular disease would tell the sex, where nothing else does.
        testicular = (True, False) if sites_open and len(sexes) > 1 else (False,)
        held = self._held_against(ages, sexes)
        return (
            self._cells(value, held.limits),
            held.rows,
            Fact(("sex",), sexes),
            Fact(("relapse_sites",), testicular),
        )

    def rule(self, cell: int, row: int | None, sex: str, testicular: bool) -> bool | Outcome:
        if testicular and sex != "male":
            return Outcome.IMPOSSIBLE
        if row is None:
            return Outcome.SILENT
        return cell <= self._maxima[row, sex]

    def reason(self, status: Status, view: View) -> str:
        value, ages, sexes, _ = view
        held = self._held_against(ages, sexes)
        return self.reasons[self._situation(status, value, held)].format(
            value=value.text if value else self._phrases.not_known, age=held.age, sex=held.sex, limit=held.limit
        )

    def _situation(self, status: Status, value: Quantity | None, held: HeldAgainst) -> str:
        if held.rows.values == (None,):
            return "no_row"
        if value is None:
            return "not_known"
        if status is MET and held.disputed is not None and value.may_exceed(held.disputed):
            return "confirm"
        return status

    @remembered
    def _cells(self, value: Quantity | None, limits: tuple[int, ...]) -> Fact:
        """Between which of the limits the creatinine may be: each cell by the number of the limit that ends it."""
        cells = (*limits, len(self._limits))
        if value is None:
            return Fact((self.key,), cells)
        possible = value.cells_up_to([self._limits[limit] for limit in limits])
        return Fact((self.key,), cells[possible.start : possible.stop])

    @remembered
    def _held_against(self, ages: Ages, sexes: tuple[str, ...]) -> HeldAgainst:
        """The rows for the possible ages, by number (None where an age has no row), and how a reason puts them."""
        rows = [number for number, row in enumerate(self.table) if _overlap(ages, row.ages)]
        first, last = self.table[0].ages[0], self.table[-1].ages[1]
        without = ages.youngest < first or (last is not None and (ages.oldest is None or ages.oldest > last))
        limits = sorted({self._maxima[row, sex] for row in rows for sex in sexes})
        maxima = sorted({self.table[row].maximum(sex) for row in rows for sex in sexes})
        disputes = [one.above for one in self.confirm if one.sex in sexes and _overlap(ages, one.ages)]
        return HeldAgainst(
            Fact(AGE_KEYS, (*([None] if without else []), *rows)),
            tuple(limits),
            self._phrases.ages(ages),
            self._phrases.value(sexes[0] if len(sexes) == 1 else None),
            self._phrases.span(maxima[0], maxima[-1]) if maxima else self._phrases.not_known,
            min(disputes) if disputes else None,
        )

    @cached_property
    def _limits(self) -> tuple[Decimal, ...]:
        return tuple(sorted({limit for row in self.table for limit in (row.male, row.female)}))

    @cached_property
    def _maxima(self) -> dict[tuple[int, str], int]:
        """The maximum of each row, by its number, and sex: its number among all limits."""
        return {
            (number, sex): self._limits.index(row.maximum(sex))
            for number, row in enumerate(self.table)
            for sex in CHOICES["sex"]
        }


def _overlap(ages: tuple[int, int | None], others: tuple[int, int | None]) -> bool:
    return (ages[1] is None or ages[1] >= others[0]) and (others[1] is None or others[1] >= ages[0])
