"""Today says which clocks run, the nearest first, and nothing of clocks while none does."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings as site
from tests.web.play import MEENA
from tests.web.today.test_today import said

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.store import clock, read
from hepatica.store.record import Recorded, record

WHO, ROW = "01-001", 5


def serious(hours_ago):
    began = clock.now().at.astimezone(ZoneInfo(site.TIME_ZONE)) - timedelta(hours=hours_ago)
    answers = {"aeterm": "Fall", "aestdtc": f"{began:%Y-%m-%d}", "aesttim": f"{began:%H:%M}", "aetoxgr": "2"}
    answers |= {f"aerel_{suspect.id}": "unrelated" for suspect in read.plan().study.oversight.suspects}
    entries = tuple(Entry(item=i, row=ROW, value=v) for i, v in {**answers, "aeser": "yes"}.items())
    command = EnterItems(subject=WHO, visit="log", form="ae", entries=entries, seen=read.head().seq)
    assert isinstance(record(command, actor=MEENA), Recorded)
    return began


def late_reports(text):
    found = re.search(r"(\d+) reports? (?:is|are) late", text)
    return int(found[1]) if found else 0


def test_a_limit_within_24_hours_leads_the_page_with_its_hour_and_its_recipients(signed_in):
    began = serious(2)
    text = said(signed_in("asha").get("/"))
    assert f"One clock ends at {began:%H:%M}." in text
    card = text.split("Clocks All at the safety desk", 1)[1]
    assert "24 hours" in card
    assert "CDSCO" in card.split("14 days")[0]


def test_a_report_the_law_asked_for_is_said_to_be_late(signed_in):
    client = signed_in("asha")
    before = late_reports(said(client.get("/")))
    serious(30)
    text = said(client.get("/"))
    assert late_reports(text) == before + 3
    assert "h late, reason needed" in text


def test_without_a_case_there_is_no_card_of_clocks_of_cases(signed_in):
    text = said(signed_in("asha").get("/"))
    assert "clock ends" not in text
    assert "24 hours" not in text
