"""Drugs used in pediatric ALL: the agent that a name means, and the kind of therapy that it is.

The facts stand in `drugs.yaml`, each with its source. A name finds its drug in any case and whatever its blanks,
hyphens and points (`6-MP`, `6 mp`, `6MP`). Nothing is guessed: a name that isn't listed finds no drug, a name that may
mean several finds none either (`meanings` gives them all), and a drug whose kind the sources leave open has none.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import yaml

Kind = Literal["cytotoxic", "hydroxyurea", "intrathecal", "biologic", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

DRUGS_FILE = Path(__file__).with_name("drugs.yaml")


class Drug(NamedTuple):
    """One agent, or a class of agents that people name as one ("CAR-T").

    Made by `load_drugs`; an agent that the file doesn't know has no `Drug`.
    """

    name: str
    """The generic name, lower case but for proper names and acronyms."""
    kind: Kind | None
    """What the agent counts as; None where the sources leave it open (`why` says so): the kind has to be asked for."""
    asparaginase: bool
    """Counts as cytotoxic, and "biologic" given with it is accepted."""
    source: str
    """Where the kind comes from: a work and the place in it."""
    names: tuple[str, ...]
    """Every listed form, the generic name first, as people write it."""
    may_be: tuple[str, ...]
    """For a class: the generic names of the agents that it may stand for. Empty for a single agent."""
    why: str
    """Why the kind is open; empty where it isn't."""


class DrugFileError(ValueError):
    """The drug file is wrong. The message names the file, the entry and the key, and what to do."""


def find_drug(name: str) -> Drug | None:
    """The drug that a name means: generic, brand, abbreviation, a family's word or a common misspelling.

    None where the name isn't listed or may mean several drugs.
    """
    found = meanings(name)
    return found[0] if len(found) == 1 else None


def meanings(name: str) -> tuple[Drug, ...]:
    """Every drug that a name may mean: one where it is clear, several where it is ambiguous ("MP"), else none."""
    index = _contents().by_name
    return index.get(name) or index.get(_fold(name), ())


def load_drugs() -> tuple[Drug, ...]:
    """All drugs, in the file's order; the file is read once. Raises `DrugFileError` where it is wrong."""
    return _contents().drugs


def ambiguous_names() -> tuple[str, ...]:
    """The names that may mean several drugs, as people write them: `meanings` says which."""
    return _contents().ambiguous


class DrugFile(NamedTuple):
    """What a drug file holds."""

    drugs: tuple[Drug, ...]
    ambiguous: tuple[str, ...]
    by_name: dict[str, tuple[Drug, ...]]
    """A name, folded or as written in the file, to the drugs that it may mean."""


@lru_cache(maxsize=1)
def _contents() -> DrugFile:
    return read_drug_file(DRUGS_FILE)


def read_drug_file(path: Path) -> DrugFile:
    """Read and check a drug file. Raises `DrugFileError` where it is wrong."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DrugFileError(f"{path}: can't be read as YAML: {error}") from error
    top = _mapping(data, f"{path}: the file", required={"drugs"}, optional={"ambiguous"})
    if not isinstance(top["drugs"], list) or not top["drugs"]:
        raise DrugFileError(f"{path}: drugs: must be a list of one or more entries")
    drugs = tuple(_drug(entry, f"{path}: entry {number}") for number, entry in enumerate(top["drugs"], 1))
    index = _index(drugs, path)
    by_name = {drug.name: drug for drug in drugs}
    for drug in drugs:
        _known(drug.may_be, by_name, f"{path}: {drug.name}: may_be")
    ambiguous = _ambiguous(top.get("ambiguous", {}), by_name, index, f"{path}: ambiguous")
    index |= {_fold(name): agents for name, agents in ambiguous.items()}
    # As written too: the evaluator asks for each therapy of each patient, and folding costs more than the look-up.
    index |= {name: index[_fold(name)] for drug in drugs for name in drug.names}
    return DrugFile(drugs, tuple(ambiguous), index)


_FORMS = ("synonyms", "brands", "abbreviations", "lay", "misspellings")
_REQUIRED = {"name", "kind", "source"}
_OPTIONAL = {*_FORMS, "asparaginase", "may_be", "why"}


def _drug(entry: object, where: str) -> Drug:
    if isinstance(entry, dict) and isinstance(entry.get("name"), str):
        where = f"{where} ({entry['name']})"
    fields = _mapping(entry, where, required=_REQUIRED, optional=_OPTIONAL)
    kind = fields["kind"]
    if kind is not None and kind not in KINDS:
        raise DrugFileError(f"{where}: kind: {kind!r} is none of {', '.join(KINDS)}, nor null")
    if (kind is None) != ("why" in fields):
        raise DrugFileError(f"{where}: why: is needed where the kind is null, and only there")
    asparaginase = fields.get("asparaginase", False)
    if not isinstance(asparaginase, bool) or (asparaginase and kind != "cytotoxic"):
        raise DrugFileError(f"{where}: asparaginase: must be true or false, and true only for kind cytotoxic")
    forms = [text for key in _FORMS if key in fields for text in _texts(fields[key], f"{where}: {key}")]
    return Drug(
        name=_text(fields["name"], f"{where}: name"),
        kind=kind,
        asparaginase=asparaginase,
        source=_text(fields["source"], f"{where}: source"),
        names=(fields["name"], *forms),
        may_be=_texts(fields["may_be"], f"{where}: may_be") if "may_be" in fields else (),
        why=_text(fields["why"], f"{where}: why") if "why" in fields else "",
    )


def _index(drugs: tuple[Drug, ...], path: Path) -> dict[str, tuple[Drug, ...]]:
    index: dict[str, tuple[Drug, ...]] = {}
    for drug in drugs:
        for name in drug.names:
            other = index.setdefault(_fold(name), (drug,))[0]
            if other is not drug:
                raise DrugFileError(
                    f"{path}: {drug.name}: {name!r} is a name of {other.name} too; keep it with one, or under ambiguous"
                )
    return index


def _ambiguous(
    value: object, by_name: dict[str, Drug], index: dict[str, tuple[Drug, ...]], where: str
) -> dict[str, tuple[Drug, ...]]:
    if not isinstance(value, dict):
        raise DrugFileError(f"{where}: must map a name to the generic names that it may mean")
    ambiguous: dict[str, tuple[Drug, ...]] = {}
    for name, generics in value.items():
        here = f"{where}: {name}"
        listed = index.get(_fold(_text(name, here)))
        if listed:
            raise DrugFileError(f"{here}: is listed with {listed[0].name} too; take one of them out")
        ambiguous[name] = _known(_texts(generics, here), by_name, here)
        if len(set(ambiguous[name])) < 2:
            raise DrugFileError(f"{here}: needs two or more drugs; with one, list the name with that drug")
    return ambiguous


# Blanks, hyphens, points, apostrophes and trade signs tell no drug from another, and people write them as they like.
_DROPPED = dict.fromkeys(map(ord, " \t\r\n\v\f\u00a0\u2009\u202f-\u2010\u2011\u2012\u2013\u2014_./'’®™"))


def _fold(name: str) -> str:
    return name.casefold().translate(_DROPPED)


def _known(names: tuple[str, ...], by_name: dict[str, Drug], where: str) -> tuple[Drug, ...]:
    for name in names:
        if name not in by_name:
            raise DrugFileError(f"{where}: {name!r} is no generic name of this file")
    return tuple(by_name[name] for name in names)


def _mapping(value: object, where: str, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DrugFileError(f"{where}: must be a mapping with the keys {', '.join(sorted(required))}")
    for key in value:
        if key not in required | optional:
            raise DrugFileError(f"{where}: {key}: unknown key; known are {', '.join(sorted(required | optional))}")
    for key in sorted(required - value.keys()):
        raise DrugFileError(f"{where}: {key}: is missing")
    return value


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise DrugFileError(f"{where}: must be a list of one or more names; leave the key out where there is none")
    return tuple(_text(item, where) for item in value)


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not _fold(value):
        raise DrugFileError(f"{where}: {value!r} is no text; put quotation marks around it")
    return value


class _Loader(yaml.CSafeLoader):
    """PyYAML keeps the last of two equal keys without a word; a list of names could vanish that way."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)
