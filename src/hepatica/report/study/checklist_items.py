"""Reporting guidelines as short topics with their numbers, and where this report deals with each.

Topics are in our own words. Sources: CONSORT 2010, extension to pilot and feasibility trials (Eldridge 2016, BMJ 355:i5239);
SPIRIT 2013 (Chan 2013, Ann Intern Med 158:200).
"""

from __future__ import annotations

from dataclasses import dataclass

TITLE, SYNOPSIS, ETHICS, WHY, DESIGN = (
    "Title page",
    "Synopsis",
    "Ethics and conduct",
    "Introduction",
    "Design and outcome measures",
)
ELIGIBLE, SCHEDULE, METHODS, PARAMETERS = (
    "Who could take part",
    "Schedule of activities",
    "Methods of analysis",
    "Parameters of the protocol",
)
PEOPLE, GIVEN, HARM, SERIOUS = (
    "Participants",
    "Cells given",
    "Primary outcome: adverse events",
    "Serious events, one by one",
)
SCORES, LIVER, EVIDENCE, LIMITS = (
    "Secondary outcomes: MELD and Child-Pugh",
    "Secondary outcome: CD34 in the liver",
    "Evidence in context",
    "Limitations",
)
STOPPING, LISTED, APPENDIX = (
    "Stopping rules and holds",
    "Listings",
    "Appendices: versions, signatures, audit trail",
)
SOURCES, REGISTRY = "Appendix: the rows behind the cells", "Appendix: results tables for the registries"
PLACES = frozenset(
    {SYNOPSIS, ETHICS, WHY, DESIGN, ELIGIBLE, SCHEDULE, METHODS, PARAMETERS, PEOPLE, GIVEN, HARM, SERIOUS, SCORES, LIVER,
     EVIDENCE, LIMITS, STOPPING, LISTED, APPENDIX, SOURCES, REGISTRY}
)  # fmt: skip
"""Headings of the report that an item may name."""
SINGLE = "one arm, nobody was allocated"
OPEN = "open label, as registered"
OUTSIDE = "not in the record: the sponsor adds it before publication"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of a guideline: its number, its topic, the heading where it stands, or why it does not apply."""

    number: str
    topic: str
    at: str = ""
    absent: str = ""


def _items(*lines: tuple[str, str, str]) -> tuple[Item, ...]:
    known = PLACES | {TITLE}
    return tuple(
        Item(number=number, topic=topic, at=where)
        if where in known
        else Item(number=number, topic=topic, absent=where)
        for number, topic, where in lines
    )


CONSORT = _items(
    ("1a", "Title says what kind of trial", TITLE),
    ("1b", "Structured summary", SYNOPSIS),
    ("2a", "Background and reason", WHY),
    ("2b", "Objectives", DESIGN),
    ("3a", "Design", DESIGN),
    ("3b", "Changes after the start", APPENDIX),
    ("4a", "Who was eligible", ELIGIBLE),
    ("4b", "Where", TITLE),
    ("4c", "How people were found and asked", ETHICS),
    ("5", "What was given, when and how", GIVEN),
    ("6a", "Assessments for each objective", SCHEDULE),
    ("6b", "Changes of assessments", APPENDIX),
    ("6c", "Criteria for going on to a larger trial", "the protocol states none"),
    ("7a", "Why this number of people", LIMITS),
    ("7b", "Interim looks and stopping", STOPPING),
    ("8a", "How the sequence was made", SINGLE),
    ("8b", "Kind of randomisation", SINGLE),
    ("9", "Concealment", SINGLE),
    ("10", "Who allocated", SINGLE),
    ("11a", "Who was blinded", OPEN),
    ("11b", "Likeness of treatments", SINGLE),
    ("12", "Methods for each objective", METHODS),
    ("13a", "Numbers screened, treated and assessed", PEOPLE),
    ("13b", "Losses, with reasons", PEOPLE),
    ("14a", "Dates of recruitment and follow-up", TITLE),
    ("14b", "Why the trial ended", "under way, or ended as planned; see Participants"),
    ("15", "Baseline", PEOPLE),
    ("16", "Numbers in each analysis", HARM),
    ("17a", "Results with their uncertainty", SCORES),
    ("17b", "Absolute and relative sizes", "no comparison was made"),
    ("18", "Further analyses", SCORES),
    ("19", "Harms", HARM),
    ("19a", "Other unintended consequences", SERIOUS),
    ("20", "Limitations", LIMITS),
    ("21", "To whom it applies", LIMITS),
    ("22", "Interpretation beside other evidence", EVIDENCE),
    ("22a", "What follows for a larger trial", SYNOPSIS),
    ("23", "Registration", TITLE),
    ("24", "Where the protocol can be had", APPENDIX),
    ("25", "Funding", OUTSIDE),
    ("26", "Ethical approval", ETHICS),
)
SPIRIT = _items(
    ("1", "Title", TITLE),
    ("2a", "Registry", TITLE),
    ("2b", "Registration data set", REGISTRY),
    ("3", "Protocol date and version", APPENDIX),
    ("4", "Funding", OUTSIDE),
    ("5a", "Contributors", TITLE),
    ("5b", "Sponsor", TITLE),
    ("5c", "Role of the sponsor", OUTSIDE),
    ("5d", "Committees", ETHICS),
    ("6a", "Background and reason", WHY),
    ("6b", "Choice of comparator", SINGLE),
    ("7", "Objectives", DESIGN),
    ("8", "Design", DESIGN),
    ("9", "Setting", TITLE),
    ("10", "Eligibility", ELIGIBLE),
    ("11a", "Interventions", DESIGN),
    ("11b", "When a treatment is stopped", STOPPING),
    ("11c", "Adherence", GIVEN),
    ("11d", "Care beside it", DESIGN),
    ("12", "Outcomes", DESIGN),
    ("13", "Timeline", SCHEDULE),
    ("14", "Sample size", LIMITS),
    ("15", "Recruitment", PEOPLE),
    ("16a", "Sequence of allocation", SINGLE),
    ("16b", "Concealment", SINGLE),
    ("16c", "Who allocates", SINGLE),
    ("17a", "Blinding", OPEN),
    ("17b", "Unblinding", OPEN),
    ("18a", "Collection of data", SCHEDULE),
    ("18b", "Keeping people in follow-up", PEOPLE),
    ("19", "Data management", APPENDIX),
    ("20a", "Analysis of outcomes", METHODS),
    ("20b", "Further analyses", METHODS),
    ("20c", "Population and missing data", METHODS),
    ("21a", "Monitoring board", ETHICS),
    ("21b", "Interim analyses", STOPPING),
    ("22", "Harms", HARM),
    ("23", "Audit", APPENDIX),
    ("24", "Ethical approval", ETHICS),
    ("25", "Amendments", APPENDIX),
    ("26a", "Who asks for consent", ETHICS),
    ("26b", "Consent to further use", OUTSIDE),
    ("27", "Confidentiality", "identities are kept apart from this record and are not printed"),
    ("28", "Interests", OUTSIDE),
    ("29", "Access to the data", SOURCES),
    ("30", "Care after the trial", OUTSIDE),
    ("31a", "Publication", OUTSIDE),
    ("31b", "Authorship", OUTSIDE),
    ("31c", "Access to protocol and data", SOURCES),
    ("32", "Consent texts", OUTSIDE),
    ("33", "Samples", SCHEDULE),
)
