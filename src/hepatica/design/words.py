"""A design as people read it: a few lines and tables of plain text; the command line and the screens decide how they look."""

from __future__ import annotations

from decimal import Decimal

from hepatica.design.document import Design
from hepatica.design.inference import Endpoint
from hepatica.design.proceeding import NEEDS, StopRule
from hepatica.design.treatment import Arm, CellDose, expected
from hepatica.design.written import sha256
from hepatica.study.show import Grid

KINDS = {
    "single_arm": "One arm",
    "dose_finding": "Dose-finding",
    "two_arm": "Two arms",
    "factorial": "2 × 2 factorial",
}
ROUTES = {
    "hepatic_artery": "hepatic artery",
    "intravenous": "vein",
    "portal_vein": "portal vein",
    "none": "no cells",
}
CELLS = {
    "none": "standard care alone",
    "cd34": "CD34 cells",
    "msc": "MSC",
    "both": "CD34 cells and MSC",
    "gcsf": "G-CSF",
}
RULES = {
    "none": "none", "3+3": "3+3", "boin": "BOIN", "tite_boin": "time-to-event BOIN", "keyboard": "keyboard", "mtpi2": "mTPI-2", "crm": "continual reassessment (CRM)",
    "tite_crm": "time-to-event CRM", "boin_comb": "BOIN for two cell types together", "blrm": "overdose control",
    "obd": "optimal biological dose",
    "pause_review": "pause and review", "beta_binomial": "beta-binomial", "pocock": "Pocock-type", "obrien_fleming": "O'Brien-Fleming",
    "wang_tsiatis": "Wang-Tsiatis", "chen_chaloner": "Chen-Chaloner", "sprt": "SPRT", "maxsprt": "MaxSPRT",
    "exposure": "exposure time", "thall_sung": "Thall-Sung, several outcomes", "hwang_shih_decani": "Hwang-Shih-DeCani",
}  # fmt: skip
"""Family → what it is called."""
QUESTIONS = {
    "description": "describe",
    "difference": "differs from standard care",
    "non_inferiority": "is not worse than standard care",
    "main_effects": "main effects of CD34 and of MSC",
    "beats_each": "both beats CD34 alone and MSC alone",
    "interaction": "interaction of CD34 and MSC",
}


def identity(design: Design) -> tuple[tuple[str, str], ...]:
    """Return what the first lines say of a design, as name and value."""
    size, times, stagger = design.sample_size, design.times, design.stagger
    whole = f"{design.participants} enrolled at {design.accrual.per_month} a month"
    lines = [
        ("Design", f"{design.title} ({design.id}, version {design.version})"),
        ("SHA-256", sha256(design)),
        ("Kind", f"{KINDS[design.kind]}, {design.allocation.method.replace('_', ' ')}"),
        ("Masking", str(design.allocation.masking)),
        ("Participants", whole),
        ("Follow-up", f"{times.follow_up_days} days; events are watched for {times.window_days} days"),
        (
            "Stagger",
            f"{stagger.sentinel_days} days after the first, then {stagger.days}, for {stagger.participants} participants",
        ),
    ]
    if size.power is not None and size.alpha is not None:
        endpoint = next((e for e in design.endpoints if e.id == size.endpoint), None)
        lines.append(
            (
                "Sample size",
                f"{size.per_arm} for each arm: a power of {size.power} asked for, alpha {size.alpha}, {size.sides}-sided"
                + (f", for {QUESTIONS[endpoint.question]}" if endpoint else ""),
            )
        )
    if design.decision.family != "none":
        lines.append(("Decision", f"{RULES[design.decision.family]}{_parameters(design)}"))
    if design.looks is not None:
        fractions = ", ".join(f"{one}" for one in design.looks.fractions)
        lines.append(
            ("Looks", f"at {fractions} of the information, spending as {_family(design.looks.spending)}")
        )
    if design.follows is not None:
        lines.append(("Follows", f"{design.follows.study}, version {design.follows.version}"))
    return tuple(lines)


def grids(design: Design) -> tuple[Grid, ...]:
    """Return the tables of a design: arms, doses from planned to infused, levels, rules, endpoints, assumptions."""
    tables = (
        _arms(design),
        _doses(design),
        _levels(design),
        _rules(design),
        _odds(design),
        _endpoints(design),
        _powers(design),
        _assumptions(design),
    )
    return tuple(table for table in tables if table.rows)


def cannot_show(design: Design) -> tuple[str, ...]:
    """Return what the design cannot show, a sentence each."""
    return tuple(map(str, design.cannot_show))


def unit(text: str) -> str:
    """Write the unit of a dose as people read it: '10^6/kg' as '10⁶/kg'."""
    return text.replace("10^6", "10⁶")


def _family(name: str) -> str:
    return RULES.get(name, name.replace("_", " "))


def _parameters(design: Design) -> str:
    rule = design.decision
    given = {key: getattr(rule, key) for key in NEEDS[rule.family]}
    said = [f"{key.replace('_', ' ')} {v}" for key, v in given.items() if not isinstance(v, tuple)]
    return f": {', '.join(said)}" if said else ""


def _arms(design: Design) -> Grid:
    rows = tuple(
        (str(arm.title), CELLS[arm.cells], ROUTES[arm.route], _days(arm), str(design.enrolled(arm)))
        for arm in design.arms
    )
    if design.allocation.method == "by_dose_decision":
        rows = tuple((*row[:-1], "by decision") for row in rows)
    return Grid(title="Arms", head=("Arm", "Cells", "Route", "Infused on day", "Enrolled"), rows=rows)


def _days(arm: Arm) -> str:
    return ", ".join(map(str, arm.infusions))


def _doses(design: Design) -> Grid:
    rows = tuple(
        (
            str(arm.title),
            CELLS[dose.cells],
            unit(dose.unit),
            *(_plain(n) for _, n in expected(dose)),
            _spread(dose),
        )
        for arm in design.arms
        for dose in arm.doses
    )
    head = ("Arm", "Cells", "Unit", "Planned", "Manufactured", "Released", "Infused", "SD made")
    return Grid(title="Each infusion, as expected: planned is not infused", head=head, rows=rows)


def _spread(dose: CellDose) -> str:
    return "" if dose.manufactured.sd is None else str(dose.manufactured.sd)


def _plain(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.01')).normalize():f}"


def _levels(design: Design) -> Grid:
    titles = {arm.id: str(arm.title) for arm in design.arms}
    units = {dose.cells: f", {unit(dose.unit)}" for arm in design.arms for dose in arm.doses}
    rows = tuple(
        (
            one.id.replace("_", " "),
            titles.get(one.arm, one.arm),
            *("" if n is None else _plain(n) for n in (one.cd34, one.msc)),
        )
        for one in design.grid
    )
    head = ("Level", "Arm", f"CD34 cells{units.get('cd34', '')}", f"MSC{units.get('msc', '')}")
    return Grid(title="Doses in their order", head=head, rows=rows)


def _rules(design: Design) -> Grid:
    rows = tuple(
        (str(rule.title), rule.layer, _family(rule.family), _needs(rule)) for rule in design.stopping
    )
    return Grid(title="What pauses or stops it", head=("Rule", "Layer", "Family", "Parameters"), rows=rows)


def _needs(rule: StopRule) -> str:
    keys = ("needs", "p0", "p1", "alpha", "above", "prior_a", "prior_b", "shape", "window_days")
    said = [f"{key.replace('_', ' ')} {value}" for key in keys if (value := getattr(rule, key)) is not None]
    return ", ".join((*said, *(f"{one.title}: p0 {one.p0}, above {one.above}" for one in rule.outcomes)))


def _odds(design: Design) -> Grid:
    """Return what each boundary does at its own rate and at twice it, beside a pause at each event: exact."""
    from hepatica.design.engines import asked
    from hepatica.stats.monitoring.boundary import stretches
    from hepatica.stats.monitoring.rules import answered

    rows = []
    for rule in design.stopping:
        known = asked(rule, design.exposed)
        if known is None:
            continue
        found = answered(known, [rate for rate in (known.p0, 2 * known.p0) if rate < 1])
        runs = stretches(found.rule.limits)[:3]
        first = ", ".join(f"{k} of {a}" if a == b else f"{k} of {a} to {b}" for k, a, b in runs)
        rows += [
            (
                str(rule.title),
                first,
                f"{one.rate:g}",
                f"{one.stop.p:.3f}",
                f"{one.stop.expected_n:.1f}",
                f"{one.pause.p:.3f}",
            )
            for one in found.supposed
        ]
    head = ("Rule", "Stops at first", "True rate", "Chance to stop", "Treated", "Chance of a pause")
    return Grid(title="What a boundary does, and a pause at each event", head=head, rows=tuple(rows))


def _endpoints(design: Design) -> Grid:
    rows = tuple(
        (
            str(one.title),
            one.role,
            QUESTIONS[one.question],
            _size(one),
            f"death {one.death}, transplantation {one.transplant}".replace("_", " "),
        )
        for one in design.endpoints
    )
    return Grid(title="Endpoints", head=("Endpoint", "Role", "Question", "Size", "Handled as"), rows=rows)


def _size(one: Endpoint) -> str:
    keys = {
        "delta": "difference",
        "margin": "margin",
        "sd": "SD",
        "rate": "rate",
        "correlation": "correlation",
    }
    return ", ".join(f"{word} {v}" for key, word in keys.items() if (v := getattr(one, key)) is not None)


def _powers(design: Design) -> Grid:
    """Return the power of a 2 × 2 for each of its three questions: one size answers them very differently."""
    from hepatica.design.engines import QUESTIONS as ASKED
    from hepatica.design.engines import power

    rows = []
    for question in ASKED:
        plain, adjusted = (power(design, question, adjusted=one) for one in (False, True))
        if plain is not None and adjusted is not None:
            rows.append((QUESTIONS[question], f"{plain:.2f}", f"{adjusted:.2f}"))
    title = f"Power with {design.sample_size.per_arm} for each arm, at the difference worth finding"
    return Grid(title=title, head=("Question", "Unadjusted", "Adjusted for the baseline"), rows=tuple(rows))


def _assumptions(design: Design) -> Grid:
    rows = tuple(
        (str(one.title), f"{one.value}", f"{one.low} to {one.high}", one.unit or "", one.reference)
        for one in design.assumptions
    )
    return Grid(title="What it leans on", head=("Assumption", "Value", "Range", "Unit", "Source"), rows=rows)
