"""A trial with liver biopsies, played through ``record``: two participants, one with a core cut and one without."""

from datetime import timedelta

from tests.delegating import delegate
from tests.web import play

from hepatica.conduct.commands import Actor
from hepatica.conduct.product_commands import MakeMaterial, MoveMaterial, Quantity
from hepatica.store import clock
from hepatica.store.record import record

RHEA = Actor(user="rhea", name="Rhea Sen", roles=frozenset({"reader"}))
RAVI = Actor(user="ravi", name="Ravi Nair", roles=frozenset({"reader"}))
DEVI = Actor(user="devika", name="Devika Shah", roles=frozenset({"data_manager"}))
MONA = Actor(user="mona", name="Mona Das", roles=frozenset({"monitor"}))
CAST = (RHEA, RAVI, DEVI, MONA)
HER = "01-001"
CORE, BLOCK, SLIDE, SECOND, CELLS = (
    f"LB1-{HER}",
    f"LB1-{HER}-B1",
    f"LB1-{HER}-B1-S1",
    f"LB1-{HER}-B1-S2",
    f"LB1-{HER}-F1",
)
DAYS = 40
"""Days between the biopsy and the day on which the pages are looked at."""


def must(command, actor):
    return play.must(record(command, actor=actor))


def made(label, step, at, parents=(), actor=play.PAVAN, **measures):
    """Record a specimen as the pathologist does."""
    units = {
        "length": "mm",
        "portal_tracts": "",
        "gauge": "G",
        "cores": "",
        "cells": "10^6",
        "viability": "%",
    }
    must(
        MakeMaterial(
            subject=HER,
            material=label,
            step=step,
            at=at,
            by=play.PAVAN.name,
            witness=play.ASHA.name,
            parents=parents,
            measures=tuple(Quantity(name=n, value=v, unit=units[n]) for n, v in measures.items()),
            place="Pathology",
        ),
        actor,
    )


def open_house(study, today):
    """Enrol two people; take, embed and cut the first one's core, and dissociate part of it."""
    day = today - timedelta(days=DAYS)
    play.open_trial(study, day - timedelta(days=60))
    with clock.virtual(play.noon(day - timedelta(days=59))):
        for person in CAST:
            for role in person.roles:
                delegate(person.user, person.name, role)
    for _person in range(2):
        subject = play.screened(day - timedelta(days=30), day + timedelta(days=14))
        play.attend(subject, "screening", day - timedelta(days=30))
        play.enrol(subject, day - timedelta(days=20))
    with clock.virtual(play.moment(day + timedelta(days=1), 17)):
        taken, cut = f"{day.isoformat()}T12:40", f"{(day + timedelta(days=1)).isoformat()}T10:00"
        made(CORE, "liver_core", taken, length="24", portal_tracts="12", gauge="18", cores="2")
        made(BLOCK, "liver_block", cut, (CORE,))
        made(SLIDE, "liver_slide", cut, (BLOCK,))
        made(SECOND, "liver_slide", cut, (BLOCK,))
        made(CELLS, "liver_suspension", cut, (CORE,), cells="0.4", viability="81")
        must(
            MoveMaterial(
                subject=HER,
                material=SLIDE,
                move="stained",
                at=cut,
                place="Pathology",
                given_by=play.PAVAN.name,
                received_by=play.LATA.name,
                note="Batch HB-7.",
            ),
            play.PAVAN,
        )
    return day


def secrets(day):
    """What no page of the reading room may say, in every spelling it could have."""
    end = "%d %b %Y"
    dates = {d.isoformat() for d in (day, day + timedelta(days=1))}
    words = {(day + timedelta(days=n)).strftime(end).lstrip("0") for n in range(2)}
    plain = {
        (day + timedelta(days=n)).strftime(p) for n in range(2) for p in ("%Y:%m:%d", "%d-%b-%Y", "%Y%m%d")
    }
    return {HER, "01-002", CORE, BLOCK, SLIDE, CELLS, "LB1", "HB-7", "Devi Lakshmi"} | dates | words | plain
