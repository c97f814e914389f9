"""The participant, the events and the tests of a message: sections D, E and F, by their XPaths."""

from __future__ import annotations

from hepatica.exchange.e2b.icsr import (
    AutopsyCause,
    History,
    PastDrug,
    Patient,
    Reaction,
    ReportedCause,
    Test,
)
from hepatica.exchange.e2b.nodes import (
    ID,
    LIST,
    MEDDRA,
    Node,
    every,
    first,
    flag,
    inner,
    meddra,
    observation,
    plain_flag,
    quantity,
    said,
    value_of,
    when,
    words,
)
from hepatica.exchange.e2b.values import Measured, MedDRA, Term, Text


def _about(code: int) -> str:
    return f"h:subjectOf2/h:observation[{observation(code)}]"


def _group(code: int) -> str:
    return f"h:subjectOf2/h:organizer[h:code[@code='{code}'][@codeSystem='{LIST}20']]/h:component"


def read_patient(role: Node) -> Patient:
    """Return section D of a message."""
    person = "h:player1"
    history = _group(1)
    return Patient(
        name=words(role, f"{person}/h:name"),
        gp_record=_record(role, 7),
        specialist_record=_record(role, 8),
        hospital_record=_record(role, 9),
        investigation=_record(role, 10),
        born=when(role, f"{person}/h:birthTime", "D.2.1"),
        age=quantity(role, f"{_about(3)}/h:value"),
        age_group=said(role, f"{_about(4)}/h:value[@codeSystem='{LIST}9']/@code"),
        weight=said(role, f"{_about(7)}/h:value[@unit='kg']/@value"),
        height=said(role, f"{_about(17)}/h:value[@unit='cm']/@value"),
        sex=value_of(role, f"{person}/h:administrativeGenderCode[@codeSystem='1.0.5218']", "code"),
        history=tuple(_condition(one) for one in every(role, f"{history}/h:observation[{_CODED}]")),
        history_text=words(role, f"{history}/h:observation[{observation(18)}]/h:value"),
        concomitant=plain_flag(role, f"{history}/h:observation[{observation(11)}]/h:value", "D.7.3"),
        past_drugs=tuple(_past_drug(one) for one in every(role, f"{_group(2)}/h:substanceAdministration")),
        died=when(role, f"{person}/h:deceasedTime", "D.9.1"),
        causes=tuple(
            ReportedCause(term=meddra(one, "h:value"), text=inner(one, "h:value/h:originalText"))
            for one in every(role, _about(32))
        ),
        autopsy=flag(role, f"{_about(5)}/h:value", "D.9.3"),
        autopsy_causes=tuple(
            AutopsyCause(term=meddra(one, "h:value"), text=inner(one, "h:value/h:originalText"))
            for one in every(role, f"{_about(5)}/h:outboundRelationship2/h:observation[{observation(8)}]")
        ),
    )


_CODED = f"h:code[@codeSystem='{MEDDRA}']"


def _record(role: Node, number: int) -> Text:
    return value_of(role, f"h:player1/h:asIdentifiedEntity/h:id[@root='{ID}{number}']", "extension")


def _condition(node: Node) -> History:
    def linked(kind: str, code: int) -> str:
        return f"h:{kind}/h:observation[{observation(code)}]/h:value"

    return History(
        term=meddra(node, "h:code") or MedDRA(),
        start=when(node, "h:effectiveTime//h:low", "D.7.1.r.2"),
        continuing=flag(node, linked("inboundRelationship", 13), "D.7.1.r.3"),
        end=when(node, "h:effectiveTime//h:high", "D.7.1.r.4"),
        comment=inner(node, f"{linked('outboundRelationship2', 10)}"),
        family=plain_flag(node, linked("outboundRelationship2", 38), "D.7.1.r.6"),
    )


def _past_drug(node: Node) -> PastDrug:
    product = "h:consumable/h:instanceOfKind/h:kindOfProduct"
    return PastDrug(
        name=words(node, f"{product}/h:name"),
        mpid=read_term(node, f"{product}/h:code[@codeSystem='TBD-MPID']"),
        phpid=read_term(node, f"{product}/h:code[@codeSystem='TBD-PhPID']"),
        start=when(node, "h:effectiveTime//h:low", "D.8.r.4"),
        end=when(node, "h:effectiveTime//h:high", "D.8.r.5"),
        indication=meddra(node, f"h:outboundRelationship2/h:observation[{observation(19)}]/h:value"),
        reaction=meddra(node, f"h:outboundRelationship2/h:observation[{observation(29)}]/h:value"),
    )


def read_term(node: Node, path: str) -> Term | None:
    """Return a code of another terminology."""
    found = first(node, path)
    if found is None:
        return None
    return Term(version=found.get("codeSystemVersion", ""), code=found.get("code", ""))


def read_reactions(role: Node) -> tuple[Reaction, ...]:
    """Return section E of a message."""
    return tuple(_reaction(one) for one in every(role, _about(29)))


def _reaction(node: Node) -> Reaction:
    def about(code: int) -> str:
        return f"h:outboundRelationship2/h:observation[{observation(code)}]/h:value"

    return Reaction(
        id=said(node, "h:id/@root"),
        native=inner(node, "h:value/h:originalText"),
        language=said(node, "h:value/h:originalText/@language"),
        translated=inner(node, f"{about(30)}"),
        term=meddra(node, f"h:value[@codeSystem='{MEDDRA}']"),
        highlighted=said(node, f"{about(37)}[@codeSystem='{LIST}10']/@code"),
        death=flag(node, about(34), "E.i.3.2a"),
        life_threatening=flag(node, about(21), "E.i.3.2b"),
        hospitalisation=flag(node, about(33), "E.i.3.2c"),
        disabling=flag(node, about(35), "E.i.3.2d"),
        congenital=flag(node, about(12), "E.i.3.2e"),
        important=flag(node, about(26), "E.i.3.2f"),
        start=when(node, "h:effectiveTime//h:low", "E.i.4"),
        end=when(node, "h:effectiveTime//h:high", "E.i.5"),
        duration=quantity(node, "h:effectiveTime//h:width"),
        outcome=said(node, f"{about(27)}[@codeSystem='{LIST}11']/@code"),
        confirmed=plain_flag(node, about(24), "E.i.8"),
        country=said(
            node, "h:location/h:locatedEntity/h:locatedPlace/h:code[@codeSystem='1.0.3166.1.2.2']/@code"
        ),
    )


def read_tests(role: Node) -> tuple[Test, ...]:
    """Return section F of a message."""
    return tuple(_test(one) for one in every(role, f"{_group(3)}/h:observation"))


def _test(node: Node) -> Test:
    def limit(bound: str) -> str:
        kind = f"h:interpretationCode[@code='{bound}'][@codeSystem='2.16.840.1.113883.5.83']"
        return f"h:referenceRange/h:observationRange[{kind}]/h:value"

    return Test(
        date=when(node, "h:effectiveTime", "F.r.1"),
        name=inner(node, "h:code/h:originalText"),
        term=meddra(node, "h:code"),
        code=said(node, f"h:interpretationCode[@codeSystem='{LIST}12']/@code"),
        result=_measured(node),
        text=inner(node, "h:value[@xsi:type='ED']"),
        low=quantity(node, limit("L")),
        high=quantity(node, limit("H")),
        comment=inner(node, f"h:outboundRelationship2/h:observation[{observation(10)}]/h:value"),
        more=plain_flag(node, f"h:outboundRelationship2/h:observation[{observation(25)}]/h:value", "F.r.7"),
    )


def _measured(node: Node) -> Measured | None:
    interval = first(node, "h:value[@xsi:type='IVL_PQ']")
    if interval is None:
        return None
    for side, sign in (("center", ""), ("low", ">"), ("high", "<")):
        found = first(interval, f"h:{side}[not(@nullFlavor)]")
        if found is not None:
            closed = "=" if sign and found.get("inclusive") == "true" else ""
            return Measured(value=found.get("value", ""), unit=found.get("unit", ""), bound=sign + closed)
    return None
