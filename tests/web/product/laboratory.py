"""A cell laboratory at work, played through ``record``: one participant on the day of the infusion, another after it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.delegating import delegate
from tests.web import play

from hepatica.conduct.commands import Actor
from hepatica.conduct.product_commands import (
    AuthoriseBag,
    MakeMaterial,
    MatchBag,
    MeasureMaterial,
    MoveMaterial,
    Quantity,
    ReleaseLot,
    TestMaterial,
)
from hepatica.product import codes
from hepatica.store import clock, read
from hepatica.store.record import record
from hepatica.study.dates import minute_text

QAMAR = Actor(user="qamar", name="Dr Qamar Ali", roles=frozenset({"quality"}), reauthenticated=True)
NAIDU = Actor(user="naidu", name="P. Naidu", roles=frozenset({"cell_lab"}))
READER = Actor(user="rhea", name="Rhea Sen", roles=frozenset({"reader"}))
CAST = (QAMAR, NAIDU, READER)
TESTS = {
    "cd73": "98",
    "cd90": "99",
    "cd105": "97",
    "negative_markers": "1",
    "sterility": "negative",
    "mycoplasma": "negative",
    "endotoxin": "0.3",
    "purity": "86",
    "events": "4200",
    "viability": "92",
}
FILLED_BY_HAND = ("laboratory", "leukapheresis", "cd34_product")


def quantities(**given):
    units = {"volume": "mL", "viability": "%", "purity": "%", "events": "1", "confluence": "%"}
    return tuple(Quantity(name=n, value=v, unit=units.get(n, "10^6")) for n, v in given.items())


def minute(back=0):
    """A civil minute at the site: now, or some minutes ago."""
    now = clock.now()
    return minute_text(now.at - timedelta(minutes=back), ZoneInfo(now.zone))


def civil(day, time):
    return f"{day.isoformat()}T{time}"


def must(command, actor=play.LATA):
    return play.must(record(command, actor=actor))


def made(subject, label, step, day, time, *, parents=(), taken=(), **measures):
    """Record a material as the technologist does, minutes after it was made."""
    must(
        MakeMaterial(
            subject=subject,
            material=label,
            step=step,
            at=civil(day, time),
            by=play.LATA.name,
            witness=play.ASHA.name,
            parents=parents,
            taken=taken,
            measures=quantities(**measures),
            place="Clean room",
        )
    )


def assayed(subject, lot, day, time, names, by=NAIDU):
    for name in names:
        must(
            TestMaterial(
                subject=subject, material=lot, test=name, at=civil(day, time), by=by.name, value=TESTS[name]
            ),
            by,
        )


def cultured(subject, day):
    """Marrow into a lot of mesenchymal cells, thirty days before."""
    marrow, p1, p2, lot = f"BM-{subject}", f"MSC-{subject}-P1", f"MSC-{subject}-P2", f"MSC-{subject}"
    first, second, last = day - timedelta(days=35), day - timedelta(days=23), day - timedelta(days=4)
    with clock.virtual(play.moment(day, 7)):
        made(subject, marrow, "marrow", first, "09:40", volume="22", cells="310")
        made(subject, p1, "msc_passage", first, "11:45", parents=(marrow,), seeded="180")
        _count(subject, p1, second, "10:00", harvested="24", viability="86")
        seeded = (Quantity(name=p1, value="12", unit="10^6"),)
        made(subject, p2, "msc_passage", second, "11:00", parents=(p1,), taken=seeded, seeded="12")
        _count(subject, p2, last, "09:00", harvested="160", viability="92")
        made(subject, lot, "msc_lot", last, "10:30", parents=(p2,), cells="146", volume="62", viability="92")


def _count(subject, label, day, time, **measures):
    must(
        MeasureMaterial(
            subject=subject,
            material=label,
            at=civil(day, time),
            by=play.LATA.name,
            measures=quantities(**measures),
        )
    )


def released(subject, day):
    """Test the lot, release it at risk, fill two bags and authorise the first."""
    lot, last = f"MSC-{subject}", day - timedelta(days=3)
    names = ("viability", "cd73", "cd90", "cd105", "negative_markers", "sterility", "mycoplasma", "endotoxin")
    with clock.virtual(play.moment(day, 8)):
        assayed(subject, lot, last, "12:00", names)
        for late in ("sterility_final", "differentiation"):
            must(
                TestMaterial(
                    subject=subject, material=lot, test=late, at=civil(last, "12:00"), by=NAIDU.name
                ),
                NAIDU,
            )
        expires = civil(day + timedelta(days=30), "20:40")
        at = civil(day - timedelta(days=1), "16:00")
        must(
            ReleaseLot(
                subject=subject,
                lot=lot,
                decision="conditional",
                at=at,
                reason="Results pending.",
                expires=expires,
            ),
            QAMAR,
        )
        for letter in "AB":
            made(
                subject,
                f"{lot}-{letter}",
                "msc_bag",
                day,
                "08:05",
                parents=(lot,),
                cells="56",
                volume="20",
                viability="92",
            )


def authorised(subject, day):
    """Authorise bag A and bring it to the bedside."""
    bag = f"MSC-{subject}-A"
    with clock.virtual(play.moment(day, 17)):
        must(AuthoriseBag(subject=subject, bag=bag), QAMAR)
        must(
            MoveMaterial(
                subject=subject,
                material=bag,
                move="bedside",
                at=civil(day, "16:45"),
                place="Catheter laboratory",
                given_by=play.LATA.name,
                received_by=play.ASHA.name,
            )
        )


def scan(kind, name):
    return codes.symbol(kind, name)


def matched(subject, bag, first=play.ASHA, second=play.LATA):
    """Compare a participant's wristband with a bag before two people."""
    actor = Actor(user=first.user, name=first.name, roles=first.roles, witness=second)
    command = MatchBag(
        wristband=scan(codes.PERSON, subject), code=scan(codes.MATERIAL, bag), place="Catheter laboratory"
    )
    return play.must(record(command, actor=actor))


def open_house(study, today):
    """Two participants: the first has her cells ready since yesterday, the second has his marrow in culture."""
    day = today - timedelta(days=1)
    play.open_trial(study, today - timedelta(days=300))
    with clock.virtual(play.noon(today - timedelta(days=299))):
        for person in CAST:
            for role in person.roles:
                delegate(person.user, person.name, role)
    until = day - timedelta(days=1)
    play.live(play.life(day, until), play.life(day + timedelta(days=20), until))
    ready("01-001", day)
    other = "01-002"
    with clock.virtual(play.moment(day, 18)):
        taken, seeded = day - timedelta(days=9), "180"
        made(other, f"BM-{other}", "marrow", taken, "09:10", volume="24", cells="290")
        made(other, f"MSC-{other}-P1", "msc_passage", taken, "12:00", parents=(f"BM-{other}",), seeded=seeded)


def ready(subject, day):
    """Bring a participant to the bedside: forms, lot, gate, bag."""
    play.attend(subject, "infusion_day", day, forms=("laboratory", "leukapheresis", "cd34_product"))
    checked = ("components", "msc_lot", "cd34_lot", "identity_checked", "identity_first", "identity_second")
    study = read.plan().study
    with clock.virtual(play.moment(day, 15)):
        given = {
            name: play.answer(study, study.item("infusion", name), day, {})
            for name in checked
            if study.item("infusion", name)
        }
        play.enter(subject, "infusion_day", "infusion", given)
    cultured(subject, day)
    released(subject, day)
    play.authorise(subject, "infusion", day)
    authorised(subject, day)
