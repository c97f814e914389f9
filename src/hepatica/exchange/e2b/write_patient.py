"""The participant, the study, the events and the tests of a report: sections C.5, D, E and F."""

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
    moment,
    observed,
    quantity,
    term,
    text,
    times,
    typed,
)
from hepatica.exchange.e2b.icsr import (
    AutopsyCause,
    Icsr,
    PastDrug,
    Patient,
    Reaction,
    ReportedCause,
    StudyId,
    Test,
)
from hepatica.exchange.e2b.icsr import History as MedicalHistory
from hepatica.exchange.e2b.values import Measured, Null, Quantity, Text
from hepatica.exchange.e2b.write_drugs import write_drug

_RECORDS = (
    ("gp_record", "1", 7),
    ("specialist_record", "2", 8),
    ("hospital_record", "3", 9),
    ("investigation", "4", 10),
)
_CRITERIA = (34, 21, 33, 35, 12, 26)
"""Observation codes of E.i.3.2a to f."""


def write_patient(assessment: Node, icsr: Icsr) -> None:
    """Add the participant with all that is said of them, up to the drugs."""
    role = child(child(assessment, "subject1", typeCode="SBJ"), "primaryRole", classCode="INVSBJ")
    patient = icsr.patient
    _person(role, patient)
    if icsr.study is not None:
        _study(role, icsr.study)
    _measures(role, patient)
    _history(role, patient)
    _past_drugs(role, patient)
    _death(role, patient)
    for reaction in icsr.reactions:
        _reaction(act(child(role, "subjectOf2", typeCode="SBJ"), "observation", "OBS"), reaction)
    if icsr.tests:
        group = _group(role, "3")
        for test in icsr.tests:
            _test(act(child(group, "component", typeCode="COMP"), "observation", "OBS"), test)
    if icsr.drugs:
        group = _group(role, "4")
        for drug in icsr.drugs:
            write_drug(
                act(child(group, "component", typeCode="COMP"), "substanceAdministration", "SBADM"), drug
            )


def _person(role: Node, patient: Patient) -> None:
    person = child(role, "player1", classCode="PSN", determinerCode="INSTANCE")
    text(person, "name", patient.name)
    if isinstance(patient.sex, Null):
        child(person, "administrativeGenderCode", nullFlavor=patient.sex.flavour, codeSystem=codes.oid("sex"))
    elif patient.sex:
        child(person, "administrativeGenderCode", code=patient.sex, codeSystem=codes.oid("sex"))
    moment(person, "birthTime", patient.born)
    moment(person, "deceasedTime", patient.died)
    for name, code, number in _RECORDS:
        value: Text = getattr(patient, name)
        if value:
            entity = child(person, "asIdentifiedEntity", classCode="IDENT")
            identifier(entity, number, value)
            listed(entity, "code", 4, code)


def _study(role: Node, study: StudyId) -> None:
    research = act(child(role, "subjectOf1", typeCode="SBJ"), "researchStudy", "CLNTRL")
    identifier(research, 5, study.number)
    if study.type:
        listed(research, "code", 8, study.type)
    text(research, "title", study.name)
    for one in study.registrations:
        registration = _registration(research)
        identifier(registration, 6, one.number)
        if one.country:
            author = child(registration, "author", typeCode="AUT")
            authority = child(author, "territorialAuthority", classCode="TERR")
            country(
                child(authority, "governingPlace", classCode="COUNTRY", determinerCode="INSTANCE"),
                one.country,
            )
    if study.ind:
        child(_registration(research), "id", extension=study.ind, root=codes.oid("ind"))
    for number in study.cross_reported:
        child(_registration(research), "id", extension=number, root=codes.oid("cross_reported_ind"))


def _registration(research: Node) -> Node:
    return act(child(research, "authorization", typeCode="AUTH"), "studyRegistration", "ACT")


def _observation(role: Node, code: int) -> Node:
    node = act(child(role, "subjectOf2", typeCode="SBJ"), "observation", "OBS")
    observed(node, code)
    return node


def _group(role: Node, code: str) -> Node:
    node = act(child(role, "subjectOf2", typeCode="SBJ"), "organizer", "CATEGORY")
    listed(node, "code", 20, code)
    return node


def _measures(role: Node, patient: Patient) -> None:
    if patient.age is not None:
        quantity(_observation(role, 3), "value", patient.age, kind="PQ")
    if patient.age_group:
        listed(_observation(role, 4), "value", 9, patient.age_group, kind="CE")
    if patient.weight:
        quantity(_observation(role, 7), "value", Quantity(value=patient.weight, unit="kg"), kind="PQ")
    if patient.height:
        quantity(_observation(role, 17), "value", Quantity(value=patient.height, unit="cm"), kind="PQ")


def _history(role: Node, patient: Patient) -> None:
    if not (patient.history or patient.history_text or patient.concomitant is not None):
        return
    group = _group(role, "1")
    for one in patient.history:
        _condition(act(child(group, "component", typeCode="COMP"), "observation", "OBS"), one)
    if patient.history_text:
        node = act(child(group, "component", typeCode="COMP"), "observation", "OBS")
        observed(node, 18)
        if isinstance(patient.history_text, Null):
            typed(node, "value", "ED", nullFlavor=patient.history_text.flavour)
        else:
            typed(node, "value", "ED").text = patient.history_text
    if patient.concomitant is not None:
        node = act(child(group, "component", typeCode="COMP"), "observation", "OBS")
        observed(node, 11)
        flag(node, patient.concomitant)


def _condition(node: Node, one: MedicalHistory) -> None:
    meddra(node, "code", one.term)
    times(node, start=one.start, end=one.end, duration=None)
    if one.comment:
        comment = act(child(node, "outboundRelationship2", typeCode="COMP"), "observation", "OBS")
        observed(comment, 10)
        typed(comment, "value", "ED").text = one.comment
    if one.family is not None:
        family = act(child(node, "outboundRelationship2", typeCode="EXPL"), "observation", "OBS")
        observed(family, 38)
        flag(family, one.family)
    if one.continuing is not None:
        continuing = act(child(node, "inboundRelationship", typeCode="REFR"), "observation", "OBS")
        observed(continuing, 13)
        flag(continuing, one.continuing)


def _past_drugs(role: Node, patient: Patient) -> None:
    if not patient.past_drugs:
        return
    group = _group(role, "2")
    for one in patient.past_drugs:
        node = act(child(group, "component", typeCode="COMP"), "substanceAdministration", "SBADM")
        _past_drug(node, one)


def _past_drug(node: Node, one: PastDrug) -> None:
    times(node, start=one.start, end=one.end, duration=None)
    instance = child(child(node, "consumable", typeCode="CSM"), "instanceOfKind", classCode="INST")
    kind = child(instance, "kindOfProduct", classCode="MMAT", determinerCode="KIND")
    for system, value in (("mpid", one.mpid), ("phpid", one.phpid)):
        if value is not None:
            term(kind, "code", codes.oid(system), value)
    text(kind, "name", one.name)
    for link, code, coded in (("RSON", 19, one.indication), ("CAUS", 29, one.reaction)):
        if coded is not None:
            related = act(child(node, "outboundRelationship2", typeCode=link), "observation", "OBS")
            observed(related, code)
            meddra(related, "value", coded, kind="CE")


def _death(role: Node, patient: Patient) -> None:
    for cause in patient.causes:
        _cause(_observation(role, 32), cause)
    if patient.autopsy is None and not patient.autopsy_causes:
        return
    autopsy = _observation(role, 5)
    flag(autopsy, patient.autopsy)
    for found in patient.autopsy_causes:
        node = act(child(autopsy, "outboundRelationship2", typeCode="DRIV"), "observation", "OBS")
        observed(node, 8)
        _cause(node, found)


def _cause(node: Node, cause: ReportedCause | AutopsyCause) -> None:
    meddra(node, "value", cause.term, kind="CE", words=cause.text)


def _reaction(node: Node, reaction: Reaction) -> None:
    child(node, "id", root=reaction.id)
    observed(node, 29)
    times(node, start=reaction.start, end=reaction.end, duration=reaction.duration)
    meddra(node, "value", reaction.term, kind="CE", words=reaction.native, language=reaction.language)
    if reaction.country:
        entity = child(child(node, "location", typeCode="LOC"), "locatedEntity", classCode="LOCE")
        country(
            child(entity, "locatedPlace", classCode="COUNTRY", determinerCode="INSTANCE"), reaction.country
        )

    def about(code: int) -> Node:
        said = act(child(node, "outboundRelationship2", typeCode="PERT"), "observation", "OBS")
        observed(said, code)
        return said

    if reaction.translated:
        typed(about(30), "value", "ED").text = reaction.translated
    if reaction.highlighted:
        listed(about(37), "value", 10, reaction.highlighted, kind="CE")
    for code, criterion in zip(_CRITERIA, reaction.criteria, strict=True):
        if criterion is not None:
            flag(about(code), criterion)
    if reaction.outcome:
        listed(about(27), "value", 11, reaction.outcome, kind="CE")
    if reaction.confirmed is not None:
        flag(about(24), reaction.confirmed)


def _test(node: Node, test: Test) -> None:
    meddra(node, "code", test.term, words=test.name)
    moment(node, "effectiveTime", test.date)
    if test.text:
        typed(node, "value", "ED").text = test.text
    if test.result is not None:
        _result(typed(node, "value", "IVL_PQ"), test.result)
    if test.code:
        listed(node, "interpretationCode", 12, test.code)
    for bound, limit in (("L", test.low), ("H", test.high)):
        if limit is not None:
            range_ = child(node, "referenceRange", typeCode="REFV")
            observation = child(range_, "observationRange", classCode="OBS", moodCode="EVN.CRT")
            quantity(observation, "value", limit, kind="PQ")
            child(observation, "interpretationCode", code=bound, codeSystem=codes.oid("interpretation"))
    if test.comment:
        comment = act(child(node, "outboundRelationship2", typeCode="PERT"), "observation", "OBS")
        observed(comment, 10)
        typed(comment, "value", "ED").text = test.comment
    if test.more is not None:
        more = act(child(node, "outboundRelationship2", typeCode="REFR"), "observation", "OBS")
        observed(more, 25)
        flag(more, test.more)


def _result(value: Node, result: Measured) -> None:
    if not result.bound:
        child(value, "center", value=result.value, unit=result.unit)
        return
    inclusive = "true" if "=" in result.bound else "false"
    if result.bound.startswith("<"):
        child(value, "low", nullFlavor="NINF")
        child(value, "high", value=result.value, unit=result.unit, inclusive=inclusive)
    else:
        child(value, "low", value=result.value, unit=result.unit, inclusive=inclusive)
        child(value, "high", nullFlavor="PINF")
