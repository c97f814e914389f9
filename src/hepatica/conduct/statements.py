"""Before a person signs: who they are was verified, and they accepted once what their signature means.

21 CFR 11.100(b) and 11.10(j). Both are asked of everyone whose roles stand in the delegation log, where
``study.monitoring.delegation`` says so, whatever is signed: the one place is here, after the decision.
"""

from __future__ import annotations

from hashlib import sha256

from hepatica.conduct.case import Case
from hepatica.conduct.commands import AcceptStatement, Actor
from hepatica.conduct.delegation import rule_of
from hepatica.conduct.forms import unproven
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.ledger.events import Draft, SignatureGiven
from hepatica.ledger.review_facts import StatementAccepted
from hepatica.ledger.review_rows import StatementRow
from hepatica.ledger.state import State


def statement_of(plan: Plan | None) -> str:
    """Return the statement a signer accepts, in English, as hashed; '' when the protocol asks for none."""
    rule = rule_of(plan)
    return str(rule.statement) if rule and rule.statement else ""


def sha_of(text: str) -> str:
    """Return the SHA-256 by which the accepted wording is known."""
    return sha256(text.encode()).hexdigest()


def needs_statement(plan: Plan | None, state: State, actor: Actor) -> bool:
    """Whether a person must accept the signer's statement before they sign (SIG-06); ``state`` holds their row.

    A new wording is accepted anew. Somebody without a delegation (tests, the program) is asked for nothing.
    """
    text = statement_of(plan)
    if not text or not actor.delegations:
        return False
    row = state.get(StatementRow, "", actor.user)
    return row is None or row.text_sha256 != sha_of(text)


def unverified(plan: Plan | None, actor: Actor, role: str = "") -> str:
    """Return why a person cannot sign in a role (any, where it is ''): nobody verified who they are; '' when they can."""
    rule = rule_of(plan)
    grants = [grant for grant in actor.delegations if role in {"", grant.role}]
    if not rule or not rule.identity or not grants or any(grant.identity for grant in grants):
        return ""
    return (
        f"{actor.name} cannot sign yet: the delegation log does not say who verified their identity, and by "
        "which document. An administrator enters it."
    )


def signing(case: Case, drafts: tuple[Draft, ...]) -> Refused | None:
    """Return the refusal of a decision that gives a signature by someone who may not sign yet, or None."""
    roles = [draft.fact.role for draft in drafts if isinstance(draft.fact, SignatureGiven)]
    for role in roles:
        if said := unverified(case.the_head or case.the_plan, case.actor, role):
            return refuse("not_allowed", said)
    if roles and needs_statement(case.the_head or case.the_plan, case.state, case.actor):
        said = "accept first, once, what an electronic signature in this trial means: Record, People, My signature."
        return refuse("not_possible", f"{case.actor.name}: {said}")
    return None


def accept(case: Case, command: AcceptStatement) -> Decision:
    """Accept the signer's statement, just after re-authentication; nothing happens when it is accepted already."""
    text = statement_of(case.the_head or case.the_plan)
    if not text:
        return refuse("not_possible", "This protocol has no signer's statement to accept.")
    if command.text_sha256 != sha_of(text):
        return refuse("conflict", "The statement reads otherwise now: read it again, then accept it.")
    if refused := unproven(case):
        return refused
    row = case.state.get(StatementRow, "", case.actor.user)
    if row and row.text_sha256 == command.text_sha256:
        return ()
    fact = StatementAccepted(name=case.actor.name, text_sha256=command.text_sha256)
    return (Draft(subject="", fact=fact),)
