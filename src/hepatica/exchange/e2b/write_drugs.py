"""The drugs of a report and the matrix of drugs and events: section G."""

from __future__ import annotations

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.hl7 import (
    Node,
    act,
    child,
    country,
    flag,
    identifier,
    listed,
    meddra,
    observed,
    quantity,
    reference,
    term,
    text,
    times,
    typed,
)
from hepatica.exchange.e2b.icsr import Assessment, Dosage, Drug, Indication


def write_drug(node: Node, drug: Drug) -> None:
    """Add one drug: what it is, how it was given, why, and what was done."""
    child(node, "id", root=drug.id)
    instance = child(child(node, "consumable", typeCode="CSM"), "instanceOfKind", classCode="INST")
    _product(child(instance, "kindOfProduct", classCode="MMAT", determinerCode="KIND"), drug)
    _obtained(instance, drug)
    _intervals(node, drug)
    for dosage in drug.dosages:
        given = act(child(node, "outboundRelationship2", typeCode="COMP"), "substanceAdministration", "SBADM")
        _dosage(given, dosage)
    _facts(node, drug)
    for indication in drug.indications:
        _indication(node, drug, indication)
    if drug.action:
        listed(
            act(child(node, "inboundRelationship", typeCode="CAUS"), "act", "ACT"), "code", 15, drug.action
        )


def write_roles(assessment: Node, drugs: tuple[Drug, ...]) -> None:
    """Add the role of each drug (G.k.1), then each judgement of a drug and an event (G.k.9.i.2.r)."""
    for drug in drugs:
        if drug.role:
            node = _causality(assessment, 20)
            listed(node, "value", 13, drug.role, kind="CE")
            _of_drug(node, drug)
    for drug in drugs:
        for relation in drug.relations:
            for judged in relation.assessments:
                _judgement(assessment, drug, relation.reaction, judged)


def _causality(assessment: Node, code: int) -> Node:
    node = act(child(assessment, "component", typeCode="COMP"), "causalityAssessment", "OBS")
    observed(node, code)
    return node


def _of_drug(node: Node, drug: Drug) -> None:
    reference(child(node, "subject2", typeCode="SUBJ"), "productUseReference", "SBADM", drug.id)


def _judgement(assessment: Node, drug: Drug, reaction: str, judged: Assessment) -> None:
    node = _causality(assessment, 39)
    if judged.result:
        typed(node, "value", "ST").text = judged.result
    if judged.method:
        text(child(node, "methodCode"), "originalText", judged.method)
    if judged.source:
        entity = child(child(node, "author", typeCode="AUT"), "assignedEntity", classCode="ASSIGNED")
        text(child(entity, "code"), "originalText", judged.source)
    reference(child(node, "subject1", typeCode="SUBJ"), "adverseEffectReference", "OBS", reaction)
    _of_drug(node, drug)


def _product(kind: Node, drug: Drug) -> None:
    for system, value in (("mpid", drug.mpid), ("phpid", drug.phpid)):
        if value is not None:
            term(kind, "code", codes.oid(system), value)
    text(kind, "name", drug.name)
    if drug.authorisation or drug.authorised_in or drug.holder:
        product = child(kind, "asManufacturedProduct", classCode="MANU")
        _approval(act(child(product, "subjectOf", typeCode="SBJ"), "approval", "CNTRCT"), drug)
    for substance in drug.substances:
        ingredient = child(kind, "ingredient", classCode="ACTI")
        if substance.strength is not None:
            amount = child(ingredient, "quantity")
            quantity(amount, "numerator", substance.strength)
            child(amount, "denominator", value="1")
        text(
            child(ingredient, "ingredientSubstance", classCode="MMAT", determinerCode="KIND"),
            "name",
            substance.name,
        )


def _approval(approval: Node, drug: Drug) -> None:
    identifier(approval, 4, drug.authorisation)
    if drug.holder:
        role = child(child(approval, "holder", typeCode="HLD"), "role", classCode="HLD")
        text(
            child(role, "playingOrganization", classCode="ORG", determinerCode="INSTANCE"),
            "name",
            drug.holder,
        )
    if drug.authorised_in:
        authority = child(child(approval, "author", typeCode="AUT"), "territorialAuthority", classCode="TERR")
        country(child(authority, "territory", classCode="NAT", determinerCode="INSTANCE"), drug.authorised_in)


def _obtained(instance: Node, drug: Drug) -> None:
    if not drug.obtained:
        return
    event = act(child(instance, "subjectOf", typeCode="SBJ"), "productEvent", "ACT")
    listed(event, "code", 18, "1")
    entity = child(child(event, "performer", typeCode="PRF"), "assignedEntity", classCode="ASSIGNED")
    organisation = child(entity, "representedOrganization", classCode="ORG", determinerCode="INSTANCE")
    text(child(organisation, "addr"), "country", drug.obtained)


def _intervals(node: Node, drug: Drug) -> None:
    for relation in drug.relations:
        for link, interval in (("SAS", relation.from_start), ("SAE", relation.from_last)):
            if interval is not None:
                pause = child(node, "outboundRelationship1", typeCode=link)
                quantity(pause, "pauseQuantity", interval)
                reference(pause, "actReference", "OBS", relation.reaction)


def _dosage(node: Node, dosage: Dosage) -> None:
    text(node, "text", dosage.text)
    times(node, start=dosage.start, end=dosage.last, duration=dosage.duration, every=dosage.every)
    if dosage.route or dosage.route_code:
        if dosage.route_code is not None:
            route = term(node, "routeCode", codes.list_oid(14), dosage.route_code)
        else:
            route = child(node, "routeCode")
        text(route, "originalText", dosage.route)
    quantity(node, "doseQuantity", dosage.dose)
    if not dosage.lot and not dosage.form:
        return
    instance = child(child(node, "consumable", typeCode="CSM"), "instanceOfKind", classCode="INST")
    if dosage.lot:
        product = child(instance, "productInstanceInstance", classCode="MMAT", determinerCode="INSTANCE")
        child(product, "id", nullFlavor="NI")
        text(product, "lotNumberText", dosage.lot)
    if dosage.form:
        kind = child(instance, "kindOfProduct", classCode="MMAT", determinerCode="KIND")
        text(child(kind, "formCode"), "originalText", dosage.form)


def _facts(node: Node, drug: Drug) -> None:
    def about(link: str, code: int) -> Node:
        fact = act(child(node, "outboundRelationship2", typeCode=link), "observation", "OBS")
        observed(fact, code)
        return fact

    if drug.blinded is not None:
        flag(about("PERT", 6), drug.blinded)
    if drug.cumulative is not None:
        quantity(about("SUMM", 14), "value", drug.cumulative, kind="PQ")
    for relation in drug.relations:
        if relation.recurred:
            recurrence = about("PERT", 31)
            listed(recurrence, "value", 16, relation.recurred, kind="CE")
            reference(
                child(recurrence, "outboundRelationship1", typeCode="REFR"),
                "actReference",
                "OBS",
                relation.reaction,
            )
    for code in drug.more:
        listed(about("REFR", 9), "value", 17, code, kind="CE")
    if drug.more_text:
        typed(about("REFR", 2), "value", "ST").text = drug.more_text


def _indication(node: Node, drug: Drug, indication: Indication) -> None:
    reason = act(child(node, "inboundRelationship", typeCode="RSON"), "observation", "OBS")
    observed(reason, 19)
    meddra(reason, "value", indication.term, kind="CE", words=indication.text)
    entity = child(child(reason, "performer", typeCode="PRF"), "assignedEntity", classCode="ASSIGNED")
    listed(entity, "code", 21, "3")
    reference(child(reason, "outboundRelationship1", typeCode="REFR"), "actReference", "SBADM", drug.id)
