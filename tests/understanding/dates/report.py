"""Prints how well dates are read, by group: `python -m tests.understanding.dates.report [--misses]`.

Held-out phrases are counted and never shown.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from time import perf_counter

from bot.understand.dates import read_date
from tests.understanding.dates.phrases import Answer, Phrase, answer_of, load
from tests.understanding.dates.score import Judgement, Tally, judge


def main(arguments: list[str]) -> None:
    """Read every phrase, and print a row for each group and for the whole."""
    phrases = load()
    start = perf_counter()
    answers = [answer_of(read_date(p.text, p.on, p.who)) for p in phrases]
    each = (perf_counter() - start) / len(phrases)
    groups: dict[str, list[Judgement]] = defaultdict(list)
    for phrase, got in zip(phrases, answers, strict=True):
        judgement = judge(phrase, got)
        for group in ("held out" if phrase.held_out else "seen", phrase.group, "all"):
            groups[group].append(judgement)
        if "--misses" in arguments and not phrase.held_out and not judgement.exact:
            print(f"{phrase.on} {phrase.text!r}: meant {_show(phrase.meant)}, got {_show(got)}")
    print(f"{'group':26}{'items':>6}{'exact':>8}{'unsafe':>8}{'early':>7}{'asked':>7}{'over-asked':>12}")
    for group, judgements in sorted(groups.items(), key=lambda g: (g[0] in ("seen", "held out", "all"), g[0])):
        t = Tally.of(judgements)
        print(f"{group:26}{t.items:6}{t.exact / t.items:8.1%}{t.unsafe:8}{t.early:7}{t.asked:7}{t.over_asked:12}")
    print(f"{1000 * each:.2f} ms a phrase")


def _show(answer: Answer) -> str:
    return answer if isinstance(answer, str) else answer.iso() if answer != (None, None) else "any day"


__all__ = ["Phrase", "main"]

if __name__ == "__main__":
    main(sys.argv[1:])
