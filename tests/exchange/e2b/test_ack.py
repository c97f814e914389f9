"""Acknowledgements, as an agency sends them."""

import pytest
from tests.exchange.e2b.cast import CASE

from hepatica.exchange.e2b.ack import read_ack
from hepatica.exchange.e2b.nodes import CannotRead
from hepatica.exchange.e2b.write import write

I = "2.16.840.1.113883.3.989.2.1.3"  # noqa: E741


def ack(batch="AE", report="CR"):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<MCCI_IN200101UV01 xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0">
 <id extension="900" root="{I}.20"/><creationTime value="20260316120000+0530"/><responseModeCode code="D"/>
 <MCCI_IN000002UV01>
  <id extension="55" root="{I}.19"/>
  <acknowledgement typeCode="{report}">
   <targetMessage><id extension="IN-ILBS-HEP01-7" root="{I}.1"/></targetMessage>
   <acknowledgementDetail><text>Report not loaded.
Rejections: 1: D.9.3 is missing.</text></acknowledgementDetail>
  </acknowledgement>
 </MCCI_IN000002UV01>
 <acknowledgement typeCode="{batch}">
  <targetBatch><id extension="IN-ILBS-HEP01-7-1" root="{I}.22"/></targetBatch>
 </acknowledgement>
</MCCI_IN200101UV01>""".encode()


def test_a_rejection_is_read_with_its_words():
    found = read_ack(ack())
    assert (found.number, found.batch, found.accepted) == ("900", "IN-ILBS-HEP01-7-1", False)
    (answered,) = found.reports
    assert (answered.case, answered.local, answered.accepted) == ("IN-ILBS-HEP01-7", "55", False)
    assert found.sentences() == (
        "Batch IN-ILBS-HEP01-7-1: accepted in part or with errors.",
        "IN-ILBS-HEP01-7: rejected. Report not loaded. Rejections: 1: D.9.3 is missing.",
    )


@pytest.mark.parametrize(
    ("batch", "report", "accepted"),
    [("AA", "CA", True), ("AA", "CR", False), ("AR", "CA", False), ("AE", "CA", False), ("AA", "CE", False)],
)
def test_only_a_whole_acceptance_is_one(batch, report, accepted):
    assert read_ack(ack(batch, report)).accepted is accepted


def test_an_unknown_code_and_another_message_are_refused():
    with pytest.raises(CannotRead, match=r"ACK\.B\.r\.6 says 'OK', and may say CA, CE, CR"):
        read_ack(ack(report="OK"))
    with pytest.raises(CannotRead, match=r"ACK\.A\.4 says ''"):
        read_ack(ack(batch=""))
    with pytest.raises(CannotRead, match="its root is MCCI_IN200100UV01"):
        read_ack(write(CASE))
