"""The first page, and under what approvals and duties the trial was run."""

from __future__ import annotations

from hepatica.ledger.desk_rows import ApprovalRow
from hepatica.ledger.rows import GrantRow
from hepatica.report.board.holds import approvals_table
from hepatica.report.document import Block, Heading, KeyValues, Pair, Para
from hepatica.report.prose import Cited, Named, Prose, cite, cite_date, joined, one, say
from hepatica.report.study.counts import people
from hepatica.report.study.cut import Cut
from hepatica.report.study.dossier import Dossier
from hepatica.report.study.refs import answer_ref, data_cut
from hepatica.report.study.sections.parts import page
from hepatica.report.study.synopsis import synopsis


def front(dossier: Dossier) -> tuple[Block, ...]:
    """Return the title page's facts and the synopsis."""
    cut = dossier.cut
    return (
        identity(cut),
        Para(text="Every number below can be traced to an entry of the study ledger.", note=True),
        Heading(text="Synopsis", level=2),
        synopsis(cut),
    )


def identity(cut: Cut) -> KeyValues:
    """Return what the report is of: registry, dates, sponsor, site, products, investigators."""
    study, design = cut.study, cut.study.design
    consents = sorted((p.consented, p.subject) for p in cut.participants if p.consented)
    site = study.sites[0]
    numbers = study.oversight.registrations or (study.id.upper(),)
    registry = f"{', '.join(numbers)}; phase as registered “{design.phase_registered}”"
    pairs = (
        Pair(key="Registry", value=one(Named(text=registry))),
        Pair(key="First consent", value=_consent(cut, *consents[0]) if consents else "none yet"),
        Pair(key="Sponsor and site", value=f"{study.sponsor}, {site.place}"),
        Pair(key="Data cut", value=one(data_cut(cut))),
        Pair(key="Products", value="; ".join(p.title.en for p in study.products) or "none named"),
        Pair(key="Protocol version", value=study.version),
        Pair(key="Investigators", value=_holders(cut, "investigator")),
        Pair(key="Data at", value=say("ledger entry {seq}", seq=cite(cut.stamp.seq, "COUNT:study/events"))),
    )
    return KeyValues(pairs=pairs, columns=2, id="identity")


def ethics(dossier: Dossier) -> tuple[Block, ...]:
    """Return approvals, consent and conduct: what is on record, and what is not."""
    cut = dossier.cut
    committee = cut.study.oversight.ethics_committee or "not named in the protocol"
    blocks: list[Block] = [
        Para(
            text=say(
                "Ethics committee: {committee}. Consent is on record for {consented} of {screened} people screened; no form "
                "of a procedure is authorised before it. The protocol asks for conduct under the declaration of Helsinki, "
                "good clinical practice and the rules of the country.",
                committee=Named(text=committee),
                consented=_consented(cut),
                screened=people(cut, "screened").cited,
            )
        ),
        Para(text=_registers(cut)),
    ]
    if dossier.pack:
        blocks.append(approvals_table(dossier.pack))
    return page("Ethics and conduct", *blocks)


def _consented(cut: Cut) -> Cited:
    return cite(sum(bool(p.consented) for p in cut.participants), "COUNT:14.1.1/consented")


def _registers(cut: Cut) -> Prose:
    asked = cut.study.oversight.approvals
    there = [a for a in asked if cut.state.get(ApprovalRow, "", a.id)]
    board = cut.study.oversight.board
    return joined(
        (
            say(
                "Approvals the protocol asks for: {asked}; on record to the data cut: {there}.",
                asked=cite(len(asked), "COUNT:B.10a/asked"),
                there=cite(len(there), "COUNT:B.10a/recorded"),
            ),
            say("Oversight: {board}.", board=Named(text=board.title.en))
            if board
            else say("The protocol names no board."),
        )
    )


def _consent(cut: Cut, day: str, subject: str) -> Prose:
    return one(cite_date(day, answer_ref(cut, subject, "consented")))


def _holders(cut: Cut, role: str) -> str:
    names = sorted({row.name for row in cut.state.all(GrantRow) if row.role == role})
    return ", ".join(names) or "nobody holds the role on this record"
