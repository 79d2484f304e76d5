"""The list of therapies as it grows: what a new dose takes from a known one, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.doses import merged

AT_PUNCTURE = {"kind": "intrathecal", "last_given": "2026-11-23", "context": "diagnostic_lumbar_puncture"}
IN_MAINTENANCE = {"agent": "vincristine", "kind": "cytotoxic", "last_given": "2026-11-03", "context": "maintenance"}


@pytest.mark.parametrize("corrects", [False, True])
@pytest.mark.parametrize(
    "told",
    [
        {"kind": "intrathecal", "last_given": "2026-11-24"},
        {"kind": "intrathecal", "last_given": "2026-10-20"},
        {"agent": "methotrexate", "kind": "intrathecal", "last_given": "2026-11-24"},
    ],
)
def test_no_other_day_inherits_the_exemption_of_the_diagnostic_puncture(told: dict[str, Any], corrects: bool) -> None:
    assert merged([AT_PUNCTURE], [told], ["intrathecal"], corrects) == [AT_PUNCTURE, told]
    assert merged([AT_PUNCTURE], [told], (), corrects) == [AT_PUNCTURE, told]


def test_more_is_told_of_the_same_dose() -> None:
    told = {"agent": "cytarabine", "kind": "intrathecal", "last_given": "2026-11-23"}
    assert merged([AT_PUNCTURE], [told]) == [{**AT_PUNCTURE, **told}]


def test_the_day_of_the_puncture_is_corrected_where_the_puncture_is_named() -> None:
    told = {**AT_PUNCTURE, "last_given": "2026-11-22"}
    assert merged([AT_PUNCTURE], [told], ["intrathecal"]) == [told]


def test_the_last_chemotherapy_need_not_have_been_the_known_one() -> None:
    told = {"kind": "cytotoxic", "last_given": "2026-11-20"}
    assert merged([IN_MAINTENANCE], [told], ["cytotoxic"]) == [told]


def test_a_corrected_day_of_one_agent_keeps_what_it_was_part_of() -> None:
    told = {"agent": "vincristine", "kind": "cytotoxic", "last_given": "2026-11-10"}
    assert merged([IN_MAINTENANCE], [told], ["cytotoxic"]) == [{**IN_MAINTENANCE, **told}]
