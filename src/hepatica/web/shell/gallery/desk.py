"""Clocks, rules, gates and a hold, invented."""

from typing import Any

from hepatica.web.shell.parts import Action, Clearance, Clock, Gate, Hold, Mark, Meter

FOUR = Mark(code="01-004", order=4)
NEAREST = Clock(
    state="alarm",
    mark=FOUR,
    title="24-hour report",
    left="6 h 30 min left",
    used=0.73,
    href="#clocks",
)


def hold() -> Hold:
    """Build the banner."""
    return Hold(
        title="Dosing is on hold",
        since="Since 18 Mar 2026, 09:12. Sterility turned positive on day 9, lot CD34-004.",
        blocked="G-CSF, leukapheresis and infusion for 01-005",
        goes_on="every visit and safety check of 01-001 to 01-004",
        lifts="letter of the safety board, quality release",
        actions=(Action(words="See the result", href="#"), Action(words="Lift: 0 of 2 signatures", href="#")),
    )


def clocks() -> dict[str, Any]:
    """Build the clock that is near and those that are not."""
    return {
        "first": Clock(
            state="alarm",
            mark=FOUR,
            title="Acute kidney injury, serious",
            words="Began 15 Mar 2026, 17:10. To regulator and ethics committee. Sponsor told at 00:30.",
            left="6 h 30 min",
            left_of="left of 24 hours",
            used=0.73,
            began="15 Mar, 17:10",
            now="now 10:40",
            due="due 17:10",
            action=Action(words="Finish the report: 3 answers missing", look="primary", href="#"),
        ),
        "rest": [
            Clock(
                state="calm",
                mark=FOUR,
                title="14-day analysis",
                left="13 days left",
                used=0.05,
                words="Investigator and sponsor, each their own",
                due="due 29 Mar 2026",
            ),
            Clock(
                state="calm",
                mark=FOUR,
                title="Monitor's review of kidney rule",
                left="9 h left",
                used=0.62,
                words="Dr S. Iyer, told 15 Mar 2026, 19:40",
                due="due 19:40",
            ),
        ],
    }


def obligations() -> list[Clock]:
    """Build one obligation in each state."""
    lines: tuple[tuple[Any, str, str, str, float], ...] = (
        ("alarm", "24 hours", "regulator", "6 h 30 min left", 0.73),
        ("sent", "24 hours", "sponsor", "sent at 7 h 20", 0.305),
        ("late", "24 hours", "ethics committee", "2 h late, reason needed", 1.0),
        ("calm", "14 days", "investigator", "due 29 Mar 2026", 0.05),
        ("idle", "30 days", "ethics committee", "starts when it receives", 0.0),
    )
    return [
        Clock(state=s, title="", limit=limit, to=to, left=left, used=used)
        for s, limit, to, left, used in lines
    ]


def meters() -> list[Meter]:
    """Build one stopping rule in each state."""
    return [
        Meter(name="Infused lot not sterile", words="Any positive result.", seen=1, allowed=1),
        Meter(
            name="Kidney injury, stage 2 or more",
            words="Needs 2 people within day 14. One has it. One more pauses dosing.",
            seen=1,
            allowed=2,
        ),
        Meter(name="Grade 3, related", words="Needs 3 people within day 28.", seen=1, allowed=3),
        Meter(name="Death, any cause", words="Before day 28. Stops the trial at once.", seen=0, allowed=1),
    ]


def gates() -> list[Gate]:
    """Build a shut and an open gate."""
    waited = Clearance(words="7 days after 01-004 was infused", done=True, who="16 Mar")
    start = Action(words="Start G-CSF", look="primary")
    return [
        Gate(
            clearances=(
                waited,
                Clearance(words="Medical monitor clears kidney review", done=False, who="Dr S. Iyer"),
                Clearance(words="Investigator signs the gate", done=False, who="Dr A. Menon"),
            ),
            action=start,
        ),
        Gate(clearances=(waited,), action=start),
    ]
