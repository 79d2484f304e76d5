"""What is said to a question about the trial: the file's words, each with its source."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answers import Answers
from bot.criteria import Criterion
from bot.criteria.performance import PerformanceStatus
from bot.criteria.washout import Wait, Washout
from bot.criteria.wording import short
from bot.dialogue.messages import Message, words
from bot.dialogue.saying import name_of, say_contact, say_status, statement_of
from bot.dialogue.screening import Screening
from bot.dialogue.trial_names import ALL
from bot.dialogue.trial_questions import Asked, asked_in, supposed_answers, table_of
from bot.drugs import Drug, Kind, load_drugs


def look_up(question: str, screening: Screening) -> Message | None:
    """What the trial's file and the drug file say to a question; None where the question names nothing.

    Nothing is taken of what the question says but what it was about. Raises AnswersError where the screening's answers
    contradict each other.
    """
    asked = asked_in(question, screening)
    screening.about = [criterion.id for criterion in asked.criteria]
    if not asked:
        return None
    if asked.unknown:
        return Message("\n".join(_silent(asked, screening)), name="utter_page_silent")
    return Message("\n".join(_lines(asked, screening)), name="utter_about_criterion")


def say_criterion(criterion: Criterion, screening: Screening, asked: Asked | None = None) -> str:
    """A criterion: in short, in its sources' words, by its tables, and where the patient or what is supposed stands."""
    return "\n".join(_criterion(criterion, screening, asked or Asked()))


def _silent(asked: Asked, screening: Screening) -> Iterator[str]:
    registry = screening.trial.registry
    unknown = short(", ".join(dict.fromkeys(asked.unknown)))
    contact = say_contact(screening)
    yield words("utter_page_silent", screening, words=unknown, registry=registry.name, id=registry.id, contact=contact)
    near = [name_of(criterion, screening.who) for criterion in asked.criteria]
    if len(near) == 1:
        # What was only partly understood is helped by the one rule that it names, told as what it is.
        near = [f"{near[0]}: {statement_of(asked.criteria[0], screening.who)}"]
    if near:
        yield words("utter_page_silent_near", screening, names=", ".join(near))
    if len(near) == 1:
        yield from _quotes(asked.criteria[0], screening)


def _lines(asked: Asked, screening: Screening) -> Iterator[str]:
    trial = screening.trial
    if not asked.lists:
        for drug in asked.drugs:
            yield from _drug(drug, screening)
    for criterion in asked.criteria:
        if asked.lists and isinstance(criterion, Washout):
            yield from _drugs(criterion, screening)
        yield from _criterion(criterion, screening, asked)
    for number in asked.besides:
        check = trial.checked_besides[number]
        source = trial.documents[check.source].name
        yield words("utter_page_besides", screening, check=getattr(check, screening.who), source=source)
    for part in asked.parts:
        yield _part(part, screening)


def _part(part: str, screening: Screening) -> str:
    trial, who = screening.trial, screening.who
    if part == ALL:
        criteria = "\n".join(
            words("utter_page_criterion", screening, criterion=name_of(one, who), statement=statement_of(one, who))
            for one in trial.criteria
        )
        besides = "; ".join(getattr(check, who) for check in trial.checked_besides)
        registry = {"registry": trial.registry.name, "id": trial.registry.id}
        return words("utter_page_all", screening, criteria=criteria, besides=besides, **registry)
    if part == "contact":
        who_it_is = {"person": trial.contact.name, "role": trial.contact.role, "site": trial.contact.site}
        return words("utter_page_contact", screening, **who_it_is, source=trial.documents[trial.contact.source].name)
    if part == "registry":
        return words("utter_page_registry", screening, registry=trial.registry.name, id=trial.registry.id)
    said: str = getattr(getattr(trial, part), who)
    return said


# ---------------------------------------------------------------------------------------------------------- criteria
def _criterion(criterion: Criterion, screening: Screening, asked: Asked) -> Iterator[str]:
    who = screening.who
    yield words(
        "utter_page_criterion",
        screening,
        criterion=name_of(criterion, who),
        statement=statement_of(criterion, who),
    )
    own = supposed_answers(asked, screening)
    yield from _by_age(criterion, own or screening.parsed(), screening, asked)
    if not asked.lists:  # who asks for the drugs of a kind gets a long list, and the rule in short
        yield from _quotes(criterion, screening)
    if own is None:
        if screening.answers:
            yield words("utter_page_patient", screening, status=_status(criterion, screening))
    elif set(asked.supposed) & set(criterion.ask) - {"sex"} or "age" in criterion.ask:
        reason = criterion.evaluate(own, screening.on).reason
        yield words("utter_page_supposed", screening, status=reason)


def _quotes(criterion: Criterion, screening: Screening) -> Iterator[str]:
    for document in dict.fromkeys(source.document for source in criterion.source):
        quotes = (source.quotation for source in criterion.source if source.document == document)
        cited = screening.trial.documents[document]
        name = cited.name if screening.who == "family" else cited.short or cited.name
        yield words("utter_page_quote", screening, source=name, quote='" "'.join(quotes))


def _status(criterion: Criterion, screening: Screening) -> str:
    pairs = zip(screening.trial.criteria, screening.result().criteria, strict=True)
    return next(say_status(one, outcome, screening.who) for one, outcome in pairs if one.id == criterion.id)


def _by_age(criterion: Criterion, answers: Answers, screening: Screening, asked: Asked) -> Iterator[str]:
    """What a criterion's tables have for these ages and sexes."""
    ages, phrases = answers.ages(screening.on), screening.trial.phrases
    said_age = phrases.ages(ages)
    if isinstance(criterion, PerformanceStatus):
        scale = criterion.scale(answers, screening.on)
        if scale:
            yield words("utter_page_scale", screening, ages=said_age, scale=phrases.value(scale))
        if criterion.note:
            yield criterion.note
    table = table_of(criterion)
    rows_asked = asked.rows.get(criterion.id)
    if table is None or (rows_asked and not rows_asked & {table.key, "sex"}):
        return
    rows, sexes = table.rows(ages), answers.sexes
    if not rows:
        yield words("utter_page_no_maximum", screening, ages=said_age)
    elif len({row.maximum(sex) for row in rows for sex in sexes}) == 1 and len(sexes) == 1:
        sex = phrases.value(sexes[0])
        yield words("utter_page_maximum", screening, ages=said_age, sex=sex, limit=rows[0].maximum(sexes[0]))
    else:
        for row in rows:
            limits = {"male": row.male, "female": row.female}
            yield words("utter_page_maxima", screening, ages=phrases.span(*row.ages), **limits)
    yield from table.notes(ages, sexes)


# ------------------------------------------------------------------------------------------------------------- drugs
def _drug(drug: Drug, screening: Screening) -> Iterator[str]:
    if drug.kind is None:
        yield words("utter_page_drug_open", screening, agent=drug.name, why=drug.why, source=drug.source)
        return
    kind = screening.trial.phrases.value(drug.kind)
    waits = [(one, wait) for one in _washouts(screening) for wait in one.waits if drug.kind in wait.kinds]
    if not waits:
        kind = words(f"utter_kind_{drug.kind}", screening)
        yield words("utter_page_drug_uncounted", screening, agent=drug.name, kind=kind, source=drug.source)
    for washout, wait in waits:
        longer = [washout.longer[name] for name in (drug.name, *drug.may_be) if name in washout.longer]
        known = [days for days in longer if days is not None]
        usual = _wait(wait, screening)
        if known and len(known) == len(longer):
            usual = screening.trial.phrases.wait(max(known), None)
        form = "utter_page_drug_longer" if len(known) < len(longer) else "utter_page_drug"
        yield words(form, screening, agent=drug.name, kind=kind, source=drug.source, wait=usual)


def _drugs(washout: Washout, screening: Screening) -> Iterator[str]:
    """The agents of the kinds that a washout is about, and those that need longer."""
    for wait in washout.waits:
        for kind in wait.kinds:
            agents = _agents(kind)
            longer = [drug.name for drug in agents if washout.longer.get(drug.name, 0) is None]
            yield words(
                "utter_page_drugs",
                screening,
                kind=screening.trial.phrases.value(kind),
                agents=", ".join(drug.name for drug in agents),
                sources=", ".join(dict.fromkeys(drug.source.partition(":")[0] for drug in agents)),
            )
            if longer:
                wait_words = _wait(wait, screening)
                yield words("utter_page_drugs_longer", screening, agents=", ".join(longer), wait=wait_words)


def _agents(kind: Kind) -> list[Drug]:
    """The agents of a kind; a class of agents is none."""
    return [drug for drug in load_drugs() if drug.kind == kind and not drug.may_be]


def _wait(wait: Wait, screening: Screening) -> str:
    return screening.trial.phrases.wait(wait.not_met_before, wait.hours)


def _washouts(screening: Screening) -> list[Washout]:
    return [criterion for criterion in screening.trial.criteria if isinstance(criterion, Washout)]
