"""Prints how well dates are read, by group: `python -m tests.understanding.dates.report [--misses]`.

Exact: what was meant, or another answer that counts. Fit: no day left out, and at most twice as many days as were
meant and two weeks. Safe and unsafe: no day of the core left out, or one; early: unsafe, and too early at the end.
Held-out phrases are counted and never shown. `rec_` groups are another project's phrases, by its own conventions.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from time import perf_counter

from bot.understand.dates import read_date
from tests.understanding.dates import phrases, recognizers
from tests.understanding.dates.phrases import Answer, answer_of
from tests.understanding.dates.score import Judgement, Tally, judge


def main(arguments: list[str]) -> None:
    """Read every phrase, and print a row for each group and for the whole."""
    own, others = phrases.load(), recognizers.load()
    start = perf_counter()
    answers = [answer_of(read_date(p.text, p.on, p.who)) for p in (*own, *others)]
    each = (perf_counter() - start) / len(answers)
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for phrase, got in zip((*own, *others), answers, strict=True):
        judgement = judge(phrase, got)
        whole = "another project's" if phrase.group.startswith("rec_") else "held out" if phrase.held_out else "seen"
        for group in (phrase.group, f"all {whole}"):
            groups[group].append(judgement)
        if "--misses" in arguments and not phrase.held_out and not judgement.exact:
            print(f"{phrase.group}, {phrase.on} {phrase.text!r}: meant {_show(phrase.meant)}, got {_show(got)}")
    print(
        f"{'group':28}{'items':>6}{'exact':>8}{'fit':>8}{'safe':>8}{'unsafe':>8}{'early':>7}{'asked':>7}{'over-asked':>12}"
    )
    for group, judgements in sorted(groups.items(), key=lambda g: (g[0].startswith("all "), g[0])):
        t = Tally.of(judgements)
        shares = "".join(f"{n / t.items:8.1%}" for n in (t.exact, t.fit, t.items - t.unsafe))
        print(f"{group:28}{t.items:6}{shares}{t.unsafe:8}{t.early:7}{t.asked:7}{t.over_asked:12}")
    print(f"{1000 * each:.2f} ms a phrase")


def _show(answer: Answer) -> str:
    return answer if isinstance(answer, str) else answer.iso() if answer != (None, None) else "any day"


if __name__ == "__main__":
    main(sys.argv[1:])
