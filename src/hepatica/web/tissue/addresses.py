"""Where the specimens' pages are; those of the reading room are made of a code alone."""

from __future__ import annotations

from urllib.parse import quote

OVERVIEW = "/tissue/"
ROOM = "/tissue/read/"


def act(subject: str, name: str, thing: str) -> str:
    """Return the form of an act on a specimen."""
    return f"{OVERVIEW}{quote(subject, safe='')}/{name}/{quote(thing, safe='')}/"


def label(subject: str, material: str) -> str:
    """Return the label of a specimen as PDF: a slide's bears its code and nothing else."""
    return f"{OVERVIEW}{quote(subject, safe='')}/label/{quote(material, safe='')}.pdf"


def person(subject: str) -> str:
    """Return the place of a participant's specimens on the page."""
    return f"{OVERVIEW}#{quote(f'p-{subject}', safe='')}"


def code(accession: str) -> str:
    """Return a code's page in the reading room."""
    return f"{ROOM}{quote(accession, safe='')}/"


def measured(accession: str, sha: str) -> str:
    """Return the page of a measurement."""
    return f"{code(accession)}measured/{sha}/"


def measuring(accession: str, job: str) -> str:
    """Return the page that waits for a measurement of the worker's."""
    return f"{code(accession)}measuring/{job}/"
