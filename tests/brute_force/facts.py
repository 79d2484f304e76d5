"""Lists every value that the answers allow: ages over real births, sexes, numbers on each side of each threshold."""

import itertools
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from tests.brute_force.forms import (
    BLINATUMOMAB,
    UNITS,
    Amount,
    Answers,
    Refused,
    Therapy,
    check_simple,
    read_amount,
    read_date,
    read_therapy,
)

AGE_KEYS = ("age_years", "age_months", "birth_date")
OLDEST = 130  # births further back than this are not tried; the invented patients' ages stay below it

Age = tuple[int, Fraction | float, int, Fraction | float]  # completed years, real years, completed months, real months


class Facts:
    """What the answers allow on a day, each thing apart from the others; `faults` are the keys to refuse them for."""

    def __init__(self, answers: Answers, on: date) -> None:
        self.answers, self.on = answers, on
        self.faults: set[str] = set()
        self.amounts: dict[str, Amount] = {}
        self.therapies: list[Therapy] | None = None
        self.birth: tuple[date | None, date] | None = None
        for key, value in answers.items():
            try:
                self._read(key, value)
            except Refused as refused:
                self.faults |= refused.keys
        # What can be read may contradict itself besides: of several faults any may be named.
        self._contradictions({key: value for key, value in answers.items() if key not in self.faults})

    def _read(self, key: str, value: object) -> None:
        check_simple({key: value})
        if key in UNITS:
            self.amounts[key] = read_amount(key, value)
        elif key == "birth_date":
            self.birth = read_date(key, value, self.on)
        elif key == "therapies" and isinstance(value, list):
            self.therapies = [read_therapy(key, item, self.on) for item in value]

    def _contradictions(self, answers: Answers) -> None:
        self.ages = _completed_years(self.amounts.get("age_years"), self.amounts.get("age_months"), self.birth, self.on)
        if not self.ages:
            self.faults |= set(AGE_KEYS) & set(answers)
        testicular = "testicular" in answers.get("relapse_sites", [])
        given = answers.get("sex")
        self.sexes = {
            sex for sex in ("female", "male") if given in (None, sex) and not (testicular and sex == "female")
        }
        if not self.sexes:
            self.faults |= {"sex", "relapse_sites"}
        if self.gave_blinatumomab() and answers.get("prior_blinatumomab") is False:
            self.faults |= {"therapies", "prior_blinatumomab"}
        if not any(direct <= total for direct in self.bilirubins("direct") for total in self.bilirubins("total")):
            self.faults |= {"direct_bilirubin", "total_bilirubin"}

    def gave_blinatumomab(self) -> bool:
        """Whether blinatumomab is among the therapies."""
        return any(therapy.agent in BLINATUMOMAB for therapy in self.therapies or [])

    def bilirubins(self, which: str) -> list[Fraction]:
        """Values of the direct or the total bilirubin: on, between and beyond the threshold and every bound given."""
        other = {bound for key in self.amounts if "bilirubin" in key for bound in self.amounts[key].bounds()}
        return self.numbers(f"{which}_bilirubin", other | {Fraction(3)})

    def numbers(self, key: str, points: Iterable[Fraction]) -> list[Fraction]:
        """The allowed values among representative ones: two values between the same two neighbours behave alike."""
        amount = self.amounts.get(key)
        every = around({*points, *(amount.bounds() if amount else ())})
        return [value for value in every if amount is None or amount.allows(value)]


def around(points: set[Fraction]) -> list[Fraction]:
    """The points, zero, a value in each gap between neighbours, and one beyond the last."""
    marks = sorted({Fraction(0), *points})
    gaps = [(low + high) / 2 for low, high in itertools.pairwise(marks)]
    return sorted({*marks, *gaps, marks[-1] + 1})


@lru_cache(maxsize=4096)
def _completed_years(
    years: Amount | None, months: Amount | None, birth: tuple[date | None, date] | None, on: date
) -> frozenset[int]:
    """The completed years of every age that fits all that is given."""
    if birth is not None:
        first, last = birth
        youngest = (on - last).days
        oldest = len(births(on)) - 1 if first is None else min((on - first).days, len(births(on)) - 1)
        ages = set(births(on)[min(youngest, oldest) : oldest + 1])
    else:
        bounds = {bound * 12 for bound in years.bounds()} if years else set()
        bounds |= months.bounds() if months else set()
        whole = {Fraction(int(bound) + more) for bound in bounds for more in (0, 1)}
        ages = {real_age(value) for value in around(bounds | whole | {Fraction(12 * year) for year in range(41)})}
    return frozenset(age[0] for age in ages if _fits(years, age[0], age[1]) and _fits(months, age[2], age[3]))


def _fits(amount: Amount | None, completed: int, real: Fraction | float) -> bool:
    """A plain number is the completed age (a fraction is cut down); a bound is on the real one."""
    if amount is None:
        return True
    return int(amount.low) == completed if amount.exact else amount.allows(real)


def real_age(months: Fraction) -> Age:
    """An age of so many real months, where no birth date ties it to the calendar."""
    return int(months / 12), months / 12, int(months), months


@lru_cache(maxsize=16)
def births(on: date) -> list[Age]:
    """The age on this day of everybody born so many days before it.

    Of the fraction of a year or month only this is told: none on the birthday, a half between two. That is enough
    for bounds that are whole numbers, and the invented patients have no other beside a birth date.
    """
    days = min(OLDEST * 366, on.toordinal() - 1)
    return [_age(on - timedelta(days=ago), on) for ago in range(days + 1)]


def _age(birth: date, on: date) -> Age:
    years, months = _completed(birth, on)
    # The day on which the number grows is the birthday: 1 March for those born on a leap day.
    years_before, months_before = _completed(birth, on - timedelta(days=1)) if on > date.min else (-1, -1)
    real_years = years if years_before < years else years + 0.5
    return years, real_years, months, months if months_before < months else months + 0.5


def _completed(birth: date, on: date) -> tuple[int, int]:
    years = on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
    return years, (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
