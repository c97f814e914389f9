"""Readers of what stands around the event: the reporter, the trial's papers, dates of reporting, the checklist."""
# ruff: noqa: ARG001, D401 — every reader takes the same arguments, and is described by what it gives.

from __future__ import annotations

from hepatica.report.forms.definition import LineDef
from hepatica.report.forms.facts import Facts, Other
from hepatica.report.forms.readers import Read, plain, reads, told
from hepatica.safety.case import Given
from hepatica.study.dates import NotADate, PartialDate


@reads("reporter")
def reporter(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Name, site and place of whoever signs; a draft knows only the site."""
    where = f"{facts.site.name}, {facts.site.place}" if facts.site else ""
    if not facts.occasion.reporter:
        return Read(value=f"on signing; {where}" if where else "on signing", later=True)
    parts = (facts.occasion.reporter, where)
    return Read(value=", ".join(part for part in parts if part), source="signature")


@plain("reporter_phone", "protocol")
def phone(facts: Facts) -> str:
    """Telephone of the site, where the study gives one."""
    return facts.parameter("reporter_phone")


@plain("reporter_profession", "protocol")
def profession(facts: Facts) -> str:
    """Speciality of the site's investigators, where the study gives one."""
    return facts.parameter("reporter_profession")


@plain("reporter_contact", "protocol")
def contact(facts: Facts) -> str:
    """Mail, telephone and occupation, as far as the study gives them."""
    parts = (facts.parameter("reporter_mail"), phone(facts), profession(facts))
    return " · ".join(part for part in parts if part)


@reads("signature")
def signature(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Leave the place of the signature; the paper adds it from the record."""
    said = facts.occasion
    return Read(value=said.signed or "on signing", later=True)


@reads("report_date")
def report_date(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """The day it is issued."""
    on = facts.occasion.on
    if on is None:
        return Read(value="on signing", later=True)
    day = f"{on.day:02d}/{on.month:02d}/{on.year}" if facts.slashes else on.words()
    return Read(value=day, later=True)


@reads("case_type")
def case_type(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Tick whether it is the first report; an amendment or a nullification is a later one."""
    purpose = facts.occasion.purpose
    code = "initial" if purpose == "initial" else "follow_up"
    words = purpose if purpose in {"amendment", "nullification"} else ""
    return Read(value=words, ticked=frozenset({code}))


def _told_to(facts: Facts, recipient: str) -> str:
    """Give the day of the first submission to a recipient, or that it is still to be sent."""
    sent = sorted(one.at for one in facts.case.submitted if one.recipient == recipient)
    if not sent:
        return ""
    try:
        return PartialDate.parse(sent[0][:10]).words()
    except NotADate:
        return ""


def _reported(recipient: str) -> None:
    name = {
        "licensing_authority": "to_authority",
        "ethics_committee": "to_committee",
        "sponsor": "to_sponsor",
    }

    def reader(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
        day = _told_to(facts, recipient)
        return Read(value=day or "on submission", source="submission" if day else "", later=True)

    reads(name[recipient])(reader)


for _recipient in ("licensing_authority", "ethics_committee", "sponsor"):
    _reported(_recipient)


@reads("worldwide")
def worldwide(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """The number the case has in every report and message."""
    return Read(value=facts.occasion.worldwide or "on signing", later=not facts.occasion.worldwide)


@reads("for_centre")
def for_centre(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Leave what the receiving centre fills."""
    return Read(value="left for the centre", later=True)


@reads("additional")
def additional(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """The trial, its papers, why there are several suspects, and what the report adds by hand."""
    own = told(facts, "sae_other")
    parts = (
        f"Trial {' / '.join(facts.study.oversight.registrations) or facts.study.id}",
        f"protocol {facts.study.protocol}",
        f"participant {facts.case.subject}, event {facts.case.row} of the study record",
    )
    each = (
        f" Each of the {len(facts.suspects)} components is a suspect of its own."
        if len(facts.suspects) > 1
        else ""
    )
    return Read(value=f"{', '.join(parts)}.{each} {own}".strip(), source="protocol", typed=bool(own))


@reads("report_source")
def report_source(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """A trial's report comes from a study and from a health professional."""
    return Read(ticked=frozenset({"study", "professional"}))


@plain("manufacturer", "protocol")
def manufacturer(facts: Facts) -> str:
    """Of cells made at the bedside's hospital, the sponsor."""
    return facts.study.sponsor


# -- The checklist --------------------------------------------------------------------------------------------------


@plain("death_or_other", "event log", "ae", "aesdth")
def death_or_other(facts: Facts) -> str:
    """Whether the person died of it."""
    return "Death" if "death" in facts.case.criteria else "Other than death"


@plain("injury", "report", "sae", "sae_injury")
def injury(facts: Facts) -> str:
    """Whether it is an injury of the trial, and which."""
    said = facts.case.report.get("sae_injury", "")
    return {"yes": f"Yes: {facts.case.term}", "no": "Not related to the trial"}.get(said, "")


@plain("permission", "protocol")
def permission(facts: Facts) -> str:
    """Number of the permission."""
    return facts.study.oversight.permission


@plain("registrations", "protocol")
def registrations(facts: Facts) -> str:
    """Registry numbers."""
    return ", ".join(facts.study.oversight.registrations)


@plain("earlier_report", "submission")
def earlier_report(facts: Facts) -> str:
    """Date and diary number of the report before; NA for the first."""
    return facts.occasion.earlier or ("NA" if facts.occasion.purpose == "initial" else "")


@plain("protocol", "protocol")
def protocol(facts: Facts) -> str:
    """Number, version and title."""
    return f"{facts.study.protocol}, version {facts.study.version}: {facts.study.title}"


@plain("site", "protocol")
def site(facts: Facts) -> str:
    """Number, name and place of the site."""
    return f"{facts.site.id}: {facts.site.name}, {facts.site.place}" if facts.site else ""


@plain("committee", "protocol")
def committee(facts: Facts) -> str:
    """Name and registration of the ethics committee."""
    return facts.study.oversight.ethics_committee


@plain("sponsor", "protocol")
def sponsor(facts: Facts) -> str:
    """Name of the sponsor."""
    return facts.study.sponsor


def _dichotomy(facts: Facts, *, by_sponsor: bool) -> str:
    """Give what a regulator asks: related or unrelated; what is open counts as related until it is resolved."""
    given = {one.suspect for one in facts.judged if one.kind not in {"disease", "concomitant"}}
    said = [
        one.sponsor if by_sponsor else one.investigator
        for one in facts.case.causality
        if one.suspect in given
    ]
    if not any(said):
        return ""
    return "Unrelated" if all(one in {"unlikely", "unrelated"} for one in said) else "Related"


@plain("related_investigator", "event log", "ae", "aerel_msc")
def related_investigator(facts: Facts) -> str:
    """The investigator's judgements as one word."""
    return _dichotomy(facts, by_sponsor=False)


@plain("related_sponsor", "sponsor's assessment", "ae_sponsor", "sprel_msc")
def related_sponsor(facts: Facts) -> str:
    """The sponsor's judgements as one word."""
    return _dichotomy(facts, by_sponsor=True)


@plain("management", "report", "sae", "sae_management")
def management(facts: Facts) -> str:
    """Medical management provided."""
    return told(facts, "sae_management")


@plain("compensation", "report", "sae", "sae_compensation")
def compensation(facts: Facts) -> str:
    """Compensation, or why none."""
    return told(facts, "sae_compensation")


@reads("enclosure")
def enclosure(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """Boxes for whoever packs the submission."""
    return Read()


@reads("enclosure_postmortem")
def enclosure_postmortem(facts: Facts, line: LineDef, of: Given | Other | None) -> Read:
    """NA while nobody died."""
    return Read() if "death" in facts.case.criteria else Read(ticked=frozenset({"na"}))
