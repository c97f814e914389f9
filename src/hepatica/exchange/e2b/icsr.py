"""One individual case safety report as values: sections N, C, D, E, F, G and H of ICH E2B(R3).

Each field names its data element beside its type; a pair of ids is a value and its unit, or a version and its code.
'' and None mean "not sent"; `Null` means "absent, and this is why". What a trial of adults never sends is left out:
C.4 (literature), attachments, D.2.2.1, D.6 and D.10 (pregnancy, parent), E.i and G.k fields of a parent.
Source: ICH E2B(R3) Implementation Guide, core data elements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from hepatica.exchange.e2b.values import Flag, Measured, MedDRA, Null, Quantity, Stamp, Term, Text, When


@dataclass(frozen=True, kw_only=True)
class Header:
    """N: the batch and the message that carry one report."""

    batch: Annotated[str, "N.1.2"]
    batch_sender: Annotated[str, "N.1.3"]
    batch_receiver: Annotated[str, "N.1.4"]
    sent: Annotated[Stamp | None, "N.1.5"]
    message: Annotated[str, "N.2.r.1"]
    """The same as C.1.1."""
    sender: Annotated[str, "N.2.r.2"]
    receiver: Annotated[str, "N.2.r.3"]
    created: Annotated[Stamp | None, "N.2.r.4"]
    """The same as C.1.2."""
    test: bool = False
    """A trial run of the exchange: processing code T instead of P."""


@dataclass(frozen=True, kw_only=True)
class OtherId:
    """C.1.9.1.r: the case under another sender's number."""

    source: Annotated[str, "C.1.9.1.r.1"]
    number: Annotated[str, "C.1.9.1.r.2"]


@dataclass(frozen=True, kw_only=True)
class Report:
    """C.1: identification of the report."""

    id: Annotated[str, "C.1.1"]
    """Country, company and number; never reused, the same in every later version."""
    created: Annotated[Stamp | None, "C.1.2"]
    type: Annotated[str, "C.1.3"] = "2"
    first_received: Annotated[Stamp | None, "C.1.4"]
    latest: Annotated[Stamp | None, "C.1.5"]
    has_documents: Annotated[bool | None, "C.1.6.1"]
    documents: Annotated[tuple[str, ...], "C.1.6.1.r.1"] = ()
    expedited: Annotated[Flag, "C.1.7"]
    worldwide: Annotated[str, "C.1.8.1"]
    first_sender: Annotated[str, "C.1.8.2"] = "2"
    has_other_ids: Annotated[Flag, "C.1.9.1"] = Null("NI")  # noqa: RUF009 - a frozen value
    other_ids: tuple[OtherId, ...] = ()
    linked: Annotated[tuple[str, ...], "C.1.10.r"] = ()
    withdrawal: Annotated[str, "C.1.11.1"] = ""
    """1 nullification, 2 amendment."""
    withdrawal_reason: Annotated[str, "C.1.11.2"] = ""
    fda_type: Annotated[str, "FDA.C.1.7.1"] = ""


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """C.2.r: who told of the event."""

    title: Annotated[Text, "C.2.r.1.1"] = None
    given: Annotated[Text, "C.2.r.1.2"] = None
    middle: Annotated[Text, "C.2.r.1.3"] = None
    family: Annotated[Text, "C.2.r.1.4"] = None
    organisation: Annotated[Text, "C.2.r.2.1"] = None
    department: Annotated[Text, "C.2.r.2.2"] = None
    street: Annotated[Text, "C.2.r.2.3"] = None
    city: Annotated[Text, "C.2.r.2.4"] = None
    state: Annotated[Text, "C.2.r.2.5"] = None
    postcode: Annotated[Text, "C.2.r.2.6"] = None
    telephone: Annotated[Text, "C.2.r.2.7"] = None
    country: Annotated[Text, "C.2.r.3"] = None
    qualification: Annotated[Text, "C.2.r.4"]
    primary: bool = False
    """C.2.r.5: the one source for regulatory purposes."""


@dataclass(frozen=True, kw_only=True)
class Sender:
    """C.3: who sends the report."""

    type: Annotated[str, "C.3.1"]
    organisation: Annotated[str, "C.3.2"] = ""
    department: Annotated[str, "C.3.3.1"] = ""
    title: Annotated[str, "C.3.3.2"] = ""
    given: Annotated[str, "C.3.3.3"] = ""
    middle: Annotated[str, "C.3.3.4"] = ""
    family: Annotated[str, "C.3.3.5"] = ""
    street: Annotated[str, "C.3.4.1"] = ""
    city: Annotated[str, "C.3.4.2"] = ""
    state: Annotated[str, "C.3.4.3"] = ""
    postcode: Annotated[str, "C.3.4.4"] = ""
    country: Annotated[str, "C.3.4.5"] = ""
    telephone: Annotated[str, "C.3.4.6"] = ""
    fax: Annotated[str, "C.3.4.7"] = ""
    email: Annotated[str, "C.3.4.8"] = ""


@dataclass(frozen=True, kw_only=True)
class Registration:
    """C.5.1.r: a registry's number of the study."""

    number: Annotated[Text, "C.5.1.r.1"]
    country: Annotated[Text, "C.5.1.r.2"] = None


@dataclass(frozen=True, kw_only=True)
class StudyId:
    """C.5: the study in which the event was seen."""

    registrations: tuple[Registration, ...] = ()
    name: Annotated[Text, "C.5.2"] = None
    number: Annotated[Text, "C.5.3"] = None
    type: Annotated[str, "C.5.4"] = ""
    ind: Annotated[str, "FDA.C.5.5a"] = ""
    cross_reported: Annotated[tuple[str, ...], "FDA.C.5.6.r"] = ()


@dataclass(frozen=True, kw_only=True)
class History:
    """D.7.1.r: one condition of the medical history, coded."""

    term: Annotated[MedDRA, "D.7.1.r.1a", "D.7.1.r.1b"]
    start: Annotated[When, "D.7.1.r.2"] = None
    continuing: Annotated[Flag, "D.7.1.r.3"] = None
    end: Annotated[When, "D.7.1.r.4"] = None
    comment: Annotated[str, "D.7.1.r.5"] = ""
    family: Annotated[bool | None, "D.7.1.r.6"] = None


@dataclass(frozen=True, kw_only=True)
class PastDrug:
    """D.8.r: one drug taken before."""

    name: Annotated[Text, "D.8.r.1"]
    mpid: Annotated[Term | None, "D.8.r.2a", "D.8.r.2b"] = None
    phpid: Annotated[Term | None, "D.8.r.3a", "D.8.r.3b"] = None
    start: Annotated[When, "D.8.r.4"] = None
    end: Annotated[When, "D.8.r.5"] = None
    indication: Annotated[MedDRA | None, "D.8.r.6a", "D.8.r.6b"] = None
    reaction: Annotated[MedDRA | None, "D.8.r.7a", "D.8.r.7b"] = None


@dataclass(frozen=True, kw_only=True)
class ReportedCause:
    """D.9.2.r: a cause of death as reported."""

    term: Annotated[MedDRA | None, "D.9.2.r.1a", "D.9.2.r.1b"] = None
    text: Annotated[str, "D.9.2.r.2"] = ""


@dataclass(frozen=True, kw_only=True)
class AutopsyCause:
    """D.9.4.r: a cause of death found at autopsy."""

    term: Annotated[MedDRA | None, "D.9.4.r.1a", "D.9.4.r.1b"] = None
    text: Annotated[str, "D.9.4.r.2"] = ""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """D: the participant, under the trial's number or masked."""

    name: Annotated[Text, "D.1"]
    gp_record: Annotated[Text, "D.1.1.1"] = None
    specialist_record: Annotated[Text, "D.1.1.2"] = None
    hospital_record: Annotated[Text, "D.1.1.3"] = None
    investigation: Annotated[Text, "D.1.1.4"] = None
    born: Annotated[When, "D.2.1"] = None
    age: Annotated[Quantity | None, "D.2.2a", "D.2.2b"] = None
    age_group: Annotated[str, "D.2.3"] = ""
    weight: Annotated[str, "D.3"] = ""
    """Kilograms."""
    height: Annotated[str, "D.4"] = ""
    """Centimetres, whole."""
    sex: Annotated[Text, "D.5"] = None
    history: tuple[History, ...] = ()
    history_text: Annotated[Text, "D.7.2"] = None
    concomitant: Annotated[bool | None, "D.7.3"] = None
    past_drugs: tuple[PastDrug, ...] = ()
    died: Annotated[When, "D.9.1"] = None
    causes: tuple[ReportedCause, ...] = ()
    autopsy: Annotated[Flag, "D.9.3"] = None
    autopsy_causes: tuple[AutopsyCause, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """E.i: one event."""

    id: str
    """UUID by which the causality matrix names it."""
    native: Annotated[str, "E.i.1.1a"] = ""
    language: Annotated[str, "E.i.1.1b"] = ""
    translated: Annotated[str, "E.i.1.2"] = ""
    term: Annotated[MedDRA | None, "E.i.2.1a", "E.i.2.1b"]
    highlighted: Annotated[str, "E.i.3.1"] = ""
    death: Annotated[Flag, "E.i.3.2a"]
    life_threatening: Annotated[Flag, "E.i.3.2b"]
    hospitalisation: Annotated[Flag, "E.i.3.2c"]
    disabling: Annotated[Flag, "E.i.3.2d"]
    congenital: Annotated[Flag, "E.i.3.2e"]
    important: Annotated[Flag, "E.i.3.2f"]
    start: Annotated[When, "E.i.4"] = None
    end: Annotated[When, "E.i.5"] = None
    duration: Annotated[Quantity | None, "E.i.6a", "E.i.6b"] = None
    outcome: Annotated[str, "E.i.7"]
    confirmed: Annotated[bool | None, "E.i.8"] = None
    country: Annotated[str, "E.i.9"] = ""

    @property
    def criteria(self) -> tuple[Flag, ...]:
        """Return the six criteria of seriousness, in their order."""
        return (
            self.death,
            self.life_threatening,
            self.hospitalisation,
            self.disabling,
            self.congenital,
            self.important,
        )


@dataclass(frozen=True, kw_only=True)
class Test:
    """F.r: one test or procedure that bears on the case."""

    __test__ = False

    date: Annotated[When, "F.r.1"]
    name: Annotated[str, "F.r.2.1"] = ""
    term: Annotated[MedDRA | None, "F.r.2.2a", "F.r.2.2b"] = None
    code: Annotated[str, "F.r.3.1"] = ""
    result: Annotated[Measured | None, "F.r.3.2", "F.r.3.3"] = None
    text: Annotated[str, "F.r.3.4"] = ""
    low: Annotated[Quantity | None, "F.r.4", "F.r.4"] = None
    high: Annotated[Quantity | None, "F.r.5", "F.r.5"] = None
    comment: Annotated[str, "F.r.6"] = ""
    more: Annotated[bool | None, "F.r.7"] = None


@dataclass(frozen=True, kw_only=True)
class Substance:
    """G.k.2.3.r: an active substance and its strength."""

    name: Annotated[str, "G.k.2.3.r.1"]
    strength: Annotated[Quantity | None, "G.k.2.3.r.3a", "G.k.2.3.r.3b"] = None


@dataclass(frozen=True, kw_only=True)
class Dosage:
    """G.k.4.r: one dose or course."""

    dose: Annotated[Quantity | None, "G.k.4.r.1a", "G.k.4.r.1b"] = None
    every: Annotated[Quantity | None, "G.k.4.r.2", "G.k.4.r.3"] = None
    start: Annotated[When, "G.k.4.r.4"] = None
    last: Annotated[When, "G.k.4.r.5"] = None
    duration: Annotated[Quantity | None, "G.k.4.r.6a", "G.k.4.r.6b"] = None
    lot: Annotated[str, "G.k.4.r.7"] = ""
    text: Annotated[str, "G.k.4.r.8"] = ""
    form: Annotated[Text, "G.k.4.r.9.1"] = None
    route: Annotated[Text, "G.k.4.r.10.1"] = None
    route_code: Annotated[Term | None, "G.k.4.r.10.2a", "G.k.4.r.10.2b"] = None


@dataclass(frozen=True, kw_only=True)
class Indication:
    """G.k.7.r: why the drug was given."""

    text: Annotated[Text, "G.k.7.r.1"] = None
    term: Annotated[MedDRA | None, "G.k.7.r.2a", "G.k.7.r.2b"] = None


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """G.k.9.i.2.r: who judged the relation, by which method, and how."""

    source: Annotated[str, "G.k.9.i.2.r.1"] = ""
    method: Annotated[str, "G.k.9.i.2.r.2"] = ""
    result: Annotated[str, "G.k.9.i.2.r.3"] = ""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """G.k.9.i: one cell of the matrix of drugs and events."""

    reaction: str
    """The `id` of the reaction (G.k.9.i.1). Relations stand in the order of the reactions."""
    assessments: tuple[Assessment, ...] = ()
    from_start: Annotated[Quantity | None, "G.k.9.i.3.1a", "G.k.9.i.3.1b"] = None
    from_last: Annotated[Quantity | None, "G.k.9.i.3.2a", "G.k.9.i.3.2b"] = None
    recurred: Annotated[str, "G.k.9.i.4"] = ""


@dataclass(frozen=True, kw_only=True)
class Drug:
    """G.k: one drug, cell product or interacting treatment."""

    id: str
    """UUID by which the causality matrix names it."""
    role: Annotated[str, "G.k.1"]
    mpid: Annotated[Term | None, "G.k.2.1.1a", "G.k.2.1.1b"] = None
    phpid: Annotated[Term | None, "G.k.2.1.2a", "G.k.2.1.2b"] = None
    name: Annotated[str, "G.k.2.2"]
    substances: tuple[Substance, ...] = ()
    obtained: Annotated[str, "G.k.2.4"] = ""
    blinded: Annotated[bool | None, "G.k.2.5"] = None
    authorisation: Annotated[str, "G.k.3.1"] = ""
    authorised_in: Annotated[str, "G.k.3.2"] = ""
    holder: Annotated[str, "G.k.3.3"] = ""
    dosages: tuple[Dosage, ...] = ()
    cumulative: Annotated[Quantity | None, "G.k.5a", "G.k.5b"] = None
    indications: tuple[Indication, ...] = ()
    action: Annotated[str, "G.k.8"] = ""
    relations: tuple[Relation, ...] = ()
    more: Annotated[tuple[str, ...], "G.k.10.r"] = ()
    more_text: Annotated[str, "G.k.11"] = ""


@dataclass(frozen=True, kw_only=True)
class Diagnosis:
    """H.3.r: what the sender makes of the signs."""

    term: Annotated[MedDRA, "H.3.r.1a", "H.3.r.1b"]


@dataclass(frozen=True, kw_only=True)
class Summary:
    """H.5.r: the case in the reporter's language."""

    text: Annotated[str, "H.5.r.1a"]
    language: Annotated[str, "H.5.r.1b"]


@dataclass(frozen=True, kw_only=True)
class Narrative:
    """H: the case in words."""

    text: Annotated[str, "H.1"]
    reporter: Annotated[str, "H.2"] = ""
    diagnoses: tuple[Diagnosis, ...] = ()
    sender: Annotated[str, "H.4"] = ""
    summaries: tuple[Summary, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Icsr:
    """One report with its wrappers."""

    header: Header
    report: Report
    reporters: tuple[Reporter, ...]
    sender: Sender
    study: StudyId | None = None
    patient: Patient
    reactions: tuple[Reaction, ...]
    tests: tuple[Test, ...] = ()
    drugs: tuple[Drug, ...]
    narrative: Narrative
