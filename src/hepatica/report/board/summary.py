"""The first page: what the pack is, and what the board needs to know before it turns the page."""

from __future__ import annotations

from decimal import Decimal

from hepatica.report import text as write
from hepatica.report.board.owed import late, timeliness
from hepatica.report.board.pack import Pack
from hepatica.report.board.rules import now_words, standing
from hepatica.report.document import KeyValues, Pair
from hepatica.report.study.safety_table import percent_interval
from hepatica.stats.counts import largest_rate_unseen
from hepatica.study.stopping import StoppingRule

SEVERE = 3


def identity(pack: Pack) -> KeyValues:
    """Return what the pack is made of: registry, site, cut, protocol, board."""
    study, stamp, board = pack.study, pack.cut.stamp, pack.study.oversight.board
    site = study.sites[0]
    pairs = (
        Pair(key="Registry", value=study.id.upper()),
        Pair(key="Data cut", value=pack.minute(stamp.at)),
        Pair(key="Sponsor and site", value=f"{study.sponsor}, {site.place}"),
        Pair(key="Protocol version", value=study.version),
        Pair(key="For", value=board.title.en if board else "the safety board"),
        Pair(key="Ledger", value=f"event {write.number(stamp.seq)}"),
    )
    return KeyValues(pairs=pairs, columns=2)


def summary(pack: Pack) -> KeyValues:
    """Return the state of the trial in a dozen lines; every one is counted from the record, none judges."""
    return KeyValues(
        pairs=(
            Pair(key="Participants", value=_participants(pack)),
            Pair(key="Serious events", value=_serious(pack)),
            Pair(key="Related, grade 3 or more", value=_severe(pack)),
            Pair(key="Stopping rules", value=_rules(pack)),
            Pair(key="Holds in force", value=_holds(pack)),
            Pair(key="Reports", value=_reports(pack)),
            Pair(key="Waiting for a clinician", value=_waiting(pack)),
            Pair(key="Critical deviations", value=_deviations(pack)),
            Pair(key="What this cannot show", value=_limits(pack)),
        )
    )


def _participants(pack: Pack) -> str:
    cut = pack.cut
    said = (
        f"{len(cut.participants)} screened, {len(cut.started)} of {pack.study.enrolment.planned} planned started a "
        f"study procedure, {len(cut.infused)} infused."
    )
    ended = [
        f"{p.subject} {kind} {write.partial_date(when[:10])}"
        for p in cut.participants
        for kind, when in sorted(p.ended.items())
        if kind != "completed" and when
    ]
    return f"{said} {'; '.join(ended)}." if ended else said


def _serious(pack: Pack) -> str:
    if not pack.serious:
        return "None is on record to the data cut."
    people, started = {case.subject for case in pack.serious}, len(pack.cut.started)
    related = [case for case in pack.serious if case.related]
    noun = "event" if len(pack.serious) == 1 else "events"
    said = f"{len(pack.serious)} {noun}, in {len(people)} of {started} participants"
    if 0 < len(people) <= started:
        bounds = percent_interval(len(people), started)
        said += f" (exact 95 % interval {write.interval(bounds.lower, bounds.upper)} %)"
    terms = "; ".join(f"{case.subject}: {case.term}" for case in pack.serious)
    return f"{said}; {len(related)} judged related. {terms}."


def _severe(pack: Pack) -> str:
    found = [case for case in pack.all_cases if case.related and (case.grade or 0) >= SEVERE]
    if not found:
        return "None judged related to what the trial gives or does."
    return "; ".join(f"{case.subject}: {case.term}, grade {case.grade}" for case in found) + "."


def _rules(pack: Pack) -> str:
    if not pack.study.stopping:
        return "The protocol states none."
    near = [(rule, now_words(standing(pack, rule))) for rule in pack.study.stopping]
    told = [f"{_name(rule)}: {now}" for rule, now in near if now == "met" or standing(pack, rule).seen]
    return f"{'; '.join(told)}." if told else f"None of {len(near)} counts anything to the data cut."


def _name(rule: StoppingRule) -> str:
    return f"{rule.code}, {rule.title.en}"


def _holds(pack: Pack) -> str:
    found = [hold for hold in pack.holds if hold.in_force]
    if not found:
        return "None."
    return "; ".join(f"{hold.subject or 'everybody'}: {hold.reason.rstrip('.')}" for hold in found) + "."


def _reports(pack: Pack) -> str:
    done, of = timeliness(pack)
    running = sum(one.open and one.state != "late" and one.clock.legal for one in pack.owed)
    said = f"{done} of {of} legal limits met in time. " if of else ""
    return f"{said}{len(late(pack))} late and not sent; {running} running."


def _waiting(pack: Pack) -> str:
    waits = len(pack.unanswered)
    still = sum(bool(case.left_open) for case in pack.all_cases)
    return f"Values that met a signal and have no event: {waits}. Events with causality left open: {still}."


def _deviations(pack: Pack) -> str:
    found = [
        f"{p.subject}: {d.sentence.rstrip('.')}"
        for p in pack.cut.participants
        for d in sorted(pack.cut.deviations[p.subject], key=lambda row: row.seq)
        if d.critical
    ]
    return "; ".join(found) + "." if found else "None stands on the record."


def _limits(pack: Pack) -> str:
    n = len(pack.cut.infused)
    if not n:
        return "Nobody has been infused: there is nothing yet from which a rate could be read."
    unseen = write.percent(Decimal(repr(100 * largest_rate_unseen(n))), 0)
    upper = write.percent(percent_interval(0, n).upper, 0)
    return (
        f"With {n} infused, a kind of event nobody had may still have a true rate of up to {upper}, and one of {unseen} "
        "goes unseen one time in five. There is no concurrent control."
    )
