"""Reads the written forms of the answers (quantities, dates, therapies) and refuses everything else."""

import calendar
import math
import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

Answers = dict[str, Any]

CHOICES = {
    "diagnosis": ("b_all", "t_all", "other"),
    "sex": ("female", "male"),
    "relapse_phase": ("maintenance", "other_frontline_phase", "off_therapy"),
}
BOOLEANS = ("recovered_from_toxicity", "prior_transplant", "prior_blinatumomab", "prior_relapse_therapy")
SITES = ("bone_marrow", "cns", "testicular", "other")
KINDS = ("cytotoxic", "hydroxyurea", "intrathecal", "biologic", "other")
CONTEXTS = ("maintenance", "diagnostic_lumbar_puncture")
SCORES = {"ecog": range(6), "karnofsky": range(0, 101, 10), "lansky": range(0, 101, 10)}
PLAIN, PER_MILLIGRAM = Fraction(1), {"creatinine": Fraction("88.4"), "bilirubin": Fraction("17.1")}
UNITS: dict[str, dict[str, Fraction]] = {
    "age_years": {},
    "age_months": {},
    "gfr": {"ml/min/1.73 m²": PLAIN},
    "serum_creatinine": {"mg/dl": PLAIN, "umol/l": PER_MILLIGRAM["creatinine"]},
    "direct_bilirubin": {"mg/dl": PLAIN, "umol/l": PER_MILLIGRAM["bilirubin"]},
    "total_bilirubin": {"mg/dl": PLAIN, "umol/l": PER_MILLIGRAM["bilirubin"]},
    "shortening_fraction": {"percent": PLAIN, "%": PLAIN},
    "ejection_fraction": {"percent": PLAIN, "%": PLAIN},
}

# A handful of agents about whose kind nobody would argue; the patients are made of these.
ASPARAGINASES = ("pegaspargase", "oncaspar")
CYTOTOXIC = ("vincristine", "doxorubicin", "cyclophosphamide", "mercaptopurine", "methotrexate", "cytarabine")
STEROIDS = ("prednisone", "dexamethasone", "hydrocortisone")
FLAGGED = ("inotuzumab ozogamicin", "besponsa", "rituximab", "tisagenlecleucel", "kymriah", "tecartus", "aucatzyl",
           "brexucabtagene autoleucel", "obecabtagene autoleucel")  # fmt: skip
BLINATUMOMAB = ("blinatumomab", "blincyto")
KIND_OF_AGENT = {
    **dict.fromkeys(CYTOTOXIC + ASPARAGINASES, "cytotoxic"),
    **dict.fromkeys(("hydroxyurea", "hydrea"), "hydroxyurea"),
    **dict.fromkeys(FLAGGED + BLINATUMOMAB, "biologic"),
    **dict.fromkeys(STEROIDS, "other"),
}


class Refused(Exception):
    """The answers are not of the form, or contradict themselves; `keys` may each be named for it."""

    def __init__(self, *keys: str) -> None:
        super().__init__(*keys)
        self.keys = set(keys)


@dataclass(frozen=True)
class Amount:
    """A quantity as exact as it is known: the values from `low` to `high`, in the unit of the table."""

    low: Fraction
    high: Fraction | None
    low_counts: bool = True
    high_counts: bool = True
    exact: bool = False

    def allows(self, value: Fraction | float) -> bool:
        """Whether the quantity may be this value."""
        if value < self.low or (value == self.low and not self.low_counts):
            return False
        return self.high is None or value < self.high or (value == self.high and self.high_counts)

    def bounds(self) -> set[Fraction]:
        """The ends that are known."""
        return {self.low} if self.high is None else {self.low, self.high}


def read_amount(key: str, value: object) -> Amount:
    """The quantity that stands under this key."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Refused(key)
    if not isinstance(value, str):
        if not math.isfinite(value) or value < 0:
            raise Refused(key)
        number = Fraction(repr(value))
        return Amount(number, number, exact=True)
    parts = re.fullmatch(r"(<=|>=|<|>)?([0-9]+(?:\.[0-9]+)?)(?:-([0-9]+(?:\.[0-9]+)?))?(?: (.+))?", value)
    if parts is None:
        raise Refused(key)
    sign, first, last, unit = parts.groups()
    units = UNITS[key]
    name = None if unit is None else unit.lower().replace("µ", "u").replace("μ", "u")
    if (sign and last) or (name is not None and name not in units):
        raise Refused(key)
    low = Fraction(first) / (units[name] if name else 1)
    high = Fraction(last) / (units[name] if name else 1) if last else low
    if high < low:
        raise Refused(key)
    if sign in ("<", "<="):
        return Amount(Fraction(0), low, high_counts=sign == "<=")
    if sign in (">", ">="):
        return Amount(low, None, low_counts=sign == ">=")
    return Amount(low, high, exact=last is None)


def read_date(path: str, value: object, on: date) -> tuple[date | None, date]:
    """The first day (none where it is open) and the last day allowed, cut at `on`."""
    if not isinstance(value, str):
        raise Refused(path)
    ends = value.split("/")
    if len(ends) > 2 or ends == ["..", ".."] or value == "..":
        raise Refused(path)
    first = None if ends[0] == ".." else _days(path, ends[0])[0]
    last = on if ends[-1] == ".." else _days(path, ends[-1])[1]
    if first is not None and ((first > last and ends[-1] != "..") or first > on):
        raise Refused(path)
    return first, min(last, on)


def _days(path: str, text: str) -> tuple[date, date]:
    """The first and the last day of a day, a month or a year."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        raise Refused(path)
    year, month, day = ([int(part) for part in text.split("-")] + [0, 0])[:3]
    try:
        first = date(year, month if len(text) > 4 else 1, day if len(text) > 7 else 1)
    except ValueError:
        raise Refused(path) from None
    if len(text) == 10:
        return first, first
    last_month = first.month if len(text) == 7 else 12
    return first, date(year, last_month, calendar.monthrange(year, last_month)[1])


@dataclass(frozen=True)
class Therapy:
    """One treatment: `kind` is the rule that it falls under, `agent` in small letters or none."""

    kind: str
    agent: str | None
    first: date | None
    last: date
    context: str | None


def read_therapy(path: str, value: object, on: date) -> Therapy:
    """One item of `therapies`, its kind settled from what is given and what the agent tells."""
    if not isinstance(value, dict) or not set(value) <= {"agent", "kind", "last_given", "context"}:
        raise Refused(path)
    kind, context, agent = value.get("kind"), value.get("context"), value.get("agent")
    if ("kind" in value and kind not in KINDS) or ("context" in value and context not in CONTEXTS):
        raise Refused(path)
    if "agent" in value:
        if not isinstance(agent, str):
            raise Refused(path)
        agent = agent.strip().lower()
    known = KIND_OF_AGENT.get(agent or "")
    if known is None and kind is None:
        raise Refused(path)
    if kind is not None and known not in (None, kind):
        intrathecally = kind == "intrathecal" and (known == "cytotoxic" or agent in STEROIDS)
        hydroxyurea = kind == "cytotoxic" and known == "hydroxyurea"
        asparaginase = kind == "biologic" and agent in ASPARAGINASES
        if not (intrathecally or hydroxyurea or asparaginase):
            raise Refused(path)
        kind = "intrathecal" if intrathecally else known
    if kind is None:
        at_puncture = context == "diagnostic_lumbar_puncture" and agent in ("methotrexate", "cytarabine")
        kind = "intrathecal" if at_puncture else known
    first, last = read_date(path, value["last_given"], on) if "last_given" in value else (None, on)
    return Therapy(str(kind), agent, first, last, context)


def check_simple(answers: Answers) -> None:
    """Refuses an unknown key and a value that is none of its key's (quantities and dates are read elsewhere)."""
    for key, value in answers.items():
        if key in CHOICES:
            good = isinstance(value, str) and value in CHOICES[key]
        elif key in BOOLEANS:
            good = isinstance(value, bool)
        elif key == "relapse_count":
            good = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        elif key == "relapse_sites":
            good = isinstance(value, list) and all(site in SITES for site in value)
        elif key == "performance":
            good = _is_performance(value)
        else:
            good = key in UNITS or key == "birth_date" or (key == "therapies" and isinstance(value, list))
        if not good:
            raise Refused(key)


def _is_performance(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"scale", "score"} or not isinstance(value["scale"], str):
        return False
    score = value["score"]
    return isinstance(score, int) and not isinstance(score, bool) and score in SCORES.get(value["scale"], ())
