"""Invented values for the report's tests: five synthetic participants, no real person."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hepatica.report.document import Block, Document, Heading, KeyValues, PageBreak, Pair, Para
from hepatica.report.figure import Figure
from hepatica.report.figures.cd34_pairs import cd34_pairs
from hepatica.report.figures.cd34_reading import Biopsy, ReadingRule
from hepatica.report.figures.cd34_reading import Pair as Pair34
from hepatica.report.figures.course import Terminal, Window
from hepatica.report.figures.meld_lines import meld_lines
from hepatica.report.figures.meld_values import MeldCourse, MeldPoint, Threshold
from hepatica.report.stamp import Stamp
from hepatica.report.table import (
    Column,
    Group,
    Interval,
    Missing,
    Number,
    Proportion,
    Row,
    Spanner,
    Table,
    Text,
)

STAMP = Stamp(
    protocol="2.1",
    cut=date(2026, 3, 14),
    seq=4812,
    head="9f3ca41e77b2" + "0" * 52,
    program="0.9.0",
    at=datetime(2026, 3, 14, 11, 40, tzinfo=UTC),
)
TAG = "Synthetic data: five invented participants"
HOSTILE = "#eval(1) $x^2$ *b* _i_ <script>alert(1)</script> & \"q\" 'a' \\u{41} [#panic()] తెలుగు హిందీ हिन्दी"


def safety_table() -> Table:
    columns = (
        Column(title="", width=4),
        Column(title="x/n", align="right"),
        Column(title="95 % interval", decimals=1, interval=True),
        Column(title="related", unit="x", align="centre"),
        Column(title="What this cannot show", width=6),
    )

    def row(name: str, x: int, low: str, high: str, related: int, limit: str, *, strong: bool = False) -> Row:
        cells = (
            Text(text=name, strong=strong),
            Proportion(x=x, n=5, strong=strong),
            Interval(lower=Decimal(low), upper=Decimal(high)),
            Number(value=related),
            Text(text=limit),
        )
        return Row(cells=cells, indent=not strong)

    return Table(
        id="ae",
        title="",
        deck="Table 14.3.1 · Participants with at least one event to month 6 (safety set, n = 5)",
        columns=columns,
        groups=(
            Group(
                title="Marrow aspiration",
                rows=(
                    row(
                        "Any listed event", 2, "5.3", "85.3", 2, "That the rate is below 85.3 %.", strong=True
                    ),
                    row(
                        "Pain, VAS > 6",
                        1,
                        "0.5",
                        "71.6",
                        1,
                        "Whether pain returned: VAS was not asked after 24 h.",
                    ),
                ),
            ),
            Group(
                title="Hepatic-artery catheterisation",
                rows=(
                    row("Any listed event", 3, "14.7", "94.7", 3, "That dissection is rare.", strong=True),
                    row("Infection", 0, "0", "52.2", 0, "That it is rarer than 52.2 %."),
                ),
            ),
        ),
        footnotes=(
            "x/n: participants with the event / participants dosed. Interval: Clopper–Pearson, two-sided.",
        ),
        note="Planning inverse: participants needed to see at least one event with 95 % probability: 59 (rate 5 %).",
    )


def listing() -> Table:
    columns = (
        Column(title=""),
        Column(title="visit"),
        Column(title="date"),
        Column(title="day", align="right", signed=True),
        Column(title="bili", unit="mg/dL", align="right", decimals=1),
        Column(title="INR", align="right", decimals=2),
        Column(title="raw", align="right", decimals=1),
        Column(title="change", align="right", decimals=1, signed=True),
        Column(title="points", align="right"),
    )

    def row(
        who: int | None, visit: str, day: int, bili: str, inr: str, raw: str, change: str | None, cp: str
    ) -> Row:
        return Row(
            cells=(
                Text(text=str(who) if who else "", strong=True, participant=who),
                Text(text=visit),
                Text(text="26 Feb 2025"),
                Number(value=day),
                Number(value=Decimal(bili), href="/ledger/12"),
                Number(value=Decimal(inr)),
                Number(value=Decimal(raw)),
                Number(value=Decimal(change)) if change else Text(text=""),
                Text(text=cp),
            )
        )

    lost = Row(
        cells=(Text(text=""), Text(text="Month 3")), sentence="not done (participant travelling)", muted=True
    )
    return Table(
        id="listing",
        title="",
        deck="Listing 16.2.6 · Scores and their components by participant, in order of infusion",
        columns=columns,
        spanners=(Spanner(title="Components", first=4, last=5), Spanner(title="MELD", first=6, last=7)),
        groups=(
            Group(
                rows=(
                    row(1, "Baseline", -5, "4.4", "1.68", "17.8", None, "B9"),
                    row(None, "Week 1", 7, "4.0", "1.6", "16.9", "-0.9", "B9"),
                    lost,
                )
            ),
            Group(rows=(row(2, "Baseline", -5, "2.8", "1.5", "14.9", None, "B8"),)),
        ),
        footnotes=("Day: days from infusion.",),
        listing=True,
    )


def title_blocks() -> tuple[Block, ...]:
    small = Table(
        id="primary",
        title="",
        columns=(
            Column(title="", width=1),
            Column(title="x/n", align="right"),
            Column(title="95 % interval, %", decimals=1, interval=True),
        ),
        groups=(
            Group(
                rows=(
                    Row(
                        cells=(
                            Text(text="Marrow aspiration"),
                            Proportion(x=2, n=5),
                            Interval(lower=Decimal("5.3"), upper=Decimal("85.3")),
                        )
                    ),
                )
            ),
        ),
    )
    return (
        KeyValues(
            columns=2,
            pairs=(
                Pair(
                    key="Registry",
                    value="NCT04243681 (reference); phase as registered “4”, in fact early safety",
                ),
                Pair(key="First consent", value="18 Jan 2025"),
                Pair(key="Investigator", value="Dr A. Example (signature: ledger 4 809)"),
                Pair(key="Report", value="version 1"),
            ),
        ),
        Para(
            text="Conducted under the protocol. Every number is traceable to an entry of the ledger.",
            note=True,
        ),
        Heading(text="Synopsis", level=2),
        KeyValues(
            pairs=(
                Pair(
                    key="Question", value="Can it be carried out, and what happens to people over six months?"
                ),
                Pair(key="Primary: events to month 6", value=small),
                Pair(key="What this study cannot show", value="That the combination is safe."),
            )
        ),
    )


def document(*blocks: Block, synthetic: bool = True) -> Document:
    return Document(
        title="Autologous CD34⁺ cells and mesenchymal stromal cells by hepatic artery in decompensated cirrhosis",
        subtitle="A single-arm, open-label, five-participant safety study",
        number="HEP-AIG-01",
        synthetic=synthetic,
        synthetic_tag=TAG,
        stamp=STAMP,
        blocks=blocks
        or (
            *title_blocks(),
            PageBreak(),
            Heading(text="Adverse events by protocol category"),
            safety_table(),
            PageBreak(),
            Heading(text="MELD and Child-Pugh, every value"),
            listing(),
            Table(
                id="gap",
                title="A gap",
                columns=(Column(title="visit"), Column(title="MELD", align="right", decimals=1)),
                groups=(Group(rows=(Row(cells=(Text(text="Week 1"), Missing(reason="INR missing"))),)),),
            ),
        ),
    )


def meld_courses() -> tuple[MeldCourse, ...]:
    days = ((-5, "Baseline"), (7, "Week 1"), (28, "Month 1"), (90, "Month 3"), (180, "Month 6"))
    values: dict[int, tuple[str | None, ...]] = {
        1: ("17.8", "16.9", "16.0", "14.8", "14.1"),
        2: ("14.9", "15.0", "14.3", "13.3", "12.8"),
        3: ("21.4", "27.0", "23.1", "24.0"),
        4: ("18.7", "19.2", "18.1", "22.8"),
        5: ("15.9", "16.0", "16.4", None, "16.6"),
    }
    pugh = {
        1: "B9 B9 B9 B9 B8",
        2: "B8 B8 B8 B8 B7",
        3: "C11 C11 C11 C13",
        4: "C10 C11 C10 C13",
        5: "B9 B9 B9 - B9",
    }
    ends = {
        3: Terminal(kind="transplant", day=131, words="transplant, day 131"),
        4: Terminal(kind="death", day=118, words="died, day 118"),
    }
    return tuple(
        MeldCourse(
            digit=digit,
            code=f"01-00{digit}",
            terminal=ends.get(digit),
            points=tuple(
                MeldPoint(
                    visit=visit,
                    day=day + (digit - 3 if raw and day > 0 else 0),
                    date="1 Apr 2025" if raw else "",
                    raw=Decimal(raw) if raw else None,
                    score=int(Decimal(raw).quantize(Decimal(1))) if raw else None,
                    child_pugh=cp if raw else "",
                    missing="" if raw else "not done (participant travelling)",
                    remark="27 during kidney injury after contrast" if raw == "27.0" else "",
                    href=f"/ledger/{digit}{day + 10}",
                )
                for (day, visit), raw, cp in zip(days, row, pugh[digit].split(), strict=False)
            ),
        )
        for digit, row in values.items()
    )


WINDOWS = (
    Window(name="week 1", day=7, low=5, high=9),
    Window(name="month 1", day=28, low=21, high=35),
    Window(name="month 3", day=90, low=76, high=104),
    Window(name="month 6", day=180, low=160, high=200),
)
THRESHOLDS = (
    Threshold(value=Decimal(10), name="lowest MELD admitted"),
    Threshold(value=Decimal(15), name="transplant listing discussed"),
)


def meld_figure() -> Figure:
    return meld_lines(
        courses=meld_courses(),
        windows=WINDOWS,
        thresholds=THRESHOLDS,
        stamp=STAMP,
        synthetic=TAG,
        number="Figure 14.2.1",
        note="A MELD is drawn only when bilirubin, INR and creatinine come from one draw. Nothing is carried forward.",
    )


def biopsy(cells: int, nuclei: int, lower: str, upper: str, area: str | None, day: int) -> Biopsy:
    return Biopsy(
        date="1 Apr 2025" if day > 0 else "1 Mar 2025",
        day=day,
        cells=cells,
        nuclei=nuclei,
        lower=Decimal(lower),
        upper=Decimal(upper),
        area=Decimal(area) if area else None,
    )


def cd34_sample() -> tuple[Pair34, ...]:
    return (
        Pair34(
            digit=1,
            code="01-001",
            before=biopsy(3, 4120, ".15", "2.13", "6.2", -6),
            after=biopsy(9, 3870, "1.06", "4.41", "6.5", 28),
        ),
        Pair34(
            digit=2,
            code="01-002",
            before=biopsy(5, 3550, ".46", "3.28", "4.8", -6),
            after=biopsy(6, 4010, ".55", "3.25", "4.6", 28),
        ),
        Pair34(
            digit=3,
            code="01-003",
            before=biopsy(2, 2890, ".08", "2.50", "9.1", -6),
            after=biopsy(8, 3120, "1.11", "5.05", "13.4", 28),
        ),
        Pair34(
            digit=4,
            code="01-004",
            before=biopsy(4, 3300, ".33", "3.10", "7.4", -6),
            after=biopsy(0, 2640, "0", "1.40", "7.9", 28),
        ),
        Pair34(
            digit=5,
            code="01-005",
            before=biopsy(6, 4480, ".49", "2.91", "5.5", -6),
            after=None,
            missing="second biopsy declined",
        ),
    )


RULE = ReadingRule(cells_ratio=Decimal("1.5"), sinusoid_ratio=Decimal("1.2"))


def cd34_figure() -> Figure:
    return cd34_pairs(pairs=cd34_sample(), rule=RULE, stamp=STAMP, synthetic=TAG, number="Figure 14.2.3")
