"""Steps of the tests: a code is given, a section is measured, a reading is accepted."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.tissue import files
from tests.web.tissue.bench import HER, SLIDE

from hepatica.ledger.product_rows import AccessionRow
from hepatica.store import read

ROOM = "/tissue/read/"


def said(response, status=200):
    """The words of a page, as they are read."""
    assert response.status_code == status, (response.status_code, response.content[:3000])
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def sent(name, data):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def give_code(client, material=SLIDE, file=None, key="k1"):
    """Give a specimen its code; returns the answer."""
    fields = {"key": key} | ({"file": file} if file else {})
    return client.post(f"/tissue/{HER}/code/{material}/", fields)


def coded(enter, material=SLIDE, data=None, name="Devi Lakshmi.png"):
    """Give a specimen its code and return it."""
    data = files.png() if data is None else data
    answer = give_code(enter("devika"), material, sent(name, data) if data else None, key=f"key {material}")
    assert answer.status_code == 302, said(answer, 422)
    return next(row.accession for row in read.everyones(AccessionRow) if row.material == material)


def outlines():
    """The outlines a reader would draw around the vessels of the painted section."""
    within = [
        f"{one.reason}: " + " ".join(f"{min(max(x, 0), 360)},{min(max(y, 0), 300)}" for x, y in one.points)
        for one in files.section().vessels
    ]
    return "\n".join(within)


def measure(client, code, **typed):
    """Measure a section; returns the address of the measurement."""
    answer = client.post(f"{ROOM}{code}/measure/", {"method": "ihc_single", "outlines": outlines()} | typed)
    assert answer.status_code == 302, said(answer, 422)
    return answer.headers["Location"]


def accepted(day, **typed):
    """The boxes of an accepted reading."""
    year, month, number = day.isoformat().split("-")
    return {
        "method": "ihc_single",
        "clone": "QBEnd/10",
        "antibody_lot": "AB-5512",
        "instrument": "Scanner 2",
        "batch": "R-1",
        "controls": "yes",
        "at.day": number,
        "at.month": month,
        "at.year": year,
        "at.time": "00:05",
        "note": "",
    } | typed
