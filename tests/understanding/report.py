"""`python -m tests.understanding.report [--show] [FILE …]`: precision, recall and wrong fills for each key."""

from __future__ import annotations

import sys
from collections import Counter
from time import perf_counter

from tests.understanding.cases import Case, cases, faults, items


def main(arguments: list[str]) -> None:
    show = "--show" in arguments
    files = [argument for argument in arguments if not argument.startswith("--")]
    chosen = [case for case in cases() if not files or case.file in files]
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    over_asked = asked_for = passed = 0
    times = []
    for case in chosen:
        begin = perf_counter()
        reading = case.read()
        times.append(perf_counter() - begin)
        bad = faults(case, reading)
        passed += not bad
        gold, got = _nearest(case, items(reading.answers)), items(reading.answers)
        for key in gold.keys() | got.keys():
            name = key.split()[0]
            right[name] += gold.get(key) == got.get(key)
            wrong[name] += key in got and gold.get(key) != got[key]
            missed[name] += key in gold and gold[key] != got.get(key)
        if case.ask is None and reading.ask is not None:
            over_asked += 1
        asked_for += case.ask is not None
        if bad and show:
            print(f"{case.file}: {case.text!r} ({case.asking}, {case.who}): {'; '.join(bad)}")
    print(f"\n{passed} of {len(chosen)} cases as expected; {over_asked} asked without need ({asked_for} to be asked)")
    print(f"{'key':26}{'right':>7}{'wrong':>7}{'missed':>8}")
    for name in sorted(right | wrong | missed):
        print(f"{name:26}{right[name]:7}{wrong[name]:7}{missed[name]:8}")
    total, bad_fills, lost = right.total(), wrong.total(), missed.total()
    print(
        f"precision {total / max(1, total + bad_fills):.3f}, recall {total / max(1, total + lost):.3f}, "
        f"wrong fills {bad_fills} of {total + lost} items"
    )
    times.sort()
    print(f"a message takes {1000 * times[len(times) // 2]:.2f} ms at the median, {1000 * times[-1]:.1f} at most")


def _nearest(case: Case, got: dict[str, object]) -> dict[str, object]:
    allowed = [items(answers) for answers in (case.answers, *case.accept)]
    return got if got in allowed else allowed[0]


if __name__ == "__main__":
    main(sys.argv[1:])
