"""`python -m tests.understanding.intents.report [--show]`: how well kinds of messages are told apart, and what is taken
for what."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from time import perf_counter

from bot.understand import Reading
from bot.understand.intents import decide_intent
from tests.understanding.intents.messages import NOT, Said, messages, model


def main(arguments: list[str]) -> None:
    model()
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    by_file: dict[str, list[bool]] = defaultdict(list)
    learned = []
    wrong: list[tuple[Said, str]] = []
    times = []
    for said in messages():
        begin = perf_counter()
        intent = said.heard().intent
        times.append(perf_counter() - begin)
        right = said.is_right(intent)
        by_file[said.file].append(right)
        confusion[said.kind][intent] += 1
        learned.append(said.is_right(model().rank(said.text)[0][0]))
        if not right:
            wrong.append((said, intent))
    if "--show" in arguments:
        for said, intent in wrong:
            print(f"{said.kind} taken for {intent}: {said.text!r} ({said.file}, asking {said.asking})")
        print()
    print(f"{'kind':28}{'right':>6} of    taken for")
    for kind in sorted(confusion):
        taken = confusion[kind]
        hits = taken[kind.removeprefix(NOT)]
        count = taken.total() - hits if kind.startswith(NOT) else hits
        others = {i: n for i, n in taken.most_common() if i != kind} if not kind.startswith(NOT) else {}
        print(f"{kind:28}{count:6}{taken.total():5}    {', '.join(f'{i} {n}' for i, n in others.items())}")
    for file, rights in by_file.items():
        print(f"{file:28}{sum(rights):6}{len(rights):5}    {sum(rights) / len(rights):.1%}")
    total = len(times)
    print(f"{'all':28}{total - len(wrong):6}{total:5}    {1 - len(wrong) / total:.1%}")
    print(f"the classifier alone: {sum(learned) / total:.1%}")
    times.sort()
    print(f"a message takes {1000 * times[total // 2]:.2f} ms at the median, the answers in it included;", end=" ")
    print(f"{1000 * _alone():.2f} ms without them")


def _alone() -> float:
    """Seconds to rank and decide a message, without reading its answers."""
    known = [(said, said.heard()) for said in messages()]
    begin = perf_counter()
    for said, heard in known:
        reading = Reading(answers=dict(heard.answers), findings=heard.findings)
        decide_intent(said.text, said.asking, said.who, reading, model().rank(said.text))
    return (perf_counter() - begin) / len(known)


if __name__ == "__main__":
    main(sys.argv[1:])
