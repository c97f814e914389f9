"""The drugs of a message and the matrix of drugs and events: section G, by its XPaths."""

from __future__ import annotations

from hepatica.exchange.e2b.icsr import Assessment, Dosage, Drug, Indication, Relation, Substance
from hepatica.exchange.e2b.nodes import (
    ID,
    LIST,
    CannotRead,
    Node,
    every,
    inner,
    meddra,
    observation,
    plain_flag,
    quantity,
    said,
    when,
    words,
)
from hepatica.exchange.e2b.read_patient import read_term

_DRUGS = f"h:subjectOf2/h:organizer[h:code[@code='4'][@codeSystem='{LIST}20']]/h:component/h:substanceAdministration"
_CAUSALITY = "h:component/h:adverseEventAssessment/h:component/h:causalityAssessment"
_OF_DRUG = "h:subject2/h:productUseReference/h:id/@root"
_OF_REACTION = "h:subject1/h:adverseEffectReference/h:id/@root"
_PRODUCT = "h:consumable/h:instanceOfKind/h:kindOfProduct"
_APPROVAL = f"{_PRODUCT}/h:asManufacturedProduct/h:subjectOf/h:approval"


def read_drugs(event: Node, role: Node, reactions: tuple[str, ...]) -> tuple[Drug, ...]:
    """Return section G of a message; raises `CannotRead` for a judgement of a drug the message does not hold."""
    nodes = every(role, _DRUGS)
    known = {said(node, "h:id/@root") for node in nodes}
    for judged in every(event, _CAUSALITY):
        if (drug := said(judged, _OF_DRUG)) not in known:
            raise CannotRead(
                f"G.k.9.i: a judgement names the drug '{drug}', which the message does not hold."
            )
    return tuple(_drug(event, node, reactions) for node in nodes)


def _drug(event: Node, node: Node, reactions: tuple[str, ...]) -> Drug:
    id_ = said(node, "h:id/@root")

    def about(code: int) -> str:
        return f"h:outboundRelationship2/h:observation[{observation(code)}]/h:value"

    role = f"{_CAUSALITY}[{observation(20)}][{_OF_DRUG}=$drug]"
    return Drug(
        id=id_,
        role=said(event, f"{role}/h:value[@codeSystem='{LIST}13']/@code", drug=id_),
        mpid=read_term(node, f"{_PRODUCT}/h:code[@codeSystem='TBD-MPID']"),
        phpid=read_term(node, f"{_PRODUCT}/h:code[@codeSystem='TBD-PhPID']"),
        name=inner(node, f"{_PRODUCT}/h:name"),
        substances=tuple(
            Substance(
                name=inner(one, "h:ingredientSubstance/h:name"),
                strength=quantity(one, "h:quantity/h:numerator"),
            )
            for one in every(node, f"{_PRODUCT}/h:ingredient")
        ),
        obtained=inner(
            node,
            "h:consumable/h:instanceOfKind/h:subjectOf/h:productEvent/h:performer/h:assignedEntity"
            "/h:representedOrganization/h:addr/h:country",
        ),
        blinded=plain_flag(node, about(6), "G.k.2.5"),
        authorisation=said(node, f"{_APPROVAL}/h:id[@root='{ID}4']/@extension"),
        authorised_in=said(node, f"{_APPROVAL}/h:author/h:territorialAuthority/h:territory/h:code/@code"),
        holder=inner(node, f"{_APPROVAL}/h:holder/h:role/h:playingOrganization/h:name"),
        dosages=tuple(
            _dosage(one)
            for one in every(node, "h:outboundRelationship2[@typeCode='COMP']/h:substanceAdministration")
        ),
        cumulative=quantity(node, about(14)),
        indications=tuple(
            Indication(text=words(one, "h:originalText"), term=meddra(one, "."))
            for one in every(node, f"h:inboundRelationship/h:observation[{observation(19)}]/h:value")
        ),
        action=said(node, f"h:inboundRelationship/h:act/h:code[@codeSystem='{LIST}15']/@code"),
        relations=_relations(event, node, id_, reactions),
        more=tuple(str(one) for one in every(node, f"{about(9)}[@codeSystem='{LIST}17']/@code")),
        more_text=inner(node, f"{about(2)}"),
    )


def _dosage(node: Node) -> Dosage:
    instance = "h:consumable/h:instanceOfKind"
    return Dosage(
        dose=quantity(node, "h:doseQuantity"),
        every=quantity(node, "h:effectiveTime/descendant-or-self::*/h:period"),
        start=when(node, "h:effectiveTime//h:low", "G.k.4.r.4"),
        last=when(node, "h:effectiveTime//h:high", "G.k.4.r.5"),
        duration=quantity(node, "h:effectiveTime//h:width"),
        lot=inner(node, f"{instance}/h:productInstanceInstance/h:lotNumberText"),
        text=inner(node, "h:text"),
        form=words(node, f"{instance}/h:kindOfProduct/h:formCode/h:originalText"),
        route=words(node, "h:routeCode/h:originalText"),
        route_code=read_term(node, "h:routeCode[@code]"),
    )


def _relations(event: Node, node: Node, drug: str, reactions: tuple[str, ...]) -> tuple[Relation, ...]:
    judged = every(event, f"{_CAUSALITY}[{observation(39)}][{_OF_DRUG}=$drug]", drug=drug)
    named = [said(one, _OF_REACTION) for one in judged]
    # A reaction that the message does not hold is kept, after the others: the check says so.
    named += [str(one) for one in every(node, ".//h:actReference[@classCode='OBS']/h:id/@root")]
    ordered = [one for one in reactions if one in named]
    ordered += [one for one in dict.fromkeys(named) if one not in reactions]
    return tuple(_relation(node, judged, reaction) for reaction in ordered)


def _relation(node: Node, judged: list[Node], reaction: str) -> Relation:
    of = "h:actReference/h:id/@root=$reaction"
    again = f"h:outboundRelationship2/h:observation[{observation(31)}][h:outboundRelationship1/{of}]/h:value"
    return Relation(
        reaction=reaction,
        assessments=tuple(
            Assessment(
                source=inner(one, "h:author/h:assignedEntity/h:code/h:originalText"),
                method=inner(one, "h:methodCode/h:originalText"),
                result=inner(one, "h:value"),
            )
            for one in judged
            if said(one, _OF_REACTION) == reaction
        ),
        from_start=quantity(
            node, f"h:outboundRelationship1[@typeCode='SAS'][{of}]/h:pauseQuantity", reaction=reaction
        ),
        from_last=quantity(
            node, f"h:outboundRelationship1[@typeCode='SAE'][{of}]/h:pauseQuantity", reaction=reaction
        ),
        recurred=said(node, f"{again}[@codeSystem='{LIST}16']/@code", reaction=reaction),
    )
