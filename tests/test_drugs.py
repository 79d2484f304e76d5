"""Drugs: every name finds its own drug and no other, the kinds that the trial needs, and what a bad file is told."""

from pathlib import Path

import pytest

from bot.drugs import (
    DRUGS_FILE,
    KINDS,
    Drug,
    DrugFileError,
    ambiguous_names,
    find_drug,
    load_drugs,
    meanings,
    read_drug_file,
)

NAMES = [(name, drug) for drug in load_drugs() for name in drug.names]


def found(name: str) -> Drug:
    drug = find_drug(name)
    assert drug is not None, f"{name!r} finds no drug"
    return drug


def test_every_name_finds_its_own_drug_however_it_is_written() -> None:
    for name, drug in NAMES:
        for written in (
            name,
            name.upper(),
            name.lower(),
            f"  {name}\t",
            name.replace("-", " "),
            name.replace(" ", "-"),
        ):
            assert find_drug(written) is drug, f"{written!r} should find {drug.name}"


def test_a_drug_lists_no_name_twice() -> None:
    for drug in load_drugs():
        assert len({name.casefold() for name in drug.names}) == len(drug.names), drug.name


def test_the_list_is_wide_enough_and_every_entry_is_sourced() -> None:
    agents = [drug for drug in load_drugs() if not drug.may_be]
    assert len(agents) >= 80
    for drug in load_drugs():
        assert drug.source.startswith(("WHO ATC index: ", "FDA label of ", "NCI PDQ, ", "NCI Drug Dictionary: ")), drug
        assert "://" not in drug.source


@pytest.mark.parametrize(
    ("name", "generic", "kind"),
    [
        ("VCR", "vincristine", "cytotoxic"),
        ("6-MP", "mercaptopurine", "cytotoxic"),
        ("6mp", "mercaptopurine", "cytotoxic"),
        ("mercaptopurine pills", "mercaptopurine", "cytotoxic"),
        ("MTX", "methotrexate", "cytotoxic"),
        ("methotrexat", "methotrexate", "cytotoxic"),
        ("Ara-C", "cytarabine", "cytotoxic"),
        ("CPM", "cyclophosphamide", "cytotoxic"),
        ("Cytoxan", "cyclophosphamide", "cytotoxic"),
        ("DNR", "daunorubicin", "cytotoxic"),
        ("the red devil", "doxorubicin", "cytotoxic"),
        ("VP-16", "etoposide", "cytotoxic"),
        ("PEG", "pegaspargase", "cytotoxic"),
        ("PEG-asp", "pegaspargase", "cytotoxic"),
        ("Oncaspar", "pegaspargase", "cytotoxic"),
        ("Rylaze", "asparaginase Erwinia chrysanthemi", "cytotoxic"),
        ("HU", "hydroxyurea", "hydroxyurea"),
        ("Hydrea", "hydroxyurea", "hydroxyurea"),
        ("IT MTX", "intrathecal methotrexate", "intrathecal"),
        ("ITT", "intrathecal triple therapy", "intrathecal"),
        ("chemo in the spine", "intrathecal chemotherapy", "intrathecal"),
        ("Blina", "blinatumomab", "biologic"),
        ("Blincyto", "blinatumomab", "biologic"),
        ("blinotumomab", "blinatumomab", "biologic"),
        ("InO", "inotuzumab ozogamicin", "biologic"),
        ("besponsa", "inotuzumab ozogamicin", "biologic"),
        ("Rituxan", "rituximab", "biologic"),
        ("Kymriah", "tisagenlecleucel", "biologic"),
        ("Tecartus", "brexucabtagene autoleucel", "biologic"),
        ("Aucatzyl", "obecabtagene autoleucel", "biologic"),
        ("CAR-T", "CAR T-cell therapy", "biologic"),
        ("Dex", "dexamethasone", "other"),
        ("Pred", "prednisone", "other"),
        ("steroids", "steroids", "other"),
        ("G-CSF", "filgrastim", "other"),
        ("Bactrim", "trimethoprim and sulfamethoxazole", "other"),
        ("Zofran", "ondansetron", "other"),
        ("IVIG", "immune globulin", "other"),
        ("leucovorin", "leucovorin", "other"),
        ("Elitek", "rasburicase", "other"),
    ],
)
def test_what_staff_and_families_write(name: str, generic: str, kind: str) -> None:
    assert (found(name).name, found(name).kind) == (generic, kind)


@pytest.mark.parametrize("name", [" 6 mp ", "6\u2010MP", "6.MP", "\t6-Mp\n", "6\u00a0MP"])
def test_blanks_hyphens_and_points_do_not_matter(name: str) -> None:
    assert found(name).name == "mercaptopurine"


def test_trade_signs_do_not_matter() -> None:
    assert found("Blincyto®").name == "blinatumomab"


def test_every_asparaginase_is_flagged_and_nothing_else() -> None:
    for drug in load_drugs():
        names = " ".join(drug.names).casefold()
        assert drug.asparaginase == ("aspar" in names), drug.name


def test_steroids_are_other() -> None:
    assert {found(name).kind for name in found("steroids").may_be} == {"other"}


@pytest.mark.parametrize("name", ["imatinib", "Sprycel", "ponatinib", "ruxolitinib", "venetoclax", "bortezomib", "ATG"])
def test_a_kind_that_no_source_settles_is_left_open_with_the_reason(name: str) -> None:
    assert found(name).kind is None
    assert found(name).why


def test_a_class_agrees_with_the_agents_that_it_stands_for() -> None:
    classes = [drug for drug in load_drugs() if drug.may_be]
    assert {"CAR T-cell therapy", "asparaginase", "steroids"} <= {drug.name for drug in classes}
    for drug in classes:
        for agent in drug.may_be:
            assert (found(agent).kind, found(agent).asparaginase) == (drug.kind, drug.asparaginase)


def test_an_ambiguous_name_is_never_guessed() -> None:
    assert ambiguous_names()
    for name in ambiguous_names():
        assert find_drug(name) is None
        assert len(meanings(name)) > 1
    assert {drug.name for drug in meanings("mp")} == {"mercaptopurine", "methylprednisolone"}


@pytest.mark.parametrize(
    "name", ["", "   ", "-", "chemotherapy drug", "vin", "vincristine and prednisone", "x" * 100_000]
)
def test_what_is_not_listed_finds_nothing(name: str) -> None:
    assert find_drug(name) is None
    assert meanings(name) == ()


@pytest.mark.parametrize("word", ["go", "flu", "its", "it", "ida", "mel", "may", "all", "cart", "in"])
def test_everyday_words_and_first_names_are_no_drug(word: str) -> None:
    written = {name.casefold() for name, _ in NAMES} | {name.casefold() for name in ambiguous_names()}
    assert word not in written


def test_kinds_are_those_of_the_answers() -> None:
    assert KINDS == ("cytotoxic", "hydroxyurea", "intrathecal", "biologic", "other")
    assert {drug.kind for drug in load_drugs()} == {*KINDS, None}


VINCRISTINE = "drugs:\n- {name: vincristine, kind: cytotoxic, abbreviations: [VCR], source: a label}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("drugs: [", "can't be read as YAML"),
        ("- vincristine", "the file: must be a mapping"),
        ("drugs: []", "drugs: must be a list"),
        ("drugs: {}", "drugs: must be a list"),
        (VINCRISTINE + "sources: {}", "the file: sources: unknown key"),
        ("drugs: [vincristine]", "entry 1: must be a mapping"),
        ("drugs: [{name: a, kind: other, brand: [b], source: s}]", "entry 1 (a): brand: unknown key"),
        ("drugs: [{name: a, kind: other}]", "entry 1 (a): source: is missing"),
        ("drugs: [{kind: other, source: s}]", "entry 1: name: is missing"),
        ("drugs: [{name: a, kind: citotoxic, source: s}]", "entry 1 (a): kind: 'citotoxic' is none of cytotoxic"),
        ("drugs: [{name: a, kind: null, source: s}]", "entry 1 (a): why: is needed"),
        ("drugs: [{name: a, kind: other, why: w, source: s}]", "entry 1 (a): why: is needed"),
        ("drugs: [{name: a, kind: other, brands: B, source: s}]", "entry 1 (a): brands: must be a list"),
        ("drugs: [{name: a, kind: other, brands: [], source: s}]", "entry 1 (a): brands: must be a list"),
        ("drugs: [{name: a, kind: other, abbreviations: [no], source: s}]", "abbreviations: False is no text"),
        ("drugs: [{name: a, kind: other, lay: ['-'], source: s}]", "entry 1 (a): lay: '-' is no text"),
        ("drugs: [{name: a, kind: other, source: ''}]", "entry 1 (a): source: '' is no text"),
        ("drugs: [{name: 6, kind: other, source: s}]", "entry 1: name: 6 is no text"),
        ("drugs: [{name: a, kind: other, asparaginase: true, source: s}]", "entry 1 (a): asparaginase: must be"),
        ("drugs: [{name: a, kind: cytotoxic, asparaginase: 1, source: s}]", "entry 1 (a): asparaginase: must be"),
        ("drugs: [{name: a, kind: other, kind: other, source: s}]", "the key 'kind' stands twice"),
        (VINCRISTINE + "- {name: b, kind: other, lay: [v-c-r], source: s}", "b: 'v-c-r' is a name of vincristine too"),
        (VINCRISTINE + "- {name: Vincristine, kind: other, source: s}", "'Vincristine' is a name of vincristine too"),
        (VINCRISTINE + "- {name: b, kind: other, may_be: [c], source: s}", "b: may_be: 'c' is no generic name"),
        (VINCRISTINE + "ambiguous: [V]", "ambiguous: must map"),
        (VINCRISTINE + "ambiguous: {V: [vincristine]}", "ambiguous: V: needs two or more"),
        (VINCRISTINE + "ambiguous: {V: [vincristine, b]}", "ambiguous: V: 'b' is no generic name"),
        (
            VINCRISTINE + "- {name: b, kind: other, source: s}\nambiguous: {vcr: [vincristine, b]}",
            "ambiguous: vcr: is listed with vincristine too",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_file_the_entry_and_the_key(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "drugs.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DrugFileError) as refusal:
        read_drug_file(path)
    assert str(refusal.value).startswith(f"{path}: ")
    assert told in str(refusal.value)


def test_a_missing_file_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(DrugFileError, match=r"none\.yaml"):
        read_drug_file(tmp_path / "none.yaml")


def test_the_file_is_read_once() -> None:
    assert load_drugs() is load_drugs()
    assert read_drug_file(DRUGS_FILE).drugs == load_drugs()
