"""If someone is harmed: who is told by when, and what is paid, as the study that is followed declares it."""

from __future__ import annotations

from hepatica.report.document import Para
from hepatica.safety.compensation import death
from hepatica.study.study import Study

TO_FILL = (
    "To be filled in before the committee meets: who is told of a serious event and by when, who treats injury and who pays, and "
    "what a family is paid. The design follows no study that says so."
)
INDIA = "NDCT Rules 2019"
"""How a clock names the law whose Seventh Schedule gives the amounts."""
AGE, RISKS = 50, ("1.0", "2.0")
WHO = {
    "licensing_authority": "the licensing authority",
    "sponsor": "the sponsor",
    "ethics_committee": "this committee",
    "head": "the head of the institution",
}


def harmed(study: Study | None) -> tuple[Para, ...]:
    """Return the paragraphs; without a study, one that says what is to be filled in."""
    if study is None:
        return (Para(text=TO_FILL),)
    said = [_told(study), _insured(study), _paid(study)]
    return tuple(Para(text=one) for one in said if one) or (Para(text=TO_FILL),)


def _told(study: Study) -> str:
    first = [
        one
        for one in study.clocks
        if one.duty == "investigator" and one.applies == "serious" and one.limit.hours
    ]
    if not first:
        return ""
    hours = min(one.limit.hours or 0 for one in first)
    told = [
        WHO.get(one.recipient, one.recipient.replace("_", " ")) for one in first if one.limit.hours == hours
    ]
    names = list(dict.fromkeys(told))
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"Every serious event reaches {joined} within {hours} hours of its occurrence."


def _insured(study: Study) -> str:
    papers = [str(one.title) for one in study.oversight.approvals if one.id == "insurance"]
    return (
        f"Nobody is given anything before this paper stands: {papers[0][:1].lower()}{papers[0][1:]}."
        if papers
        else ""
    )


def _paid(study: Study) -> str:
    """Return two amounts of the schedule for an example, where the study stands under the law that has one."""
    if not any(INDIA in one.basis for one in study.clocks):
        return ""
    amounts = [death(AGE, risk) for risk in RISKS]
    said = " and ".join(
        f"₹ {one.rupees} at a risk factor of {risk}" for one, risk in zip(amounts, RISKS, strict=True)
    )
    return (
        f"A death related to the trial is compensated by the Seventh Schedule of 2019: for a person of {AGE}, {said}; "
        "the Central Licencing Authority decides."
    )
