"""What each participant was given: cells, viability and lots, the growth factor before them."""

from __future__ import annotations

from hepatica.datasets.bindings import find
from hepatica.datasets.exposure import PRODUCTS, Dose, derive_doses
from hepatica.datasets.participants import Participant
from hepatica.report import text as write
from hepatica.report.board.pack import Pack
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text


def exposure_table(pack: Pack) -> Table:
    """Return a row per product and participant, in order of infusion; who was not infused has a row that says so."""
    groups = tuple(_group(pack, p) for p in pack.people)
    return Table(
        id="B.2",
        title="Exposure: what each participant was given",
        deck="Viable cells infused, per kilogram of the weight at dosing; viability and lot as on certificate and bag",
        columns=(
            Column(title="", width=3),
            Column(title="Infused"),
            Column(title="viable cells", unit="10⁶", align="right", decimals=1),
            Column(title="per kg", unit="10⁶", align="right", decimals=1),
            Column(title="viability", unit="%", align="right", decimals=1),
            Column(title="Lot on the bag", width=2),
            Column(title="Certificate", width=2),
        ),
        groups=groups
        or (Group(rows=(Row(cells=(Text(text="–"),), sentence="No participant has started."),)),),
        footnotes=(
            "Every product is autologous: a lot belongs to one participant. Certificate: whether it names the lot of the bag.",
            "Identity: whether two persons compared both labels and the wristband at the bedside.",
        ),
        listing=True,
    )


def _group(pack: Pack, who: Participant) -> Group:
    doses = derive_doses(pack.study, pack.cut.state, who.subject)
    rows = [_row(who, product, title, doses) for product, title in PRODUCTS.items()] if who.infused else []
    if not rows:
        rows = [Row(cells=(Text(text="Cells"),), sentence="not infused to the data cut", indent=True)]
    times = len(find(pack.study, pack.cut.state, who.subject, "gcsf_dose_at"))
    said = f"{times} {'dose' if times == 1 else 'doses'}" if times else "no dose is on record to the data cut"
    gcsf = Row(cells=(Text(text="G-CSF"),), sentence=said, indent=True)
    rows += [_identity(pack, who)] if who.infused else []
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=(gcsf, *rows))


def _identity(pack: Pack, who: Participant) -> Row:
    found = find(pack.study, pack.cut.state, who.subject, "identity_checked")
    said = {"yes": "checked by two persons", "no": "not checked by two persons"}
    words = "; ".join(dict.fromkeys(said.get(one.value, "not entered") for one in found))
    return Row(cells=(Text(text="Identity"),), sentence=words or "not entered", indent=True)


def _certificate(dose: Dose) -> Cell:
    """Say whether the certificates name the lots of the bags; what differs is printed as it stands."""
    if not dose.certified or not dose.lots:
        return Missing(reason="not entered")
    same = set(dose.lots) <= set(dose.certified)
    return Text(text="the same" if same else f"differs: {'; '.join(dose.certified)}", strong=not same)


def _row(who: Participant, product: str, title: str, doses: tuple[Dose, ...]) -> Row:
    given = [dose for dose in doses if dose.product == product]
    if not given or who.infused is None:
        return Row(cells=(Text(text=title),), sentence="no dose is on record to the data cut", indent=True)
    dose = given[0]
    cells: tuple[Cell, ...] = (
        Text(text=title),
        Text(text=write.partial_date(who.infused.iso())),
        Number(value=sum(one.cells for one in given)),
        Missing(reason="no weight")
        if any(one.per_kg is None for one in given)
        else Number(value=sum(one.per_kg for one in given if one.per_kg is not None)),
        Text(text="; ".join(dose.viability)) if dose.viability else Missing(reason="not entered"),
        Text(text="; ".join(dose.lots)) if dose.lots else Missing(reason="not entered"),
        _certificate(dose),
    )
    return Row(cells=cells, indent=True)
