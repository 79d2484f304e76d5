"""Quantities: which forms are read, which cells between limits they may be in, and that nothing is rounded."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bot.quantities import HUGE, Quantity, quantity_reader

read = quantity_reader("mg/dL", **{"umol/L": "88.4"})
read_percent = quantity_reader("%", percent="1")
LIMITS = [Decimal("0.8"), Decimal("1.4")]


@pytest.mark.parametrize(
    ("value", "up_to", "from_"),
    [
        # value, cells that end with a limit (… ≤ 0.8 < … ≤ 1.4 < …), cells that begin with one (… < 0.8 ≤ … < 1.4 ≤ …)
        (0.8, [0], [1]),
        (0.79, [0], [0]),
        (0.81, [1], [1]),
        ("0.8", [0], [1]),
        (Decimal("0.80"), [0], [1]),
        ("<0.8", [0], [0]),
        ("<=0.8", [0], [0, 1]),
        (">0.8", [1, 2], [1, 2]),
        (">=0.8", [0, 1, 2], [1, 2]),
        (">1.4", [2], [2]),
        (">=1.4", [1, 2], [2]),
        ("0.8-1.4", [0, 1], [1, 2]),
        ("0.81-1.39", [1], [1]),
        ("70.72 umol/L", [0], [1]),
        ("<70.72 umol/L", [0], [0]),
        ("70.7199999999999999999999999999999999999 umol/L", [0], [0]),
        ("70.7200000000000000000000000000000000001 umol/L", [1], [1]),
        (0, [0], [0]),
        ("<=0", [0], [0]),
        (Decimal("1e999999999"), [2], [2]),
        (Decimal("1e-999999999"), [0], [0]),
        pytest.param(10**9000, [2], [2], id="a one and 9,000 noughts"),
        pytest.param("9" * 5000, [2], [2], id="5,000 nines"),
    ],
)
def test_cells(value: object, up_to: list[int], from_: list[int]) -> None:
    quantity = read(value)
    assert list(quantity.cells_up_to(LIMITS)) == up_to
    assert list(quantity.cells_from(LIMITS)) == from_


@pytest.mark.parametrize(
    "text",
    ["62 umol/L", "62umol/L", "62 µmol/l", "62 μMOL/L", "62 ΜMOL/L", " 62  UMOL/L ", "62 - 62 umol / L"],
)
def test_the_unit_in_any_case_and_either_micro(text: str) -> None:
    quantity = read(text)
    assert [quantity.low, quantity.high, quantity.per] == [Decimal(62), Decimal(62), Decimal("88.4")]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, "negative"),
        (-0.1, "negative"),
        (Decimal("-1e-999999"), "negative"),
        ("-1", "no quantity"),
        ("<-1", "no quantity"),
        ("<0", "leaves no number"),
        ("60-55", "backwards"),
        ("<55-60", "no quantity"),
        ("", "no quantity"),
        ("mg/dL", "no quantity"),
        ("3 mmol/L", "no unit"),
        ("3%", "no unit"),
        ("1e3", "no unit"),
        ("3,5", "no quantity"),
        (".5", "no quantity"),
        ("3.", "no quantity"),
        ("~3", "no quantity"),
        ("≥3", "no quantity"),
        ("=3", "no quantity"),
        ("3+", "no quantity"),
        ("1-2-3", "no quantity"),
        ("٣", "no quantity"),
        pytest.param("9" * 20_000, "no quantity", id="20,000 nines"),
        (True, "no quantity"),
        (None, "no quantity"),
        ([], "no quantity"),
        ({}, "no quantity"),
        (float("nan"), "no quantity"),
        (float("inf"), "no quantity"),
        (Decimal("NaN"), "no quantity"),
        pytest.param(-(10**9000), "negative", id="minus a one and 9,000 noughts"),
    ],
)
def test_refused(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        read(value)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize(
    ("reader", "value", "text"),
    [
        (read, 0.5, "0.5 mg/dL"),
        (read, Decimal("0.50"), "0.50 mg/dL"),
        (read, "<3", "<3 mg/dL"),
        (read, "62 umol/L", "62 umol/L"),
        (read_percent, 33, "33%"),
        (read_percent, "55-60 percent", "55-60 percent"),
    ],
)
def test_the_text_is_what_was_given_with_its_unit(
    reader: Callable[[object], Quantity], value: object, text: str
) -> None:
    assert reader(value).text == text


def test_the_text_of_a_long_number_is_cut() -> None:
    assert len(read("9" * 5000).text) < 60
    assert len(read("9" * 5000 + " umol/L").text) < 60
    assert len(read(HUGE).text) < 60


@pytest.mark.parametrize(
    ("direct", "total", "contradict"),
    [
        (3, 3, False),
        (3.1, 3, True),
        (">3", 3, True),
        (">=3", 3, False),
        (3, "<3", True),
        (3, "<=3", False),
        ("2-4", "1-2", False),
        ("2.1-4", "1-2", True),
        (5, ">1", False),
        ("88.4 umol/L", 1, False),
        ("88.40000000000000000000000000000000001 umol/L", 1, True),
        (1, "88.39999999999999999999999999999999999 umol/L", True),
        (Decimal("1e999999"), Decimal("1e999998"), True),
    ],
)
def test_must_exceed(direct: object, total: object, contradict: bool) -> None:
    assert read(direct).must_exceed(read(total)) is contradict


def test_equal_quantities_have_equal_hashes_and_are_told_apart_by_unit() -> None:
    assert read("<3") == read("<3") and hash(read("<3")) == hash(read("<3"))
    assert read("3 mg/dL") != read("3 umol/L")
