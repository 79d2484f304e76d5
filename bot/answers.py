"""What is known about a patient: `Answers`, read strictly from JSON. An absent key is not known yet, never "no".

Whatever is not of the documented form, or contradicts itself, raises `AnswersError` with the key at fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from bot.ages import Ages, possible_ages
from bot.drugs import KINDS, Drug, Kind, find_drug
from bot.intervals import DateInterval
from bot.json_text import Repeated, decode, key_of_the_nest
from bot.quantities import HUGE, Quantity, quantity_reader, shown

Context = Literal["maintenance", "diagnostic_lumbar_puncture"]


class AnswersError(ValueError):
    """Answers that are refused. `key` is the key at fault, or a path in it such as `therapies[0].last_given`;
    None where the text is no JSON object. `message` says what is wrong and what to do, in words for people."""

    def __init__(self, key: str | None, message: str) -> None:
        self.key, self.message = key, message
        super().__init__(message if key is None else f"{shown(key)[1:-1]}: {message}")


class Therapy(NamedTuple):
    """One therapy: what was given, what it counts as, and when it was last given."""

    kind: Kind
    """What it counts as: given, or told by the agent. An asparaginase is cytotoxic, hydroxyurea is itself."""
    kind_given: bool
    agent: str | None
    """The generic name, or the name as typed where the drug file doesn't know it; None where none is given."""
    agent_known: bool
    """Whether the drug file knows the agent."""
    may_be: tuple[str, ...]
    """For a class of agents ("CAR-T"): the generic names that it may stand for."""
    last_given: DateInterval | None
    """None where the date is not known."""
    context: Context | None


class Performance(NamedTuple):
    """A performance status: the score on one of the scales."""

    scale: Literal["ecog", "karnofsky", "lansky"]
    score: int


class Answers(NamedTuple):
    """What is known about a patient, each value as exact as it is known; None is not known yet.

    The fields are the keys of the JSON form, in the order in which they are documented.
    """

    diagnosis: str | None = None
    age_years: Quantity | None = None
    age_months: Quantity | None = None
    birth_date: DateInterval | None = None
    sex: str | None = None
    relapse_count: int | None = None
    relapse_sites: tuple[str, ...] | None = None
    relapse_phase: str | None = None
    recovered_from_toxicity: bool | None = None
    therapies: tuple[Therapy, ...] | None = None
    prior_transplant: bool | None = None
    prior_blinatumomab: bool | None = None
    prior_relapse_therapy: bool | None = None
    performance: Performance | None = None
    gfr: Quantity | None = None
    serum_creatinine: Quantity | None = None
    direct_bilirubin: Quantity | None = None
    total_bilirubin: Quantity | None = None
    shortening_fraction: Quantity | None = None
    ejection_fraction: Quantity | None = None

    @classmethod
    def parse(cls, mapping: dict[str, Any]) -> Answers:
        """Read a JSON object's values: numbers, strings, booleans, lists and dictionaries. Raises `AnswersError`."""
        if not isinstance(mapping, dict):
            raise AnswersError(None, f"is no JSON object but {shown(mapping)}: put the answers in braces")
        answers = cls(**_read_object(mapping, _READERS))
        if answers.sex == "female" and answers.relapse_sites and "testicular" in answers.relapse_sites:
            raise AnswersError("sex", '"female" contradicts testicular disease: correct sex or relapse_sites')
        direct, total = answers.direct_bilirubin, answers.total_bilirubin
        if direct and total and direct.must_exceed(total):
            raise AnswersError("direct_bilirubin", f"{direct.text} is over the total of {total.text}: correct one")
        return answers

    @classmethod
    def parse_json(cls, text: str) -> Answers:
        """Read a JSON object. Raises `AnswersError`, for a key that is given twice too."""
        try:
            value = decode(text)
        except RecursionError:
            raise AnswersError(key_of_the_nest(text), "is nested far deeper than answers are") from None
        except ValueError as error:
            raise AnswersError(None, f"is no JSON object: {error}") from None
        return cls.parse(value)

    def ages(self, on: date) -> Ages:
        """The ages in completed years on the day `on` that all age keys allow. Raises `AnswersError` where none fits,
        and where the birth date is wholly after `on`."""
        ages = possible_ages(self.age_years, self.age_months, self.birth_date, on)
        if ages is None:
            if self.birth_date and self.birth_date.begins_after(on):
                raise AnswersError("birth_date", f"{self.birth_date.iso()} is after {on}, the day of evaluation")
            keys = [key for key in AGE_KEYS if getattr(self, key) is not None]
            raise AnswersError(keys[-1], f"no age fits {' and '.join(keys)} on {on}: correct one of them")
        return ages

    @property
    def sexes(self) -> tuple[str, ...]:
        """The sexes that are possible: testicular disease leaves only male."""
        if self.sex:
            return (self.sex,)
        return ("male",) if self.relapse_sites and "testicular" in self.relapse_sites else CHOICES["sex"]

    def check_day(self, on: date) -> None:
        """Refuse what only the day of evaluation shows: dates after it, and ages that don't fit each other on it."""
        self.ages(on)
        for number, therapy in enumerate(self.therapies or ()):
            if therapy.last_given and therapy.last_given.begins_after(on):
                key = f"therapies[{number}].last_given"
                raise AnswersError(key, f"{therapy.last_given.iso()} is after {on}, the day of evaluation")


AGE_KEYS = ("age_years", "age_months", "birth_date")
CHOICES: dict[str, tuple[str, ...]] = {
    "diagnosis": ("b_all", "t_all", "other"),
    "sex": ("female", "male"),
    "relapse_sites": ("bone_marrow", "cns", "testicular", "other"),
    "relapse_phase": ("maintenance", "other_frontline_phase", "off_therapy"),
}
"""The values of the keys that are chosen from a list."""

SCORES = {"ecog": range(6), "karnofsky": range(0, 101, 10), "lansky": range(0, 101, 10)}
"""The scores of each performance scale."""

_STEROIDS = find_drug("steroids")

Reader = Callable[[Any], Any]


def _read_object(value: object, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """Each value of a JSON object, read by the reader of its key."""
    if not isinstance(value, dict):
        raise AnswersError("", f"must be an object with the keys {', '.join(readers)}, not {shown(value)}")
    if isinstance(value, Repeated):
        raise AnswersError(value.key, "is given twice: keep one")
    values = {}
    for key, item in value.items():
        reader = readers.get(key)
        if reader is None:
            raise AnswersError(str(key), f"is no key of the answers: they are {', '.join(readers)}")
        if item is None:
            raise AnswersError(key, "is null: leave the key out where the answer is not known")
        try:
            values[key] = reader(item)
        except AnswersError as error:
            raise AnswersError(_path(key, error.key or ""), error.message) from None
        except ValueError as error:
            raise AnswersError(key, str(error)) from None
    return values


def _path(key: str, inner: str) -> str:
    return key + inner if not inner or inner.startswith("[") else f"{key}.{inner}"


def _choice(choices: tuple[str, ...]) -> Reader:
    def read(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise ValueError(f"must be one of {', '.join(choices)}, not {shown(value)}")

    return read


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise ValueError(f"must be true or false, not {shown(value)}")


def _count(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        count: int = min(value, HUGE)
        return count
    raise ValueError(f"must be a whole number, 0 or more, not {shown(value)}")


def _list(item: Reader) -> Reader:
    def read(value: object) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)):
            raise ValueError(f"must be a list, not {shown(value)}")
        items = []
        for number, entry in enumerate(value):
            try:
                items.append(item(entry))
            except AnswersError as error:
                raise AnswersError(_path(f"[{number}]", error.key or ""), error.message) from None
            except ValueError as error:
                raise AnswersError(f"[{number}]", str(error)) from None
        return tuple(items)

    return read


_parse_date = lru_cache(maxsize=65_536)(DateInterval.parse)


def _date(value: object) -> DateInterval:
    if isinstance(value, str):
        return _parse_date(value)
    raise ValueError(f"must be a date as text, such as 2026-11-01 or 2026-11, not {shown(value)}")


def _name(value: object) -> str:
    if isinstance(value, str) and (name := value.strip()):
        return name
    raise ValueError(f"must be a drug's name, not {shown(value)}")


_read_sites = _list(_choice(CHOICES["relapse_sites"]))


def _sites(value: object) -> tuple[str, ...]:
    sites = _read_sites(value)
    return tuple([site for site in CHOICES["relapse_sites"] if site in sites])


def _performance(value: object) -> Performance:
    values = _read_object(value, {"scale": _choice(tuple(SCORES)), "score": _count})
    for key in ("scale", "score"):
        if key not in values:
            raise AnswersError(key, "is missing: a performance has a scale and a score")
    performance = Performance(**values)
    scores = SCORES[performance.scale]
    if performance.score not in scores:
        steps = " in tens" if scores.step == 10 else ""
        raise AnswersError("score", f"on {performance.scale} must be {scores[0]} to {scores[-1]}{steps}")
    return performance


_THERAPY_READERS: dict[str, Reader] = {
    "agent": _name,
    "kind": _choice(KINDS),
    "last_given": _date,
    "context": _choice(("maintenance", "diagnostic_lumbar_puncture")),
}


def _therapy(value: object) -> Therapy:
    values = _read_object(value, _THERAPY_READERS)
    name, kind = values.get("agent"), values.get("kind")
    drug = find_drug(name) if name else None
    return Therapy(
        kind=_counts_as(name, drug, kind),
        kind_given=kind is not None,
        agent=drug.name if drug else name,
        agent_known=drug is not None,
        may_be=drug.may_be if drug else (),
        last_given=values.get("last_given"),
        context=values.get("context"),
    )


def _counts_as(name: str | None, drug: Drug | None, kind: Kind | None) -> Kind:
    """What a therapy counts as. Raises `AnswersError` where agent and kind don't tell it, or disagree."""
    if kind is None:
        if name is None:
            raise AnswersError("", "has neither an agent nor a kind: give one of them")
        if drug is None or drug.kind is None:
            raise AnswersError("agent", f"{shown(name)} doesn't tell its kind: give one of {', '.join(KINDS)}")
        return drug.kind
    if drug is None or drug.kind in (None, kind):
        return kind
    if kind == "intrathecal" and (drug.kind in ("cytotoxic", "hydroxyurea") or _is_steroid(drug)):
        return kind
    if (drug.kind == "hydroxyurea" and kind == "cytotoxic") or (drug.asparaginase and kind == "biologic"):
        return drug.kind
    raise AnswersError("kind", f"{kind} disagrees with {shown(name)}, which is {drug.kind}: correct one of them")


def _is_steroid(drug: Drug) -> bool:
    return _STEROIDS is not None and drug.name in (_STEROIDS.name, *_STEROIDS.may_be)


_creatinine = quantity_reader("mg/dL", **{"umol/L": "88.4"})
_bilirubin = quantity_reader("mg/dL", **{"umol/L": "17.1"})
_fraction = quantity_reader("%", percent="1")

_READERS: dict[str, Reader] = {
    "diagnosis": _choice(CHOICES["diagnosis"]),
    "age_years": quantity_reader("years", year="1", y="1", yr="1", yrs="1"),
    "age_months": quantity_reader("months", month="1", mo="1", mos="1"),
    "birth_date": _date,
    "sex": _choice(CHOICES["sex"]),
    "relapse_count": _count,
    "relapse_sites": _sites,
    "relapse_phase": _choice(CHOICES["relapse_phase"]),
    "recovered_from_toxicity": _boolean,
    "therapies": _list(_therapy),
    "prior_transplant": _boolean,
    "prior_blinatumomab": _boolean,
    "prior_relapse_therapy": _boolean,
    "performance": _performance,
    "gfr": quantity_reader("mL/min/1.73 m²"),
    "serum_creatinine": _creatinine,
    "direct_bilirubin": _bilirubin,
    "total_bilirubin": _bilirubin,
    "shortening_fraction": _fraction,
    "ejection_fraction": _fraction,
}
