"""The schema, where the site has one; a small one of our own stands in for ICH's, which is not ours to ship."""

from tests.exchange.e2b.cast import CASE

from hepatica.exchange.e2b.write import write
from hepatica.exchange.e2b.xsd import NAME, NOT_CHECKED, against_schema, schema_in

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:hl7-org:v3"
 elementFormDefault="qualified"><xs:element name="{name}"><xs:complexType><xs:sequence>
 <xs:any maxOccurs="unbounded" processContents="skip"/></xs:sequence><xs:anyAttribute processContents="skip"/>
 </xs:complexType></xs:element></xs:schema>"""


def test_without_a_schema_it_is_said_that_nothing_was_checked(tmp_path):
    assert schema_in(tmp_path) is None
    assert schema_in(tmp_path / "absent") is None
    assert against_schema(write(CASE), None) == (NOT_CHECKED,)


def test_a_message_is_held_against_the_sites_schema(tmp_path):
    folder = tmp_path / "ich" / "multicacheschemas"
    folder.mkdir(parents=True)
    (folder / NAME).write_text(SCHEMA.format(name="MCCI_IN200100UV01"), encoding="utf-8")
    assert against_schema(write(CASE), schema_in(tmp_path)) == ()
    (folder / NAME).write_text(SCHEMA.format(name="other"), encoding="utf-8")
    (fault,) = against_schema(write(CASE), schema_in(tmp_path))
    assert fault.startswith("Line ")
    assert "MCCI_IN200100UV01" in fault


def test_a_schema_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / NAME).write_text("<broken", encoding="utf-8")
    (said,) = against_schema(write(CASE), schema_in(tmp_path))
    assert said.startswith(f"Not checked against the schema: {NAME} cannot be read")
