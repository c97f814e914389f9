"""A study small enough to hold in the head: consent, laboratory draws, treatment, a cell product and adverse events.

Used wherever a test needs a protocol and not the reference trial. ``SMALL_TEXT`` is its canonical JSON.
"""

from tests.conduct.small_forms import (
    AE,
    CONSENT,
    DISPOSITION,
    LABORATORY,
    OURS,
    PRODUCT,
    SCORE,
    TREATMENT,
    VISIT,
    at,
)

from hepatica.study.form import Code, Codelist
from hepatica.study.rules import (
    Analysis,
    AnalysisWindow,
    Category,
    Check,
    Clearance,
    Examples,
    Gate,
    Signal,
    SignalExamples,
)
from hepatica.study.schedule import (
    Anchor,
    End,
    Epoch,
    Procedure,
    Schedule,
    Visit,
    Window,
)
from hepatica.study.study import (
    Arm,
    Criterion,
    Design,
    Enrolment,
    Intervention,
    Outcome,
    Parameter,
    Site,
    Study,
)
from hepatica.study.write import dump


def _codes(name, *codes):
    return Codelist(id=name, codes=tuple(Code(code=code, label=code.replace("_", " ")) for code in codes))


def _check(name, form, at, when, message, fires, quiet):
    return Check(
        id=name,
        form=form,
        at=at,
        when=when,
        message=message,
        examples=Examples(fires=(fires,), quiet=(quiet,)),
        **OURS,
    )


CHECKS = (
    _check(
        "direct_above_total",
        "laboratory",
        "direct",
        "above(direct, bilirubin)",
        "Direct bilirubin {direct} is above the total {bilirubin}.",
        {"direct": "3", "bilirubin": "2"},
        {"direct": "1", "bilirubin": "2"},
    ),
    _check(
        "drawn_before_visit",
        "laboratory",
        "lbdtc",
        "days(visit__svstdtc, lbdtc) < 0",
        "The draw of {lbdtc} lies before the visit.",
        {"lbdtc": "2026-01-01", "visit__svstdtc": "2026-01-02"},
        {"lbdtc": "2026-01-02", "visit__svstdtc": "2026-01-02"},
    ),
    _check(
        "pain_rose",
        "laboratory",
        "pain",
        "rose_by(pain, previous__pain, 3)",
        "Pain rose from {previous__pain} to {pain}.",
        {"pain": "8", "previous__pain": "2"},
        {"pain": "2", "previous__pain": "2"},
    ),
)


def _clearance(name, title, form, when, sentence):
    return Clearance(id=name, title=title, form=form, when=when, sentence=sentence)


GATES = (
    Gate(
        id="enrolment",
        title="Enrolment",
        act="enrolment",
        happened="treatment.gcsf_date",
        clearances=(
            _clearance("consent", "Consent", "consent", "known(consent_date)", "Consent is not recorded."),
            _clearance("adult", "Adult", "consent", 'adult == "y"', "Inclusion: the person is an adult."),
            _clearance(
                "pregnancy",
                "No pregnancy",
                "consent",
                'sex == "m" || pregnant == "n"',
                "Exclusion: pregnancy.",
            ),
        ),
        **OURS,
    ),
    Gate(
        id="infusion",
        title="Infusion",
        act="infusion",
        happened="treatment.infusion_date",
        clearances=(
            _clearance(
                "viability",
                "Viability",
                "product",
                "at_least(viability, 80)",
                "The viability of the product is at least 80 %.",
            ),
        ),
        **OURS,
    ),
)
SIGNALS = (
    Signal(
        id="severe_pain",
        category="aspiration",
        term="Pain",
        form="laboratory",
        group="clinical",
        at="pain",
        when="above(pain, 6)",
        examples=(SignalExamples(rows=({"pain": "7"}, {"pain": "6"}), fires=(1,)),),
        **OURS,
    ),
)
SCHEDULE = Schedule(
    epochs=(Epoch(id="all", title="Trial"),),
    anchors=(
        Anchor(id="infusion", title="Infusion", item=at("treatment", "infusion_date"), **OURS),
        Anchor(id="first_gcsf", title="First G-CSF dose", item=at("treatment", "gcsf_date"), **OURS),
        Anchor(id="consent", title="Consent", item=at("consent", "consent_date"), **OURS),
    ),
    visit_anchor="infusion",
    analysis_anchor="first_gcsf",
    visits=(
        Visit(
            id="screening",
            code="V1",
            title="Screening",
            epoch="all",
            anchor="infusion",
            day=-30,
            window=Window(first=-60, last=-10),
            forms=("consent", "laboratory", "score", "product", "treatment"),
            **OURS,
        ),
        Visit(
            id="week_1",
            code="V2",
            title="Week 1",
            epoch="all",
            anchor="infusion",
            day=7,
            window=Window(first=5, last=9),
            forms=("laboratory", "score"),
            **OURS,
        ),
        Visit(
            id="unscheduled",
            code="U",
            title="Unscheduled",
            epoch="all",
            anchor="infusion",
            forms=("laboratory",),
            optional=True,
            repeats=True,
            **OURS,
        ),
    ),
    logs=("ae", "disposition"),
    procedures=(
        Procedure(id="gcsf", title="G-CSF", start=at("treatment", "gcsf_date"), days=3, **OURS),
        Procedure(id="infusion", title="Infusion", start=at("treatment", "infusion_date"), days=28, **OURS),
    ),
    ends=(
        End(id="death", date=at("disposition", "end_date"), item="end", codes=("death",)),
        End(id="withdrawal", date=at("disposition", "end_date"), item="end", codes=("withdrawal",)),
    ),
)
SMALL = Study(
    id="small",
    version="1",
    protocol="SMALL-1",
    title="A small study",
    short_title="Small",
    sponsor="Nobody",
    design=Design(
        study_type="interventional",
        allocation="none",
        purpose="treatment",
        masking="none",
        phase_registered="1",
        **OURS,
    ),
    conditions=("Cirrhosis",),
    interventions=(Intervention(id="cells", kind="biological", title="Cells", **OURS),),
    arms=(Arm(id="cells", title="Cells", interventions=("cells",), **OURS),),
    outcomes=(
        Outcome(id="safety", kind="primary", measure="Safety", description="Safety", frame="1 week", **OURS),
    ),
    eligibility=(Criterion(id="adult", kind="inclusion", text="Adult", **OURS),),
    enrolment=Enrolment(
        planned=5,
        counts="Who started a study procedure counts.",
        replacement="Who ends before it is replaced.",
        refusal="The enrolment of {planned} is complete: {started} have started a study procedure.",
        started_by=("gcsf", "infusion"),
        **OURS,
    ),
    sites=(Site(id="01", name="Test site", place="Hyderabad", zone="Asia/Kolkata"),),
    parameters=(Parameter(id="limit", title="Limit", value="6", **OURS),),
    schedule=SCHEDULE,
    forms=(VISIT, CONSENT, LABORATORY, TREATMENT, PRODUCT, SCORE, AE, DISPOSITION),
    codelists=(
        _codes("yes_no", "y", "n"),
        _codes("sex", "f", "m"),
        _codes("visit_status", "done", "not_done"),
        _codes("category", "aspiration", "other"),
        _codes("end", "death", "withdrawal"),
    ),
    checks=CHECKS,
    categories=(
        Category(id="aspiration", title="Aspiration", any_title="Any"),
        Category(id="other", title="Other", any_title="Any other"),
    ),
    signals=SIGNALS,
    gates=GATES,
    laboratories=(),
    products=(),
    analysis=Analysis(
        baseline=AnalysisWindow(id="baseline", title="Baseline", target=0, first=-30, last=0, **OURS),
        windows=(AnalysisWindow(id="week_1", title="Week 1", target=7, first=1, last=14, **OURS),),
    ),
)
SMALL_TEXT = dump(SMALL)


def small(**changes):
    """Return the small study with parts replaced (a copy of the model would keep its cached indices)."""
    return Study(**{name: getattr(SMALL, name) for name in Study.model_fields} | changes)
