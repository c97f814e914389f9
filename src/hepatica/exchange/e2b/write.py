"""Write one report as an E2B(R3) message: `Icsr` → the bytes of an XML file.

Elements stand in the order the HL7 schema fixes. Nothing is checked here (`check` does), nothing is invented: what
the values do not hold is not sent. The same values give the same bytes.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.hl7 import (
    HL7,
    XSI,
    Node,
    act,
    child,
    country,
    flag,
    identifier,
    listed,
    moment,
    observed,
    text,
    typed,
)
from hepatica.exchange.e2b.icsr import Header, Icsr, Narrative, Report, Reporter, Sender
from hepatica.exchange.e2b.values import Null, Text
from hepatica.exchange.e2b.write_drugs import write_roles
from hepatica.exchange.e2b.write_patient import write_patient

ROOT = "MCCI_IN200100UV01"
MESSAGE = "PORR_IN049016UV"
_NAMES: Any = {None: HL7, "xsi": XSI}


def write(icsr: Icsr) -> bytes:
    """Return the message of one report, one message in its batch, as UTF-8 XML.

    Raises ValueError for text that XML cannot hold (a control character); the message names it.
    """
    root = etree.Element(f"{{{HL7}}}{ROOT}", nsmap=_NAMES)
    root.set("ITSVersion", "XML_1.0")
    root.set(f"{{{XSI}}}schemaLocation", f"{HL7} {ROOT}.xsd")
    header = icsr.header
    identifier(root, 22, header.batch)
    moment(root, "creationTime", header.sent)
    child(root, "responseModeCode", code="D")
    child(root, "interactionId", root=codes.oid("interaction"), extension=ROOT)
    listed(root, "name", 1, "1")
    _message(child(root, MESSAGE), icsr)
    _device(root, "receiver", 14, header.batch_receiver)
    _device(root, "sender", 13, header.batch_sender)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)


def _message(message: Node, icsr: Icsr) -> None:
    header: Header = icsr.header
    identifier(message, 1, header.message)
    moment(message, "creationTime", header.created)
    child(message, "interactionId", root=codes.oid("interaction"), extension=MESSAGE)
    child(message, "processingCode", code="T" if header.test else "P")
    child(message, "processingModeCode", code="T")
    child(message, "acceptAckCode", code="AL")
    _device(message, "receiver", 12, header.receiver)
    _device(message, "sender", 11, header.sender)
    process = act(message, "controlActProcess", "CACT")
    child(process, "code", code="PORR_TE049016UV", codeSystem=codes.oid("trigger"))
    moment(process, "effectiveTime", icsr.report.created)
    _investigation(act(child(process, "subject", typeCode="SUBJ"), "investigationEvent", "INVSTG"), icsr)


def _device(parent: Node, role: str, number: int, name: str) -> None:
    wrapper = child(parent, role, typeCode="RCV" if role == "receiver" else "SND")
    identifier(child(wrapper, "device", classCode="DEV", determinerCode="INSTANCE"), number, name)


def _investigation(event: Node, icsr: Icsr) -> None:
    report = icsr.report
    identifier(event, 1, report.id)
    identifier(event, 2, report.worldwide)
    child(event, "code", code="PAT_ADV_EVNT", codeSystem=codes.oid("act"))
    text(event, "text", icsr.narrative.text)
    child(event, "statusCode", code="active")
    moment(child(event, "effectiveTime"), "low", report.first_received)
    moment(event, "availabilityTime", report.latest)
    for title in report.documents:
        document = act(child(event, "reference", typeCode="REFR"), "document", "DOC")
        listed(document, "code", 27, "1")
        text(document, "title", title)
    assessment = act(child(event, "component", typeCode="COMP"), "adverseEventAssessment", "INVSTG")
    write_patient(assessment, icsr)
    write_roles(assessment, icsr.drugs)
    _comments(assessment, icsr.narrative)
    flag(_observation(event, 1), report.has_documents)
    flag(_observation(event, 23), report.expedited)
    _fda_type(event, report)
    for summary in icsr.narrative.summaries:
        told = _observation(event, 36)
        typed(told, "value", "ED", language=summary.language).text = summary.text
        _author(told, 21, "2")
    _relationships(event, icsr)
    _sender(event, icsr.sender)
    for other in report.other_ids:
        child(
            act(child(event, "subjectOf1", typeCode="SUBJ"), "controlActEvent", "CACT"),
            "id",
            assigningAuthorityName=other.source,
            extension=other.number,
            root=codes.identifier(3),
        )
    _characteristics(event, report)


def _observation(event: Node, code: int) -> Node:
    node = act(child(event, "component", typeCode="COMP"), "observationEvent", "OBS")
    observed(node, code)
    return node


def _author(parent: Node, number: int, code: str) -> Node:
    entity = child(child(parent, "author", typeCode="AUT"), "assignedEntity", classCode="ASSIGNED")
    listed(entity, "code", number, code)
    return entity


def _fda_type(event: Node, report: Report) -> None:
    if not report.fda_type:
        return
    node = act(child(event, "component", typeCode="COMP"), "observationEvent", "OBS")
    child(node, "code", code="C54588", codeSystem=codes.oid("nci"))
    typed(node, "value", "CE", code=report.fda_type, codeSystem=codes.oid("fda_report_type"))


def _comments(assessment: Node, narrative: Narrative) -> None:
    def component() -> Node:
        return act(child(assessment, "component1", typeCode="COMP"), "observationEvent", "OBS")

    if narrative.reporter:
        node = component()
        observed(node, 10)
        typed(node, "value", "ED").text = narrative.reporter
        _author(node, 21, "3")
    for one in narrative.diagnoses:
        node = component()
        observed(node, 15)
        typed(
            node,
            "value",
            "CE",
            code=one.term.code,
            codeSystem=codes.oid("meddra"),
            codeSystemVersion=one.term.version,
        )
        _author(node, 21, "1")
    if narrative.sender:
        node = component()
        observed(node, 10)
        typed(node, "value", "ED").text = narrative.sender
        _author(node, 21, "1")


def _relationships(event: Node, icsr: Icsr) -> None:
    if icsr.report.first_sender:
        first = _related(event, "1")
        _author(_control(first), 3, icsr.report.first_sender)
    for linked in icsr.report.linked:
        investigation = act(
            child(event, "outboundRelationship", typeCode="SPRT"), "relatedInvestigation", "INVSTG"
        )
        child(investigation, "code", nullFlavor="NA")
        identifier(_control(investigation), 2, linked)
    for reporter in icsr.reporters:
        _reporter(event, reporter)


def _related(event: Node, code: str, *, primary: bool = False) -> Node:
    relation = child(event, "outboundRelationship", typeCode="SPRT")
    if primary:
        child(relation, "priorityNumber", value="1")
    investigation = act(relation, "relatedInvestigation", "INVSTG")
    listed(investigation, "code", 22, code)
    return investigation


def _control(parent: Node) -> Node:
    return act(child(parent, "subjectOf2", typeCode="SUBJ"), "controlActEvent", "CACT")


def _reporter(event: Node, reporter: Reporter) -> None:
    control = _control(_related(event, "2", primary=reporter.primary))
    entity = child(child(control, "author", typeCode="AUT"), "assignedEntity", classCode="ASSIGNED")
    _address(entity, reporter)
    _telecom(entity, "tel:", reporter.telephone)
    person = child(entity, "assignedPerson", classCode="PSN", determinerCode="INSTANCE")
    _name(person, reporter)
    if reporter.qualification:
        code = child(person, "asQualifiedEntity", classCode="QUAL")
        if isinstance(reporter.qualification, Null):
            child(code, "code", nullFlavor=reporter.qualification.flavour, codeSystem=codes.list_oid(6))
        else:
            listed(code, "code", 6, reporter.qualification)
    _located(person, reporter.country)
    _organisations(entity, reporter.department, reporter.organisation)


def _sender(event: Node, sender: Sender) -> None:
    control = act(child(event, "subjectOf1", typeCode="SUBJ"), "controlActEvent", "CACT")
    entity = _author(control, 7, sender.type)
    _address(entity, sender)
    _telecom(entity, "tel:", sender.telephone)
    _telecom(entity, "fax:", sender.fax)
    _telecom(entity, "mailto:", sender.email)
    person = child(entity, "assignedPerson", classCode="PSN", determinerCode="INSTANCE")
    _name(person, sender)
    _located(person, sender.country)
    _organisations(entity, sender.department, sender.organisation)


def _address(entity: Node, person: Reporter | Sender) -> None:
    if any((person.street, person.city, person.state, person.postcode)):
        address = child(entity, "addr")
        text(address, "streetAddressLine", person.street)
        text(address, "city", person.city)
        text(address, "state", person.state)
        text(address, "postalCode", person.postcode)


def _telecom(entity: Node, scheme: str, value: Text) -> None:
    if isinstance(value, Null):
        child(entity, "telecom", value=scheme, nullFlavor=value.flavour)
    elif value:
        child(entity, "telecom", value=scheme + value)


def _name(person: Node, who: Reporter | Sender) -> None:
    name = child(person, "name")
    text(name, "prefix", who.title)
    text(name, "given", who.given)
    if who.middle and not who.given:
        # The middle name is the second <given>; a first one that is not sent holds its place, else they would be taken for each other.
        child(name, "given")
    text(name, "given", who.middle)
    text(name, "family", who.family)


def _located(person: Node, value: Text) -> None:
    if value:
        located = child(person, "asLocatedEntity", classCode="LOCE")
        country(child(located, "location", classCode="COUNTRY", determinerCode="INSTANCE"), value)


def _organisations(entity: Node, department: Text, organisation: Text) -> None:
    if not department and not organisation:
        return
    inner = child(entity, "representedOrganization", classCode="ORG", determinerCode="INSTANCE")
    text(inner, "name", department)
    if organisation:
        assigned = child(inner, "assignedEntity", classCode="ASSIGNED")
        text(
            child(assigned, "representedOrganization", classCode="ORG", determinerCode="INSTANCE"),
            "name",
            organisation,
        )


def _characteristics(event: Node, report: Report) -> None:
    def characteristic(code: str) -> Node:
        node = act(child(event, "subjectOf2", typeCode="SUBJ"), "investigationCharacteristic", "OBS")
        listed(node, "code", 23, code)
        return node

    if report.type:
        listed(characteristic("1"), "value", 2, report.type, kind="CE")
    if report.has_other_ids is not None:
        flag(characteristic("2"), report.has_other_ids)
    if report.withdrawal:
        listed(characteristic("3"), "value", 5, report.withdrawal, kind="CE")
    if report.withdrawal_reason:
        text(typed(characteristic("4"), "value", "CE"), "originalText", report.withdrawal_reason)
