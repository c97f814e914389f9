"""Nothing of the reading room says whose a code is: every page, file and header is fetched and searched."""

import re

import pytest
from tests.web.tissue import files
from tests.web.tissue.bench import CELLS, SECOND, SLIDE, secrets
from tests.web.tissue.reading import ROOM, accepted, coded, measure, sent

from hepatica.web.tissue.read import room

pytestmark = pytest.mark.engine


def whole(response):
    """Everything a browser gets: status line, headers and bytes, as one text."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return "\n".join(f"{k}: {v}" for k, v in response.headers.items()) + "\n" + body.decode("latin-1")


def found_in(text, words):
    """Words told in a text. Digests and one-time tokens are cut out first: by chance they hold any three letters."""
    text = re.sub(r"[0-9A-Za-z]{32,}", "", text)
    return sorted(word for word in words if word.casefold() in text.casefold())


def every_answer(client, biopsies, codes):
    """Walk the reading room by its links, through each form once, and off its ways."""
    slide, glass, cells = codes
    at = measure(client, slide)
    gated = client.post(f"{ROOM}{cells}/gate/", {"method": "flow", "template": sent("t", files.TEMPLATE)})
    seen, waiting = {}, [ROOM, at, gated.headers["Location"], f"{ROOM}{slide}/file", f"{ROOM}{cells}/file"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address)
        seen[address] = whole(answer)
        links = re.findall(r'(?:href|src|srcset|action)="([^"#]+)', seen[address])
        waiting += [link for link in links if link.startswith(ROOM)]
    typed = accepted(biopsies, positive="9", counted="2")
    for address in (at, gated.headers["Location"], f"{ROOM}{glass}/count/"):
        seen[f"POST {address}"] = whole(client.post(address, typed))
    seen["POST"] = whole(
        client.post(f"{ROOM}{slide}/measure/", {"outlines": "vessel: 1,1", "method": "ihc_single"})
    )
    for address in (
        f"{ROOM}NOBODY99/",
        f"{ROOM}{slide}/measured/0/",
        "/tissue/",
        "/",
        "/matrix/",
        "/products/",
        "/find?q=1",
    ):
        seen[address] = whole(client.get(address))
    return seen


def test_a_reader_is_told_nothing_of_participants_times_labels_or_other_readers(enter, biopsies):
    codes = (
        coded(enter, SLIDE),
        coded(enter, SECOND, b""),
        coded(enter, CELLS, files.cytometry(), "Devi.fcs"),
    )
    theirs = accepted(biopsies, positive="1237", counted="5309", sinusoidal_fraction="7.77", note="Raviword")
    for code in codes[:2]:
        assert enter("ravi").post(f"{ROOM}{code}/count/", theirs).status_code == 302
    forbidden = secrets(biopsies) | {
        "1237",
        "5309",
        "7.77",
        "Raviword",
        "Ravi Nair",
        "Asha Reddy",
        "baseline",
    }
    seen = every_answer(enter("rhea"), biopsies, codes)
    assert len(seen) > 20
    told = {address: found for address, text in seen.items() if (found := found_in(text, forbidden))}
    told = {a: f for a, f in told.items() if not _typed_by_herself(a, f, biopsies)}
    assert told == {}
    assert not [address for address in seen if found_in(address, forbidden)]


def _typed_by_herself(address, found, day):
    """A refused form gives back the date that the reader herself typed in this test."""
    return address.startswith("POST") and set(found) <= {day.isoformat()}


def test_the_search_would_find_what_the_page_of_specimens_tells(enter, biopsies):
    coded(enter)
    assert found_in(whole(enter("devika").get("/tissue/")), secrets(biopsies))


def test_files_are_named_by_their_codes(enter):
    slide, cells = coded(enter), coded(enter, CELLS, files.cytometry(), "Devi.fcs")
    client = enter("rhea")
    for code, name in ((slide, f"{slide}.png"), (cells, f"{cells}.fcs")):
        answer = client.get(f"{ROOM}{code}/file")
        assert f'filename="{name}"' in answer.headers["Content-Disposition"]
        assert whole(answer)


def test_whoever_gave_the_code_or_made_the_slide_has_no_such_code_to_read(enter):
    code = coded(enter)
    assert [one.accession for one in room.codes("rhea")] == [code]
    assert not room.codes("devika")
    assert not room.codes("pavan")
