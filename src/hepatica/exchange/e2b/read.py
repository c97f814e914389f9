"""Read E2B(R3) messages: the bytes of an XML file → `Icsr` values, by the XPaths of the element list.

Written from the list of data elements and their XPaths; it shares only the values with the writer, so that a
message the writer gets wrong is read wrong, and the test of the two against each other fails.
"""

from __future__ import annotations

from hepatica.exchange.e2b.icsr import (
    Diagnosis,
    Header,
    Icsr,
    Narrative,
    OtherId,
    Registration,
    Report,
    Reporter,
    Sender,
    StudyId,
    Summary,
)
from hepatica.exchange.e2b.nodes import (
    ID,
    LIST,
    CannotRead,
    Node,
    every,
    first,
    flag,
    inner,
    meddra,
    observation,
    plain_flag,
    root_of,
    said,
    stamp,
    value_of,
    words,
)
from hepatica.exchange.e2b.read_drugs import read_drugs
from hepatica.exchange.e2b.read_patient import read_patient, read_reactions, read_tests
from hepatica.exchange.e2b.values import MedDRA, Text

EVENT = "h:controlActProcess/h:subject/h:investigationEvent"
PERSON = "h:assignedPerson"


def read(data: bytes) -> tuple[Icsr, ...]:
    """Return every report of a batch; raises `CannotRead` with the element that stops it."""
    root = root_of(data, "MCCI_IN200100UV01")
    messages = every(root, "h:PORR_IN049016UV")
    if not messages:
        raise CannotRead("The batch holds no message (PORR_IN049016UV).")
    return tuple(_message(root, one) for one in messages)


def _message(root: Node, message: Node) -> Icsr:
    event = first(message, EVENT)
    if event is None:
        raise CannotRead("A message holds no report (investigationEvent).")
    role = first(event, "h:component/h:adverseEventAssessment/h:subject1/h:primaryRole")
    if role is None:
        raise CannotRead(f"The report {said(event, _id(1))} says nothing of a patient (section D).")
    reactions = read_reactions(role)
    return Icsr(
        header=_header(root, message),
        report=_report(message, event),
        reporters=tuple(_reporter(one) for one in every(event, _relation("2"))),
        sender=_sender(event),
        study=_study(role),
        patient=read_patient(role),
        reactions=reactions,
        tests=read_tests(role),
        drugs=read_drugs(event, role, tuple(one.id for one in reactions)),
        narrative=_narrative(event),
    )


def _id(number: int) -> str:
    return f"h:id[@root='{ID}{number}']/@extension"


def _device(role: str, number: int) -> str:
    return f"h:{role}/h:device/{_id(number)}"


def _header(root: Node, message: Node) -> Header:
    return Header(
        batch=said(root, _id(22)),
        batch_sender=said(root, _device("sender", 13)),
        batch_receiver=said(root, _device("receiver", 14)),
        sent=stamp(root, "h:creationTime", "N.1.5"),
        message=said(message, _id(1)),
        sender=said(message, _device("sender", 11)),
        receiver=said(message, _device("receiver", 12)),
        created=stamp(message, "h:creationTime", "N.2.r.4"),
        test=said(message, "h:processingCode/@code") == "T",
    )


def _characteristic(code: int) -> str:
    kind = f"h:code[@code='{code}'][@codeSystem='{LIST}23']"
    return f"h:subjectOf2/h:investigationCharacteristic[{kind}]/h:value"


def _about(code: int) -> str:
    return f"h:component/h:observationEvent[{observation(code)}]/h:value"


def _relation(code: str) -> str:
    return f"h:outboundRelationship[h:relatedInvestigation/h:code[@code='{code}'][@codeSystem='{LIST}22']]"


_CONTROL = "h:relatedInvestigation/h:subjectOf2/h:controlActEvent"
_LINKED = "h:outboundRelationship[h:relatedInvestigation/h:code/@nullFlavor='NA']"
_ENTITY = f"{_CONTROL}/h:author/h:assignedEntity"


def _report(message: Node, event: Node) -> Report:
    documents = f"h:reference/h:document[h:code[@code='1'][@codeSystem='{LIST}27']]/h:title"
    return Report(
        id=said(event, _id(1)),
        created=stamp(message, "h:controlActProcess/h:effectiveTime", "C.1.2"),
        type=said(event, f"{_characteristic(1)}[@codeSystem='{LIST}2']/@code"),
        first_received=stamp(event, "h:effectiveTime/h:low", "C.1.4"),
        latest=stamp(event, "h:availabilityTime", "C.1.5"),
        has_documents=plain_flag(event, _about(1), "C.1.6.1"),
        documents=tuple(one.text or "" for one in every(event, documents)),
        expedited=flag(event, _about(23), "C.1.7"),
        worldwide=said(event, _id(2)),
        first_sender=said(event, f"{_relation('1')}/{_ENTITY}/h:code[@codeSystem='{LIST}3']/@code"),
        has_other_ids=flag(event, _characteristic(2), "C.1.9.1"),
        other_ids=tuple(
            OtherId(source=one.get("assigningAuthorityName", ""), number=one.get("extension", ""))
            for one in every(event, f"h:subjectOf1/h:controlActEvent/h:id[@root='{ID}3']")
        ),
        linked=tuple(str(one) for one in every(event, f"{_LINKED}/{_CONTROL}/{_id(2)}")),
        withdrawal=said(event, f"{_characteristic(3)}[@codeSystem='{LIST}5']/@code"),
        withdrawal_reason=inner(event, f"{_characteristic(4)}/h:originalText"),
        fda_type=said(
            event,
            "h:component/h:observationEvent[h:code[@code='C54588'][@codeSystem='2.16.840.1.113883.3.26.1.1']]"
            "/h:value/@code",
        ),
    )


def _reporter(relation: Node) -> Reporter:
    entity = first(relation, _ENTITY)
    if entity is None:
        raise CannotRead("C.2.r: a primary source names nobody (assignedEntity).")
    return Reporter(
        title=words(entity, f"{PERSON}/h:name/h:prefix"),
        given=words(entity, f"{PERSON}/h:name/h:given[1]"),
        middle=words(entity, f"{PERSON}/h:name/h:given[2]"),
        family=words(entity, f"{PERSON}/h:name/h:family"),
        organisation=words(entity, f"{_OUTER}/h:assignedEntity/{_OUTER}/h:name"),
        department=words(entity, f"{_OUTER}/h:name"),
        street=words(entity, "h:addr/h:streetAddressLine"),
        city=words(entity, "h:addr/h:city"),
        state=words(entity, "h:addr/h:state"),
        postcode=words(entity, "h:addr/h:postalCode"),
        telephone=_telecom(entity, "tel:"),
        country=value_of(entity, _COUNTRY, "code"),
        qualification=value_of(entity, f"{PERSON}/h:asQualifiedEntity/h:code", "code"),
        primary=said(relation, "h:priorityNumber/@value") == "1",
    )


_OUTER = "h:representedOrganization"
_COUNTRY = f"{PERSON}/h:asLocatedEntity/h:location/h:code"


def _telecom(entity: Node, scheme: str) -> Text:
    found = value_of(entity, f"h:telecom[starts-with(@value,'{scheme}')]", "value")
    return found.removeprefix(scheme) if isinstance(found, str) else found


def _sender(event: Node) -> Sender:
    listed = f"h:code[@codeSystem='{LIST}7']"
    entity = first(event, f"h:subjectOf1/h:controlActEvent/h:author/h:assignedEntity[{listed}]")
    if entity is None:
        raise CannotRead("C.3.1: the report names no sender.")

    def text(path: str) -> str:
        return inner(entity, path)

    def reached(scheme: str) -> str:
        found = _telecom(entity, scheme)
        return found if isinstance(found, str) else ""

    return Sender(
        type=said(entity, f"{listed}/@code"),
        organisation=text(f"{_OUTER}/h:assignedEntity/{_OUTER}/h:name"),
        department=text(f"{_OUTER}/h:name"),
        title=text(f"{PERSON}/h:name/h:prefix"),
        given=text(f"{PERSON}/h:name/h:given[1]"),
        middle=text(f"{PERSON}/h:name/h:given[2]"),
        family=text(f"{PERSON}/h:name/h:family"),
        street=text("h:addr/h:streetAddressLine"),
        city=text("h:addr/h:city"),
        state=text("h:addr/h:state"),
        postcode=text("h:addr/h:postalCode"),
        country=said(entity, f"{_COUNTRY}/@code"),
        telephone=reached("tel:"),
        fax=reached("fax:"),
        email=reached("mailto:"),
    )


def _study(role: Node) -> StudyId | None:
    study = first(role, "h:subjectOf1/h:researchStudy")
    if study is None:
        return None
    registrations = "h:authorization/h:studyRegistration"
    place = "h:author/h:territorialAuthority/h:governingPlace/h:code"
    fda = "2.16.840.1.113883.3.989.5.1.2.2.1.2."
    return StudyId(
        registrations=tuple(
            Registration(
                number=value_of(one, f"h:id[@root='{ID}6']", "extension"),
                country=value_of(one, place, "code"),
            )
            for one in every(study, f"{registrations}[h:id/@root='{ID}6']")
        ),
        name=words(study, "h:title"),
        number=value_of(study, f"h:id[@root='{ID}5']", "extension"),
        type=said(study, f"h:code[@codeSystem='{LIST}8']/@code"),
        ind=said(study, f"{registrations}/h:id[@root='{fda}1']/@extension"),
        cross_reported=tuple(
            str(one) for one in every(study, f"{registrations}/h:id[@root='{fda}3']/@extension")
        ),
    )


def _narrative(event: Node) -> Narrative:
    def told(path: str, code: int, author: str) -> str:
        who = f"h:author/h:assignedEntity/h:code[@code='{author}'][@codeSystem='{LIST}21']"
        return f"{path}/h:observationEvent[{observation(code)}][{who}]/h:value"

    assessed = "h:component/h:adverseEventAssessment/h:component1"
    return Narrative(
        text=inner(event, "h:text"),
        reporter=inner(event, f"{told(assessed, 10, '3')}"),
        diagnoses=tuple(
            Diagnosis(term=meddra(one, ".") or MedDRA()) for one in every(event, told(assessed, 15, "1"))
        ),
        sender=inner(event, f"{told(assessed, 10, '1')}"),
        summaries=tuple(
            Summary(text=one.text or "", language=one.get("language", ""))
            for one in every(event, told("h:component", 36, "2"))
        ),
    )


def only(data: bytes) -> Icsr:
    """Return the one report of a batch; raises `CannotRead` when it holds another number of them."""
    reports = read(data)
    if len(reports) != 1:
        raise CannotRead(f"The batch holds {len(reports)} reports, not one.")
    return reports[0]
