"""The episodes of a participant: proposals gathered with the events of the log they belong to."""

from __future__ import annotations

from hepatica.datasets.adverse_events import derive_events
from hepatica.ledger.rows import ProposalRow
from hepatica.ledger.state import State
from hepatica.safety.episodes import Episode, Raised, Standing, episodes
from hepatica.safety.graded import ctcae_of
from hepatica.safety.times import proposal_time
from hepatica.study.study import Study


def derive_episodes(study: Study, state: State, subject: str) -> tuple[Episode, ...]:
    """Return the participant's episodes, earliest first; without a gap in the protocol only readings of one day are one."""
    terms = {s.id: ctcae_of(study, s) or str(s.term) for s in study.signals}
    raised = (
        Raised(proposal=one, term=terms.get(one.signal, one.signal), at=proposal_time(study, state, one))
        for one in state.of(ProposalRow, subject)
    )
    standing = (
        Standing(row=event.row, term=event.ctcae or event.term, start=event.start, end=event.end)
        for event in derive_events(study, state, subject)
    )
    gap = study.oversight.episodes
    return episodes(raised, standing, gap.gap_days if gap else 0)
