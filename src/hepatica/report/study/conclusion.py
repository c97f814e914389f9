"""What may be concluded: what was done, to how many, what happened and to whom it can be credited. No verdict."""

from __future__ import annotations

from hepatica.report.prose import Prose, joined, say
from hepatica.report.study.counts import people, serious
from hepatica.report.study.cut import Cut
from hepatica.report.study.refs import planned


def conclusion(cut: Cut) -> Prose:
    """Return the conclusion; its words neither praise nor clear the treatment."""
    if not cut.infused:
        return say("Nobody has received cells to the data cut: there is nothing to conclude about them.")
    parts = [
        say(
            "Cells were given to {infused} of {planned} planned participants. A serious event was recorded in {serious} of "
            "{started}, judged related to a product or a procedure in {related}.",
            infused=people(cut, "infused").cited,
            planned=planned(cut),
            serious=serious(cut).cited,
            started=people(cut, "started").cited,
            related=serious(cut, related=True).cited,
        ),
        say(
            "These are descriptions of single people. They inform the design of a controlled study, the events to look for "
            "in it and the times to look; they do not support use of the cells outside one."
        ),
    ]
    if people(cut, "under_way").who:
        parts.append(
            say("{n} are still followed, so the counts can only grow.", n=people(cut, "under_way").cited)
        )
    return joined(parts)
