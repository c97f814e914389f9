"""Why a count, an estimand's answer, a published number, or a small calculation quoted in a sentence."""

from __future__ import annotations

from hepatica.datasets.estimands.estimate import Estimate
from hepatica.datasets.estimands.result import Result
from hepatica.datasets.estimands.row import Row
from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.reference import Reference, Unanswerable
from hepatica.datasets.why.score import of_draw
from hepatica.evidence.load import load
from hepatica.evidence.recompute import excluded, recompute
from hepatica.ledger.rows import SubjectRow
from hepatica.report import text as write
from hepatica.report.study.counts import counts
from hepatica.report.study.cut import Cut
from hepatica.report.study.why_counts import rows_of

METHODS = {
    "probability_unseen": "the chance that an event of a rate is seen in none of n: (1 − rate) to the power n",
    "largest_rate_unseen": "the rate that n participants miss altogether with a probability: 1 − probability to the power 1/n",
    "smallest_attainable_p": "the smallest two-sided p of an exact rank or sign test with n pairs: 2 / 2 to the power n",
    "serious_rate": "the rate of serious events whose chance of going unseen is printed: a choice of this report",
}


def explain_count(cut: Cut, ref: Reference) -> Explanation:
    """Explain ``COUNT:TABLE/ROW``: how many, of whom, and who."""
    found = counts(cut).get(str(ref))
    if found is None:
        return _plain_count(cut, ref)
    people = [_person(cut, subject) for subject in found.who]
    of = f" of {len(found.of)}" if found.of else ""
    return Explanation(
        ref=str(ref),
        title=found.title,
        value=f"{len(found.who)}{of}",
        rule=_whom(found.who, found.of),
        source=f"table {found.table}",
        version=f"protocol {cut.study.version}",
        inputs=tuple(people),
        flags=(f"In {len(found.related)} judged related: {', '.join(found.related)}.",)
        if found.related
        else (),
    )


def _whom(who: tuple[str, ...], among: tuple[str, ...]) -> str:
    rest = [subject for subject in among if subject not in who]
    said = f"participants {', '.join(who)}" if who else "nobody"
    return said + (f"; not {', '.join(rest)}" if rest else "")


def _person(cut: Cut, subject: str) -> Explanation:
    row = cut.state.get(SubjectRow, subject)
    return Explanation(
        ref="",
        title=f"Participant {subject}",
        value=subject,
        events=(row.seq,) if row else (),
    )


def _plain_count(cut: Cut, ref: Reference) -> Explanation:
    """Answer for what is counted from the ledger itself and has no people behind it."""
    known = {
        "COUNT:study/events": ("Events of the ledger at this cut", str(cut.stamp.seq)),
        "COUNT:study/cut": ("Day of the data cut", write.civil_date(cut.stamp.cut)),
        "COUNT:study/planned": ("Participants the protocol plans", str(cut.study.enrolment.planned)),
    }
    if (counted := rows_of(cut, ref)) is not None:
        words, rows = counted
        return Explanation(
            ref=str(ref),
            title=words[:1].upper() + words[1:],
            value=str(len(rows)),
            rule="counted over the rows below",
            source=f"part {ref.parts[0]} of the report",
            version=f"protocol {cut.study.version}",
            inputs=rows,
        )
    title, value = known.get(str(ref), (f"Counted in {ref.parts[0]}: {ref.parts[-1].replace('_', ' ')}", ""))
    return Explanation(
        ref=str(ref),
        title=title,
        value=value or "as printed there",
        rule="counted over the record at this cut" if not value else "",
        source=f"part {ref.parts[0]} of the report",
        version=f"protocol {cut.study.version}",
    )


def explain_method(cut: Cut, ref: Reference) -> Explanation:
    """Explain ``METHOD:NAME/ARGUMENTS``: a calculation that needs no record."""
    name, *arguments = ref.parts
    if name not in METHODS:
        raise Unanswerable(f"“{ref}”: no calculation is called {name}.")
    return Explanation(
        ref=str(ref),
        title=name.replace("_", " "),
        value=", ".join(arguments) or "chosen",
        rule=METHODS[name],
        source="hepatica.stats.counts",
        version=cut.stamp.program,
    )


def explain_estimand(cut: Cut, ref: Reference) -> Explanation:
    """Explain ``ESTIMAND:ID/METHOD[/PART]``; ``each/SUBJECT`` is one participant's row."""
    if len(ref.parts) < 2:
        raise Unanswerable(f"“{ref}” names no method.")
    estimate = next((e for e in cut.estimates if e.estimand.id == ref.parts[0]), None)
    if estimate is None:
        raise Unanswerable(f"“{ref}”: the protocol declares no estimand {ref.parts[0]}.")
    method, part = ref.parts[1], "/".join(ref.parts[2:])
    if method == "each":
        return _each(cut, ref, estimate, part)
    result = estimate.result(method, part)
    if result is None:
        raise Unanswerable(f"“{ref}”: the estimand {ref.parts[0]} has no answer by {method}.")
    value = _number(result)
    return Explanation(
        ref=str(ref),
        title=f"{estimate.estimand.title}: {result.label}",
        value=value,
        rule=f"{result.label}, from {result.n} of {len(estimate.rows)} participants"
        if result.n
        else result.label,
        source=f"{estimate.estimand.source.value}; {estimate.estimand.reference}".rstrip("; "),
        version=f"protocol {cut.study.version}",
        inputs=tuple(_row(cut, estimate, row) for row in estimate.rows),
        flags=tuple(
            one for one in (result.sentence, str(estimate.estimand.cannot_show)) if one and one != value
        ),
    )


def _each(cut: Cut, ref: Reference, estimate: Estimate, subject: str) -> Explanation:
    rows = tuple(r for r in estimate.rows if subject in {"", r.who.subject})
    if not rows:
        raise Unanswerable(f"“{ref}”: {subject} is not in the population of this estimand.")
    if subject:
        return _row(cut, estimate, rows[0])
    return Explanation(
        ref=str(ref),
        title=str(estimate.estimand.title),
        value=f"{sum(row.known for row in rows)} of {len(rows)} known",
        version=f"protocol {cut.study.version}",
        inputs=tuple(_row(cut, estimate, row) for row in rows),
        flags=(str(estimate.estimand.cannot_show),),
    )


def _row(cut: Cut, estimate: Estimate, row: Row) -> Explanation:
    scored = [one for one in (row.before, row.after) if one is not None]
    variable = estimate.estimand.variable
    inputs = [of_draw(cut.study, cut.state, one, variable) for one in scored if variable in one.results]
    value = row.outcome or (write.signed(row.value, 1) if row.value is not None else row.sentence)
    return Explanation(
        ref=estimate.row_ref(row),
        title=f"{estimate.estimand.title}, participant {row.who.subject}",
        value=value or "no value",
        rule=row.sentence,
        version=f"protocol {cut.study.version}",
        inputs=tuple(inputs),
        events=() if inputs else row.events,
        flags=row.beside,
    )


def _number(result: Result) -> str:
    said = str(result.x) if result.x is not None else ""
    if result.value is not None:
        said = write.number(result.value, 2)
    if result.lower is not None and result.upper is not None:
        said += f" ({write.number(result.lower, 2)} to {write.number(result.upper, 2)})"
    return said.strip() or (result.sentence or "no answer")


def explain_evidence(cut: Cut, ref: Reference) -> Explanation:
    """Explain ``EVIDENCE:ROW``: a published number, where it is printed and what its recomputation found."""
    (name,) = ref.take(1)
    evidence = load()
    row = next((r for r in evidence.rows if r.id == name), None)
    if row is None:
        raise Unanswerable(f"“{ref}”: the published table has no row {name}.")
    out = [one.sentence for one in excluded(evidence) if one.row.id == name]
    found = [one.sentence for one in recompute(evidence.rows) if one.row == name]
    value = row.value if row.value is not None else row.events_words
    return Explanation(
        ref=str(ref),
        title=f"{row.author} {row.year or ''}, {row.arm}: {row.outcome} at {row.months} months".replace(
            " ,", ","
        ),
        value=f"{value} {row.unit}".strip(),
        rule=f"as printed: {row.statistic}",
        source=row.url,
        version=f"{cut.stamp.program}, published table",
        flags=tuple(dict.fromkeys(filter(None, (*out, *found, row.notes)))),
    )
