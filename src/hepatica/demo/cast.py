"""The cast: one invented person per role, and five invented participants."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.conduct.commands import Actor
from hepatica.people.identity import Identity


@dataclass(frozen=True)
class Member:
    """A person of the trial's staff."""

    role: str
    user: str
    name: str

    def actor(self, *, reauthenticated: bool = False, witness: Member | None = None) -> Actor:
        """Return the member as someone who acts, with who stands beside."""
        return Actor(
            user=self.user,
            name=self.name,
            roles=frozenset({self.role}),
            reauthenticated=reauthenticated,
            witness=witness.actor(reauthenticated=True) if witness else None,
        )


STAFF = (
    Member("coordinator", "lakshmi", "Lakshmi R."),
    Member("investigator", "menon", "Dr A. Menon"),
    Member("monitor", "farah", "Farah Q."),
    Member("medical_monitor", "iyer", "Dr S. Iyer"),
    Member("board", "sen", "Dr U. Sen"),
    Member("cell_lab", "prasad", "S. Prasad"),
    Member("quality", "das", "Dr K. Das"),
    Member("pathologist", "nair", "Dr P. Nair"),
    Member("reader", "pillai", "Dr R. Pillai"),
    Member("reader", "verma", "Dr S. Verma"),
    Member("data_manager", "rao", "K. Rao"),
    Member("statistician", "bose", "T. Bose"),
    Member("inspector", "kulkarni", "D. Kulkarni"),
    Member("administrator", "shetty", "V. Shetty"),
)
LEFT = Member("coordinator", "anand", "J. Anand")
"""Who helped while the trial began, and left the hospital: in the delegation log, and without an account."""
BY_ROLE = {member.role: member for member in reversed(STAFF)}
"""Role → who has it; the first of several."""
BY = {**BY_ROLE, **{member.user: member for member in STAFF}}
"""Role or sign-in name → who it is."""


@dataclass(frozen=True, kw_only=True)
class Participant:
    """Who a participant is and what does not change; the course of values stands in ``courses``."""

    n: int
    days_ago: dict[str, int]
    """Stage → days from the infusion (or its plan) to the day of the build; negative while it lies ahead."""
    sex: str
    age: int
    height: int
    aetiology: str
    referred: str
    language: str
    diagnosed_years: int
    """Years from the diagnosis to the infusion."""
    decompensated_months: int | None
    """Months from the first decompensation to the infusion; None when nobody remembers."""
    history: tuple[str, ...]
    cd34_blood: str
    """CD34 cells in blood on the third day of G-CSF, per µL."""
    cd34_before: str
    cd34_after: str
    """CD34 cells before and after selection, 10^6."""
    msc: str
    """MSC at harvest, 10^6."""
    contrast: str
    cd34_viability: str = "84.5"
    """Living cells among them, %."""
    cd34_passes: bool = True
    """Whether quality releases them."""
    cd34_counts: tuple[tuple[int, int], tuple[int, int]]
    """CD34 positive cells over nuclei, in the biopsy before and in the one after."""
    identity: Identity


PARTICIPANTS = (
    Participant(
        n=1,
        days_ago={"open": 190, "closed": 330},
        sex="male",
        age=52,
        height=168,
        aetiology="alcohol",
        referred="own_clinic",
        language="te",
        diagnosed_years=3,
        decompensated_months=9,
        history=("ascites", "jaundice"),
        cd34_blood="31.2",
        cd34_before="214.0",
        cd34_after="142.6",
        msc="68.4",
        contrast="42",
        cd34_counts=((96, 8420), (171, 9105)),
        identity=Identity(
            initials="BK", hospital_number="D-410233", birth_date="1974-02-11", telephone="000-0001"
        ),
    ),
    Participant(
        n=2,
        days_ago={"open": 97, "closed": 295},
        sex="female",
        age=47,
        height=154,
        aetiology="cryptogenic",
        referred="other_hospital",
        language="hi",
        diagnosed_years=5,
        decompensated_months=None,
        history=("ascites", "encephalopathy"),
        cd34_blood="8.4",
        cd34_before="61.5",
        cd34_after="38.2",
        msc="57.0",
        contrast="35",
        cd34_counts=((88, 7960), (97, 8230)),
        identity=Identity(
            initials="SP", hospital_number="D-411870", birth_date="1979-08-30", telephone="000-0002"
        ),
    ),
    Participant(
        n=3,
        days_ago={"open": 9, "closed": 262},
        sex="male",
        age=58,
        height=165,
        aetiology="masld",
        referred="own_clinic",
        language="te",
        diagnosed_years=4,
        decompensated_months=14,
        history=("ascites", "diabetes", "variceal_bleeding"),
        cd34_blood="24.9",
        cd34_before="176.2",
        cd34_after="118.9",
        msc="63.1",
        contrast="48",
        cd34_counts=((74, 8150), (129, 8790)),
        identity=Identity(
            initials="VN", hospital_number="D-413402", birth_date="1968-05-19", telephone="000-0003"
        ),
    ),
    Participant(
        n=4,
        days_ago={"open": -15, "closed": 226},
        sex="female",
        age=61,
        height=151,
        aetiology="hcv_cured",
        referred="other_hospital",
        language="en",
        diagnosed_years=7,
        decompensated_months=11,
        history=("ascites", "hypertension"),
        cd34_blood="19.6",
        cd34_before="131.8",
        cd34_after="87.3",
        msc="59.8",
        contrast="38",
        cd34_counts=((103, 9240), (158, 9010)),
        identity=Identity(
            initials="MT", hospital_number="D-414115", birth_date="1965-11-02", telephone="000-0004"
        ),
    ),
    Participant(
        n=5,
        days_ago={"open": -49, "closed": 192},
        sex="male",
        age=39,
        height=171,
        aetiology="alcohol",
        referred="self",
        language="te",
        diagnosed_years=1,
        decompensated_months=8,
        history=("ascites", "jaundice"),
        cd34_blood="40.3",
        cd34_before="262.4",
        cd34_after="180.7",
        msc="71.5",
        contrast="40",
        cd34_counts=((81, 8600), (149, 8880)),
        identity=Identity(
            initials="RG", hospital_number="D-415020", birth_date="1987-04-23", telephone="000-0005"
        ),
    ),
)
