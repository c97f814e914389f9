"""The delegation log in force: site, days, training, identity, statement; for every command and every role."""

from functools import cache

import msgspec
import pytest
from tests.conduct.desk import ADMINISTRATOR, INVESTIGATOR, NOW, Desk, begun, kinds, person, sentences
from tests.conduct.small_study import SMALL
from tests.conduct.test_authority import ONE_OF_EACH, SAID

from hepatica.conduct import commands as c
from hepatica.conduct import delegation
from hepatica.conduct.authority import ALLOWED, ROLES
from hepatica.conduct.decide import Refused, decide
from hepatica.conduct.plan import Plan
from hepatica.conduct.statements import needs_statement, sha_of
from hepatica.ledger.product_rows import AccessionRow, MaterialRow
from hepatica.ledger.rows import GrantRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.product import codes
from hepatica.study.monitoring import Delegation, Monitoring
from hepatica.study.study import Site

BINDS = "My signature binds me."
RULE = Delegation(training=True, identity=True, statement=BINDS, source="seed")
TERMS = {"since": "2026-01-10", "until": "2026-12-31", "training": "GCP, 2 Jan 2026", "identity": "passport"}
HERE = {"subject": "01-001", "visit": "screening", "form": "consent"}
SCANNED = {"wristband": codes.symbol(codes.PERSON, "01-001"), "code": codes.symbol(codes.MATERIAL, "BM")}
STUDY_WIDE = {
    "oncall.set", "approval.record", "board.decide", "board.sign", "hold.place", "hold.lift", "trail.review",
    "role.grant", "role.revoke", "register.close", "design.keep",
}  # fmt: skip
ANYWHERE = {"statement.accept", "register.open", "register.note"}


@cache
def two_sites():
    other = Site(id="02", name="Second Hospital", place="Pune, India", zone="Asia/Kolkata")
    return Plan(
        SMALL.model_copy(update={"sites": (*SMALL.sites, other), "monitoring": Monitoring(delegation=RULE)})
    )


def granted(role, **terms):
    row = GrantRow(subject="", user="x", name="Xena Rao", role=role, seq=1, **terms)
    return msgspec.structs.replace(person("x", role), name="Xena Rao", delegations=(row,))


def record():
    """One participant of site 01 and one of site 02, each known to the cell laboratory and to the readers."""
    rows = [
        SubjectRow(subject=s, site=s[:2], seq=n, screened_at="2026-01-11")
        for n, s in enumerate(("01-001", "02-001"), 1)
    ]
    return State([*rows, *_of_cells("01-001")])


def _of_cells(subject):
    made = {"subject": subject, "step": "marrow", "at": "2026-03-05T09:15", "by": "A", "seq": 3}
    fields = {f.name for f in msgspec.structs.fields(MaterialRow)}
    yield MaterialRow(
        material="BM",
        **{k: v for k, v in made.items() if k in fields},
        **_rest(MaterialRow, made | {"material": 1}),
    )
    yield AccessionRow(
        accession="A2B4C6", subject=subject, **_rest(AccessionRow, {"accession": 1, "subject": 1})
    )


def _rest(cls, given):
    plain = {"str": "", "int": 1}
    return {
        f.name: plain.get(getattr(f.type, "__name__", "str"), "")
        for f in msgspec.structs.fields(cls)
        if f.required and f.name not in given
    }


def barred(command, actor, state=None):
    decision = decide(two_sites(), state or record(), command, NOW, actor)
    if isinstance(decision, Refused) and decision.refusals[0].code == "not_allowed":
        return decision.refusals[0].sentence
    return ""


@pytest.mark.parametrize("role", ROLES)
def test_a_role_in_force_does_at_its_site_what_the_role_does(role):
    """ACC-03, ACC-05."""
    here, free = granted(role, sites=("01",), **TERMS), person("x", role)
    for command in ONE_OF_EACH:
        about = command.model_copy(update=SCANNED) if command.kind == "bag.match" else command
        of_all = command.kind in STUDY_WIDE and not getattr(command, "subject", "")
        assert bool(barred(about, here)) == bool(of_all or barred(about, free)), command.kind


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        (TERMS | {"until": "2026-03-14"}, "ended on 14 Mar 2026."),
        (TERMS | {"since": "2026-03-16"}, "begins on 16 Mar 2026."),
        (TERMS | {"training": ""}, "no training is recorded."),
    ],
)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_does_not_hold_today_does_nothing(role, terms, why):
    """ACC-05: it is 15 March at the site."""
    for command in ONE_OF_EACH:
        said = barred(command, granted(role, **terms))
        assert said, command.kind
        if command.kind in ALLOWED[role]:
            assert said.endswith(why)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_of_another_site_does_nothing_here(role):
    """ACC-03, ACC-05: but tell of an incident, and accept its own statement."""
    actor = granted(role, sites=("02",), **TERMS)
    for command in ONE_OF_EACH:
        if command.kind in SAID.get(role, set()) & ANYWHERE:
            assert not barred(command, actor)
        else:
            assert barred(command, actor), command.kind


@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_names_every_site_acts_on_the_study_as_a_whole(role):
    both, free = granted(role, sites=("01", "02"), **TERMS), granted(role, **TERMS)
    for command in ONE_OF_EACH:
        assert barred(command, both) == barred(command, free)


def test_the_last_day_of_a_delegation_still_counts_and_is_the_sites_own_day():
    lock = c.AcceptStatement(text_sha256=sha_of(BINDS))
    ends = granted("coordinator", **TERMS | {"until": "2026-03-15"})
    assert not barred(lock, ends), "14 March by UTC, 15 March at the site"
    begins = granted("coordinator", **TERMS | {"since": "2026-03-15"})
    assert not barred(lock, begins)


def test_the_refusal_says_whose_delegation_and_where_it_holds():
    actor = granted("coordinator", sites=("02",), **TERMS)
    said = barred(c.CompleteForm(**HERE), actor)
    assert said == "Xena Rao's delegation as coordinator holds at Pune only."


def test_one_role_that_holds_is_enough_and_the_other_gives_nothing():
    held = granted("coordinator", **TERMS)
    old = granted("investigator", **TERMS | {"until": "2026-02-01"}).delegations
    both = msgspec.structs.replace(
        held, roles=frozenset({"coordinator", "investigator"}), delegations=(*held.delegations, *old)
    )
    assert not barred(c.CompleteForm(**HERE), both)
    assert barred(c.SignForm(**HERE, meaning="approval"), both).endswith("ended on 1 Feb 2026.")


def test_an_exclusive_role_bars_the_others_also_after_it_ended():
    """ACC-04."""
    held = granted("coordinator", **TERMS)
    old = granted("administrator", **TERMS | {"until": "2026-02-01"}).delegations
    both = msgspec.structs.replace(
        held, roles=frozenset({"coordinator", "administrator"}), delegations=(*held.delegations, *old)
    )
    assert barred(c.CompleteForm(**HERE), both)


def test_a_witness_counts_with_the_roles_that_hold():
    second = granted("investigator", sites=("02",), **TERMS)
    actor = msgspec.structs.replace(granted("data_manager", **TERMS), witness=second)
    command = c.RedactText(subject="01-001", event=1, field="reason", original_sha256="1" * 64, reason="name")
    decision = decide(two_sites(), record(), command, NOW, actor)
    assert "second person" in decision.refusals[0].sentence


def test_who_is_bound_to_a_site_sees_that_site():
    assert delegation.sites_of(two_sites(), NOW, granted("monitor", sites=("02",), **TERMS)) == {"02"}
    assert delegation.sites_of(two_sites(), NOW, granted("monitor", **TERMS)) is None
    assert delegation.sites_of(two_sites(), NOW, granted("monitor", sites=("01", "02"), **TERMS)) is None
    ended = granted("monitor", **TERMS | {"until": "2026-02-01"})
    assert delegation.sites_of(two_sites(), NOW, ended) == frozenset()


def signed(actor, *before):
    desk = begun().consented()
    desk.complete("consent")
    desk.plan = two_sites()
    for command in before:
        assert not isinstance(desk.do(command, actor), Refused)
    return desk.do(c.SignForm(**HERE, meaning="approval"), actor)


def test_nobody_signs_before_their_identity_is_verified():
    """SIG-05."""
    actor = granted("investigator", **TERMS | {"identity": ""})
    (said,) = sentences(signed(actor, c.AcceptStatement(text_sha256=sha_of(BINDS))))
    assert said.startswith("Xena Rao cannot sign yet")


def test_nobody_signs_before_they_accepted_what_a_signature_means_and_then_once_is_enough():
    """SIG-06."""
    actor = granted("investigator", **TERMS)
    assert "accept first" in sentences(signed(actor))[0]
    assert kinds(signed(actor, c.AcceptStatement(text_sha256=sha_of(BINDS)))) == ["signature.given"]


def test_the_statement_is_accepted_as_it_reads_by_who_has_just_proven_who_they_are():
    """SIG-06."""
    desk, actor = Desk(), granted("investigator", **TERMS)
    desk.plan = two_sites()
    assert needs_statement(desk.plan, desk.state, actor)
    assert desk.do(c.AcceptStatement(text_sha256="0" * 64), actor).refusals[0].code == "conflict"
    idle = msgspec.structs.replace(actor, reauthenticated=False)
    command = c.AcceptStatement(text_sha256=sha_of(BINDS))
    assert desk.do(command, idle).refusals[0].code == "reauthentication"
    assert kinds(desk.do(command, actor)) == ["statement.accepted"]
    assert desk.do(command, actor) == ()
    assert not needs_statement(desk.plan, desk.state, actor)


def test_who_has_no_line_in_the_log_is_asked_for_nothing():
    assert not needs_statement(two_sites(), State(), INVESTIGATOR)


def test_other_terms_change_a_delegation_and_the_same_terms_do_nothing():
    """ACC-05, ACC-06."""
    desk = Desk()
    first = c.GrantRole(user="asha", name="Asha", role="coordinator", **TERMS)
    assert kinds(desk.do(first, ADMINISTRATOR)) == ["role.granted"]
    assert desk.do(first, ADMINISTRATOR) == ()
    assert desk.do(c.GrantRole(user="asha", name="Asha", role="coordinator"), ADMINISTRATOR) == ()
    assert kinds(desk.do(first.model_copy(update={"until": "2026-06-30"}), ADMINISTRATOR)) == ["role.granted"]
    (row,) = desk.state.of(GrantRow)
    assert (row.until, row.by, row.identity) == ("2026-06-30", ADMINISTRATOR.user, "passport")


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"since": "2026-02-30"}, "impossible_date"),
        ({"since": "2026"}, "impossible_date"),
        ({"since": "2026-05-01", "until": "2026-04-30"}, "impossible_date"),
        ({"sites": ("09",)}, "no_such"),
    ],
)
def test_terms_that_cannot_be_are_refused(terms, code):
    decision = Desk().do(c.GrantRole(user="asha", name="Asha", role="coordinator", **terms), ADMINISTRATOR)
    assert decision.refusals[0].code == code
