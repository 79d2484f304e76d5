"""How staff name the kind of leukemia in passing: "AML relapse 5yo M", "flow says it's T cell"."""

from __future__ import annotations

from bot.understand.message import Message
from bot.understand.phrase_book import Mark, words_of

_LOOSE = frozenset({"another", "something", "other", "different"})
"""First words of phrases that name no disease: "another kind", "something else"."""
_OF_BEFORE = frozenset(
    {
        *("hx", "history", "family", "fam", "fhx", "fh", "fmhx", "prior", "previous", "prev", "prev", "post", "risk"),
        *("predisposition", "vs", "versus", "or", "like", "as", "treated", "per", "via", "for", "on", "than", "from"),
        *("secondary", "sec", "mimics", "mimicking", "exclude", "excluded", "r", "o", "another", "other"),
    }
)
_OF_OTHERS = frozenset({"family", "fam", "fhx", "fh", "fmhx", "relatives", "kin", "cohort", "study", "trial", "arm"})
"""Words before which, or in the same part of the line, a disease is not the patient's own."""
_OF_TREATMENT = frozenset(
    {
        *("protocol", "chemo", "regimen", "therapy", "style", "like", "type", "trial", "study", "arm", "induction"),
        *(
            "backbone",
            "patients",
            "pts",
            "kids",
            "panel",
            "fish",
            "history",
            "hx",
            "risk",
            "trials",
            "studies",
            "cohort",
        ),
        *("genes", "gene", "mutation", "mutations", "fusion", "clinic", "unit", "team", "ward", "list", "service"),
    }
)
"""Words behind which a disease only names a treatment, a study or a place."""
_TELLING = frozenset(
    {"flow", "path", "pathology", "immunophenotype", "phenotype", "bx", "biopsy", "marrow", "morphology"}
)
_SAYING = frozenset(
    {
        *("says", "say", "said", "shows", "show", "showed", "its", "is", "it", "was", "came", "back", "as", "confirms"),
        *(
            "confirmed",
            "reads",
            "read",
            "c",
            "/",
            "w",
            "consistent",
            "with",
            "final",
            "result",
            "results",
            "report",
            "per",
        ),
        *("by", "a", "the", "dx", "diagnosis", "kind", "lineage", ":", "-", "=", ",", ".", "!", "now", "really", "pt"),
        *("hes", "shes", "this", "that", "thats", "he", "she", "has", "confirm", "in", "fact", "yes", "ok"),
    }
)


def is_staffs_kind(message: Message, mark: Mark) -> bool:
    """Whether a message of staff's says "T cell" or "B cell" and nothing else: "flow says its T cell actually"."""
    if message.who != "staff" or message.asking is not None or mark.start in message.hedged:
        return False
    if mark.end - mark.start == 1:
        return in_brackets_of_all(message, mark)
    known = _TELLING | _SAYING | words_of("answers", "filler")
    rest = [p for p in range(len(message.words)) if not mark.start <= p < mark.end]
    return len(rest) <= _SHORT and all(
        message.words[p] in known or message.has(p, "corrections", "diagnosis.b_short", "diagnosis.t_short", "negation")
        for p in rest
    )


def in_brackets_of_all(message: Message, mark: Mark) -> bool:
    """ "ALL (B)", "ALL (T)"."""
    around = message.words[mark.start - 1 : mark.start], message.words[mark.end : mark.end + 1]
    return around == (["("], [")"]) and bool(message.ending(mark.start - 1, "diagnosis.all_only"))


_SHORT = 10
"""Words beside the kind, at most, in a message that says nothing else."""


def is_staffs_other(message: Message, mark: Mark) -> bool:
    """Staff's "AML relapse 5yo M", "MPAL 10yo F": the patient's own disease, in a line that introduces the patient.

    Not in a family's history, not before, not as the name of a treatment; and where the line names B-ALL or T-ALL too,
    that is what the patient has.
    """
    if (
        message.who != "staff"
        or message.words[mark.start] in _LOOSE
        or message.all("diagnosis.b_all", "diagnosis.t_all")
    ):
        return False
    if mark.start in message.hedged | message.coming | message.others or message.all("transplant.donor"):
        return False
    first, last = message.clause(mark.start)
    before = {*message.words[max(first, mark.start - 3) : mark.start]}
    if _OF_BEFORE & before or _OF_OTHERS & {*message.words[first:last]}:
        return False
    if {*message.words[mark.end : mark.end + 2]} & (_OF_TREATMENT | {"vs", "versus", "or", "?"}):
        return False
    told = message.all("corrections") or _TELLING & {*message.words}
    return bool(told or message.all("sex", "age", "relapse.cue", "relapse.ordinal", "performance"))
