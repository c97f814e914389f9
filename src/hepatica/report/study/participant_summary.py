"""The summary for those who took part: plain words, counts only, nobody recognisable, and no benefit claimed.

With so few people an age, a date, a rare diagnosis or a row would name somebody, so none is printed: events are counted in
the record's own categories, never by their terms.
"""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.report.document import Block, Document, Heading, KeyValues, Pair, Para
from hepatica.report.prose import Named, Prose, cite, joined, one, say
from hepatica.report.study.counts import Counted, people, serious
from hepatica.report.study.cut import Cut
from hepatica.report.study.document import framed
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.refs import planned
from hepatica.report.study.safety_table import ID, count_categories
from hepatica.study.text import Translated

KIND = "Summary for participants"
TITLE = "What was done, and what happened: for everyone who took part"
LANGUAGES = {"hi": "हिन्दी", "te": "తెలుగు"}


def participant_summary(dossier: Dossier, *, language: str = "en") -> Document:
    """Return the summary in English, and after it the study's own texts in its other languages where it has them.

    ``language`` puts that language's part first; it changes no number.
    """
    cut = dossier.cut
    own = {code: _in(cut, code) for code in LANGUAGES}
    first = own.pop(language, ())
    rest = tuple(block for blocks in own.values() for block in blocks)
    return framed(dossier, KIND, (*first, *_english(cut), *rest), title=TITLE)


def _english(cut: Cut) -> tuple[Block, ...]:
    return (
        Heading(text="Thank you", level=2),
        Para(
            text=say(
                "You took part in a study of {what}. This page says what was done and what happened to all participants "
                "together. It names nobody, and it does not speak of any single person.",
                what=_products(cut),
            )
        ),
        Heading(text="What was done", level=2),
        Para(text=_done(cut)),
        Heading(text="What happened", level=2),
        Para(text=_happened(cut)),
        KeyValues(pairs=tuple(_categories(cut)), id="categories"),
        Para(
            text=say(
                "The numbers say how many people had at least one unwanted event of that kind, whatever its cause. Many of these "
                "events also happen to people with the same illness who take part in no study."
            )
        ),
        Heading(text="What is not known", level=2),
        *(Para(text=words) for words in _unknown(cut)),
        Heading(text="What you can do", level=2),
        Para(
            text=say(
                "Keep taking your medicines as your doctor told you. If you feel unwell, or want to know something about your own "
                "results, ask the study team. You may ask at any time, and you may stop taking part at any time, without giving "
                "a reason and without losing any care."
            )
        ),
        *(
            (
                Para(
                    text="The people of this summary are invented: nobody took part, and nothing here is true of anyone.",
                    note=True,
                ),
            )
            if cut.synthetic
            else ()
        ),
    )


def _products(cut: Cut) -> Named:
    return Named(text=cut.study.short_title.en)


def _done(cut: Cut) -> Prose:
    procedures = [p.title.en[:1].lower() + p.title.en[1:] for p in cut.study.schedule.procedures]
    steps = Named(
        text=f"{', '.join(procedures[:-1])} and {procedures[-1]}"
        if len(procedures) > 1
        else "".join(procedures)
    )
    said = say(
        "{screened} people were asked in and examined. {started} of them had a first procedure of the study, and {infused} "
        "received cells. The study was planned for {planned}.",
        screened=people(cut, "screened").cited,
        started=people(cut, "started").cited,
        infused=people(cut, "infused").cited,
        planned=planned(cut),
    )
    return joined((said, say("The procedures were: {steps}.", steps=steps))) if procedures else said


def _happened(cut: Cut) -> Prose:
    started = people(cut, "started").cited
    parts = [
        say(
            "{any} of {of} people had at least one unwanted event. {serious} of {of} had one that was serious, such as a stay in "
            "hospital.",
            any=cite(len({e.subject for e in cut.all_events}), "COUNT:14.3.1/any"),
            of=started,
            serious=serious(cut).cited,
        )
    ]
    parts += list(_ends(cut))
    return joined(parts)


def _ends(cut: Cut) -> Iterable[Prose]:
    for end, words in (
        ("death", "died"),
        ("transplant", "received a new liver"),
        ("withdrawal", "left the study early"),
    ):
        found: Counted = people(cut, end)
        yield say(
            "{n} of {of} {words}.",
            n=found.cited,
            of=cite(len(found.of), "COUNT:14.1.1/started"),
            words=Named(text=words),
        )


def _categories(cut: Cut) -> Iterable[Pair]:
    for counted in count_categories(cut):
        x, n = counted.any_event.x, counted.any_event.at_risk
        at = f"COUNT:{ID}/{counted.category.id}"
        words = (
            say("{x} of {n}", x=cite(x, at), n=cite(n, at)) if n else say("nobody has had this procedure yet")
        )
        yield Pair(key=counted.category.title.en, value=words)


def _unknown(cut: Cut) -> Iterable[Prose]:
    yield say(
        "Nobody in this study was left without the cells for comparison. So nobody can say whether the liver of anyone became "
        "better or worse because of the cells, or would have done so anyway."
    )
    yield say(
        "{n} people are too few to see events that are not frequent. That something did not happen here does not mean that it "
        "cannot happen.",
        n=people(cut, "infused").cited,
    )
    if people(cut, "under_way").who:
        yield say("The study goes on, and the numbers may still change.")


def _in(cut: Cut, language: str) -> tuple[Block, ...]:
    """Return the study's own words in a language beside the same counts; nothing where it has no title in it."""
    title = _own(cut.study.title, language)
    if not title:
        return ()
    pairs = tuple(
        Pair(key=words, value=say("{x} / {n}", x=cite(c.any_event.x, f"COUNT:{ID}/{c.category.id}"),
                                  n=cite(c.any_event.at_risk, f"COUNT:{ID}/{c.category.id}")))
        for c in count_categories(cut)
        if (words := _own(c.category.title, language))
    )  # fmt: skip
    products = "; ".join(words for p in cut.study.products if (words := _own(p.title, language)))
    blocks: list[Block] = [Heading(text=LANGUAGES[language], level=2), Para(text=one(Named(text=title)))]
    blocks += [Para(text=one(Named(text=products)))] if products else []
    blocks += [KeyValues(pairs=pairs, id=f"categories-{language}")] if pairs else []
    return tuple(blocks)


def _own(text: Translated, language: str) -> str:
    return getattr(text, language, None) or ""
