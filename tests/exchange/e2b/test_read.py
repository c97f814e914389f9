"""The writer and the reader against each other: they share the values and nothing else."""

import ast
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from tests.exchange.e2b.cast import CASE, within
from tests.exchange.e2b.strategies import icsrs

from hepatica.exchange import e2b
from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.check import check
from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.nodes import CannotRead
from hepatica.exchange.e2b.read import only, read
from hepatica.exchange.e2b.values import Null, Quantity, Stamp
from hepatica.exchange.e2b.walk import walk
from hepatica.exchange.e2b.write import write

READER = ("read.py", "read_patient.py", "read_drugs.py", "nodes.py")
WRITER = {"hl7", "write", "write_patient", "write_drugs", "codes"}


def test_the_case_is_read_as_it_was_written():
    assert only(write(CASE)) == CASE


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(icsrs())
def test_any_report_is_read_as_it_was_written(report):
    assert only(write(report)) == report


def test_the_reader_uses_nothing_of_the_writer():
    folder = Path(e2b.__file__).parent
    imported = {
        part
        for name in READER
        for node in ast.walk(ast.parse((folder / name).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for part in ((node.module or "").split(".")[-1], *(alias.name for alias in node.names))
    }
    assert imported & WRITER == set()


def _nullable(value, path=""):
    """Give every place of the case whose element may be absent for a reason."""
    for name, hint in get_type_hints(type(value), include_extras=True).items():
        inner, here = getattr(value, name), f"{path}.{name}".strip(".")
        ids = getattr(hint, "__metadata__", ())
        if ids:
            yield from ((here, ids[0], flavour) for flavour in codes.elements()[ids[0]].nulls)
        elif isinstance(inner, tuple) and inner:
            yield from _nullable(inner[0], f"{here}.0")
        elif is_dataclass(inner):
            yield from _nullable(inner, here)


PLACES = sorted(set(_nullable(CASE)))


def test_there_are_many_places_for_a_reason():
    assert len(PLACES) > 60


@pytest.mark.parametrize(("place", "element", "flavour"), PLACES)
def test_each_reason_for_absence_is_read_as_it_was_written(place, element, flavour):
    path, _, name = place.rpartition(".")
    report = within(path, **{name: Null(flavour)})
    assert only(write(report)) == report
    assert any(one.element == element and one.value == Null(flavour) for one in walk(only(write(report))))


def test_the_same_report_gives_the_same_bytes():
    assert write(CASE) == write(only(write(CASE)))


def test_every_element_of_the_values_is_in_the_table():
    assert {one.element for one in walk(CASE)} <= set(codes.elements())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"not xml", "The file is not XML"),
        (b"<a xmlns='urn:hl7-org:v3'/>", "The file is not a message MCCI_IN200100UV01: its root is a."),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "declares a document type or entities"),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "declares a document type or entities"),
        (b"<MCCI_IN200100UV01 xmlns='urn:hl7-org:v3'/>", "The batch holds no message"),
    ],
)
def test_a_file_that_is_no_message_is_refused_with_a_sentence(data, sentence):
    with pytest.raises(CannotRead, match=sentence):
        read(data)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b'value="20260316"', b'value="20260231"', "C.1.5: '20260231' is not a date of E2B"),
        (
            b'xsi:type="BL" value="true"',
            b'xsi:type="BL" value="yes"',
            "says 'yes', which is neither true nor false",
        ),
        (
            b'<availabilityTime value="20260316"/>',
            b'<availabilityTime nullFlavor="UNK"/>',
            "C.1.5 may not be absent",
        ),
    ],
)
def test_a_value_that_cannot_be_names_its_element(old, new, sentence):
    message = write(CASE)
    assert old in message
    with pytest.raises(CannotRead, match=sentence):
        only(message.replace(old, new, 1))


def test_a_judgement_of_a_drug_that_is_not_there_is_refused():
    message = write(CASE).replace(CASE.drugs[0].id.encode(), b"nowhere' or '1'='1", 1)
    with pytest.raises(CannotRead, match=r"G\.k\.9\.i: a judgement names the drug"):
        only(message)


def test_comments_and_other_messages_of_the_batch_do_not_disturb():
    message = write(CASE).replace(b"<PORR_IN049016UV>", b"<!-- N.2.r --><PORR_IN049016UV>")
    start, end = message.index(b"<PORR_IN049016UV>"), message.index(b"</PORR_IN049016UV>") + 18
    twice = message[:end] + message[start:end] + message[end:]
    assert read(twice) == (CASE, CASE)
    with pytest.raises(CannotRead, match="2 reports"):
        only(twice)


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<v3:MCCI_IN200100UV01 xmlns:v3="urn:hl7-org:v3" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">
 <v3:id root="{I}.22" extension="B1"/> <v3:creationTime value="20260101120000+0100"/>
 <v3:PORR_IN049016UV>
  <v3:id extension="DE-ACME-1" root="{I}.1"/> <v3:creationTime value="20260101120000+0100"/>
  <v3:processingCode code="T"/>
  <v3:controlActProcess><v3:effectiveTime value="20260101120000+0100"/><v3:subject><v3:investigationEvent>
   <v3:id extension="DE-ACME-1" root="{I}.1"/>
   <v3:text>Hot <!-- H.1 --><![CDATA[& dizzy]]></v3:text>
   <v3:effectiveTime><v3:low value="20251231"/></v3:effectiveTime>
   <v3:component><v3:adverseEventAssessment><v3:subject1><v3:primaryRole>
    <v3:player1><v3:name nullFlavor="MSK"/></v3:player1>
    <v3:subjectOf2><v3:organizer><v3:code code="1" codeSystem="{L}.20"/></v3:organizer></v3:subjectOf2>
    <v3:subjectOf2><v3:observation>
     <v3:id root="aa"/><v3:code codeSystem="{L}.19" code="29" displayName="reaction"/>
     <v3:effectiveTime i:type="SXPR_TS">
      <v3:comp i:type="IVL_TS"><v3:low value="202512"/></v3:comp>
      <v3:comp i:type="IVL_TS" operator="A"><v3:width value="2" unit="d"/></v3:comp>
     </v3:effectiveTime>
     <v3:value i:type="CE" code="10016558" codeSystem="2.16.840.1.113883.6.163" codeSystemVersion="28.1">
      <v3:originalText language="deu">heiss</v3:originalText>
     </v3:value>
     <v3:outboundRelationship2><v3:observation>
      <v3:code code="34" codeSystem="{L}.19"/><v3:value i:type="BL" value="true"/>
     </v3:observation></v3:outboundRelationship2>
    </v3:observation></v3:subjectOf2>
   </v3:primaryRole></v3:subject1></v3:adverseEventAssessment></v3:component>
   <v3:subjectOf1><v3:controlActEvent><v3:author><v3:assignedEntity>
    <v3:code code="1" codeSystem="{L}.7"/>
   </v3:assignedEntity></v3:author></v3:controlActEvent></v3:subjectOf1>
  </v3:investigationEvent></v3:subject></v3:controlActProcess>
 </v3:PORR_IN049016UV>
</v3:MCCI_IN200100UV01>""".format(I="2.16.840.1.113883.3.989.2.1.3", L="2.16.840.1.113883.3.989.2.1.1")


def test_a_message_of_another_hand_is_read_for_what_it_says():
    report = only(FOREIGN.encode())
    (event,) = report.reactions
    assert (report.header.batch, report.header.test, report.report.id) == ("B1", True, "DE-ACME-1")
    assert report.narrative.text == "Hot & dizzy"
    assert (event.native, event.language, event.death, event.hospitalisation) == ("heiss", "deu", True, None)
    assert (event.start, event.end, event.duration) == (Stamp("202512"), None, Quantity(value="2", unit="d"))
    assert (report.patient.name, report.sender.type, report.drugs) == (Null("MSK"), "1", ())


def test_what_another_message_lacks_is_said_by_the_check():
    rules = {one.rule for one in check(only(FOREIGN.encode()), now=datetime(2026, 2, 1, tzinfo=UTC))}
    assert rules == {"1", "6", "7", "10", "11", "14"}


def test_the_values_are_whole():
    assert {field.name for field in fields(Icsr)} >= {
        "header",
        "report",
        "patient",
        "reactions",
        "drugs",
        "narrative",
    }
