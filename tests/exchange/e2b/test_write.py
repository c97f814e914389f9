"""The message itself: the order the schema fixes, and the places the element list gives."""

import itertools

import pytest
from lxml import etree
from tests.exchange.e2b.cast import BLEED, CASE, CELLS, within

from hepatica.exchange.e2b.write import write

H = {"h": "urn:hl7-org:v3", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
L = "2.16.840.1.113883.3.989.2.1.1."
IE = "/h:MCCI_IN200100UV01/h:PORR_IN049016UV/h:controlActProcess/h:subject/h:investigationEvent"
PR = f"{IE}/h:component/h:adverseEventAssessment/h:subject1/h:primaryRole"
EI = f"{PR}/h:subjectOf2[h:observation/h:code[@code='29']]/h:observation"
SERIOUS = f"{EI}/h:outboundRelationship2[h:observation/h:code[@code='%s']]/h:observation/h:value/@value"
CAUSE = f"{IE}/h:component/h:adverseEventAssessment/h:component/h:causalityAssessment"


def found(path, report=CASE):
    return [str(one) for one in etree.fromstring(write(report)).xpath(path, namespaces=H)]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("/h:MCCI_IN200100UV01/@ITSVersion", ["XML_1.0"]),
        ("/h:MCCI_IN200100UV01/h:name/@code", ["1"]),
        (
            f"{IE}/h:subjectOf2/h:investigationCharacteristic[h:code[@code='1'][@codeSystem='{L}23']]/h:value/@code",
            ["2"],
        ),
        (
            f"{IE}/h:component[h:observationEvent/h:code[@code='23']]/h:observationEvent/h:value/@value",
            ["true"],
        ),
        (f"{PR}/h:subjectOf1/h:researchStudy/h:code[@codeSystem='{L}8']/@code", ["1"]),
        (f"{EI}/h:value[@codeSystem='2.16.840.1.113883.6.163']/@code", ["10046995", "10016558"]),
        (SERIOUS % 33, ["true"]),
        (SERIOUS % 34, []),
        (f"{EI}//h:observation[h:code[@code='34']]/h:value/@nullFlavor", ["NI", "NI"]),
        (f"{EI}//h:observation[h:code[@code='27']]/h:value[@codeSystem='{L}11']/@code", ["2", "1"]),
        (f"{EI}//h:observation[h:code[@code='37']]/h:value[@codeSystem='{L}10']/@code", ["3"]),
        (f"{CAUSE}[h:code[@code='20']]/h:value[@codeSystem='{L}13']/@code", ["1", "1", "2"]),
        (f"{PR}//h:act/h:code[@codeSystem='{L}15']/@code", ["9"]),
        (f"{PR}//h:observation[h:code[@code='31']]/h:value[@codeSystem='{L}16']/@code", ["4", "4"]),
        (
            f"{CAUSE}[h:code[@code='39']]/h:value/text()",
            ["possible", "unlikely", "probable", "probable"] + ["unlikely"] * 4,
        ),
        (f"{IE}/h:outboundRelationship/h:priorityNumber/@value", ["1"]),
        (f"{PR}/h:player1/h:name/@nullFlavor", ["MSK"]),
        (f"{PR}/h:player1/h:birthTime/@nullFlavor", ["MSK"]),
    ],
)
def test_an_element_stands_where_the_list_says(path, values):
    assert found(path) == values


def test_each_judgement_names_its_drug_and_its_event():
    of = f"{CAUSE}[h:code[@code='39']]"
    drugs = found(f"{of}/h:subject2/h:productUseReference/h:id/@root")
    events = found(f"{of}/h:subject1/h:adverseEffectReference/h:id/@root")
    assert list(zip(drugs, events, strict=True))[:2] == [(CELLS, BLEED)] * 2
    assert set(drugs) <= set(found(f"{PR}//h:component/h:substanceAdministration/h:id/@root"))
    assert set(events) == set(found(f"{EI}/h:id/@root"))


ORDER = [
    "id",
    "code",
    "text",
    "statusCode",
    "effectiveTime",
    "availabilityTime",
    "reference",
    "component",
    "outboundRelationship",
    "subjectOf1",
    "subjectOf2",
]


def _names(path, report=CASE):
    return [etree.QName(one).localname for one in etree.fromstring(write(report)).xpath(path, namespaces=H)]


@pytest.mark.parametrize(
    ("path", "order"),
    [
        (f"{IE}/*", ORDER),
        (f"{PR}/*", ["player1", "subjectOf1", "subjectOf2"]),
        (
            f"{PR}/h:player1/*",
            ["name", "administrativeGenderCode", "birthTime", "deceasedTime", "asIdentifiedEntity"],
        ),
        (
            "/h:MCCI_IN200100UV01/h:PORR_IN049016UV/*",
            [
                "id",
                "creationTime",
                "interactionId",
                "processingCode",
                "processingModeCode",
                "acceptAckCode",
                "receiver",
                "sender",
                "controlActProcess",
            ],
        ),
        (
            "/h:MCCI_IN200100UV01/*",
            [
                "id",
                "creationTime",
                "responseModeCode",
                "interactionId",
                "name",
                "PORR_IN049016UV",
                "receiver",
                "sender",
            ],
        ),
        (f"({EI})[1]/*", ["id", "code", "effectiveTime", "value", "location", "outboundRelationship2"]),
        (
            f"({PR}//h:component/h:substanceAdministration)[1]/*",
            ["id", "consumable", "outboundRelationship1", "outboundRelationship2", "inboundRelationship"],
        ),
        (
            f"({PR}//h:outboundRelationship2/h:substanceAdministration)[1]/*",
            ["text", "effectiveTime", "routeCode", "doseQuantity", "consumable"],
        ),
    ],
)
def test_the_order_is_the_one_the_schema_fixes(path, order):
    runs = [name for name, _ in itertools.groupby(_names(path))]
    assert runs == [name for name in order if name in runs]
    assert runs


def test_a_withdrawal_says_which_and_why():
    report = within("report", withdrawal="1", withdrawal_reason="Entered for the wrong participant")
    kind = f"{IE}/h:subjectOf2/h:investigationCharacteristic[h:code/@code='%s']/h:value"
    assert found(f"{kind % 3}[@codeSystem='{L}5']/@code", report) == ["1"]
    assert found(f"{kind % 4}/h:originalText/text()", report) == ["Entered for the wrong participant"]


def test_text_that_xml_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="XML"):
        write(within("narrative", text="bell \x07"))
