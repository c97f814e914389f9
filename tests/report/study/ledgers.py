"""Two records that agree in nothing, written by hand; all people invented."""

from functools import cache

from tests.datasets.record import draw, form, person, state, study
from tests.report.board.packs import people as three
from tests.report.board.packs import stamp

from hepatica.report.document import Document
from hepatica.report.kinds import Kind, made
from hepatica.report.study.cut import Cut, read_cut
from hepatica.report.study.dossier import Dossier


@cache
def first() -> Dossier:
    """Three participants, two infused, one serious event."""
    return Dossier(cut=read_cut(study(), state(*three()), stamp()))


def _event(n: int) -> dict[str, str]:
    said = {
        "aeterm": f"Event of {n}",
        "aecat": "outside",
        "aestdtc": "2025-07-01",
        "aetoxgr": "4",
        "aeser": "yes",
    }
    return said | ({"aerel_msc": "probable"} if n > 1 else {})


def _rows():
    for n in range(1, 20):
        who = f"02-{n:03d}"
        infused = n <= 14
        ended = {"death": "2025-08-09"} if n <= 8 else {}
        yield person(
            who, infusion="2025-06-14" if infused else "", gcsf="2025-06-11" if infused else "",
            started="2025-05-13" if n <= 17 else "", ended=ended,
            visits={"week_1": "not_done"} if n <= 12 else {},
        )  # fmt: skip
        yield form(
            who, "screening", "demographics", flat={"age": str(40 + n), "sex": "male", "aetiology": "alcohol"}
        )
        yield form(who, "screening", "consent", flat={"rficdtc": "2025-04-16"})
        if infused:
            given = {
                "exstdtc": "2025-06-14",
                "dose_cd34": str(600 + n),
                "dose_msc": str(700 + n),
                "dose_weight": "61",
            }
            yield form(who, "infusion", "infusion", flat=given)
            yield form(
                who,
                "gate",
                "laboratory",
                draw("2025-06-08T08:00", bilirubin="6.9", inr="2.4", creatinine="1.9"),
            )
        if n <= 9:
            yield form(who, "log", "ae", _event(n))


@cache
def second() -> Dossier:
    """Nineteen participants: no count, age, dose or score of the first."""
    return Dossier(cut=read_cut(study(), state(*_rows()), stamp()))


def cut_of(*rows) -> Cut:
    """A cut of a few rows."""
    return read_cut(study(), state(*rows), stamp())


@cache
def report(kind: Kind, which: str) -> Document:
    """A kind of report of the ``first`` or the ``second``, made once."""
    return made(kind, first() if which == "first" else second())
