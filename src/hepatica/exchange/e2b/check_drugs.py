"""Rules about the drugs and the matrix of drugs and events: 14, 15, 18 and 20."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.icsr import Drug, Icsr, Relation
from hepatica.exchange.e2b.problem import Problem
from hepatica.exchange.e2b.values import Stamp, before

SUSPECT = frozenset({"1", "3"})
"""Roles that must be judged: suspect and interacting."""
BLAMED = SUSPECT | {"4"}


def rule_14(icsr: Icsr) -> Iterator[Problem]:
    """Check that a report blames something: a suspect, an interacting drug, or one that was not given."""
    if not any(one.role in BLAMED for one in icsr.drugs):
        yield Problem(
            rule="14",
            element="G.k.1",
            sentence="G.k.1: no drug is suspect (1), interacting (3) or not administered (4).",
        )


def rule_15(icsr: Icsr) -> Iterator[Problem]:
    """Check that every suspect is judged against every event by the investigator and by the sponsor, and names no other event."""
    yield from _ids(icsr)
    known = {one.id for one in icsr.reactions}
    for k, drug in enumerate(icsr.drugs, 1):
        for relation in drug.relations:
            if relation.reaction not in known:
                named = f"G.k.9.i.1 (drug {k})"
                sentence = f"{named}: '{drug.name}' is judged against an event that the report does not hold."
                yield Problem(rule="15", element=named, sentence=sentence)
        if drug.role in SUSPECT:
            yield from _unjudged(icsr, k, drug)


def _ids(icsr: Icsr) -> Iterator[Problem]:
    for kind, ids in (("E.i", [one.id for one in icsr.reactions]), ("G.k", [one.id for one in icsr.drugs])):
        for id_, times in Counter(ids).items():
            if times > 1 or not id_:
                yield Problem(
                    rule="15",
                    element=kind,
                    sentence=f"{kind}: '{id_}' must be the identifier of one, and is of {times}.",
                )


def _unjudged(icsr: Icsr, k: int, drug: Drug) -> Iterator[Problem]:
    assessors: dict[str, list[str]] = codes.data()["assessors"]
    relations = {one.reaction: one for one in drug.relations}
    for i, event in enumerate(icsr.reactions, 1):
        relation = relations.get(event.id, Relation(reaction=event.id))
        sources = {one.source.casefold() for one in relation.assessments if one.result}
        for who in ("investigator", "sponsor"):
            if sources.isdisjoint(assessors[who]):
                named = f"G.k.9.i.2 (drug {k}, reaction {i})"
                what = event.native or event.translated or f"event {i}"
                sentence = f"{named}: the {who} has not judged '{drug.name}' against '{what}'."
                # ICH leaves the judgement optional, and no report may be late for want of it: it is asked for.
                yield Problem(rule="15", element=named, sentence=sentence, stops=False)


def rule_18(icsr: Icsr) -> Iterator[Problem]:
    """Check that a product is identified by MPID or by PhPID, never by both."""
    for k, drug in enumerate(icsr.drugs, 1):
        if drug.mpid and drug.phpid:
            yield _both(f"G.k.2.1 (drug {k})")
    for r, past in enumerate(icsr.patient.past_drugs, 1):
        if past.mpid and past.phpid:
            yield _both(f"D.8.r (past drug {r})")


def _both(named: str) -> Problem:
    return Problem(rule="18", element=named, sentence=f"{named} has both an MPID and a PhPID: send one.")


def rule_20(icsr: Icsr) -> Iterator[Problem]:
    """Ask about an event that began before the suspect was first given; it does not keep the report."""
    zone = icsr.report.created.offset if icsr.report.created else None
    for k, drug in enumerate(icsr.drugs, 1):
        starts = [one.start for one in drug.dosages if isinstance(one.start, Stamp)]
        if drug.role not in SUSPECT or not starts:
            continue
        for i, event in enumerate(icsr.reactions, 1):
            if isinstance(event.start, Stamp) and all(before(event.start, one, zone=zone) for one in starts):
                named = f"E.i.4 (reaction {i})"
                sentence = (
                    f"{named}: the event began before '{drug.name}' (drug {k}) was first given. Is that so?"
                )
                yield Problem(rule="20", element=named, sentence=sentence, stops=False)
