"""Which rows a command needs to be decided: the store loads these, and nothing that grows with the study."""

from __future__ import annotations

import msgspec


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """A read-set. The study's holds and the subject's small rows always come along, also where the subject is ''.

    Small rows: subject, findings, proposals, deviations, holds, locks, open queries, signatures (valid ones) of the
    subject; the study's locks too.
    """

    subject: str = ""
    forms: frozenset[tuple[str, str]] = frozenset()
    """(visit, form) of the subject; visit '*' stands for every visit."""
    study: bool = True
    """Whether the study's row is needed: one row, that plain entry does without."""
    grants_of: str = ""
    """Also the grants of this user (role commands)."""
    desk: bool = False
    """Also the subject's submissions, reports, alerts and clearances, and the study's rules, approvals, on call, and the
    board's decisions with their signatures."""
    everyone: bool = False
    """Also the subject row and the clearances of every other participant (stagger)."""
    everyones_forms: frozenset[str] = frozenset()
    """Also these forms of every participant: what a new version of the protocol would take something from."""
    everyones_rows: frozenset[str] = frozenset()
    """Also these tables' rows of every participant: 'proposal', 'material'."""
    whole: bool = False
    """Every form of the subject, instead of ``forms``."""
    review: bool = False
    """Also the subject's verifications, reviews, deviations reported and judged, registers, redactions and copies, its
    closed queries, and the study's statements."""
    statements: bool = False
    """Also the study's statements of signers: one row for each person who ever signed."""
    grants: bool = False
    """Every grant."""
    entire: bool = False
    """The whole record: a lock that waits for a clear checklist reads all of it."""
    product: bool = False
    """Also the subject's materials, tests, releases, bags, matches, branches and letters, its codes and readings."""
    materials: frozenset[str] = frozenset()
    """Also the materials of these labels, whosesoever they are, with their bags' rows."""
    strangers: bool = False
    """Also others' bags, few in any trial, and their alerts of a late result: cells may have gone to whom they were not made for."""
    design: str = ""
    """Also the row of this design of the next trial."""
    accessions: frozenset[str] = frozenset()
    """Also these codes and what was read under them, whosesoever they are."""


def union(one: Need, other: Need) -> Need:
    """Return what both needs ask for, of the same participant."""
    both = ((name, getattr(one, name), getattr(other, name)) for name in Need.__struct_fields__)
    return Need(**{name: a | b if isinstance(a, bool | frozenset) else a or b for name, a, b in both})
